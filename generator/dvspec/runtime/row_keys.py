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
    SYSTEM_COLUMNS,
    SYSTEM_KEYS,
    SYSTEM_NAVIGATION,
    SystemColumn,
)
from .value_reading import READERS, read_guid
from .values import Column, Kind, RowError

Reader = Callable[[object, Column], object]
"""Returns what Python has for a value of a row; raises ValueError for one that it refuses."""

# What no column holds: the row or the rows that `$expand` puts under a navigation property.
EXPANDED: Final = (Mapping, list)

_BIND: Final = "@odata.bind"


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
        if column.navigation and not documented:
            result[f"{column.navigation}{_BIND}"] = (column, _read_bind)
    return result


def _read_bind(value: object, column: Column) -> UUID:
    match = isinstance(value, str) and re.fullmatch(r"(?:.*/)?(\w+)\((.*)\)", value)
    if not match or match[1] != column.target:
        raise ValueError(f"/{column.target}(…) with a GUID expected")
    return read_guid(match[2], column)


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
        elif key.endswith(_BIND) and key not in SYSTEM_KEYS:
            raise RowError(
                f"{cls.__name__} has no lookup {shown(key)}; names are case-sensitive"
            )
        result[key] = column
    return result


def is_known(cls: type[HasColumns], key: str) -> bool:
    """Return whether rows can have this key besides their columns, whatever its value."""
    return (
        "@" in key
        or key in system_keys(cls.COLUMNS)
        or key in navigation_keys(cls.COLUMNS)
    )


@cache
def system_keys(columns: tuple[Column, ...]) -> frozenset[str]:
    """Return the keys of the system columns that rows with these columns can have."""
    return SYSTEM_KEYS.union(column.base for column in columns if column.base)


@cache
def navigation_keys(columns: tuple[Column, ...]) -> frozenset[str]:
    """Return the keys under which `$expand` puts the row that a lookup refers to."""
    return SYSTEM_NAVIGATION.union(
        column.navigation for column in columns if column.navigation
    )


# The kinds of the values that system columns have.
_KINDS: Final = {
    "bigint": Kind.INTEGER,
    "datetime": Kind.DATETIME,
    "decimal": Kind.DECIMAL,
    "integer": Kind.INTEGER,
    "lookup": Kind.GUID,
    "string": Kind.TEXT,
}


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
        if column.table_kind in ("", table_kind):
            columns[column.logical_name] = _as_column(column)
            columns[column.web_api_name] = columns[column.logical_name]
    return columns
