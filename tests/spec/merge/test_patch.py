"""Changes of a text reach the nodes that differ, and no other byte, in whatever style the text is written."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvspec.spec.merge.patch import SharedNode, patched
from dvspec.spec.merge.positions import Node, line_start, positions
from dvspec.spec.yaml_reader import read
from tests.spec.merge.styles import styled

_KEYS = st.sampled_from(["type", "a", "b c", "table", "choices", "1033", "x.y", "No", "it's", "Größe", "value", "😀"])
_TEXTS = st.sampled_from(
    ["", "word", "two words", "a: b", "no", "1.10", "# x", "it's", 'say "x"', "ü 😀", "two\nlines\n"]
)
_SCALARS = st.none() | st.booleans() | st.integers(-9, 99999) | st.sampled_from([0.5, -1.25]) | _TEXTS
_OPTIONS = st.lists(
    st.fixed_dictionaries({"value": st.integers(0, 9), "label": _TEXTS}, optional={"name": _TEXTS}),
    min_size=1, max_size=4, unique_by=lambda option: option["value"],
)  # fmt: skip
_LISTS = st.lists(st.sampled_from("ABCDEFG"), min_size=1, max_size=4, unique=True)
_VALUES = st.recursive(
    _SCALARS | _OPTIONS | _LISTS, lambda inner: st.dictionaries(_KEYS, inner, min_size=1, max_size=4), max_leaves=12
)
_SPECS = st.dictionaries(_KEYS, _VALUES, min_size=1, max_size=5)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all values that are entries of mappings, options of lists among them."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield (*path, key)
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def node_at(node: Node, path: tuple[Any, ...]) -> Node:
    for step in path:
        if isinstance(step, int):
            assert node.items is not None
            node = node.items[step]
        else:
            assert node.entries is not None
            node = node.entries[step].value
    return node


def plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def comments(text: str) -> list[str]:
    return sorted(re.findall(r"# comment \d+: not a key", text))


def common(old: str, new: str) -> tuple[int, int]:
    """Return how many characters two texts have in common at their beginnings and at their ends."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


@given(st.data(), _SPECS)
def test_text_is_read_as_the_positions_say(data: st.DataObject, spec: dict[str, Any]) -> None:
    text = data.draw(styled(spec))
    assert plain(read(text, "x").value) == spec
    assert positions(text).plain() == spec


@given(st.data(), _SPECS)
def test_nothing_changes_without_a_difference(data: st.DataObject, spec: dict[str, Any]) -> None:
    text = data.draw(styled(spec))
    assert patched(text, spec, copy.deepcopy(spec)) == text


@given(st.data(), _SPECS, _VALUES)
def test_changed_value_changes_its_lines_only(data: st.DataObject, spec: dict[str, Any], value: Any) -> None:
    text = data.draw(styled(spec))
    path = data.draw(st.sampled_from(list(places(spec))))
    if path[-1] == "value":
        return  # an option with another value is another option
    new = copy.deepcopy(spec)
    at(new, path[:-1])[path[-1]] = value
    result = patched(text, spec, new)
    assert plain(read(result, "x").value) == new
    node = node_at(positions(text), path)
    holder = node_at(positions(text), path[:-1])
    start, end = common(text, result)
    assert holder.entries is not None
    first = holder.entries[path[-1]].key.start if holder.style else line_start(text, holder.entries[path[-1]].key.start)
    if text == result:
        return
    assert start >= first
    assert len(text) - end <= node.end + len(text[node.end :].split("\n")[0])
    if not isinstance(value, Mapping | list) and not isinstance(at(spec, path), Mapping | list):
        assert comments(result) == comments(text)


@given(st.data(), _SPECS, _VALUES, _KEYS)
def test_added_key_adds_text_only(data: st.DataObject, spec: dict[str, Any], value: Any, key: str) -> None:
    text = data.draw(styled(spec))
    mappings = [(), *(path for path in places(spec) if isinstance(at(spec, path), Mapping))]
    path = data.draw(st.sampled_from(mappings))
    new = copy.deepcopy(spec)
    home = at(new, path)
    if key in home or key == "value":
        return
    items = list(home.items())
    items.insert(data.draw(st.integers(0, len(items))), (key, value))
    home.clear()
    home.update(items)
    result = patched(text, spec, new)
    assert plain(read(result, "x").value) == new
    assert comments(result) == comments(text)
    kept = iter(result.splitlines())
    if not node_at(positions(text), path).style:
        assert all(line in kept for line in text.splitlines())


