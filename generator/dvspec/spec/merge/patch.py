"""Bring the differences between two specs of the same thing into its text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dvspec.spec.merge.differences import Path, same
from dvspec.spec.merge.edits import Edits
from dvspec.spec.merge.positions import Node, positions

_MISSING: Any = object()
_COLUMNS: Path = ("columns",)


class SharedNode(Exception):
    """A node that has to change is used by an alias too, so that more than it would change."""

    def __init__(self, path: Path) -> None:
        super().__init__(".".join(path))
        self.path = path


@dataclass(slots=True)
class Patch:
    """The changes of one text: what is different between two specs of it."""

    edits: Edits
    adds: bool  # whether to add what is missing, or to change and remove what is there
    complete: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of columns from a library
    strict: frozenset[str] = frozenset()  # columns whose text is compared; '' for the rest of the table

    def mapping(self, node: Node, old: Any, new: Mapping[str, Any], path: Path = ()) -> None:
        """Change a mapping's text so that it says what `new` says and `old` does not."""
        assert node.entries is not None
        before = self._before(node, old, path)
        gone = [key for key in before if key not in new]
        removed = [key for key in gone if key in node.entries]
        kept = [key for key in node.entries if key not in removed]
        if not kept:
            raise _Rewrite
        added: dict[str, Any] = {}
        for key, value in new.items():
            entry, was = node.entries.get(key), before.get(key, _MISSING)
            if entry is None:
                if not same(was, value):
                    added[key] = self._override(value, was, (*path, key))
            elif not same(was, value) or (path == _COLUMNS and key in self.strict):
                self._value(node, entry.value, was, value, (*path, key))
        if len(path) == 2 and path[1] in self.complete:  # what the column's library says is no longer so
            added |= {key: self.complete[path[1]][key] for key in gone if key not in removed}
        if path == _COLUMNS and "include" in node.entries and not self.adds:
            self._exclude(node, node.entries["include"].value, [key for key in gone if key not in removed])
        if removed and not self.adds:
            self.edits.remove_entries(node, removed)
        if added and self.adds:
            self._add(node, kept, added, list(new))

    def _before(self, node: Node, old: Any, path: Path) -> Mapping[str, Any]:
        """Return what a mapping was: the spec that it came from, or where this is not enough, its text."""
        if not isinstance(old, Mapping) or (len(path) > 1 and path[:1] == _COLUMNS and path[1] in self.strict):
            here: Mapping[str, Any] = node.plain()
            return here
        if path == () and "" in self.strict:
            return {**node.plain(), **{key: value for key, value in old.items() if key == "columns"}}
        return old

    def _exclude(self, holder: Node, include: Node, columns: Sequence[str]) -> None:
        """Remove columns from those that a table takes from a library."""
        assert include.items is not None
        places = [place for place, item in enumerate(include.items) if item.value in columns]
        if len(places) == len(include.items):
            self.edits.replace(holder, include, [])
        elif places:
            self.edits.remove_items(include, places)

    def _override(self, value: Any, was: Any, path: Path) -> Any:
        """Return what to write for a key that the text lacks: of a column from a library, only what is different."""
        if len(path) == 2 and path[1] in self.complete and isinstance(was, Mapping) and isinstance(value, Mapping):
            different = {key: inner for key, inner in value.items() if not same(was.get(key, _MISSING), inner)}
            gone = {key: self.complete[path[1]][key] for key in was if key not in value}
            return different | gone
        return value

    def _add(self, node: Node, kept: Sequence[str], added: Mapping[str, Any], order: Sequence[str]) -> None:
        """Add entries, each after the nearest one before it in the order that the text has; else at the end."""
        groups: dict[str, dict[str, Any]] = {}
        for key, value in added.items():
            before = order[: order.index(key)] if key in order else ()
            after = next((other for other in reversed(before) if other in kept), kept[-1])
            groups.setdefault(after, {})[key] = value
        for after, entries in groups.items():
            assert node.entries is not None
            neighbour = node.entries[after].value
            self.edits.add_to_mapping(node, after, entries, expanded=neighbour.is_block)

    def _value(self, holder: Node, node: Node, was: Any, value: Any, path: Path) -> None:
        if node.is_shared and not same(node.plain(), value):
            raise SharedNode(path)
        try:
            if node.style != "*" and node.entries and isinstance(value, Mapping) and value:
                self.mapping(node, was, value, path)
                return
            if (
                node.style != "*"
                and node.items
                and isinstance(value, list | tuple)
                and self._list(node, was, value, path)
            ):
                return
        except _Rewrite:
            pass
        if not same(node.plain(), value):
            self.edits.replace(holder, node, value)

    def _list(self, node: Node, was: Any, value: Sequence[Any], path: Path) -> bool:
        """Change a list item by item; return whether that is possible."""
        assert node.items is not None
        here = [_identity(item.plain()) for item in node.items]
        wanted = [_identity(item) for item in value]
        kept = [identity for identity in here if identity in wanted]
        in_order = [identity for identity in wanted if identity in here] == kept
        if not kept or wanted[0] != kept[0] or not in_order or len(set(here)) != len(here):
            return False
        before = {_identity(item): item for item in was} if isinstance(was, list | tuple) else {}
        for identity, item in zip(here, node.items, strict=True):
            if identity in wanted:
                old = before.get(identity, item.plain())
                new = value[wanted.index(identity)]
                if not same(old, new):
                    self._value(node, item, old, new, (*path, str(identity)))
        removed = [place for place, identity in enumerate(here) if identity not in wanted]
        groups: dict[int, list[Any]] = {}
        after = here.index(kept[0])
        for identity, item in zip(wanted, value, strict=True):
            if identity in here:
                after = here.index(identity)
            else:
                groups.setdefault(after, []).append(item)
        if removed and not self.adds:
            self.edits.remove_items(node, removed)
        for place, items in groups.items():
            if self.adds:
                self.edits.add_to_list(node, place, items)
        return True


class _Rewrite(Exception):
    """A mapping can't be changed entry by entry; its whole value is written anew."""


def patched(
    text: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    complete: Mapping[str, Mapping[str, Any]] | None = None,
    strict: frozenset[str] = frozenset(),
) -> str:
    """Return a spec's text with what is different between two specs of it, both without their defaults.

    `complete` has the columns that come from a library, with their defaults: they are overridden, not changed. Raises
    SharedNode for what an alias uses too.
    """
    for adds in (False, True):
        patch = Patch(Edits(text), adds, complete or {}, strict)
        patch.mapping(positions(text), old, new)
        text = patch.edits.result()
    return text


def _identity(item: Any) -> Any:
    """Return what an item of a list is known by: an option by its value, others by what they are."""
    if isinstance(item, Mapping) and "value" in item:
        return item["value"]
    return item if isinstance(item, str) else json.dumps(item, ensure_ascii=False, sort_keys=True)
