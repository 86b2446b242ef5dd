"""NDJSON: a row as a JSON object on each line. Blocks of good lines are decoded at once, others line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import astuple

from dvspec.data import codes
from dvspec.data.columns import Names
from dvspec.data.readers import Batch
from dvspec.data.readers.json_rows import Row, RowDecoder, batches, in_order
from dvspec.data.sources import LONGEST, Source
from dvspec.model import Json
from dvspec.types import TYPES

_ESCAPED_QUOTE = re.compile(rb"\\u0022")  # as .NET writes it
_MOST_NAMES = 500  # more in one file are not worth a decoder of their own
_TYPES: dict[object, Any] = {"string": str, "integer": int | float, "number": int | float, "boolean": bool}


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of NDJSON."""
    fast = BlockDecoder(columns)
    slow = RowDecoder(source)
    number = 1
    for lines in _whole_lines(source):
        batch = fast.batch(lines, number)
        if batch is not None:
            number += len(batch.numbers)
            yield batch
            continue
        numbers: list[int] = []
        good: list[Row] = []
        for line in lines.splitlines():
            if line.strip():
                row = slow.row(line.decode(errors="surrogateescape"), number)
                if row is not None:
                    numbers.append(number)
                    good.append(row)
                number += 1
        yield from batches(numbers, good, columns, clean=False)
        fast.learn(good)


def _whole_lines(source: Source) -> Iterator[bytes]:
    rest: list[bytes] = []
    size = 0
    ends: set[str] = set()
    for block in source.utf8():
        cut = block.rfind(b"\n") + 1
        if cut:
            yield _noted(source, b"".join([*rest, block[:cut]]), ends)
            rest, size = [], 0
        rest.append(block[cut:])
        size += len(block) - cut
        if size > LONGEST:
            source.found(codes.UNREADABLE, f"a line has more than {LONGEST:,} bytes, so this is not NDJSON")
            return
    if size:
        yield _noted(source, b"".join(rest), ends)


def _noted(source: Source, lines: bytes, ends: set[str]) -> bytes:
    """Return the lines; report once that they end in more than one way."""
    if len(ends) < 2 and (b"\r" in lines or not ends):
        both = lines.count(b"\r\n")
        counts = {"\r\n": both, "\n": lines.count(b"\n") - both, "\r": lines.count(b"\r") - both}
        ends |= {end for end, count in counts.items() if count}
        if len(ends) > 1:
            shown = " and ".join(sorted(map(repr, ends)))
            source.found(codes.LINE_ENDS, f"lines end with {shown}; each was taken as an end")
    return lines


@dataclass(slots=True)
class _Member:
    """A member of rows: its column, and what its values are."""

    name: str
    key: str | None
    type: Any  # apart from null
    null: bool = False
    absent: bool = False

    def field(self, place: int) -> tuple[Any, ...]:
        type_ = self.type | None if self.null and self.type is not Any else self.type
        if not self.absent:
            return f"m{place}", type_
        return f"m{place}", type_ if type_ is Any else type_ | UnsetType, UNSET


class BlockDecoder:
    """Decodes blocks of rows whose members were seen before into structs, in half the time that dicts take.

    Everything else is left to those who look at each line: a new member, a value of another type,
    a required column that a row leaves out, a duplicate key, text that is not JSON.
    """

    def __init__(self, columns: Names) -> None:
        self._columns = columns
        self._members: dict[str, _Member] = {}
        self._order: list[str] = []  # of the columns
        self._decode: Callable[[bytes], Any] | None = None

    def batch(self, lines: bytes, number: int) -> Batch | None:
        """Return the rows of these lines, the first of which has this number; None where one needs a closer look."""
        if self._decode is None or (b"\r" in lines and lines.count(b"\r") != lines.count(b"\r\n")):
            return None
        try:
            rows = [*map(self._decode, BytesIO(lines).readlines())]
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        # A duplicate key is lost in decoding: there are more quotes than what was decoded has.
        quotes = lines.count(b'"')
        found: dict[str | None, Sequence[Json]] = {}
        clean = True
        texts = []
        for member, values in zip(self._members.values(), zip(*map(astuple, rows), strict=True), strict=True):
            column: Sequence[Any] = values
            quotes -= 2 * len(column)
            if member.absent and (absent := column.count(UNSET)):
                if member.key in self._columns.required:
                    return None
                quotes += 2 * absent
                column = [None if value is UNSET else value for value in column]
            found[member.key] = column
            if member.type is str:
                there = [value for value in column if value is not None] if member.null or member.absent else column
                text = "".join(there)
                quotes -= 2 * len(there)
                clean = clean and "\0" not in text
                texts.append(text)
            elif member.type is Any:
                quotes -= sum(map(_quotes, column))
        if quotes:
            quotes -= sum(text.count('"') for text in texts)
        if quotes and quotes + len(_ESCAPED_QUOTE.findall(lines)):
            return None
        columns = {key: found[key] for key in self._order}
        return Batch(range(number, number + len(rows)), columns, clean) if columns else None

    def learn(self, rows: Sequence[Row]) -> None:
        """Take in how rows look, so that the next of their kind are decoded at once."""
        shapes = {*map(tuple, rows)}
        if not shapes or len(self._members) > _MOST_NAMES:
            return
        changed = self._decode is None
        first = not self._members
        names = dict.fromkeys(name for shape in shapes for name in shape) if len(shapes) > 1 else dict.fromkeys(*shapes)
        everywhere = set.intersection(*map(set, shapes))
        taken = {member.key for member in self._members.values()} - {None}
        for name in names:
            member = self._members.get(name)
            if member is None:
                [key] = self._columns.header((name,))
                if key in taken or not _can_be_field(name):
                    continue
                taken |= {key} - {None}
                kind = self._columns.kinds.get(key or "")
                type_ = _TYPES.get(TYPES[kind].json_schema["type"], Any) if kind else str
                member = self._members[name] = _Member(name, key, type_, absent=not first)
                changed = True
            values = [row[name] for row in rows if name in row]
            null = member.null or None in values
            absent = member.absent or name not in everywhere
            type_ = member.type
            if member.key is None and not all(value is None or type(value) is str for value in values):
                type_ = Any
            if (null, absent, type_) != (member.null, member.absent, member.type):
                member.null, member.absent, member.type = null, absent, type_
                changed = True
        for name, member in self._members.items():
            if name not in names and not member.absent:
                member.absent = changed = True
        if changed:
            self._decode = self._decoder().decode

    def _decoder(self) -> msgspec.json.Decoder[Any]:
        members = [*self._members.values()]
        self._order = in_order([member.key for member in members if member.key is not None], self._columns)
        fields = [member.field(place) for place, member in enumerate(members)]
        names = {f"m{place}": member.name for place, member in enumerate(members)}
        row = msgspec.defstruct("Row", fields, rename=names, forbid_unknown_fields=True, gc=False, kw_only=True)
        return msgspec.json.Decoder(row)


def _can_be_field(name: str) -> bool:
    return name.isprintable() and not set(name) & {'"', "\\"}


def _quotes(value: Json) -> int:
    """Return how many quotes the JSON of a value has."""
    if isinstance(value, str):
        return 2 + value.count('"')
    if isinstance(value, list):
        return sum(map(_quotes, value))
    if isinstance(value, dict):
        return sum(map(_quotes, value)) + sum(map(_quotes, value.values()))
    return 0
