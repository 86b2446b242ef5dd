"""JSON as one document: an array of rows, an answer of the Web API with its rows under `value`, or one row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any, NoReturn

from dvspec.data.columns import Names
from dvspec.data.readers import Batch
from dvspec.data.readers.json_rows import NOT_A_ROW, Row, RowDecoder, batches
from dvspec.data.sources import LONGEST, TRUNCATED, Source

_ROWS = 250
_FEW = 100  # characters
_WHITESPACE = " \t\r\n"
_SPACE = re.compile(f"[{_WHITESPACE}]*")
_ESCAPE = re.compile(r"\\?u?[0-9a-fA-F]{0,4}")  # that may continue in the next piece
_NUMBER = re.compile(r"-|\.|[eE][+-]?")
_CONSTANTS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of a JSON document, of any size."""
    document = _Document(source)
    numbers: list[int] = []
    rows: list[Row] = []
    for number, row in document.rows():
        numbers.append(number)
        rows.append(row)
        if len(rows) == _ROWS:
            yield from batches(numbers, rows, columns, clean=False)
            numbers, rows = [], []
    yield from batches(numbers, rows, columns, clean=False)


def lines(source: Source) -> Iterator[str]:
    """Yield the rows of a JSON document, each on one line and otherwise with the spelling of the document."""
    document = _Document(source)
    for _ in document.rows():
        yield document.text.replace("\r", " ").replace("\n", " ") + "\n"


class _Broken(Exception):
    """The document can't be read further; the reason was reported."""


class _Document:
    """A JSON text that is read piece by piece."""

    def __init__(self, source: Source) -> None:
        self.text = ""  # of the value that was read last
        self._source = source
        self._pieces = source.texts()
        self._text = ""
        self._at = 0
        self._ended = False
        self._decoder = RowDecoder(source)
        self._number = 0

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield the rows with their numbers, counted from 1."""
        try:
            while (mark := self._peek()) and mark in "[{":  # several documents may follow one another
                yield from self._array() if mark == "[" else self._object()
            if self._peek():
                self._source.add_finding(
                    NOT_A_ROW, f"text after the end of the document: {self._shown()}", self._number
                )
        except _Broken:
            return

    def _array(self) -> Iterator[tuple[int, Row]]:
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            self._number += 1
            row = self._decoder.checked(self._value(), self._number)
            if row is not None:
                yield self._number, row
            mark = self._peek()
            self._at += 1
            if mark == "]":
                return
            if mark != ",":
                self._at -= 1
                self._fail("',' or ']' expected")

    def _object(self) -> Iterator[tuple[int, Row]]:
        """Yield the rows under `value`; an object without it is one row itself."""
        members: dict[str, Any] = {}
        texts = []
        answer = False
        self._at += 1
        while self._peek() != "}":
            if members or answer:
                if self._peek() != ",":
                    self._fail("',' or '}' expected")
                self._at += 1
            if self._peek() != '"':
                self._fail("a member expected")
            name = self._value()
            text = self.text
            if self._peek() != ":":
                self._fail("':' expected")
            self._at += 1
            if name == "value" and self._peek() == "[":
                answer = True
                yield from self._array()
                continue
            if name in members:
                self._decoder.report_duplicate(name, self._number + 1)
            members[name] = self._value()
            texts.append(f"{text}:{self.text}")
        self._at += 1
        if not answer:
            self._number += 1
            self.text = f"{{{','.join(texts)}}}"
            row = self._decoder.checked(members, self._number)
            if row is not None:
                yield self._number, row

    def _value(self) -> Any:
        """Return the next value, even if it spans several pieces."""
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                self._source.add_finding(NOT_A_ROW, "nested too deeply to be a row", self._number)
                raise _Broken from None
            except JSONDecodeError as error:
                if not self._more():
                    self._fail(error.msg, broken_off=_is_broken_off(error))
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on in the next piece
            self.text = self._text[self._at : end]
            self._at = end
            return value

    def _peek(self) -> str:
        """Return the next character that is not whitespace, '' at the end."""
        while True:
            blank = _SPACE.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Add the next pieces to what is left of the text, twice as much as there is; return whether there were any."""
        left = self._text[self._at :]
        if len(left) > LONGEST:
            self._fail(f"a row has more than {LONGEST:,} characters")
        pieces = []
        size = 0
        while size <= len(left) and not self._ended:
            piece = next(self._pieces, None)
            self._ended = piece is None
            pieces.append(piece or "")
            size += len(pieces[-1])
        self._text, self._at = left + "".join(pieces), 0
        return size > 0

    def _fail(self, message: str, broken_off: bool = False) -> NoReturn:
        if len(self._text) - self._at < _FEW:
            self._more()
        rest = self._text[self._at : self._at + _FEW].strip(_WHITESPACE)
        if broken_off or (self._ended and (not rest or _NUMBER.fullmatch(rest))):
            message = "the file ends inside the document, so this row and those after it are missing"
            self._source.add_finding(TRUNCATED, message, max(self._number, 1))
        else:
            message = f"{message}: {self._shown()}; nothing after it can be read"
            self._source.add_finding(NOT_A_ROW, message, self._number)
        raise _Broken

    def _shown(self) -> str:
        text = self._text[self._at : self._at + 41]
        return repr(text[:40]) + ("…" if len(text) > 40 else "")


def _is_broken_off(error: JSONDecodeError) -> bool:
    """Return whether a text that can't be decoded could be, if more followed."""
    if error.msg.startswith("Unterminated string"):
        return True
    rest = error.doc[error.pos :].strip(_WHITESPACE)
    if "escape" in error.msg:
        return _ESCAPE.fullmatch(rest) is not None
    return any(constant.startswith(rest) for constant in _CONSTANTS) or _NUMBER.fullmatch(rest) is not None
