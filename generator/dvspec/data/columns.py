"""Matching columns of a file to columns of a table: exports use logical names, the Web API's, or documented ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from dvspec.dataverse.row_values import companion_keys, is_read_only, value_type
from dvspec.dataverse.system_columns import (
    SYSTEM_BINDS,
    SYSTEM_COLUMNS,
    SYSTEM_KEYS,
    SYSTEM_NAVIGATION,
    WRITABLE_SYSTEM_COLUMNS,
)
from dvspec.findings import Cell, Finding, Rule, Severity, did_you_mean
from dvspec.model import Column, Json, Table

DUPLICATE_COLUMN = Rule(
    "DV606",
    "duplicate-file-column",
    Severity.ERROR,
    "Files contain each column only once.",
    "Delete or rename one of the two columns.",
)
UNKNOWN_COLUMN = Rule(
    "DV607",
    "unknown-column",
    Severity.ERROR,
    "Files contain only columns of the table.",
    "Correct the name, delete the column, or add it to the spec.",
)
DISPLAY_NAME = Rule(
    "DV610",
    "column-by-display-name",
    Severity.NOTE,
    "Columns of files have their logical names or the names of the spec.",
    "Rename the column if its display name was matched with the wrong column.",
)

Report = Callable[[Finding], None]

BIND = "@odata.bind"
"""What follows a lookup's navigation property in a row that is to be written; the property's case counts."""


Header = tuple[str | None, ...]
"""The columns of a file, or of some of its rows: for each its name in the Web API, None to skip it."""


Shape = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""What decides on what the names of a row mean; see `shape`."""


def shape(row: Mapping[str, Json], navigation: Iterable[str]) -> Shape:
    """Return the names of a row, those that have objects or arrays, and navigation properties that have other values.

    Only the second can be rows that `$expand` adds. Where null is, nothing follows from it.
    """
    nested = tuple([name for name, value in row.items() if type(value) is dict or type(value) is list])
    single = tuple([name for name in navigation if row.get(name) is not None and name not in nested])
    return tuple(row), nested, single


class Names(Protocol):
    """What readers ask of names: which of them are wanted, and which type (of dvspec.dataverse) their values have.

    In the columns of `optional` null means the same as an absent value. `navigation` has the columns by the names
    of the members that hold their expanded rows.
    """

    @property
    def types(self) -> Mapping[str, str]: ...

    @property
    def optional(self) -> Collection[str]: ...

    @property
    def navigation(self) -> Mapping[str, str]: ...

    def header(self, names: tuple[str, ...], row: int = 0, values: Iterable[Json] = ()) -> Header: ...

    def recognised(self, names: Sequence[str]) -> int: ...


