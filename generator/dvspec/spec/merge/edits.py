"""Changes of YAML text, node by node: everything around a changed node stays byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dvspec.spec import yaml_text
from dvspec.spec.merge.positions import LINE_END, Entry, Node, line_start

_REST_OF_LINE = re.compile(r"[ \t]*(#[^\r\n\x85\u2028\u2029]*)?")
_BETWEEN = re.compile(r"(?:[ \t\r\n\x85\u2028\u2029]|(?<=[ \t\r\n,\x85\u2028\u2029])#[^\r\n\x85\u2028\u2029]*)*")


@dataclass(slots=True)
class Edits:
    """A text and the changes to make in it, collected in any order and made at once."""

    text: str
    changes: list[tuple[int, int, str]] = field(default_factory=list)

    def result(self) -> str:
        """Return the text with all changes made. Raises ValueError if two of them overlap."""
        parts = []
        done = 0
        for start, end, new in sorted(self.changes, key=lambda change: change[:2]):
            if start < done:
                raise ValueError("changes overlap")
            parts += [self.text[done:start], new]
            done = end
        return "".join([*parts, self.text[done:]])

    def replace(self, holder: Node, node: Node, value: Any) -> None:
        """Replace a node, the value of a mapping or an item of a list in `holder`, by a value."""
        if holder.style:
            new = _flow(value, node, _is_json(holder))
            separate = " " if node.start == node.end and self.text[node.start - 1 : node.start] == ":" else ""
            self._change(node.start, node.end, separate + new)
        elif node.style in ("|", ">"):
            self._replace_block_scalar(holder, node, value)
        elif node.is_block and value and isinstance(value, Mapping if node.items is None else list | tuple):
            lines = yaml_text.block_lines(value, node.indent)
            lines[0] = lines[0][node.indent :]
            self._change(node.start, node.end, self._joined(node.start, lines))
        else:
            self._replace_in_line(holder, node, value)

    def _replace_block_scalar(self, holder: Node, node: Node, value: Any) -> None:
        head, *rest = yaml_text.value_lines(value, holder.indent, self._column(node))
        comment = _comment_of_header(self.text[node.start : node.end])
        self._change(node.start, node.end, self._joined(node.start, [f"{head}{comment}", *rest]))

    def _replace_in_line(self, holder: Node, node: Node, value: Any) -> None:
        end_of_line = self._rest_of_line(node.end)
        alone = end_of_line == node.end and node.end > node.start
        if isinstance(value, str) and node.style in ("'", '"') and "\n" not in value:
            lines = [yaml_text.quoted(value, node.style)]
        elif alone or isinstance(value, Mapping | list | tuple):
            lines = yaml_text.value_lines(value, holder.indent, self._column(node))
        else:
            lines = [yaml_text.scalar(value)]
        head, *rest = lines
        start = node.start
        if node.is_block:  # what begins on a line of its own goes behind its key, a scalar or an empty list
            start = self._after_colon(holder, node)
            head = f" {head}" if head else ""
        elif not head:
            start = self._back_over_blanks(start)
        elif node.start == node.end and self.text[start - 1 : start] in (":", "-"):
            head = f" {head}"
        if end_of_line == node.end:
            self._change(start, node.end, self._joined(start, [head, *rest]))
        else:
            self._change(start, node.end, head)
            self._change(end_of_line, end_of_line, self._joined(start, ["", *rest]) if rest else "")

    def add_to_mapping(self, node: Node, after: str | None, entries: Mapping[str, Any], *, expanded: bool) -> None:
        """Add entries to a mapping that is not empty, after one of its keys, or at its end.

        `expanded` writes mappings over several lines even where one would do.
        """
        assert node.entries
        place = list(node.entries).index(after) if after is not None else len(node.entries) - 1
        spans = _entry_spans(node.entries.values())
        if node.style:
            json_like = _is_json(node)
            texts = [_flow_entry(key, value, json_like=json_like) for key, value in entries.items()]
            self._add_to_flow(spans, place, texts)
            return
        step = self._step(node)
        texts = []
        for key, value in entries.items():
            texts += yaml_text.entry_lines(key, value, node.indent, step=step, expanded=expanded)
        self._add_lines(node, spans, place, texts)

    def add_to_list(self, node: Node, after: int, items: Sequence[Any]) -> None:
        """Add items to a list that is not empty, after the one at a position."""
        assert node.items
        spans = self._item_spans(node)
        if node.style:
            self._add_to_flow(spans, after, [_flow(item, None, _is_json(node)) for item in items])
        else:
            self._add_lines(node, spans, after, yaml_text.block_lines(list(items), node.indent))

    def remove_entries(self, node: Node, keys: Sequence[str]) -> None:
        """Remove entries of a mapping that has others."""
        assert node.entries is not None
        order = list(node.entries)
        self._remove(node, _entry_spans(node.entries.values()), sorted(order.index(key) for key in keys))

    def remove_items(self, node: Node, places: Sequence[int]) -> None:
        """Remove items of a list that has others."""
        assert node.items is not None
        self._remove(node, self._item_spans(node), sorted(places))

    def _item_spans(self, node: Node) -> list[tuple[int, int]]:
        """Return where the items of a list begin, those of a block with their dashes, and end."""
        spans = []
        place = node.body
        for item in node.items or ():
            spans.append((item.start if node.style else self._skip(place), item.end))
            place = item.end
        return spans

    def _remove(self, node: Node, spans: list[tuple[int, int]], places: Sequence[int]) -> None:
        if node.style:
            self._remove_from_flow(spans, places)
            return
        kept = next(place for place in range(len(spans)) if place not in places)
        start = spans[0][0]
        if kept > 0 and node.items is None and "-" in self.text[line_start(self.text, start) : start]:
            end, following = spans[kept - 1][1], spans[kept][0]  # an item's first keys, behind its dash
            self._change(start, end if kept == 1 and self.text[end:following].strip() else following, "")
            places = places[kept:]
        for place in places:
            start, end = spans[place]
            self._change(line_start(self.text, start), self._after_entry(end, node.indent), "")

    def _remove_from_flow(self, spans: list[tuple[int, int]], places: Sequence[int]) -> None:
        kept = [place for place in range(len(spans)) if place not in places]
        for place in places:
            if place < kept[-1]:
                start, end = spans[place]
                comma, following = self._comma(end), spans[place + 1][0]
                self._change(start, comma + 1 if self.text[comma + 1 : following].strip() else following, "")
        start, end = spans[kept[-1]][1], spans[-1][1]
        if kept[-1] == len(spans) - 1:
            return
        comma, following = self._comma(start), spans[kept[-1] + 1][0]
        if self.text[comma + 1 : following].strip():  # a comment after the comma stays
            self._change(comma, comma + 1, "")
            self._change(self._rest_of_line(comma + 1), end, "")
        else:
            self._change(start, end, "")

    def _add_to_flow(self, spans: list[tuple[int, int]], place: int, texts: Sequence[str]) -> None:
        start, end = spans[place]
        first = line_start(self.text, start)
        own_line = not self.text[first:start].strip()
        is_last = place == len(spans) - 1
        comma = self._comma(end)
        if not own_line or not (is_last or LINE_END.search(self.text, end, spans[place + 1][0])):
            self._change(end, end, "".join(f", {text}" for text in texts))
            return
        indent = self.text[first:start]
        if comma < 0:
            self._change(end, end, ",")
            end_of_line = self._rest_of_line(end)
            lines = [f"{indent}{text}," for text in texts]
            lines[-1] = lines[-1].removesuffix(",")
            self._change(end_of_line, end_of_line, self._joined(end, ["", *lines]))
            return
        end_of_line = self._rest_of_line(comma + 1)
        if end_of_line < len(self.text) and not LINE_END.match(self.text, end_of_line):
            self._change(end, end, "".join(f", {text}" for text in texts))
        else:
            self._change(end_of_line, end_of_line, self._joined(end, ["", *(f"{indent}{text}," for text in texts)]))

    def _add_lines(self, node: Node, spans: list[tuple[int, int]], place: int, lines: list[str]) -> None:
        end = spans[place][1]
        where = self._after_entry(end, node.indent)
        spaced = self._is_blank_before(spans[place][0]) if place else False
        lines = ["", *lines] if spaced else lines
        new_line = self._new_line(end)
        if where > 0 and not LINE_END.match(self.text, where - 1):  # the file ends without a line end
            self._change(where, where, "".join(f"{new_line}{line}" for line in lines))
        else:
            self._change(where, where, "".join(f"{line}{new_line}" for line in lines))

    def _after_entry(self, end: int, indent: int) -> int:
        """Return where the line after an entry begins: after comments that are further in than its own key."""
        where = look = self._next_line(end)
        while look < len(self.text):
            line_end = self._line_end(look)
            line = self.text[look:line_end]
            bare = line.lstrip(" \t")
            if bare and not (bare[0] == "#" and len(line) - len(bare) > indent):
                break
            look = self._next_line(look)
            if bare:
                where = look
        return where

    def _column(self, node: Node) -> int:
        return node.start - line_start(self.text, node.start)

    def _step(self, node: Node) -> int:
        """Return by how many blanks the block mappings in this one are indented."""
        for entry in (node.entries or {}).values():
            if entry.value.is_block and entry.value.entries:
                return max(1, entry.value.indent - node.indent)
        return 2

    def _is_blank_before(self, place: int) -> bool:
        """Return whether a blank line comes before the line of a place, or before the comments above it."""
        here = line_start(self.text, place)
        while here > 0:
            above = line_start(self.text, here - 1 - (self.text[here - 2 : here] == "\r\n"))
            line = self.text[above:here].strip()
            if not line.startswith("#"):
                return not line
            here = above
        return False

    def _after_colon(self, holder: Node, node: Node) -> int:
        """Return the place after the colon, or the dash, before a node in block style."""
        for entry in (holder.entries or {}).values():
            if entry.value is node:
                return self._skip(entry.key.end) + 1
        place = (holder.items or []).index(node)
        return self._item_spans(holder)[place][0] + 1

    def _back_over_blanks(self, place: int) -> int:
        while place > 0 and self.text[place - 1] in " \t":
            place -= 1
        return place

    def _comma(self, end: int) -> int:
        """Return the place of the comma after an entry in flow style; -1 if there is none."""
        place = self._skip(end)
        return place if self.text[place : place + 1] == "," else -1

    def _skip(self, place: int) -> int:
        """Return the place after blanks, line ends and comments."""
        match = _BETWEEN.match(self.text, place)
        return match.end() if match else place

    def _rest_of_line(self, end: int) -> int:
        """Return where the blanks and the comment after a place end."""
        match = _REST_OF_LINE.match(self.text, end)
        return match.end() if match else end

    def _line_end(self, place: int) -> int:
        match = LINE_END.search(self.text, place)
        return match.start() if match else len(self.text)

    def _next_line(self, place: int) -> int:
        match = LINE_END.search(self.text, place)
        return match.end() if match else len(self.text)

    def _new_line(self, place: int) -> str:
        """Return the line end that the text uses around a place."""
        match = LINE_END.search(self.text, place) or LINE_END.search(self.text)
        return match[0] if match else "\n"

    def _joined(self, place: int, lines: Sequence[str]) -> str:
        return self._new_line(place).join(lines)

    def _change(self, start: int, end: int, new: str) -> None:
        self.changes.append((start, end, new))


def _entry_spans(entries: Any) -> list[tuple[int, int]]:
    return [_span(entry) for entry in entries]


def _span(entry: Entry) -> tuple[int, int]:
    return entry.key.start, max(entry.key.end, entry.value.end)


def _comment_of_header(text: str) -> str:
    header = LINE_END.split(text, maxsplit=1)[0]
    match = re.search(r"\s+#.*", header)
    return match[0] if match else ""


def _is_json(node: Node) -> bool:
    """Return whether a collection in flow style is written as JSON: its keys, or its strings, are in double quotes."""
    if node.entries:
        return all(entry.key.style == '"' for entry in node.entries.values())
    strings = [item for item in node.items or () if isinstance(item.value, str)]
    return bool(strings) and all(item.style == '"' for item in strings)


def _flow_entry(key: str, value: Any, *, json_like: bool) -> str:
    name = json.dumps(key, ensure_ascii=False) if json_like else yaml_text.flow(key)
    return f"{name}: {_flow(value, None, json_like)}"


def _flow(value: Any, old: Node | None, json_like: bool) -> str:
    if isinstance(value, str) and old is not None and old.style in ("'", '"'):
        return yaml_text.quoted(value, old.style)
    if json_like and isinstance(value, str):
        return yaml_text.quoted(value, '"')
    if json_like and isinstance(value, Mapping):
        return "{" + ", ".join(_flow_entry(key, inner, json_like=True) for key, inner in value.items()) + "}"
    if json_like and isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(inner, None, True) for inner in value) + "]"
    return yaml_text.flow(value)
