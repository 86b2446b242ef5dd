"""Reading YAML: the same values as those of another reader, or a refusal; and exact places."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dvspec.findings import Place, Refused
from dvspec.spec.yaml_reader import read

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    _TEXT,
    st.sampled_from("no On y 010 0o17 0x1F 1:30 1_000 1e5 .5 5. 1.10 ~ = << 2022-05-20 -.inf .NaN 08 + - null".split()),
)
_DATA = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=12
)
# Tokens of YAML: random combinations of them get further than random characters.
_TOKENS = st.one_of(
    st.sampled_from("""a { } [ ] *a | ' " \\ \\x --- ... # 0x 1_0 1e ~ é 🎈 @ ` no""".split()),
    st.sampled_from(["b: ", "- ", "? ", ": ", "\n", "\n  ", "\t", ", ", "&a ", "!t ", "!!str ", ">-\n", "<<: "]),
    st.sampled_from(["\x00", "\ufeff", "\u2028", "\x85", "\r", "\ud800", "9" * 50, "%YAML 1.2"]),
)


def _value(text: str) -> Any:
    document = read(text, "spec.yaml")
    assert not document.findings
    return document.value


def _refused(text: str) -> tuple[str, int, int]:
    with pytest.raises(Refused) as refused:
        read(text, "spec.yaml")
    finding = refused.value.findings[-1]
    return finding.rule.code, finding.place.line, finding.place.column


@given(_DATA, st.booleans())
def test_values_equal_those_of_another_reader(data: Any, flow: bool) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow)
    try:
        document = read(text, "spec.yaml")
    except Refused:
        return
    if not document.findings:
        assert document.value == yaml.safe_load(text)
        assert _types_of(document.value) == _types_of(yaml.safe_load(text))


@given(_SCALARS)
def test_plain_scalar_is_read_as_by_another_reader_or_refused(data: Any) -> None:
    text = str(data)
    try:
        expected = yaml.safe_load(text)
        document = read(text, "spec.yaml")
    except (Refused, yaml.YAMLError, ValueError):
        return
    if not document.findings and not isinstance(expected, dict | list) and text != "2022-05-20":
        assert document.value == expected


@settings(max_examples=300)
@given(st.one_of(st.text(), st.lists(_TOKENS, max_size=30).map("".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        document = read(text, "spec.yaml")
    except Refused as refused:
        findings = refused.findings
    else:
        findings = document.findings
    for finding in findings:
        place = finding.place
        assert place.line >= 1
        assert place.column >= 1
        assert place.length >= 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-1", -1), ("+1", 1), ("0", 0), ("1.5", 1.5), ("1.0e+5", 100000.0), ("-0.25", -0.25),
        ("true", True), ("False", False), ("null", None), ("~", None), ("''", ""), ("'no'", "no"), ("'010'", "010"),
        ('"1.10"', "1.10"), ("2022-05-20", "2022-05-20"), ("1.2.3", "1.2.3"), ("a: 1", {"a": 1}),
        ("1033: a", {"1033": "a"}),
        ("|\n  a\n  b\n", "a\nb\n"), (">-\n  a\n  b\n", "a b"), ('"\\U0001F388"', "🎈"), ("%YAML 1.2\n--- a\n...", "a"),
    ],
)  # fmt: skip
def test_plain_values(text: str, value: Any) -> None:
    read_as = _value(text)
    assert read_as == value
    assert type(read_as) is type(value) or isinstance(read_as, dict)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: !!str b", ("DV102", 1, 4)),
        ("a: 1\n<<: {b: 1}", ("DV102", 2, 1)),
        ("a: 1\n---\nb: 1", ("DV102", 2, 1)),
        ("é: 🎈\nb: \x07", ("DV102", 2, 4)),
        ("a: 🎈\x7f", ("DV102", 1, 5)),
        ("a: b\ufeff", ("DV102", 1, 5)),
        ("a\x85b\u2028c: \x00", ("DV102", 3, 4)),
        ("a: 'b", ("DV102", 1, 6)),
        ("a: *b", ("DV102", 1, 4)),
    ],
)
def test_refusals_have_places(text: str, place: tuple[str, int, int]) -> None:
    assert _refused(text) == place


def test_places_are_exact() -> None:
    text = "table: Thing\ncolumns:\n  Größe 🎈: {type: string, list: [eins, 'zwei']}\n  text: |\n    one\n    two\n"
    document = read(text, "spec.yaml")
    third = "  Größe 🎈: {type: string, list: [eins, 'zwei']}"
    assert document.place(("table",)) == Place("spec.yaml", 1, 8, 5, "table: Thing")
    assert document.place(("table",), key=True) == Place("spec.yaml", 1, 1, 5, "table: Thing")
    assert document.place(("columns", "Größe 🎈"), key=True) == Place("spec.yaml", 3, 3, 7, third)
    assert document.place(("columns", "Größe 🎈", "type")) == Place("spec.yaml", 3, 19, 6, third)
    assert document.place(("columns", "Größe 🎈", "list", 1)) == Place("spec.yaml", 3, 40, 6, third)
    assert document.place(("columns", "text")) == Place("spec.yaml", 4, 9, 1, "  text: |")
    assert document.place(("columns", "missing"), key=True) == document.place(("columns",), key=True)


def test_first_of_two_keys_is_used_and_the_second_is_reported() -> None:
    document = read("a: 1\nb: {c: 1, c: {d: 2}}\na: 3\n", "spec.yaml")
    assert document.value == {"a": 1, "b": {"c": 1}}
    assert [(finding.rule.code, str(finding.place)) for finding in document.findings] == [
        ("DV104", "spec.yaml:2:11"),
        ("DV104", "spec.yaml:3:1"),
    ]


def _types_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _types_of(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_types_of(inner) for inner in value]
    return type(value)


def test_quoted_merge_key_is_an_ordinary_key() -> None:
    assert read('{"<<": {a: 1}}', "x.yaml").value == {"<<": {"a": 1}}
    assert read('[&name "<<", {*name : 1}]', "x.yaml").value == ["<<", {"<<": 1}]