class Columns:
    """Finds a table's columns in a file; reports unknown and duplicate columns once."""

    def __init__(self, table: Table, file: str, report: Report, *, keep_unknown: bool = False) -> None:
        self.names_in_file: dict[str, str] = {}  # by names in the Web API
        self.types = {name: SYSTEM_COLUMNS[name] for name in WRITABLE_SYSTEM_COLUMNS} | {
            column.web_api_name: value_type(column).name for column in table.columns
        }
        self.optional = {
            name
            for column in table.columns
            if not column.required and column.name != table.primary_id
            for name in (column.web_api_name, *_binds(column))
        }
        self._keep_unknown = keep_unknown
        self._noted = False
        self._table, self._file, self._report = table, file, report
        self._headers: dict[Shape, Header] = {}
        self._reported: set[str] = set()
        self._known = {name: name for name in (*WRITABLE_SYSTEM_COLUMNS, *SYSTEM_BINDS)} | web_api_names(table)
        self.navigation = {
            relationship.navigation: column.web_api_name
            for column in table.columns
            for relationship in column.relationships
        }
        self._bound = {name: column.web_api_name for column in table.columns for name in _binds(column)}
        binds = [name for name in self._known if name in self._bound]
        self._names = [name for column in table.columns for name in (column.web_api_name, column.name)] + binds
        self._skipped = _system_names(table)
        self._displayed = web_api_names_by_display_name(table)

    def header(self, names: tuple[str, ...], row: int = 0, values: Iterable[Json] = ()) -> Header:
        """Return the columns with these names; `row` is the first row that has them, with these values."""
        of_row = shape(dict(zip(names, values, strict=False)), self.navigation)
        key = (names, *of_row[1:])
        header = self._headers.get(key)
        if header is None:
            if len(self._headers) >= 1000:  # rows that all differ must not fill the memory
                self._headers.clear()
            header = self._headers[key] = self._read(key, row)
        return header

    def recognised(self, names: Sequence[str]) -> int:
        """Return how many of these names are columns of the table or system columns."""
        return sum(self._meaning(name) is not None or name in self._skipped for name in names)

    def missing(self) -> list[str]:
        """Return the table's live columns that no row has had so far, without those that rows are not written with."""
        return [
            column.name
            for column in self._table.columns
            if column.live
            and not is_read_only(column)
            and {column.web_api_name, *_binds(column)}.isdisjoint(self.names_in_file)
        ]

    def _read(self, shape: Shape, row: int) -> Header:
        names, nested, single = shape
        header: list[str | None] = []
        expanded = {*nested, *(name for name, column in self.navigation.items() if column in names)}.difference(single)
        passed = expanded.union(self.navigation).difference(single)
        seen: dict[str, str] = {}
        for name in names:
            if name in self.navigation and (name in expanded or name in single):
                meaning = self._known.get(name) if name in single else None
            else:
                meaning = self._meaning(name)
            if meaning is not None:
                column = self._bound.get(meaning, meaning)
                if column in seen:
                    other = f": '{seen[column]:.100}' means the same column" if seen[column] != name else ""
                    self._once(DUPLICATE_COLUMN, row, name, f"duplicate column '{name:.100}'{other}")
                    meaning = None
                else:
                    self.names_in_file.setdefault(meaning, name)
                    seen[column] = name
            elif name not in passed and not self._is_skipped(name):
                near = did_you_mean(name, self._names)
                self._once(UNKNOWN_COLUMN, row, name, f"{self._table.name} has no column '{name:.100}'{near}")
            header.append(meaning)
        self._note_display_names({column: name for column, name in zip(header, names, strict=True) if column})
        return tuple(header)

    def _note_display_names(self, names: Mapping[str, str]) -> None:
        """Report, once in a file, names that were matched with display names."""
        displayed = {name: column for column, name in names.items() if not self._is_known(name)}
        if displayed and not self._noted:
            self._noted = True
            shown = ", ".join(f"'{name:.100}' as {column}" for name, column in [*displayed.items()][:5])
            more = f" and {len(displayed) - 5} more" if len(displayed) > 5 else ""
            message = f"columns are matched by their display names: {shown}{more}"
            self._report(Finding(DISPLAY_NAME, Cell(self._file), message))

    def _is_known(self, name: str) -> bool:
        return name in self._known or name.strip().casefold() in self._known

    def _is_skipped(self, name: str) -> bool:
        if name.endswith(BIND):
            return False
        folded = name.strip().casefold()
        return (
            self._keep_unknown
            or "@" in name
            or folded in self._skipped
            or folded.startswith(_DO_NOT_MODIFY)
            or folded in _DISPLAYED_SYSTEM_NAMES
        )

    def _meaning(self, name: str) -> str | None:
        if name.endswith(BIND):
            return self._known.get(name)
        folded = name.strip().casefold()
        return self._known.get(name) or self._known.get(folded) or self._displayed.get(folded)

    def _once(self, rule: Rule, row: int, name: str, message: str) -> None:
        if name not in self._reported:
            self._reported.add(name)
            self._report(Finding(rule, Cell(self._file, row=row, name=name[:100]), message))


_DO_NOT_MODIFY = "(do not modify) "  # Excel's hidden columns
_DISPLAYED_SYSTEM_NAMES = frozenset(
    {"created by", "created on", "modified by", "modified on", "owner", "status", "status reason", "row checksum"}
)


def web_api_names_by_display_name(table: Table) -> dict[str, str]:
    """Return the Web API's name of each column by its folded display name, unless several columns share it."""
    by_text: dict[str, list[str]] = {}
    for column in table.columns:
        for text in {text.strip().casefold() for _, text in column.display_name.in_languages(0)}:
            by_text.setdefault(text, []).append(column.web_api_name)
    return {text: only[0] for text, only in by_text.items() if len(only) == 1}


def _system_names(table: Table) -> frozenset[str]:
    """Return the system columns of a row, by their names in the Web API and in exports."""
    logical = [name.removeprefix("_").removesuffix("_value") for name in SYSTEM_KEYS]
    in_exports = [name + more for name in logical for more in ("", "name", "yominame", "type")]
    of_columns = [key for column in table.columns for key in companion_keys(column)]
    return frozenset([*SYSTEM_KEYS, *SYSTEM_NAVIGATION, *in_exports, *of_columns])


def web_api_names(table: Table) -> dict[str, str]:
    """Return the Web API's name of each column by all its names, as they are and folded."""
    known: dict[str, str] = {}
    for column in table.columns:
        names = [column.logical_name, column.name, column.documented_as or column.name]
        known |= dict.fromkeys([*names, *map(str.casefold, names)], column.web_api_name)
    for column in table.columns:  # if names collide, the Web API's wins
        known[column.web_api_name] = column.web_api_name
        known |= {bind: bind for bind in _binds(column)}
    return known


def _binds(column: Column) -> list[str]:
    """Return the keys with which a lookup is written, one for each table that it can refer to."""
    return [f"{relationship.navigation}{BIND}" for relationship in column.relationships]
