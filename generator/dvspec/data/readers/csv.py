"""CSV: a header, then rows of text. An empty field is null; numbers and booleans are read from their text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from dvspec.data import codes
from dvspec.data.columns import Keys, Names
from dvspec.data.readers import Batch
from dvspec.data.sources import LONGEST, Source
from dvspec.dataverse.types import TYPES
from dvspec.model import Json

_ROWS = 250
_DELIMITERS = ",;\t|"
_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_BACKSLASH = re.compile(r'(?:\A|[,;\t|\r\n])"[^"\r\n]*\\"')  # in a quoted field
SPARK = (
    'a quote inside a field is written \\", as Spark does by default, and CSV has "" for it;'
    ' set option("escape", "\\"") in Spark, or write Parquet'
)


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of a CSV file."""
    csv.field_size_limit(LONGEST)
    lines = _Lines(source)
    delimiter, names = head(next((line for line in lines if line.strip()), ""), columns)
    keys = columns.header(names)
    if not any(keys):
        source.found(codes.UNREADABLE, "none of its columns is one of the table")
        return
    converters = _converters(columns.kinds)
    width = len(keys)
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
            fields = [row for row in fields if row]  # an empty line is no row
        numbers: Sequence[int] = range(number, number + len(fields))
        number += len(fields)
        if not alike:
            numbers, fields = _of_width(source, width, numbers, fields)
        clean = lines.taken_clean()
        if fields:
            yield Batch(numbers, _columns(keys, fields, converters), clean)
        if broken is not None:
            if "unexpected end" in str(broken):
                source.found(codes.CUT_SHORT, "the file ends inside a quoted field", number)
                return
            if escapes_by_backslash(lines.piece):
                source.found(codes.UNREADABLE, SPARK, number)
                return
            source.found(codes.NO_ROW, f"not CSV: {broken}", number)
            number += 1
        if ended:
            return


def head(line: str, columns: Names) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter of a header, and the names in it."""
    delimiter = max(_DELIMITERS, key=lambda mark: (columns.recognised(_split(line, mark)), line.count(mark)))
    return delimiter, tuple(_split(line, delimiter))


def escapes_by_backslash(text: str) -> bool:
    """Return whether quoted fields of a text, which can't be read as CSV, have quotes behind backslashes."""
    return _BACKSLASH.search(text) is not None


class _Lines:
    """The lines of a file with their ends; notes on the way what rows end with and whether text is sound."""

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
        """Return whether all lines since the last call were free of NUL and half surrogate pairs."""
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
                self._source.found(codes.UNREADABLE, message)
                return
        yield from self._noted("".join([*rest, last]))

    def _noted(self, piece: str) -> io.StringIO:
        self.piece = piece
        self._piece_is_clean = _is_clean(piece)
        self._clean = self._clean and self._piece_is_clean
        if len(self._ends) < 2:
            self._note_ends(piece)
        return io.StringIO(piece, newline="")

    def _note_ends(self, piece: str) -> None:
        known_pairs = self._ends == {"\r\n"} and piece.count("\n") == piece.count("\r")
        ends = self._ends if known_pairs else _line_ends(piece)
        if len(ends) < 2 and (ends <= self._ends or not self._ends):
            self._ends |= ends
            self._quoted ^= bool(piece.count('"') & 1)
            return
        for line in io.StringIO(piece, newline=""):
            self._quoted ^= bool(line.count('"') & 1)
            if not self._quoted and line[-1] in "\r\n":  # the end of a row, not one inside a field
                self._ends.add(line[len(line.rstrip("\r\n")) :])
        if len(self._ends) > 1:
            shown = " and ".join(sorted(repr(end) for end in self._ends))
            self._source.found(codes.LINE_ENDS, f"lines end with {shown}; each was taken as an end")


def _line_ends(piece: str) -> set[str]:
    """Return in which ways lines end here, perhaps inside quoted fields."""
    if "\r" not in piece:
        return {"\n"} if "\n" in piece else set()
    both = piece.count("\r\n")
    counts = {"\r\n": both, "\n": piece.count("\n") - both, "\r": piece.count("\r") - both}
    return {end for end, count in counts.items() if count}


def _is_clean(text: str) -> bool:
    if "\0" in text:
        return False
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return True


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.strip().split(delimiter)


def _of_width(
    source: Source, width: int, numbers: Sequence[int], fields: list[list[str]]
) -> tuple[list[int], list[list[str]]]:
    """Return the rows that have as many fields as the header; report the others."""
    good = []
    for number, row in zip(numbers, fields, strict=True):
        if len(row) == width:
            good.append((number, row))
        else:
            message = f"{len(row)} fields, but the header names {width} columns"
            source.found(codes.NO_ROW, message, number)
    return [number for number, _ in good], [row for _, row in good]


def _columns(
    keys: Keys, fields: list[list[str]], converters: Mapping[str, Callable[[str], Json]]
) -> dict[str, Sequence[Json]]:
    columns: dict[str, Sequence[Json]] = {}
    for key, texts in zip(keys, zip(*fields, strict=True), strict=True):
        if key is None:
            continue
        convert = converters.get(key)
        if convert:
            columns[key] = [convert(text) if text else None for text in texts]
        else:
            columns[key] = [text or None for text in texts] if "" in texts else texts
    return columns


def _converters(kinds: Mapping[str, str]) -> dict[str, Callable[[str], Json]]:
    """Return how text becomes JSON, for the columns that aren't text there."""
    functions: dict[object, Callable[[str], Json]] = {"integer": _integer, "number": _number, "boolean": _boolean}
    return {
        key: functions[type_] for key, kind in kinds.items() if (type_ := TYPES[kind].json_schema["type"]) in functions
    }


def _integer(text: str) -> Json:
    return int(text) if _INTEGER.fullmatch(text) else _number(text)  # 3.0 is whole: the schema decides


def _number(text: str) -> Json:
    return float(text) if _NUMBER.fullmatch(text) else text


def _boolean(text: str) -> Json:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.casefold(), text)
