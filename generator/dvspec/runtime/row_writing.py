"""Writing rows: from the tables' classes to the JSON that the Web API takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from .payloads import write_json
from .row_keys import BIND, WRITABLE_COLUMNS, HasColumns, is_known, table_key
from .row_reading import refusal
from .shown import shown
from .system_columns import SYSTEM_BINDS
from .value_reading import plain_value, read_reference
from .value_writing import same_moment, write_value
from .values import UNSET, Column, Json, Kind, LookupTarget, RowError


class _Row(HasColumns, Protocol):
    _origin: tuple[Any, ...]


def came_with(row: _Row) -> dict[str, Any]:
    """Return what came with a row besides the values of its fields."""
    keys, *values = row._origin
    came = zip(keys, values, strict=True)
    return {key: value for key, value in came if value is not UNSET}


def write_row(row: _Row) -> dict[str, Json]:
    """Return a row as the Web API takes it."""
    originals = came_with(row)
    result: dict[str, Json] = {}
    for column in row.COLUMNS:
        value = getattr(row, column.field)
        if value is UNSET or column.read_only:
            continue
        key = column.logical_name
        written: Json = None
        try:
            if column.targets:
                target = _target(value, column, originals)
                key = f"{target.navigation}{BIND}"
            if value is None:
                if column.required:
                    raise ValueError("a value expected, since the column is required")
            elif column.targets:
                written = f"/{target.entity_set_name}({write_value(value, column)})"
            elif column.kind is Kind.JSON:
                written = write_json(value, column, originals.get(column.key))
            elif key in originals and same_moment(value, originals[key]):
                written = originals[key]
            else:
                written = write_value(value, column)
        except ValueError as error:
            raise refusal(type(row), column, error, value) from None
        result[key] = written
    for key, value in originals.items():
        if (key in WRITABLE_COLUMNS or key in SYSTEM_BINDS) and is_known(
            type(row), key
        ):
            _write_system(row, key, value, result)
    return result


def _target(
    value: object, column: Column, originals: Mapping[str, Any]
) -> LookupTarget:
    """Return the target to which a lookup's value refers, or null if the value is None."""
    targets = {target.logical_name: target for target in column.targets}
    if value is None:  # null clears the lookup through any of its navigation properties
        table = str(originals.get(table_key(column)))
    elif column.kind is Kind.REFERENCE:
        table = read_reference(value, column).table
        if table not in targets:
            state = f"can't be {shown(table)}" if table else "is not known"
            raise ValueError(
                f"its table {state}: a RowReference with one of"
                f" {', '.join(targets)} expected. Rows that are read have it"
                ' if annotations are requested (odata.include-annotations="*")'
            )
    else:
        table = ""
    return targets.get(table) or column.targets[0]


def _write_system(row: _Row, key: str, value: object, result: dict[str, Json]) -> None:
    """Add a writable system column; null is written only where it clears a lookup."""
    value = plain_value(value)
    if key in SYSTEM_BINDS:
        column = SYSTEM_BINDS[key]
        if value is None and column.clearable:
            result[key] = None
            return
        target = "|".join(column.targets)
        if isinstance(value, str) and re.fullmatch(
            rf"(?:\S*/)?(?:{target})\(\S+\)", value
        ):
            result[key] = value
            return
        message = " or ".join(f"/{name}(…)" for name in column.targets)
        where = f"{type(row).__name__}: {key}"
        raise RowError(f"{where}: {message} expected; the value is {shown(value)}")
    if value is not None:
        try:
            result[key] = write_value(value, WRITABLE_COLUMNS[key])
        except ValueError as error:
            raise refusal(type(row), WRITABLE_COLUMNS[key], error, value) from None
