"""How rows of the Web API hold the values of columns."""

from __future__ import annotations

from dvspec.dataverse import system_columns
from dvspec.dataverse.types import TYPES, ColumnType
from dvspec.dataverse.xml_types import ROLLUP_COMPANIONS
from dvspec.model import Column
from dvspec.runtime.system_columns import COMPANIONS


def value_type(column: Column) -> ColumnType:
    """Return the type of a column's values in rows: a date has times, unless its behavior is date_only."""
    has_time = column.type == "date" and column.behavior not in (None, "date_only")
    return TYPES["datetime" if has_time else column.type]


def is_read_only(column: Column) -> bool:
    """Return whether rows that are written can't have a value of the column."""
    if column.formula or TYPES[column.type].is_read_only:
        return True
    if not any(column.properties.get(name, True) for name in ("valid_for_create", "valid_for_update")):
        return True
    system = system_columns.COLUMNS.get(column.logical_name) if column.existing else None
    return system is not None and not system.writable and not system.targets


def decimals(column: Column) -> int | None:
    """Return how many decimals a value that is written can have, None if they are not counted.

    Where the currency or the organization decides on an amount of money, it is the most that either can have.
    """
    type_ = TYPES[column.type]
    if not type_.is_exact or is_read_only(column):
        return None
    return column.precision if column.precision_source in (None, "own") else type_.max_precision


def companions(column: Column) -> tuple[str, ...]:
    """Return the endings of the columns that rows have beside a column, such as its amount in the base currency."""
    is_rollup = column.formula is not None and column.formula.kind == "rollup"
    endings = (*TYPES[column.type].companions, *(ROLLUP_COMPANIONS if is_rollup else ()))
    return tuple(ending for ending in endings if ending in COMPANIONS)


def companion_keys(column: Column) -> list[str]:
    """Return the keys of the columns that rows have beside a column."""
    return [f"{column.logical_name}{ending}" for ending in companions(column)]


def has_unknown_options(column: Column) -> bool:
    """Return whether a column's values are options that the specs don't know: those of another solution's choice."""
    return column.option_set is not None and not column.option_set.options
