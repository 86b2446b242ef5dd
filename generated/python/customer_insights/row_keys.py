# Copied from dvspec. Changes are lost when the package is generated again.
"""Keys of rows: which are a table's columns, and what rows have besides them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final
from uuid import UUID

from .messages import shown
from .payloads import read_json
from .system_columns import SYSTEM_KEYS, SYSTEM_NAVIGATION
from .values import READERS, Column, Kind, RowError, read_guid

if TYPE_CHECKING:
    from .rows import Row

Reader = Callable[[object, Column], object]
"""Returns what Python has for a value of a row; raises ValueError for one that it refuses."""

# What a column never holds: the row or the rows that `$expand` puts under a navigation property.
EXPANDED: Final = (Mapping, list)

_BIND: Final = "@odata.bind"


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
    cls: type[Row], keys: Iterable[str], documented: bool
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
                raise RowError(f"{where}: the row has it twice, as {both}")
            key_of_field[column.field] = key
        elif key.endswith(_BIND) and key not in SYSTEM_KEYS:
            raise RowError(f"{cls.__name__} has no lookup {shown(key)}; case counts")
        result[key] = column
    return result


def is_known(cls: type[Row], key: str) -> bool:
    """Return whether rows can have a key that no column has, whatever its value is."""
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
