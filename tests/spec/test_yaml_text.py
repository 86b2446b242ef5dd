"""Values as YAML: every reader takes them for what they are, whatever text they contain."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dvspec.spec.yaml_reader import read
from dvspec.spec.yaml_text import WIDTH, NumberText, to_yaml
from tests.targets.invented_texts import HOSTILE

# Text that some version of YAML, in some place, takes for something else than text, or does not keep.
_TRAPS = """
    no On y N TRUE null ~ = << 010 0o17 0x1F 0b1 1:30 190:20:30 1_000 1e5 1.0e+5 .5 5. 1.10 -.inf .NaN 08 + - -1
    2022-05-20 2022-5-2 ? : - , [ ] { } # & * ! | > ' " % @ ` --- ... %YAML a: a:b a# #a *a &a !a !!str >- |2 ?a -a :a
    a? [a] {a} https://example.com/a?b=c,d#e 11111111-2222-3333-4444-555555555555 1.0.0.0 _ / \\ "" '' 1,000 12e03
    1E400 é 状态 🎈
    """.split()
_ODD = [
    *("", " ", "  a", "a  ", "a  b", "a: b", "a #b", "a\tb", "\ta", "a\t", "a\nb", "a\n", "\na", "a\n\n", "a\n\nb"),
    *(" a\nb", "a\n b", "a \nb", "\n", "a\r\nb", "a\x85b", "a\u2028b", "a\u202eb", "\ufeffa", "a\ufeff", "a\xa0b"),
    *("\x00", "\x7f", "\u200b", "2022-05-20 10:00", "2001-12-14t21:59:43.10-05:00", "a\nb: c # d\n- e\n" * 9),
    *("- a\n- b", "key: value\n" * 20, "# a\n" * 30, "x" * 200, "x " * 99 + "x", "# " * 80 + "#", "--- " * 40 + "-"),
    "word  two " * 30 + "end",
]
_CHARACTERS = st.characters(exclude_categories=["Cs"])
_TEXT = st.one_of(
    st.text(_CHARACTERS, max_size=20),
    st.sampled_from([*_TRAPS, *_ODD, *HOSTILE]),
    st.lists(st.sampled_from([*_TRAPS, " ", "\n", "word"]), max_size=60).map(" ".join),
    st.text("a :#-\n'\"\\,[]{}?!&*|>%@`\t", max_size=200),
)
_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**38), 10**38), st.floats(allow_nan=False, allow_infinity=False), _TEXT
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=25
)


def _assert_kept(value: dict[str, Any]) -> None:
    text = to_yaml(value)
    document = read(text, "spec.yaml")
    assert not document.findings
    for result in (document.value, yaml.load(text, yaml.SafeLoader), yaml.load(text, yaml.CSafeLoader)):
        assert repr(_plain(result)) == repr(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


@settings(max_examples=400)
@given(st.dictionaries(_TEXT, _VALUES, min_size=1, max_size=4))
def test_values_are_kept_by_every_reader(value: dict[str, Any]) -> None:
    _assert_kept(value)


@pytest.mark.parametrize("text", [*_TRAPS, *_ODD, *HOSTILE])
def test_text_is_kept_in_every_position(text: str) -> None:
    _assert_kept(
        {"a": text, "b": [text, [text], [[text]]], "c": {"d": text, "e": {"f": [text]}}, "g": {"x": {"y": text}}}
    )
    _assert_kept({text: "a"})
    _assert_kept({"a": {text: "b"}, "c": [{text: text, "d": text}], "e": {"f": {text: {text: 1}}}})


@pytest.mark.parametrize("length", [100, 1_000, 1_100, 20_000])
def test_keys_of_any_length_are_kept(length: int) -> None:
    key = "k" * length
    _assert_kept({key: 1, "a": {key: {key: [{key: "x " * 99 + "x"}]}}, "b": [{key: []}, {key: "a\nb\n" * 40}]})


def test_values_that_are_nested_deeply_are_kept() -> None:
    value: Any = "no"
    for level in range(60):
        value = {"a": value} if level % 2 else [value]
    _assert_kept({"a": value})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**41, -(10**40), b"", {1, 2}])
def test_value_that_specs_do_not_have_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"specs have no number|YAML has no"):
        to_yaml({"a": value})


def test_lone_surrogate_cannot_be_encoded() -> None:
    with pytest.raises(UnicodeEncodeError):
        to_yaml({"a": "\ud800"}).encode()


def test_layout() -> None:
    long_text = "word " * 40
    text = to_yaml(
        {
            "plain": "It's plain, as here: no.",
            "version": "1.10",
            "path": '"C:\\x"',
            "both": 'it\'s "x"',
            "empty": "",
            "text": long_text.strip(),
            "lines": "first\nsecond\n" * 8,
            "label": {NumberText(1033): "One", NumberText(1031): "Eins"},
            "things": {"a": {"type": "one", "note": "y, z"}, "b": {"type": "two", "note": long_text.strip()}},
            "list": ["a", {"b": 1}],
            "options": [{"value": number, "label": f"Label of the option {number}"} for number in range(4)],
            "nothing": [],
        }
    )
    assert text == (
        'plain: "It\'s plain, as here: no."\n'
        'version: "1.10"\n'
        "path: '\"C:\\x\"'\n"
        'both: it\'s "x"\n'
        'empty: ""\n'
        "text: >-\n"
        f"  {'word ' * 22}word\n"
        f"  {'word ' * 16}word\n"
        "lines: |\n" + "  first\n  second\n" * 8 + "label: {1033: One, 1031: Eins}\n"
        "things:\n"
        '  a: {type: one, note: "y, z"}\n'
        "  b:\n"
        "    type: two\n"
        "    note: >-\n"
        f"      {'word ' * 22}word\n"
        f"      {'word ' * 16}word\n"
        "list: [a, {b: 1}]\n"
        "options:\n"
        "  - {value: 0, label: Label of the option 0}\n"
        "  - {value: 1, label: Label of the option 1}\n"
        "  - {value: 2, label: Label of the option 2}\n"
        "  - {value: 3, label: Label of the option 3}\n"
        "nothing: []\n"
    )
    assert max(map(len, text.splitlines())) <= WIDTH
