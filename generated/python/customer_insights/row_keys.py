# Copied from dvspec. Changes are lost when the package is generated again.
"""Keys of rows: those of a table's columns, and those that rows have besides them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import ClassVar, Final, Protocol
from uuid import UUID

from .payloads import read_json
from .shown import shown
from .system_columns import (
    COMPANIONS,
    SYSTEM_COLUMNS,
    SYSTEM_KEYS,
    SYSTEM_NAVIGATION,
    SystemColumn,
)
from .value_reading import READERS, read_guid
from .values import Column, Kind, LookupTarget, RowError, RowReference

Reader = Callable[[object, Column], object]
"""Returns what Python has for a value of a row; raises ValueError for one that it refuses."""

# What no column holds: the row or the rows that `$expand` puts under a navigation property.
EXPANDED: Final = (Mapping, list)

BIND: Final = "@odata.bind"
"""What follows a navigation property in the key that sets the row it leads to."""

_TABLE: Final = "@Microsoft.Dynamics.CRM.lookuplogicalname"


class HasColumns(Protocol):
    """What this module needs of a class of rows."""

    COLUMNS: ClassVar[tuple[Column, ...]]


@cache
def columns_by_key(
    columns: tuple[Column, ...], documented: bool
) -> Mapping[str, tuple[Column, Reader]]:
    """Return columns by the keys under which rows have them, and how each is read."""
    result: dict[str, tuple[Column, Reader]] = {}
    for column in columns:
        read = read_json if column.kind is Kind.JSON else READERS[column.kind]
        result[column.documented_name if documented else column.key] = (column, read)
        for navigation, targets in _by_navigation(column).items():
            if not documented:
                result[f"{navigation}{BIND}"] = (column, _bind_reader(targets))
    return result


def _by_navigation(column: Column) -> Mapping[str, Mapping[str, LookupTarget]]:
    """Return a lookup's targets by navigation property and entity set."""
    result: dict[str, dict[str, LookupTarget]] = {}
    for target in column.targets:
        result.setdefault(target.navigation, {})[target.entity_set_name] = target
    return result


def _bind_reader(targets: Mapping[str, LookupTarget]) -> Reader:
    """Return the reader of addresses of rows in these entity sets."""
    expected = " or ".join(f"/{name}(…)" for name in targets)

    def read_bind(value: object, column: Column) -> UUID | RowReference:
        match = isinstance(value, str) and re.fullmatch(r"(?:.*/)?(\w+)\((.*)\)", value)
        if not match or match[1] not in targets:
            raise ValueError(f"{expected} with a GUID expected")
        guid = read_guid(match[2], column)
        if column.kind is Kind.REFERENCE:
            return RowReference(targets[match[1]].logical_name, guid)
        return guid

    return read_bind


def table_key(column: Column) -> str:
    """Return the key of the annotation that says which table a lookup refers to."""
    return f"{column.key}{_TABLE}"


def located(reference: object, table: object) -> object:
    """Return a reference with the table that an annotation says, and any other value as it is."""
    if isinstance(reference, RowReference) and not reference.table:
        return RowReference(table if isinstance(table, str) else "", reference.id)
    return reference


def columns_of(
    cls: type[HasColumns], keys: Iterable[str], documented: bool
) -> dict[str, Column | None]:
    """Return the column of each key, None for what a row has besides the columns."""
    columns = columns_by_key(cls.COLUMNS, documented)
    result: dict[str, Column | None] = {}
    key_of_field: dict[str, str] = {}
    for key in keys:
        if not isinstance(key, str):
            message = f"{cls.__name__}: a column's name is a string"
            raise RowError(f"{message}, not {shown(key)}")
        column = columns[key][0] if key in columns else None
        if column is not None:
            if column.field in key_of_field:
                where = f"{cls.__name__}.{column.field} ({column.logical_name})"
                both = f"{key_of_field[column.field]} and {key}"
                raise RowError(f"{where}: the row contains it twice, as {both}")
            key_of_field[column.field] = key
        elif key.endswith(BIND) and key not in SYSTEM_KEYS:
            raise RowError(
                f"{cls.__name__} has no lookup {shown(key)}; names are case-sensitive"
            )
        result[key] = column
    return result


def is_known(cls: type[HasColumns], key: str) -> bool:
    """Return whether rows can have this key besides their columns, whatever its value."""
    return "@" in key or key in system_keys(cls.COLUMNS)


def is_expanded(cls: type[HasColumns], key: str, value: object) -> bool:
    """Return whether a key that is not known has what `$expand` puts under it.

    That is a row or several; a lookup without a value has null.
    """
    if value is None:
        return key in navigation_keys(cls.COLUMNS)
    return isinstance(value, EXPANDED)


@cache
def system_keys(columns: tuple[Column, ...]) -> frozenset[str]:
    """Return the keys of the system columns that rows with these columns can have."""
    companions = {
        f"{column.logical_name}{ending}"
        for column in columns
        for ending in column.companions
    }
    own = {column.key for column in columns}  # a table's class can have some itself
    return SYSTEM_KEYS.union(companions).difference(own)


@cache
def navigation_keys(columns: tuple[Column, ...]) -> frozenset[str]:
    """Return the keys under which `$expand` puts the row that a lookup refers to."""
    return SYSTEM_NAVIGATION.union(
        target.navigation for column in columns for target in column.targets
    )


# The kinds of the values that system columns and companions have.
_KINDS: Final = {
    "bigint": Kind.INTEGER,
    "datetime": Kind.DATETIME,
    "decimal": Kind.DECIMAL,
    "guid": Kind.GUID,
    "integer": Kind.INTEGER,
    "lookup": Kind.GUID,
    "string": Kind.TEXT,
}


def companion(column: Column, name: str) -> Column | None:
    """Return the column of this name that Dataverse adds for a column, None if it adds none."""
    for ending in column.companions:
        if name == f"{column.logical_name}{ending}":
            return Column(name, name, name, _KINDS[COMPANIONS[ending]])
    return None


def _as_column(column: SystemColumn) -> Column:
    key = column.web_api_name
    return Column(key, key, key, _KINDS[column.type])


WRITABLE_COLUMNS: Final[Mapping[str, Column]] = {
    column.logical_name: _as_column(column)
    for column in SYSTEM_COLUMNS
    if column.writable
}
"""The system columns that can be written as values, by logical name."""


@cache
def system_columns_of(table_kind: str) -> Mapping[str, Column]:
    """Return the system columns of a kind of tables, by logical name and by their keys in rows."""
    columns: dict[str, Column] = {}
    for column in SYSTEM_COLUMNS:
        if column.is_of(table_kind):
            columns[column.logical_name] = _as_column(column)
            columns[column.web_api_name] = columns[column.logical_name]
    return columns
