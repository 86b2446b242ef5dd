"""Keys of rows as Python values: identifiers composed of their parts, and GUIDs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dvspec.data.computed_keys.inputs import KeyInput, KeyInputs
from dvspec.data.computed_keys.texts import decoded_strings, is_unicode
from dvspec.data.computed_keys.unfit import Problem, UnfitRows, longest_identifier
from dvspec.dataverse.limits import utf16_length
from dvspec.guids import guid_hash
from dvspec.model import GuidScheme
from dvspec.runtime.guids import GUID_TEXT, formatted_guids
from dvspec.runtime.identifier_parts import SEPARATOR

Texts = Sequence[str | None]


class KeyValues:
    """Computes the identifiers and GUIDs of batches of rows."""

    def __init__(self, inputs: KeyInputs, places: Mapping[str, str], scheme: GuidScheme, allow_separator: bool) -> None:
        table = inputs.table
        self._identifier = table.identifier
        self._inputs = [(one, places[one.part.python_name]) for one in inputs.all]
        self._places = places
        self._guid_source = table.by_name[table.guid.source].python_name if table.guid and table.guid.source else ""
        self._allow_separator = allow_separator
        self._hash = guid_hash(scheme) if table.guid and not table.guid.source else None
        self.unfit = UnfitRows(longest_identifier(table))

    def of(self, columns: Mapping[str, Sequence[Any]], count: int, first: int) -> tuple[Texts, Texts]:
        """Return the identifiers and the GUIDs of `count` rows, of which the first has this number.

        They are None for rows whose values can't be used, and for all rows if the table doesn't have them.
        """
        nothing = [None] * count
        values = {name: columns.get(name, nothing) for _, name in self._inputs}
        identifiers: Texts | None = self._quickly_composed(values, count) if self._identifier else nothing
        sources = values[self._places[self._guid_source]] if self._guid_source else ()
        valid_sources = _are_guids(sources)
        if identifiers is None or not valid_sources:
            values = {name: decoded_strings(column) for name, column in values.items()}
            identifiers = self._composed(values, count, first)
            sources = values[self._places[self._guid_source]] if self._guid_source else ()
        if self._guid_source:
            return identifiers, formatted_guids(_digits(sources)) if valid_sources else _guids_of(sources)
        if self._hash is None:
            return identifiers, nothing
        fit = [text for text in identifiers if text is not None]
        guids = self._hash.texts(fit)
        if len(guids) == count:
            return identifiers, guids
        rest = iter(guids)
        return identifiers, [None if text is None else next(rest) for text in identifiers]

    def _quickly_composed(self, values: Mapping[str, Sequence[Any]], count: int) -> list[str] | None:
        """Return the identifiers of rows, None if a row can't have one."""
        assert self._identifier is not None
        parts = self._identifier.parts
        columns = [
            [part.name] * count if part.kind == "literal" else values[self._places[part.python_name]] for part in parts
        ]
        try:
            composed = [*map(SEPARATOR.join, zip(*columns, strict=True))]
        except TypeError:  # a part is null or not a string
            return None
        together = "\n".join(composed)
        if not all(map(all, columns)) or "\0" in together:
            return None
        if not self._allow_separator and together.count(SEPARATOR) != count * (len(parts) - 1):
            return None
        longest = self.unfit.longest
        if longest is not None and max(map(len, composed)) * 2 > longest and any(map(self._is_too_long, composed)):
            return None
        return composed if together.isascii() or is_unicode(together) else None

    def _composed(self, values: Mapping[str, Sequence[Any]], count: int, first: int) -> list[str | None]:
        """Return the identifiers row by row, and note the rows that have none, or no GUID."""
        result: list[str | None] = []
        for place in range(count):
            row = {one.part.python_name: values[name][place] for one, name in self._inputs}
            fit = True
            for one, name in self._inputs:
                if problem := self._problem(one, row[one.part.python_name]):
                    self.unfit.add(name, problem, first + place)
                    fit = fit and (not one.is_part or problem is Problem.NOT_GUID)
            text = None
            if self._identifier and fit:
                pieces = (
                    part.name if part.kind == "literal" else row[part.python_name] for part in self._identifier.parts
                )
                text = SEPARATOR.join(pieces)
                if self._is_too_long(text):
                    self.unfit.add(self._identifier.column, Problem.TOO_LONG, first + place)
                    text = None
            result.append(text)
        return result

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

    def _is_too_long(self, text: str) -> bool:
        return self.unfit.longest is not None and utf16_length(text) > self.unfit.longest


def _are_guids(texts: Sequence[Any]) -> bool:
    try:
        return all(map(GUID_TEXT.fullmatch, texts))
    except TypeError:  # one of them is not a string
        return False


def _guids_of(texts: Sequence[Any]) -> list[str | None]:
    return [str(UUID(text)) if isinstance(text, str) and GUID_TEXT.fullmatch(text) else None for text in texts]


def _digits(guids: Sequence[str]) -> str:
    """Return lines of the digits of GUIDs."""
    return "".join([f"{guid}\n" for guid in guids]).replace("-", "")
