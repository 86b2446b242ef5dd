"""Lines are laid out as black lays them out, at every length around its limit."""

from __future__ import annotations

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvspec.reserved_names import LONGEST_FIELD
from dvspec.targets.python import layout

LENGTHS = range(1, LONGEST_FIELD + 1)


def is_formatted(body: str) -> None:
    text = f"class Some:\n{body}\n"
    assert black.format_str(text, mode=black.Mode()) == text


@pytest.mark.parametrize("argument", ["str", "UUID", "dict[str, Json]", "tuple[Entry, ...]", "A" * 38])
def test_fields(argument: str) -> None:
    for length in LENGTHS:
        is_formatted(layout.field(4, "n" * length, "Maybe", argument, "UNSET"))


@pytest.mark.parametrize("right", ["7", '"short"', '"msdynci_a_logical_name_of_fifty_characters_in_all"'])
def test_assignments(right: str) -> None:
    for length in LENGTHS:
        is_formatted(layout.assign(4, "N" * length, right))


@pytest.mark.parametrize("type_", ["str", "str | None"])
def test_constants(type_: str) -> None:
    for length in range(1, 150):
        is_formatted(layout.constant(4, "LOGICAL_NAME", type_, layout.string("n" * length)))


@pytest.mark.parametrize("before", ["KEYS: ClassVar[tuple[tuple[str, ...], ...]] = ", "names = "])
def test_tuples(before: str) -> None:
    is_formatted(layout.tuple_of(4, before, []))
    for length in range(1, 100):
        name = layout.string("n" * length)
        member = layout.nested_call(8, "Member", [name, name, "Kind.TEXT"])
        keys = [layout.nested_tuple(8, [name] * count) for count in (1, 2)]
        for items in ([name], [name, name], [member], [member, member], keys[:1], keys[1:], keys):
            is_formatted(layout.tuple_of(4, before, items))


@pytest.mark.parametrize("arguments", [["a"], ["a", "bb", "ccc"], ["key", "max_length=4000", "options=Colour"]])
def test_calls(arguments: list[str]) -> None:
    for length in LENGTHS:
        is_formatted(f"    def f(self):\n{layout.call(8, 'c' * length, arguments, before='return ')}")


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), min_size=1, max_size=3))
def test_docstrings(paragraphs: list[str]) -> None:
    if any(paragraph.split() for paragraph in paragraphs):
        is_formatted(layout.docstring(4, "Meaning.", *paragraphs))
        is_formatted(layout.docstring(4, *paragraphs))


@pytest.mark.parametrize("end", [".", '"', "\\", '"""', "'"])
def test_docstrings_of_one_line(end: str) -> None:
    for length in LENGTHS:
        is_formatted(layout.docstring(4, f"{'word ' * 4}{'w' * length}{end}"))


@given(st.text())
def test_strings(text: str) -> None:
    literal = layout.string(text)
    assert eval(literal) == text
    is_formatted(f"    x = {literal}" if len(literal) < 70 and "\n" not in literal else "    x = 1")


def test_strings_do_not_depend_on_the_unicode_of_python() -> None:
    assert (
        layout.string("\U0001fae8 \U0001fac6 \U0003ffff é\u00a0\u200b\ue000")
        == '"\U0001fae8 \U0001fac6 \U0003ffff é\\xa0\\u200b\\ue000"'
    )
