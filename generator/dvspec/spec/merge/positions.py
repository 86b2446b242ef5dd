"""YAML text as a tree of nodes that know where they begin and end in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from dvspec.spec.scalars import plain_value

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_ANCHOR = re.compile(r"&\S+(?:\s+#[^\r\n]*|\s)*")


@dataclass(slots=True, eq=False)
class Node:
    """A scalar, mapping or list; `end` is after its last character, `indent` the column of a block's keys or dashes.

    The style of a collection is "{" or "[" in flow, "" in block; that of a scalar begins it, "" for a plain one; that
    of an alias is "*".
    """

    start: int
    end: int
    style: str
    indent: int = 0
    body: int = 0  # where a collection begins, behind its anchor
    value: Any = None  # a scalar's
    entries: dict[str, Entry] | None = None
    items: list[Node] | None = None
    is_shared: bool = False  # aliases refer to it

    @property
    def is_block(self) -> bool:
        """Return whether this is a mapping or list in block style."""
        return not self.style and (self.entries is not None or self.items is not None)

    def plain(self) -> Any:
        """Return the value without positions."""
        if self.entries is not None:
            return {key: entry.value.plain() for key, entry in self.entries.items()}
        if self.items is not None:
            return [item.plain() for item in self.items]
        return self.value


@dataclass(slots=True, eq=False)
class Entry:
    """A key of a mapping and its value."""

    key: Node
    value: Node


@dataclass(slots=True)
class _Reader:
    text: str
    events: Iterator[Any]
    anchors: dict[str, Node] = field(default_factory=dict)

    def node(self, event: Any) -> Node:
        kind = type(event)
        start, end = event.start_mark.index, _end(event)
        if kind is yaml.AliasEvent:
            shared = self.anchors[event.anchor]
            shared.is_shared = True
            return Node(start, end, "*", value=shared.plain())
        if kind is yaml.ScalarEvent:
            value = event.value if event.style else plain_value(event.value)[0]
            node = Node(start, self._end_of_scalar(start, end, event.style), event.style or "", value=value)
        else:
            anchor = _ANCHOR.match(self.text, start) if event.anchor is not None else None
            first = anchor.end() if anchor else start
            indent = first - line_start(self.text, first)
            node = Node(start, end, self.text[first] if event.flow_style else "", indent, first)
            if kind is yaml.MappingStartEvent:
                self._entries(node)
            else:
                self._items(node)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _entries(self, node: Node) -> None:
        node.entries = {}
        while type(event := next(self.events)) is not yaml.MappingEndEvent:
            key = self.node(event)
            value = self.node(next(self.events))
            node.entries[str(key.value)] = Entry(key, value)
            node.end = max(key.end, value.end)
        if node.style:
            node.end = _end(event)

    def _items(self, node: Node) -> None:
        node.items = []
        while type(event := next(self.events)) is not yaml.SequenceEndEvent:
            item = self.node(event)
            node.items.append(item)
            node.end = item.end
        if node.style:
            node.end = _end(event)

    def _end_of_scalar(self, start: int, end: int, style: str | None) -> int:
        """Return the end of a scalar; a block's, without the blank lines after it unless they belong to it."""
        if style not in ("|", ">"):
            return end
        lines = self.text[start:end].splitlines(keepends=True)
        keeps = "+" in lines[0].partition("#")[0]
        while not keeps and len(lines) > 1 and not lines[-1].strip():
            lines.pop()
        last = lines.pop()
        return start + sum(map(len, lines)) + len(last.rstrip("\r\n\x85\u2028\u2029"))


def _end(event: Any) -> int:
    end: int = event.end_mark.index
    return end


def line_start(text: str, place: int) -> int:
    """Return where the line of a place begins."""
    while place > 0 and not LINE_END.match(text, place - 1):
        place -= 1
    return place


def positions(text: str) -> Node:
    """Return the root of a spec's text, which is known to be readable and has no byte order mark."""
    events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            return _Reader(text, events).node(event)
    raise ValueError("there is no value")
