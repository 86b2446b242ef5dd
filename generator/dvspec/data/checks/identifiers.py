"""Identifiers and primary GUIDs: composed of their parts, computed from the identifier, or copied from a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dvspec.data.checks import Reporter
from dvspec.data.display import shortened
from dvspec.data.readers import Batch
from dvspec.findings import Rule, Severity
from dvspec.guids import guid_hash
from dvspec.model import GuidScheme, Identifier, Json, Table
from dvspec.runtime.guids import GUID_TEXT
from dvspec.runtime.identifier_parts import SEPARATOR

IDENTIFIER_MISMATCH = Rule(
    "DV651",
    "identifier-mismatch",
    Severity.ERROR,
    "Identifiers consist of their parts, joined by |.",
    "Compute the identifier again with dvspec id --file.",
)
IDENTIFIER_PART = Rule(
    "DV652",
    "invalid-identifier-part",
    Severity.ERROR,
    "Parts of identifiers are not empty and do not contain |.",
    "Correct the part at its source.",
)
GUID_MISMATCH = Rule(
    "DV653",
    "guid-mismatch",
    Severity.ERROR,
    "Primary GUIDs are computed from the identifier by the GUID scheme of solution.yaml.",
    "If no row matches, find the scheme with dvspec calibrate, or skip this check with --ignore DV653.",
)
SOURCE_GUID = Rule(
    "DV654",
    "guid-source-mismatch",
    Severity.ERROR,
    "Primary GUIDs that are read from another column equal the GUID in that column.",
    "Correct one of the two values.",
)

_DIGITS = 32  # of a GUID


class Identifiers:
    """The check of a table's identifiers against the parts in the same row."""

    def __init__(self, table: Table, identifier: Identifier, reporter: Reporter) -> None:
        by_name = table.by_name
        self._column = by_name[identifier.column].web_api_name
        self._parts = identifier.parts
        self._part_columns = [by_name[part.name].web_api_name if part.role == "column" else "" for part in self._parts]
        self._arguments = [place for place, part in enumerate(self._parts) if part.role == "argument"]
        self._add_finding = reporter.add_finding

    def check(self, batch: Batch) -> None:
        """Report identifiers that do not match their parts, and parts that can't be in an identifier."""
        identifiers = batch.values(self._column)
        columns: list[Sequence[Json]] = [
            batch.values(key) if key else [part.name] * len(identifiers)
            for key, part in zip(self._part_columns, self._parts, strict=True)
        ]
        for place in self._arguments:  # no column has it, so it is read from the identifier
            columns[place] = [*(_piece(identifier, place, len(columns)) for identifier in identifiers)]
        if not _all_valid(identifiers, columns):
            for number, identifier, *parts in zip(batch.numbers, identifiers, *columns, strict=True):
                self._report(number, identifier, parts)

    def _report(self, number: int, identifier: Json, parts: list[Json]) -> None:
        for column, text in zip(self._part_columns, parts, strict=True):
            if column and isinstance(text, str) and (not text or SEPARATOR in text):
                problem = f"contains {SEPARATOR}" if text else "is empty"
                self._add_finding(IDENTIFIER_PART, number, column, text, f"{{}}, a part of the identifier, {problem}")
                return
        if not isinstance(identifier, str):
            return
        if any(parts[place] is None for place in self._arguments):
            message = f"{{}} does not consist of the {len(parts)} parts of an identifier"
            self._add_finding(IDENTIFIER_MISMATCH, number, self._column, identifier, message)
        elif all(isinstance(text, str) for text in parts):  # a part that the row doesn't have can't be compared
            expected = SEPARATOR.join(map(str, parts))
            if identifier != expected:
                message = f"{{}} does not match its parts: {shortened(expected)}"
                self._add_finding(IDENTIFIER_MISMATCH, number, self._column, identifier, message)


class HashedGuids:
    """The check of GUIDs that are computed from identifiers."""

    def __init__(
        self, table: Table, identifier: Identifier, column: str, scheme: GuidScheme, reporter: Reporter
    ) -> None:
        self._identifiers = table.by_name[identifier.column].web_api_name
        self._column = table.by_name[column].web_api_name
        self._scheme_name, self._hash = scheme.name, guid_hash(scheme)
        self._add_finding = reporter.add_finding

    def check(self, batch: Batch) -> None:
        """Report GUIDs that are not their identifier's."""
        identifiers, guids = batch.values(self._identifiers), batch.values(self._column)
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
                message = f"{{}} is not the GUID of the identifier; {self._scheme_name} computes {right}"
                self._add_finding(GUID_MISMATCH, number, self._column, guid, message)


class CopiedGuids:
    """The check of GUIDs that are another column's text."""

    def __init__(self, table: Table, column: str, source: str, reporter: Reporter) -> None:
        self._column = table.by_name[column].web_api_name
        self._source = table.by_name[source].web_api_name
        self._name = source
        self._add_finding = reporter.add_finding

    def check(self, batch: Batch) -> None:
        """Report texts that are not GUIDs, and GUIDs that differ from the text."""
        texts: Sequence[Any] = batch.values(self._source)
        guids: Sequence[Any] = batch.values(self._column)
        try:
            # Texts as long as their digits have no hyphens; guids are texts that were checked by their schema.
            plain = set(map(len, texts)) == {_DIGITS} and _digits("\n".join(guids)) == "\n".join(texts).lower()
            if plain or (all(map(GUID_TEXT.fullmatch, texts)) and [*map(_digits, texts)] == [*map(_digits, guids)]):
                return
        except (AttributeError, TypeError):  # one of them is null or not a string
            pass
        for number, text, guid in zip(batch.numbers, texts, guids, strict=True):
            if not isinstance(text, str):
                continue
            if not GUID_TEXT.fullmatch(text):
                self._add_finding(SOURCE_GUID, number, self._source, text, "{} is not a GUID of 32 hexadecimal digits")
            elif isinstance(guid, str) and GUID_TEXT.fullmatch(guid) and _digits(text) != _digits(guid):
                message = f"{{}} differs from the GUID in {self._name}: {shortened(text)}"
                self._add_finding(SOURCE_GUID, number, self._column, guid, message)


def _all_valid(identifiers: Sequence[Json], columns: list[Sequence[Json]]) -> bool:
    """Return whether all identifiers match their parts, and all parts are valid."""
    try:
        composed = list(map(SEPARATOR.join, zip(*columns, strict=True)))
    except TypeError:  # a part is null or not a string
        return False
    separators = sum(text.count(SEPARATOR) for text in composed)
    return composed == [*identifiers] and separators == len(composed) * (len(columns) - 1) and all(map(all, columns))


def _piece(identifier: Json, place: int, count: int) -> str | None:
    """Return a part of an identifier; None if it has another number of parts."""
    pieces = identifier.split(SEPARATOR) if isinstance(identifier, str) else []
    return pieces[place] or None if len(pieces) == count else None


def _digits(guid: str) -> str:
    return guid.replace("-", "").lower()
