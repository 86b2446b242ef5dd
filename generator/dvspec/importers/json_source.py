"""JSON files as other tools save them, read item by item: memory holds one item, whatever the size of the file."""

from __future__ import annotations

import codecs
import json
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn

from dvspec.findings import Finding, Place, Refused, Rule, Severity
from dvspec.model import Json

INVALID_JSON = Rule(
    "DV632",
    "invalid-json",
    Severity.ERROR,
    "Files of metadata and of the Common Data Model are complete, valid JSON.",
    "Save the answer or the file again, as it is.",
)
TOO_LARGE = Rule(
    "DV633",
    "too-large-json",
    Severity.ERROR,
    "One table of a metadata answer, and a file of the Common Data Model, is of a size that occurs.",
    "Ask for fewer tables or columns at once ($select, $filter), and import several files.",
)

LONGEST_ITEM = 1 << 26  # characters of one table; account has some 5 million
_BLOCK = 1 << 20  # bytes that are read at once
_NEAR_END = 12  # characters at the end of a block that may be half a literal, number or escape
_SOURCE = 160  # characters of a line that are shown whole
_AFTER_NUMBERS = tuple(" \t\n\r,]}")
_SPACE = re.compile(r"[ \t\n\r]*")
_UNFINISHED = re.compile("[a-z0-9.+-]*")  # the beginning of a literal or number
_CUT_OFF = "the file ends in the middle of a value: it was cut off when it was saved"
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8"}


@dataclass(frozen=True, slots=True)
class MemberPlace(Place):
    """A place in a JSON file by its JSON path."""

    path: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.path}" if self.path else self.file

    def as_data(self) -> dict[str, object]:
        return {"file": self.file, "line": None, "column": None, "path": self.path or None}

    def at(self, *keys: str | int) -> MemberPlace:
        """Return the place of a member inside."""
        path = self.path
        for key in keys:
            path = f"{path}[{key}]" if isinstance(key, int) else json_path(path, key)
        return MemberPlace(self.file, path=path)


class Item(NamedTuple):
    """A value of a file: a member of the object that the file is, or an element of the array there.

    `key` is the member's name, '' if the file is an array; `position` the element's in it, None if the member is
    no array. The elements of a member that is an array are items of their own; an empty array is one.
    """

    key: str
    position: int | None
    value: Json

    @property
    def path(self) -> str:
        """The item's location as a JSON path: `$.value[3]`."""
        position = "" if self.position is None else f"[{self.position}]"
        return f"{json_path('$', self.key) if self.key else '$'}{position}"


def json_path(path: str, key: str) -> str:
    """Return the JSON path of a member of the object at a path."""
    return f"{path}.{key}" if re.fullmatch(r"[A-Za-z_@][A-Za-z0-9_@.]*", key) and "." not in key else f"{path}['{key}']"


def items(file: str, data: bytes | memoryview) -> Iterator[Item]:
    """Yield what a JSON file contains, one item at a time; raise Refused where it is invalid.

    `data` may be a memory-mapped file. UTF-8, UTF-16 and UTF-32 are recognised, with a byte order mark and without.
    """
    text = _Text(file, data)
    first = text.peek()
    if first == "[":
        yield from text.elements(None)
    elif first == "{":
        yield from text.members()
    elif first == "":
        text.refuse("the file is empty")
    elif first == "<":
        text.refuse("the file contains HTML or XML, not JSON: perhaps a sign-in page or an error page")
    else:
        text.value()
        text.refuse("the file contains a single value, not an object or an array")
    if text.peek():
        text.refuse("text follows the end of the JSON; the file may contain several answers one after the other")


