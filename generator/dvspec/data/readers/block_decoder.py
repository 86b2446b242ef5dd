"""Blocks of NDJSON decoded at once: rows whose members were seen before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from types import NoneType
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import astuple

from dvspec.data.columns import BIND, Names, shape
from dvspec.data.readers import Batch
from dvspec.data.readers.json_rows import Row, headers_of, in_order
from dvspec.dataverse.types import TYPES
from dvspec.model import Json

_EXPONENT = re.compile(rb"[eE]\+?[0-9]{3}|[0-9]{300}")  # of a number that may be too large
_ESCAPED_QUOTE = re.compile(rb"\\u0022")  # as .NET writes it
_MOST_NAMES = 500  # more in one file are not worth their own decoder
_TYPES: dict[object, Any] = {"string": str, "integer": int | float, "number": int | float, "boolean": bool}


@dataclass(slots=True)
class _Member:
    """A member of rows: which column it is, the type of its values, and the types that were seen."""

    name: str
    column: str | None  # its name in the Web API
    type: Any  # None if those that were seen decide
    raw: bool  # values that are not strings stay as they are in the file
    seen: set[type] = field(default_factory=set)
    absent: bool = False

    @property
    def decoded(self) -> Any:
        """Return the type of its values, apart from null."""
        if self.type:
            return self.type
        seen = self.seen - {NoneType}
        if self.raw:
            return str if seen <= {str} else msgspec.Raw
        return str if seen <= {str} else dict | list if seen <= {dict, list} else str | int | float | bool

    def field(self, place: int) -> tuple[Any, ...]:
        """Return it as a field of a struct."""
        type_ = self.decoded | None if NoneType in self.seen and self.decoded is not msgspec.Raw else self.decoded
        return (f"m{place}", type_ | UnsetType, UNSET) if self.absent else (f"m{place}", type_)


class BlockDecoder:
    """Decodes blocks of rows whose members were seen before into structs, in half the time that dicts take.

    Everything else is left to the caller, who decodes line by line: a new member, a value of another type,
    a required column that a row leaves out, a duplicate member, text that is not JSON.

    With `raw`, values that are not strings are given as the bytes that the file has, nulls included.
    """

    def __init__(self, columns: Names, *, raw: bool = False) -> None:
        self._columns = columns
        self._raw = raw
        self._members: dict[str, _Member] = {}
        self._left_out: set[str] = set()  # what these names mean depends on the row
        self._needed: set[str] = set()  # columns without which a row belongs to another batch
        self._order: list[str] = []  # of the columns
        # Members, whether their values are texts, may be null, and how many bytes name, quotes, colon and comma take.
        self._plan: list[tuple[_Member, bool, bool, int]] = []
        self._decode: Callable[[bytes], Any] | None = None

    def batch(self, lines: bytes, number: int) -> Batch | None:
        """Return the rows of these lines, the first of which has this number; None to decode them line by line."""
        if self._decode is None or (b"\r" in lines and lines.count(b"\r") != lines.count(b"\r\n")):
            return None
        try:
            rows = [*map(self._decode, BytesIO(lines).readlines())]
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        # A duplicate member is lost in decoding: the lines are longer then, and have more quotes, than the result.
        shortest = 2 * len(rows) - (not lines.endswith(b"\n"))  # braces, and a line end instead of a comma
        quotes = 0
        values_of: dict[str | None, Sequence[Json]] = {}
        clean = True
        texts = []
        for (member, is_text, null, size), values in zip(
            self._plan, zip(*map(astuple, rows), strict=True), strict=True
        ):
            column: Sequence[Any] = values
            count = len(column)
            if member.absent and (count := sum([value is not UNSET for value in column])) < len(rows):
                if member.column in self._needed:
                    return None
                column = [None if value is UNSET else value for value in column]
            values_of[member.column] = column
            quotes += 2 * count
            shortest += size * count
            if is_text:
                there = [text for text in column if text is not None] if null else column
                text = "".join(there)
                quotes += 2 * len(there)
                shortest += 2 * len(there) + 4 * (count - len(there))
                shortest += len(text) if text.isascii() else len(text.encode())
                clean = clean and "\0" not in text
                texts.append(text)
            elif self._raw:
                together = b",".join([raw for raw in column if raw is not None])
                if (b"e" in together or b"E" in together or len(together) >= 300) and _EXPONENT.search(together):
                    return None
                shortest += len(together) - count + 1 if count else 0
                quotes += together.count(b'"')
            elif member.column is None:
                quotes += sum(map(_quotes, column))
        if not _has_length(lines, shortest, texts) and not _has_quotes(lines, quotes, texts):
            return None
        columns = {name: values_of[name] for name in self._order}
        return Batch(range(number, number + len(rows)), columns, clean) if columns else None

    def learn(self, numbers: Sequence[int], rows: Sequence[Row]) -> None:
        """Learn what members these rows have, so that similar rows are decoded at once."""
        if not rows or len(self._members) > _MOST_NAMES:
            return
        before = repr(self._members)
        first = not self._members
        navigation = self._columns.navigation
        headers = headers_of([shape(row, navigation) for row in rows], numbers, rows, self._columns)
        columns: dict[str, str | None] = {}  # by names of members
        for (names, *_), header in headers.items():
            for name, column in zip(names, header, strict=True):
                if columns.setdefault(name, column) != column:
                    self._left_out.add(name)
        for name, column in columns.items():
            member = self._members.setdefault(
                name, _Member(name, column, self._type(column), self._raw, absent=not first)
            )
            member.seen |= {type(row[name]) for row in rows if name in row}
            mixed = member.seen & {dict, list} and member.seen - {dict, list, NoneType}
            if member.column != column or not _can_be_field(name) or (column is None and mixed):
                self._left_out.add(name)
        taken: set[str] = set()
        for name, member in self._members.items():
            member.absent = member.absent or not all(name in names for names, *_ in headers)
            if member.column is not None and name not in self._left_out:
                lookup = self._columns.navigation.get(member.column.removesuffix(BIND), member.column)
                if lookup in taken:
                    self._left_out.add(name)
                taken.add(lookup)
        self._left_out |= {
            name for name, column in self._columns.navigation.items() if name in self._members and column not in taken
        }
        self._members = {name: member for name, member in self._members.items() if name not in self._left_out}
        if repr(self._members) != before and self._members:
            self._decode = self._decoder().decode

    def _type(self, column: str | None) -> Any:
        if self._raw or column is None:
            return None
        type_ = self._columns.types.get(column)
        return _TYPES[TYPES[type_].json_schema["type"]] if type_ else str

    def _decoder(self) -> msgspec.json.Decoder[Any]:
        members = [*self._members.values()]
        columns = [member.column for member in members if member.column is not None]
        self._order = in_order(columns, self._columns)
        self._needed = {column for column in columns if column not in self._columns.optional}
        self._needed |= {column for name, column in self._columns.navigation.items() if name in self._members}
        self._plan = [
            (member, member.decoded is str, member.absent or NoneType in member.seen, len(member.name.encode()) + 4)
            for member in members
        ]
        fields = [member.field(place) for place, member in enumerate(members)]
        names = {f"m{place}": member.name for place, member in enumerate(members)}
        row = msgspec.defstruct("Row", fields, rename=names, forbid_unknown_fields=True, gc=False, kw_only=True)
        return msgspec.json.Decoder(row)


def _has_length(lines: bytes, shortest: int, texts: Sequence[str]) -> bool:
    """Return whether lines are as long as the shortest JSON of their values: `shortest`, and the escapes in texts."""
    rest = len(lines) - shortest
    for text in texts:
        if rest <= 0:
            break
        rest -= text.count('"') + text.count("\\")
    return rest == 0


def _has_quotes(lines: bytes, outside: int, texts: Sequence[str]) -> bool:
    """Return whether lines have these quotes `outside` of texts, and those that are in texts."""
    inside = sum(text.count('"') for text in texts)
    escaped = len(_ESCAPED_QUOTE.findall(lines)) if inside else 0
    return lines.count(b'"') + escaped == outside + inside


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
