"""CSV: a header, then rows of text. An empty field is null; numbers and booleans are read from their text."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from dvspec.data.columns import Header, Names
from dvspec.data.csv_header import BACKSLASH_ADVICE, escapes_by_backslash, first_line, lines_of, split_header
from dvspec.data.line_ends import line_ends, report_if_mixed
from dvspec.data.readers import Batch
from dvspec.data.readers.json_rows import NOT_A_ROW
from dvspec.data.sources import LONGEST, TRUNCATED, UNREADABLE, Source
from dvspec.dataverse.types import TYPES
from dvspec.model import Json

_ROWS = 250
_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_DIGITS_OF_FLOAT = 15  # which every float keeps
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,400}\.[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of a CSV file."""
    csv.field_size_limit(LONGEST)
    lines = _Lines(source)
    delimiter, names = split_header(first_line(lines), columns)
    header = columns.header(names)
    if not any(header):
        source.add_finding(UNREADABLE, "no column of the file is a column of the table")
        return
    converters = _converters(columns.types)
    width = len(header)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 1
    while True:
        fields: list[list[str]] = []
        broken = None
        try:
            fields.extend(islice(reader, _ROWS))
        except csv.Error as error:
            broken = error
        ended = broken is None and len(fields) < _ROWS
        alike = set(map(len, fields)) <= {width}
        if not alike:
            fields = [row for row in fields if row]  # an empty line is not a row
        numbers: Sequence[int] = range(number, number + len(fields))
        number += len(fields)
        if not alike:
            numbers, fields = _of_width(source, width, numbers, fields)
        clean = lines.taken_clean()
        if fields:
            yield Batch(numbers, _columns(header, fields, converters), clean)
        if broken is not None:
            if "unexpected end" in str(broken):
                source.add_finding(TRUNCATED, "the file ends inside a quoted field", number)
                return
            if escapes_by_backslash(lines.piece):
                source.add_finding(UNREADABLE, BACKSLASH_ADVICE, number)
                return
            source.add_finding(NOT_A_ROW, f"not CSV: {broken}", number)
            number += 1
        if ended:
            return


class _Lines:
    """The lines of a file with their ends; notes on the way how rows end and whether their text is valid."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._clean = self._piece_is_clean = True
        self.piece = ""  # the lines that are being read
        self._quoted = False  # whether the next piece begins inside a quoted field
        self._ends: set[str] = set()
        self._iterator = self._lines()

    def __iter__(self) -> Iterator[str]:
        return self._iterator

    def taken_clean(self) -> bool:
        """Return whether all lines since the last call were free of NUL and lone surrogates."""
        clean, self._clean = self._clean, self._piece_is_clean
        return clean

    def _lines(self) -> Iterator[str]:
        rest: list[str] = []
        size = 0
        last = ""  # a \r at the end of what was read: \n may follow
        for text in self._source.texts():
            text = last + text
            last = "\r" * text.endswith("\r")
            text = text.removesuffix("\r")
            cut = text.rfind("\n") + 1 or text.rfind("\r") + 1
            if cut:
                yield from self._noted("".join([*rest, text[:cut]]))
                rest, size = [], 0
            rest.append(text[cut:])
            size += len(text) - cut
            if size > LONGEST:
                message = f"a line has more than {LONGEST:,} characters, so this is not CSV"
                self._source.add_finding(UNREADABLE, message)
                return
        yield from self._noted("".join([*rest, last]))

    def _noted(self, piece: str) -> Iterable[str]:
        self.piece = piece
        self._piece_is_clean = _is_clean(piece)
        self._clean = self._clean and self._piece_is_clean
        if len(self._ends) < 2:
            self._note_ends(piece)
        return lines_of(piece)

    def _note_ends(self, piece: str) -> None:
        known_pairs = self._ends == {"\r\n"} and piece.count("\n") == piece.count("\r")
        ends = self._ends if known_pairs else line_ends(piece)
        if len(ends) < 2 and (ends <= self._ends or not self._ends):
            self._ends |= ends
            self._quoted ^= bool(piece.count('"') & 1)
            return
        for line in lines_of(piece):
            self._quoted ^= bool(line.count('"') & 1)
            if not self._quoted and line[-1] in "\r\n":  # the end of a row, not one inside a field
                self._ends.add(line[len(line.rstrip("\r\n")) :])
        report_if_mixed(self._source.add_finding, self._ends)


def _is_clean(text: str) -> bool:
    if "\0" in text:
        return False
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return True


def _of_width(
    source: Source, width: int, numbers: Sequence[int], fields: list[list[str]]
) -> tuple[list[int], list[list[str]]]:
    """Return the rows that have as many fields as the header; report the others."""
    good = []
    for number, row in zip(numbers, fields, strict=True):
        if len(row) == width:
            good.append((number, row))
        else:
            message = f"{len(row)} fields, but the header has {width}"
            source.add_finding(NOT_A_ROW, message, number)
    return [number for number, _ in good], [row for _, row in good]


def _columns(
    header: Header, fields: list[list[str]], converters: Mapping[str, Callable[[str], Json]]
) -> dict[str, Sequence[Json]]:
    columns: dict[str, Sequence[Json]] = {}
    for column, texts in zip(header, zip(*fields, strict=True), strict=True):
        if column is None:
            continue
        convert = converters.get(column)
        if convert:
            columns[column] = [convert(text) if text else None for text in texts]
        else:
            columns[column] = [text or None for text in texts] if "" in texts else texts
    return columns


def _converters(types: Mapping[str, str]) -> dict[str, Callable[[str], Json]]:
    """Return the functions that read values from text, for the columns whose values are not text."""
    functions: dict[object, Callable[[str], Json]] = {"integer": _integer, "number": _number, "boolean": _boolean}
    return {
        column: _exact_number if TYPES[type_].is_exact else functions[json_type]
        for column, type_ in types.items()
        if (json_type := TYPES[type_].json_schema["type"]) in functions
    }


def _integer(text: str) -> Json:
    return int(text) if _INTEGER.fullmatch(text) else _number(text)  # the schema accepts 3.0


def _number(text: str) -> Json:
    return float(text) if _NUMBER.fullmatch(text) else text


def _exact_number(text: str) -> Any:
    """Return a number with all its digits: a `Decimal` if a float may not have them."""
    if len(text) > _DIGITS_OF_FLOAT and _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    return _number(text)


def _boolean(text: str) -> Json:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.casefold(), text)