class _Text:
    """The text of a file, decoded and consumed block by block."""

    def __init__(self, file: str, data: bytes | memoryview) -> None:
        self.file = file
        self.data = memoryview(data)
        self.encoding = json.detect_encoding(bytes(self.data[:4]))
        self.decoder = codecs.getincrementaldecoder(self.encoding)()
        self.read = 0  # bytes
        self.at_end = False
        self.text = ""  # what is read and not dropped yet
        self.position = 0  # of the next character in it
        self.line, self.column = 1, 1  # of its first character
        self.scan = json.JSONDecoder(parse_constant=_refuse_constant).raw_decode

    def more(self) -> bool:
        """Drop what is consumed, read on; return whether there was anything."""
        if self.at_end:
            return False
        self.line, self.column = self.location(self.position)
        rest = self.text[self.position :]
        if len(rest) > LONGEST_ITEM:
            self.refuse(f"one item of the file has more than {LONGEST_ITEM:,} characters", rule=TOO_LARGE)
        end = self.read + max(_BLOCK, len(rest))  # each time twice as much, for items that are larger than a block
        self.text, self.position = rest, 0
        self.at_end = end >= len(self.data)
        try:
            self.text += self.decoder.decode(bytes(self.data[self.read : end]), self.at_end)
        except UnicodeDecodeError as error:
            name = _ENCODINGS.get(self.encoding, self.encoding.upper())
            self.refuse(f"the file is not valid {name}: byte {self.read + error.start:,} is {error.reason}")
        self.read = end
        return True

    def peek(self) -> str:
        """Skip white space; return the next character, '' at the end of the file."""
        while True:
            match = _SPACE.match(self.text, self.position)
            self.position = match.end() if match else self.position
            if self.position < len(self.text):
                return self.text[self.position]
            if not self.more():
                return ""

    def value(self) -> Json:
        """Return the value that begins here."""
        self.peek()
        value: Json
        while True:
            try:
                value, end = self.scan(self.text, self.position)
            except json.JSONDecodeError as error:
                if self._may_be_cut(error) and self.more():
                    continue
                self._refuse_syntax(error)
            except RecursionError:
                self.refuse("values are nested too deeply here")
            except ValueError as error:  # NaN, or a number of thousands of digits
                self.refuse(f"an invalid number is here: {error}")
            else:
                if self.text[end : end + 1] not in _AFTER_NUMBERS and isinstance(value, int | float) and self.more():
                    continue  # with the rest of the number
                self.position = end
                return value

    def elements(self, key: str | None) -> Iterator[Item]:
        """Yield the elements of the array that begins here."""
        self.position += 1
        if self.peek() == "]":
            self.position += 1
            if key is not None:
                yield Item(key, None, [])
            return
        index = 0
        while True:
            yield Item(key or "", index, self.value())
            index += 1
            if not self._goes_on("]"):
                return

    def members(self) -> Iterator[Item]:
        """Yield the members of the object that begins here, and the elements of those that are arrays."""
        self.position += 1
        if self.peek() == "}":
            self.position += 1
            return
        while True:
            if self.peek() != '"':
                self.missing("a member's name in quotes")
            key = str(self.value())
            if self.peek() != ":":
                self.missing("a colon")
            self.position += 1
            if self.peek() == "[":
                yield from self.elements(key)
            else:
                yield Item(key, None, self.value())
            if not self._goes_on("}"):
                return

    def _goes_on(self, end: str) -> bool:
        """Consume a comma or the end of an array or object; return whether it was a comma."""
        character = self.peek()
        if character not in (",", end) or not character:
            self.missing(f"a comma or {end}")
        self.position += 1
        return character == ","

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Return whether the rest of the file could make the value valid."""
        return error.msg.startswith("Unterminated string") or len(self.text[error.pos :].strip()) <= _NEAR_END

    def _refuse_syntax(self, error: json.JSONDecodeError) -> NoReturn:
        rest = self.text[error.pos :].strip()
        if error.msg.startswith("Unterminated string") or (len(rest) <= _NEAR_END and _UNFINISHED.fullmatch(rest)):
            self.position = len(self.text.rstrip())
            self.refuse(_CUT_OFF)
        self.position = error.pos
        message = f"{error.msg[:1].lower()}{error.msg[1:]}".removesuffix(" at")
        self.refuse(f"invalid JSON: {message}")

    def missing(self, expected: str) -> NoReturn:
        """Raise Refused, since something else, or the end of the file, is here."""
        self.refuse(f"{expected} is expected here" if self.peek() else _CUT_OFF)

    def location(self, position: int) -> tuple[int, int]:
        """Return line and column of a position in the text."""
        lines = self.text.count("\n", 0, position)
        if not lines:
            return self.line, self.column + position
        return self.line + lines, position - self.text.rindex("\n", 0, position)

    def refuse(self, message: str, rule: Rule = INVALID_JSON) -> NoReturn:
        """Raise Refused with a finding about the current position."""
        line, column = self.location(min(self.position, len(self.text)))
        start = self.text.rfind("\n", 0, self.position) + 1
        end = self.text.find("\n", self.position)
        source = self.text[start : len(self.text) if end < 0 else end].rstrip("\r")
        if len(source) > _SOURCE or (start == 0 and self.column > 1):
            source = ""
        raise Refused([Finding(rule, Place(self.file, line, column, source=source), message)])


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def map_file(path: Path) -> memoryview:
    """Return the content of a file without reading it into memory."""
    with path.open("rb") as file:
        if not path.stat().st_size:  # which can't be mapped
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
