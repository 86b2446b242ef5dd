"""JSON is read item by item, in any encoding, and refused with the location where it is invalid."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvspec.findings import Finding, Refused
from dvspec.importers import json_source
from dvspec.importers.json_source import Item, items, json_path


def test_members_and_elements_are_items_with_their_paths() -> None:
    data = b'{"@odata.context": "x", "value": [{"a": 1}, 2], "none": [], "more": {"b": [3]}}'
    found = list(items("a.json", data))
    assert found == [
        Item("@odata.context", None, "x"),
        Item("value", 0, {"a": 1}),
        Item("value", 1, 2),
        Item("none", None, []),
        Item("more", None, {"b": [3]}),
    ]
    assert [item.path for item in found] == ["$['@odata.context']", "$.value[0]", "$.value[1]", "$.none", "$.more"]
    assert Item("", 3, None).path == "$[3]"


def test_a_file_may_be_an_array() -> None:
    assert list(items("a.json", b" [1, [2], {}] ")) == [Item("", 0, 1), Item("", 1, [2]), Item("", 2, {})]


def test_empty_arrays_and_objects_have_no_items() -> None:
    assert list(items("a.json", b"[ ]")) == list(items("a.json", b"{ }")) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_are_recognised(encoding: str) -> None:
    data = '{"Label": "Größe – 大小 😀"}'.encode(encoding)
    assert list(items("a.json", data)) == [Item("Label", None, "Größe – 大小 😀")]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def _whole(value: Any) -> list[Item]:
    """Return the items of a value as the standard library's reader sees them."""

    def members() -> Iterator[Item]:
        for key, member in value.items() if isinstance(value, dict) else [("", value)]:
            if isinstance(member, list) and (member or isinstance(value, list)):
                yield from (Item(key, index, element) for index, element in enumerate(member))
            else:
                yield Item(key, None, member)

    return list(members())


@given(st.lists(_JSON) | st.dictionaries(st.text(), _JSON), st.integers(1, 9), st.sampled_from([None, 1]))
def test_blocks_of_any_size_give_what_the_whole_file_gives(value: object, block: int, indent: int | None) -> None:
    data = json.dumps(value, ensure_ascii=block % 2 == 0, indent=indent).encode("utf-8", "surrogatepass")
    if "\\ud" in str(data) or b"\xed" in data:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_source, "_BLOCK", block)
        assert list(items("a.json", data)) == _whole(value)


def _refused(data: bytes | memoryview) -> Finding:
    with pytest.raises(Refused) as refused:
        list(items("a.json", data))
    (finding,) = refused.value.findings
    return finding


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"", 1, 1, "empty"),
        (b" \n ", 2, 2, "empty"),
        (b"\xef\xbb\xbf", 1, 1, "empty"),
        (b"<!DOCTYPE html>\n<html>", 1, 1, "HTML"),
        (b"42", 1, 3, "single value"),
        (b"Unauthorized", 1, 1, "invalid JSON"),
        (b'{"value": [\n {"a": 1 "b": 2}]}', 2, 10, "invalid JSON"),
        (b'{"value": [\n {"a": 1} {"b": 2}]}', 2, 11, "comma"),
        (b'{"value" 1}', 1, 10, "colon"),
        (b"{'value': 1}", 1, 2, "name in quotes"),
        (b'{"value": [{"a": 1}', 1, 20, "cut off"),
        (b'{"value": [{"a": 1}, {"b": "lon', 1, 32, "cut off"),
        (b'{"value": [{"a": tr', 1, 20, "cut off"),
        (b'{"a": 1}\n{"a": 2}', 2, 1, "follows the end"),
        (b'[{"a": NaN}]', 1, 2, "NaN"),
        (b"[" * 100_000, 1, 2, "nested too deeply"),
        (b'["\xff"]', 1, 1, "not valid UTF-8"),
        (b"[" + b"1" * 5000 + b"]", 1, 2, "invalid number"),
    ],
)
def test_invalid_json_is_refused_where_it_is(data: bytes, line: int, column: int, message: str) -> None:
    finding = _refused(data)
    assert message in finding.message
    assert (finding.place.line, finding.place.column) == (line, column)


def test_locations_count_on_from_block_to_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "_BLOCK", 16)
    finding = _refused(b'{"value": [\n' + b'  {"a": 1},\n' * 50 + b'  {"a": 1]\n]}')
    assert (finding.place.line, finding.place.column) == (52, 10)


def test_one_endless_item_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "_BLOCK", 64)
    monkeypatch.setattr(json_source, "LONGEST_ITEM", 1000)
    assert _refused(b'{"a": ["' + b"x" * 5000 + b'"]}').rule is json_source.TOO_LARGE


def test_memory_holds_one_item_at_a_time() -> None:
    item = json.dumps({"LogicalName": "x" * 1000, "Attributes": [{"a": number} for number in range(100)]})
    data = f'{{"value": [{",".join([item] * 3000)}]}}'.encode()
    tracemalloc.start()
    try:
        assert sum(1 for _ in items("a.json", data)) == 3000
        assert tracemalloc.get_traced_memory()[1] < len(data)
    finally:
        tracemalloc.stop()


def test_json_paths_quote_unusual_names() -> None:
    assert json_path("$.value[0]", "Attributes") == "$.value[0].Attributes"
    assert json_path("$", "odd name") == "$['odd name']"


def test_files_are_mapped_not_read(tmp_path: Path) -> None:
    file, empty = tmp_path / "a.json", tmp_path / "empty.json"
    file.write_bytes(b'[1, {"a": 2}]')
    empty.write_bytes(b"")
    assert [item.value for item in items("a.json", json_source.map_file(file))] == [1, {"a": 2}]
    assert "empty" in _refused(json_source.map_file(empty)).message
