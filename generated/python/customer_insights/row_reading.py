# Copied from dvspec. Changes are lost when the package is generated again.
"""Reading rows value by value: from the JSON of the Web API into the tables' classes.

All errors come from here; `fast_reading` only reads rows in which everything is as expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import make_dataclass
from functools import cache
from typing import Any, Final, TypeVar, cast

from .row_keys import (
    BIND,
    HasColumns,
    Reader,
    columns_by_key,
    columns_of,
    is_expanded,
    is_known,
    located,
    table_key,
)
from .shown import shown
from .value_reading import plain_value
from .values import UNSET, Column, Kind, RowError

R = TypeVar("R", bound=HasColumns)


def read_row(
    cls: type[R], row: Mapping[str, object], documented: bool, keep: bool
) -> R:
    """Return a row; raise RowError for a bad value, or an unknown column unless `keep` is set."""
    try:
        given = dict(row.items())
    except (AttributeError, TypeError, ValueError):
        message = f"{cls.__name__}: a mapping from columns to values expected"
        raise RowError(f"{message}, not {shown(row)}") from None
    columns = columns_of(cls, given, documented)
    for key, column in columns.items():
        known = column is not None or keep or is_known(cls, key)
        if not known and not is_expanded(cls, key, given[key]):
            raise _unknown(cls, key)
    readers = columns_by_key(cls.COLUMNS, documented)
    values: dict[str, object] = {}
    came: dict[str, object] = {}
    for key, column in columns.items():
        if column is None:
            came[key] = given[key]
            continue
        read = _read_value(cls, column, readers[key][1], given[key])
        if column.kind is Kind.REFERENCE:
            read = located(read, given.get(table_key(column)))
        values[column.field] = read
        if column.kind in KEPT:
            came[column.key] = given[key]
    origin = (tuple(came), *came.values())
    in_order = [values.get(column.field, UNSET) for column in cls.COLUMNS]
    result: R = draft_of(cast(Any, cls))(origin, *in_order)
    result.__class__ = cls
    return result


def _unknown(cls: type[HasColumns], key: str) -> RowError:
    """Return the error of a key that is not a column."""
    message = f"{cls.__name__} has no column {shown(key)}"
    hint = 'request only its columns by $select, or read it with unknown="keep"'
    for column in cls.COLUMNS:
        if any(target.navigation == key for target in column.targets):
            hint = f"a lookup is {column.key} when read and {key}{BIND} when written"
    return RowError(f"{message}; {hint}")


# Kinds of columns whose original values a row keeps, to write them unchanged.
KEPT: Final = (Kind.JSON, Kind.DATETIME)


def _read_value(
    cls: type[HasColumns], column: Column, read: Reader, value: object
) -> object:
    if value is None:
        return None
    try:
        return read(value, column)
    except ValueError as error:
        plain = plain_value(value)
        if plain is value:
            raise refusal(cls, column, error, value) from None
    try:
        return None if plain is None else read(plain, column)
    except ValueError as error:
        raise refusal(cls, column, error, plain) from None


def refusal(
    cls: type[HasColumns], column: Column, error: ValueError, value: object
) -> RowError:
    """Return an error that names a value, its column and its table."""
    where = f"{cls.__name__}.{column.field} ({column.logical_name})"
    return RowError(f"{where}: {error}; the value is {shown(value)}")


@cache
def draft_of(cls: Any) -> Any:
    """Return a class of rows under construction, which get their final class at the end.

    A frozen row has no plain assignments, and all other ways take far longer.
    """
    names = ["_origin", *(column.field for column in cls.COLUMNS)]
    members = {
        "__slots__": (),
        "__init__": vars(make_dataclass("Fields", names))["__init__"],
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }
    return type(cls.__name__, (cls,), members)
