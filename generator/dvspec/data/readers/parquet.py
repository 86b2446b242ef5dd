"""Parquet, read by DuckDB: typed values become what the Web API's JSON has for them.

DECIMAL values keep all their digits: whole numbers become `int`, others stay `Decimal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from dvspec.data.columns import Names
from dvspec.data.readers import Batch
from dvspec.data.sources import TRUNCATED, UNREADABLE, Source
from dvspec.data.workspace import path_of, workspace
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity
from dvspec.targets.identifiers.duckdb import quoted_name

if TYPE_CHECKING:
    import duckdb

COLUMN_TYPE = Rule(
    "DV609",
    "incompatible-column-type",
    Severity.ERROR,
    "Columns of Parquet files have types that can hold the values of the table's columns.",
    "Convert the column in the export.",
)

_ROWS = 250
_PLAIN = {
    "string": re.compile("VARCHAR|UUID|ENUM.*"),
    "integer": re.compile(
        "U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL.*"
    ),  # pandas: with nulls, DOUBLE
    "number": re.compile("U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL.*"),
    "boolean": re.compile("BOOLEAN"),
}
_WHOLE_NUMBERS = re.compile(r"U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?\[\d*\]")
_NESTED = re.compile(r"STRUCT.*|MAP.*|JSON|VARIANT|.*\[\d*\]")


class _Chosen(NamedTuple):
    """A column of the table in a file: its name in the Web API, and the expression that selects it."""

    column: str
    expression: str
    is_decimal: bool


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of a Parquet file."""
    import duckdb

    from dvspec.data.engine import connect, first_line

    with workspace() as folder, connect(threads=1) as connection:
        path = str(path_of(source, folder))
        try:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
            schema = connection.execute("SELECT name, num_children FROM parquet_schema(?)", [path]).fetchall()
            [(total,)] = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [path]).fetchall()
        except duckdb.Error as error:
            source.add_finding(UNREADABLE, f"invalid Parquet: {first_line(error)}")
            return
        described = [(str(name), str(type_)) for name, type_, *_ in described]
        chosen = _chosen(described, _names(schema) or [name for name, _ in described], source, columns)
        if chosen:
            yield from _batches(connection, path, chosen, source, total)
        else:
            source.add_finding(UNREADABLE, "no column of the file is a column of the table with a compatible type")


def _names(schema: list[tuple[str, int | None]]) -> list[str]:
    """Return the names of columns as the file has them; DuckDB changes those that differ only in case."""
    names = []
    nested = 0  # elements that belong to the last column
    for name, children in schema[1:]:
        if nested:
            nested -= 1
        else:
            names.append(str(name))
        nested += children or 0
    return names


def _chosen(fields: list[tuple[str, str]], names: list[str], source: Source, columns: Names) -> list[_Chosen]:
    """Return the table's columns among these."""
    chosen = []
    header = columns.header(tuple(names))
    for column, (name, parquet_type) in zip(header, fields, strict=True):
        if column is None:
            continue
        column_type = columns.types.get(column, "string")
        expression = _expression(column_type, parquet_type)
        if expression is None:
            message = f"type {parquet_type} can't hold the column's values ({TYPES[column_type].label.lower()})"
            source.add_finding(COLUMN_TYPE, message, name=name)
        else:
            chosen.append(_Chosen(column, expression(quoted_name(name)), parquet_type.startswith("DECIMAL")))
    return chosen


def _batches(
    connection: duckdb.DuckDBPyConnection, path: str, chosen: list[_Chosen], source: Source, total: int
) -> Iterator[Batch]:
    import duckdb

    from dvspec.data.engine import first_line

    expressions = [one.expression for one in chosen]
    with_nul = " OR ".join(f"contains({expression}::VARCHAR, chr(0))" for expression in expressions)
    number = 1
    try:
        connection.execute(f"SELECT {', '.join(expressions)}, {with_nul} FROM read_parquet(?)", [path])
        while values := connection.fetchmany(_ROWS):
            *columns, nul = zip(*values, strict=True)
            exact = {
                one.column: _exact(column) if one.is_decimal else column
                for one, column in zip(chosen, columns, strict=True)
            }
            yield Batch(range(number, number + len(nul)), exact, clean=not any(nul))
            number += len(nul)
            source.progress(number * source.size // max(total, 1))
    except duckdb.Error as error:
        source.add_finding(TRUNCATED, f"cannot be read further: {first_line(error)}", number)


def _exact(values: Sequence[Any]) -> Sequence[Any]:
    """Return the values of a column of decimals, with whole numbers as `int`."""
    return [int(value) if type(value) is Decimal and value == int(value) else value for value in values]


def _expression(column_type: str, type_: str) -> Callable[[str], str] | None:
    """Return what selects a column of this type for a column of the table, None if the types are incompatible."""
    if type_ == '"NULL"':
        return lambda name: "NULL"
    if TYPES[column_type].reader == "DATETIME" and type_.startswith("TIMESTAMP"):
        in_utc = "::TIMESTAMPTZ AT TIME ZONE 'UTC'" if "TIME ZONE" in type_ or "TIMESTAMPTZ" in type_ else ""
        return lambda name: f"strftime(({name}{in_utc})::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')"
    if TYPES[column_type].reader == "DATE" and type_ == "DATE":
        return lambda name: f"strftime({name}, '%Y-%m-%d')"
    if TYPES[column_type].is_json and _NESTED.fullmatch(type_):
        return lambda name: f"to_json({name})::VARCHAR"
    if TYPES[column_type].is_multiple and _WHOLE_NUMBERS.fullmatch(type_):
        return lambda name: f"nullif(array_to_string([coalesce(x::VARCHAR, 'null') FOR x IN {name}], ','), '')"
    allowed = TYPES[column_type].json_schema["type"]
    if _PLAIN[str(allowed)].fullmatch(type_):
        if type_ == "FLOAT":  # the shortest text of 0.1 is 0.1, but its value as DOUBLE is 0.10000000149
            return lambda name: f"{name}::VARCHAR::DOUBLE"
        return lambda name: f"{name}::VARCHAR" if allowed == "string" and type_ != "VARCHAR" else name
    return None
