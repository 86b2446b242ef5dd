"""What specs can say of a source: values that a column of its type has no key for are set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from dvspec.dataverse.types import TYPES
from dvspec.model import Column, Solution, Table
from dvspec.spec import defaults

# Fields of the model's column by the keys of specs that say them, and their values that say nothing.
_FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[Any, ...]]] = {
    "format": (("format",), (None, "none", "text")),
    "behavior": (("behavior",), (None,)),
    "precision_source": (("precision_source",), (None, "own")),
    "autonumber": (("autonumber",), (None,)),
    "formula": (("formula", "calculated", "rollup"), (None,)),
    "max_size_kb": (("max_size_kb",), (None,)),
    "is_primary_image": (("primary",), (False,)),
    "stores_full_image": (("store_full_image",), (False,)),
}

_USUAL = {("behavior", "datetime", "user_local"), ("behavior", "date", "date_only")}


class Unsaid(NamedTuple):
    """A value of a column that specs don't say; the names are logical names."""

    table: str
    column: str
    key: str
    value: Any


def sayable(source: Solution) -> tuple[Solution, list[Unsaid]]:
    """Return a source without what specs don't say, and what that is."""
    unsaid: list[Unsaid] = []
    tables = tuple(_table(table, unsaid) for table in source.tables)
    return replace(source, tables=tables), unsaid


def _table(table: Table, unsaid: list[Unsaid]) -> Table:
    unsaid += [
        Unsaid(table.logical_name, column.logical_name, "type", column.type)
        for column in table.columns
        if column.type not in TYPES
    ]
    columns = tuple(_column(table, column, unsaid) for column in table.columns if column.type in TYPES)
    gone = {column.name for column in table.columns if column.type not in TYPES}
    keys = tuple(key for key in table.alternate_keys if gone.isdisjoint(key.columns))
    return replace(table, columns=columns, alternate_keys=keys)


def _column(table: Table, column: Column, unsaid: list[Unsaid]) -> Column:
    said = defaults.of_column(column.type).keys() | TYPES[column.type].spec_keys
    changes: dict[str, Any] = {}
    for field, (keys, nothing) in _FIELDS.items():
        value = getattr(column, field)
        if said.isdisjoint(keys) and value != nothing[0]:
            if value not in nothing and (field, column.type, value) not in _USUAL:
                unsaid.append(Unsaid(table.logical_name, column.logical_name, keys[0], value))
            changes[field] = nothing[0]
    usual = f"{table.logical_name}_{column.logical_name}"
    option_set = column.option_set
    own_name = option_set.name if option_set and not option_set.is_global else column.option_set_name
    if own_name != usual and (own_name is None or "option_set_name" not in said):
        if own_name is not None:
            unsaid.append(Unsaid(table.logical_name, column.logical_name, "option_set_name", own_name))
        if option_set and not option_set.is_global:
            changes["option_set"] = replace(option_set, name=usual)
        elif TYPES[column.type].reader == "BOOLEAN":
            changes["option_set_name"] = usual
    return replace(column, **changes) if changes else column
