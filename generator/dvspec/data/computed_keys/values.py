"""Keys of rows as Python values, computed by the functions that the generated package carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dvspec.data.computed_keys.inputs import KeyInput, KeyInputs
from dvspec.data.computed_keys.texts import decoded_strings, is_unicode
from dvspec.data.computed_keys.unfit import Problem, UnfitRows, longest_identifier
from dvspec.dataverse.limits import utf16_length
from dvspec.guids import guid_hash
from dvspec.identifiers import compose
from dvspec.model import GuidScheme
from dvspec.runtime.guids import GUID_TEXT
from dvspec.runtime.identifier_blocks import composed_identifiers, guids_of_texts, hashed_guids
from dvspec.runtime.identifier_parts import SEPARATOR, IdentifierError

Texts = Sequence[str | None]
_Columns = Mapping[str, Sequence[Any]]


class KeyValues:
    """Computes the identifiers and GUIDs of batches of rows."""

    def __init__(self, inputs: KeyInputs, places: Mapping[str, str], scheme: GuidScheme, allow_separator: bool) -> None:
        table = inputs.table
        self.unfit = UnfitRows(longest_identifier(table))
        self._inputs = [(one, places[one.part.python_name]) for one in inputs.all]
        self._allow_separator = allow_separator
        self._identifier = table.identifier
        parts = table.identifier.parts if table.identifier else ()
        self._literals = tuple(part.name if part.role == "literal" else None for part in parts)
        self._parts = [places[part.python_name] for part in parts if part.role != "literal"]
        source = table.guid.source if table.guid else None
        self._source = places[table.by_name[source].python_name] if source else ""
        self._hash = guid_hash(scheme) if table.guid and not source else None

    def of(self, columns: _Columns, count: int, first: int) -> tuple[Texts, Texts]:
        """Return the identifiers and the GUIDs of `count` rows, the first of which has this number.

        They are None for rows whose values can't be used, and for all rows if the table doesn't have them.
        """
        nothing = [None] * count
        values: _Columns = {name: columns.get(name, nothing) for _, name in self._inputs}
        try:
            identifiers = self._identifiers(values, nothing)
            guids = self._guids(values, identifiers)
        except IdentifierError:
            pass
        else:
            if self._are_complete(identifiers, guids):
                return identifiers, guids
        values = {name: decoded_strings(column) for name, column in values.items()}
        parts, sources = self._usable(values, first)
        identifiers = self._short_enough(self._identifiers(parts, nothing), first)
        return identifiers, self._guids(sources, identifiers)

    def _identifiers(self, values: _Columns, nothing: Texts) -> Texts:
        identifier = self._identifier
        if identifier is None:
            return nothing

        def one(*parts: str, allow_separator: bool) -> str:
            return compose(identifier, parts, allow_separator=allow_separator)

        columns = tuple(values[name] for name in self._parts)
        return composed_identifiers(columns, self._literals, one, self._allow_separator)

    def _guids(self, values: _Columns, identifiers: Texts) -> Texts:
        if self._source:
            return guids_of_texts(values[self._source], _guid)
        return hashed_guids(identifiers, self._hash) if self._hash else [None] * len(identifiers)

    def _are_complete(self, identifiers: Texts, guids: Texts) -> bool:
        if (self._source or self._hash) and None in guids:
            return False
        if self._identifier is None:
            return True
        texts = [text for text in identifiers if text is not None]
        return len(texts) == len(identifiers) and "\0" not in "".join(texts) and not any(self._too_long(texts))

    def _usable(self, values: _Columns, first: int) -> tuple[_Columns, _Columns]:
        """Return values with None for those that can't be parts, and for those that aren't GUIDs; note both."""
        parts: dict[str, list[str | None]] = {}
        sources: dict[str, list[str | None]] = {}
        for one, name in self._inputs:
            parts[name], sources[name] = [], []
            for number, value in enumerate(values[name], first):
                problem = self._problem(one, value)
                if problem:
                    self.unfit.add(name, problem, number)
                parts[name].append(value if problem in (None, Problem.NOT_GUID) else None)
                sources[name].append(value if isinstance(value, str) and GUID_TEXT.fullmatch(value) else None)
        return parts, sources

    def _problem(self, one: KeyInput, value: object) -> Problem | None:
        if not isinstance(value, str):
            return Problem.NOT_TEXT
        if one.is_part:
            if not value:
                return Problem.EMPTY
            if SEPARATOR in value and not self._allow_separator:
                return Problem.HAS_SEPARATOR
            if "\0" in value:
                return Problem.HAS_NUL
            if not is_unicode(value):
                return Problem.HAS_SURROGATE
        return Problem.NOT_GUID if one.is_guid and not GUID_TEXT.fullmatch(value) else None

    def _short_enough(self, identifiers: Texts, first: int) -> Texts:
        """Return identifiers with None for those that are too long; note them."""
        result: list[str | None] = []
        for number, (text, too_long) in enumerate(zip(identifiers, self._too_long(identifiers), strict=True), first):
            if too_long and self._identifier:
                self.unfit.add(self._identifier.column, Problem.TOO_LONG, number)
            result.append(None if too_long else text)
        return result

    def _too_long(self, identifiers: Texts) -> Sequence[bool]:
        longest = self.unfit.longest
        if longest is None or len(max((text for text in identifiers if text), key=len, default="")) * 2 <= longest:
            return [False] * len(identifiers)
        return [text is not None and utf16_length(text) > longest for text in identifiers]


def _guid(text: str) -> UUID:
    if not GUID_TEXT.fullmatch(text):
        raise IdentifierError("not a GUID")
    return UUID(text)
