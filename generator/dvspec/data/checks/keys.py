"""Keys: an identifier is its parts, and a primary GUID its identifier's or another column's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dvspec.data import codes
from dvspec.data.checks import Reporter
from dvspec.data.readers import Batch
from dvspec.data.shown import short
from dvspec.guids import guid_hash
from dvspec.model import GuidScheme, Identifier, Json, Table
from dvspec.runtime.guids import GUID_TEXT
from dvspec.runtime.identifier_parts import SEPARATOR

_DIGITS = 32  # of a GUID


class Identifiers:
    """The check of a table's identifiers against the parts that stand in the same row."""

    def __init__(self, table: Table, identifier: Identifier, reporter: Reporter) -> None:
        by_name = table.by_name
        self._key = by_name[identifier.column].web_api_name
        self._parts = identifier.parts
        self._keys = [by_name[part.name].web_api_name if part.kind == "column" else "" for part in self._parts]
        self._arguments = [place for place, part in enumerate(self._parts) if part.kind == "argument"]
        self._found = reporter.found

    def check(self, batch: Batch) -> None:
        """Report identifiers that are not their parts, and parts that none can be made of."""
        identifiers = batch.values(self._key)
        columns: list[Sequence[Json]] = [
            batch.values(key) if key else [part.name] * len(identifiers)
            for key, part in zip(self._keys, self._parts, strict=True)
        ]
        for place in self._arguments:  # no column has it: what the identifier says is taken
            columns[place] = [*(_piece(identifier, place, len(columns)) for identifier in identifiers)]
        if not _all_good(identifiers, columns):
            for number, identifier, *parts in zip(batch.numbers, identifiers, *columns, strict=True):
                self._report(number, identifier, parts)

    def _report(self, number: int, identifier: Json, parts: list[Json]) -> None:
        for key, text in zip(self._keys, parts, strict=True):
            if key and isinstance(text, str) and (not text or SEPARATOR in text):
                wrong = f"holds {SEPARATOR}" if text else "is empty"
                self._found(codes.PART, number, key, text, f"{{}}, a part of the identifier, {wrong}")
                return
        if not isinstance(identifier, str):
            return
        if any(parts[place] is None for place in self._arguments):
            message = f"{{}} has not the {len(parts)} parts of an identifier"
            self._found(codes.IDENTIFIER, number, self._key, identifier, message)
        elif all(isinstance(text, str) for text in parts):  # a part that the row doesn't have can't be compared
            expected = SEPARATOR.join(map(str, parts))
            if identifier != expected:
                message = f"{{}} is not what its parts give: {short(expected)}"
                self._found(codes.IDENTIFIER, number, self._key, identifier, message)


class HashedGuids:
    """The check of GUIDs that are computed from identifiers."""

    def __init__(
        self, table: Table, identifier: Identifier, column: str, scheme: GuidScheme, reporter: Reporter
    ) -> None:
        self._identifier = table.by_name[identifier.column].web_api_name
        self._key = table.by_name[column].web_api_name
        self._scheme_name, self._hash = scheme.name, guid_hash(scheme)
        self._found = reporter.found

    def check(self, batch: Batch) -> None:
        """Report GUIDs that are not their identifier's."""
        identifiers, guids = batch.values(self._identifier), batch.values(self._key)
        compared = [
            (number, identifier, guid.lower())
            for number, identifier, guid in zip(batch.numbers, identifiers, guids, strict=True)
            if isinstance(identifier, str) and isinstance(guid, str) and GUID_TEXT.fullmatch(guid)
        ]
        expected = self._hash.texts(text for _, text, _ in compared)
        if expected == [guid for _, _, guid in compared]:
            return
        for (number, _, guid), right in zip(compared, expected, strict=True):
            if guid.replace("-", "") != right.replace("-", ""):
                message = f"{{}} is not the identifier's GUID, which {self._scheme_name} says is {right}"
                self._found(codes.KEY_GUID, number, self._key, guid, message)


class CopiedGuids:
    """The check of GUIDs that are another column's text."""

    def __init__(self, table: Table, column: str, source: str, reporter: Reporter) -> None:
        self._key = table.by_name[column].web_api_name
        self._source = table.by_name[source].web_api_name
        self._name = source
        self._found = reporter.found

    def check(self, batch: Batch) -> None:
        """Report texts that are no GUID, and GUIDs that are another than the text."""
        texts: Sequence[Any] = batch.values(self._source)
        guids: Sequence[Any] = batch.values(self._key)
        try:
            # Texts as long as their digits have no hyphens; guids are texts that were checked by their schema.
            plain = set(map(len, texts)) == {_DIGITS} and _digits("\n".join(guids)) == "\n".join(texts).lower()
            if plain or (all(map(GUID_TEXT.fullmatch, texts)) and [*map(_digits, texts)] == [*map(_digits, guids)]):
                return
        except (AttributeError, TypeError):  # one of them is null, or no text
            pass
        for number, text, guid in zip(batch.numbers, texts, guids, strict=True):
            if not isinstance(text, str):
                continue
            if not GUID_TEXT.fullmatch(text):
                self._found(codes.SOURCE_GUID, number, self._source, text, "{} is no GUID of 32 hexadecimal digits")
            elif isinstance(guid, str) and GUID_TEXT.fullmatch(guid) and _digits(text) != _digits(guid):
                message = f"{{}} is not the GUID that {self._name} is: {short(text)}"
                self._found(codes.SOURCE_GUID, number, self._key, guid, message)


def _all_good(identifiers: Sequence[Json], columns: list[Sequence[Json]]) -> bool:
    """Return whether every identifier is its parts, and every part fit for one."""
    try:
        composed = list(map(SEPARATOR.join, zip(*columns, strict=True)))
    except TypeError:  # a part is null, or no text
        return False
    separators = sum(text.count(SEPARATOR) for text in composed)
    return composed == [*identifiers] and separators == len(composed) * (len(columns) - 1) and all(map(all, columns))


def _piece(identifier: Json, place: int, count: int) -> str | None:
    """Return a part of an identifier by its own text; None where it has not as many as it should."""
    pieces = identifier.split(SEPARATOR) if isinstance(identifier, str) else []
    return pieces[place] or None if len(pieces) == count else None


def _digits(guid: str) -> str:
    return guid.replace("-", "").lower()