@given(st.data(), _SPECS)
def test_removed_key_removes_its_lines_only(data: st.DataObject, spec: dict[str, Any]) -> None:
    text = data.draw(styled(spec))
    path = data.draw(st.sampled_from(list(places(spec))))
    new = copy.deepcopy(spec)
    home = at(new, path[:-1])
    if path[-1] == "value" or len(home) == 1:
        return
    del home[path[-1]]
    result = patched(text, spec, new)
    assert plain(read(result, "x").value) == new
    kept = iter(text.splitlines())
    if not node_at(positions(text), path[:-1]).style and not isinstance(("", *path)[-2], int):
        assert all(line in kept for line in result.splitlines())


@given(st.data(), _SPECS, _OPTIONS | _LISTS)
def test_lists_change_item_by_item(data: st.DataObject, spec: dict[str, Any], value: Any) -> None:
    lists = [path for path in places(spec) if isinstance(at(spec, path), list)]
    if not lists:
        return
    text = data.draw(styled(spec))
    path = data.draw(st.sampled_from(lists))
    old = at(spec, path)
    place, removed = data.draw(st.integers(0, len(old))), data.draw(st.integers(0, len(old) - 1))
    keep_all = data.draw(st.booleans())
    changed = [item for number, item in enumerate(old) if keep_all or number != removed]
    known = [item["value"] if isinstance(item, dict) else item for item in old]
    changed[place:place] = [
        item for item in value
        if isinstance(item, dict) == isinstance(old[0], dict)
        and (item["value"] if isinstance(item, dict) else item) not in known
    ]  # fmt: skip
    if not changed:
        return
    new = copy.deepcopy(spec)
    at(new, path[:-1])[path[-1]] = changed
    result = patched(text, spec, new)
    assert plain(read(result, "x").value) == new


def test_defaults_that_the_text_writes_out_stay() -> None:
    text = "a: 1  # as always\nb: {x: 1, y: 2}\n"
    assert patched(text, {"b": {"x": 1}}, {"b": {"x": 2}}) == "a: 1  # as always\nb: {x: 2, y: 2}\n"


def test_new_entry_is_written_as_its_neighbour_is() -> None:
    text = "columns:\n    A:\n        type: string\n\n    # about B\n    B: {type: memo}\n"
    old = {"columns": {"A": {"type": "string"}, "B": {"type": "memo"}}}
    new = {"columns": {"A": {"type": "string"}, "C": {"type": "date"}, "B": {"type": "memo"}, "D": {"type": "file"}}}
    assert patched(text, old, new) == (
        "columns:\n    A:\n        type: string\n    C:\n        type: date\n\n    # about B\n    B: {type: memo}\n"
        "\n    D: {type: file}\n"
    )


def test_comments_further_in_belong_to_the_entry_before() -> None:
    text = "columns:\n  A:\n    type: string\n    # max_length: 5\n  # about B\n  B:\n    type: memo\n"
    old = {"columns": {"A": {"type": "string"}, "B": {"type": "memo"}}}
    new = {"columns": {"A": {"type": "string"}, "C": {"type": "date"}, "B": {"type": "memo"}}}
    assert patched(text, old, new) == text.replace("  # about B", "  C:\n    type: date\n  # about B")


def test_value_that_an_alias_shares_is_not_changed() -> None:
    text = "a: &x {k: 1}\nb: *x\n"
    old = {"a": {"k": 1}, "b": {"k": 1}}
    with pytest.raises(SharedNode):
        patched(text, old, {"a": {"k": 2}, "b": {"k": 1}})
    assert patched(text, old, {"a": {"k": 1}, "b": {"k": 2}}) == "a: &x {k: 1}\nb: {k: 2}\n"


def test_column_of_a_library_is_overridden_beside_it() -> None:
    text = "columns:\n  from: library/x\n  include: [A, B, C]\n  # ours\n  Own: {type: date}\n"
    old = {
        "columns": {
            "A": {"type": "string"},
            "B": {"type": "memo", "format": "text"},
            "C": {"type": "date"},
            "Own": {"type": "date"},
        }
    }
    new = {"columns": {"A": {"type": "string", "max_length": 5}, "B": {"type": "memo"}, "Own": {"type": "date"}}}
    complete = {name: {"type": "", "max_length": 0, "format": "textarea"} for name in "ABC"}
    assert patched(text, old, new, complete) == (
        "columns:\n  from: library/x\n  include: [A, B]\n  # ours\n  Own: {type: date}\n"
        "  A: {max_length: 5}\n  B: {format: textarea}\n"
    )
