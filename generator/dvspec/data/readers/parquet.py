"""Parquet, read by DuckDB: typed values become what the Web API's JSON has for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import duckdb

from dvspec.data import codes
from dvspec.data.columns import Names
from dvspec.data.engine import connect, first_line
from dvspec.data.readers import Batch
from dvspec.data.sources import Source
from dvspec.data.workspace import workspace
from dvspec.dataverse.types import TYPES
from dvspec.findings import Cell, Finding
from dvspec.targets.identifiers.duckdb import quoted_name

_ROWS = 250
_PLAIN = {
    "string": re.compile("VARCHAR|UUID|ENUM.*"),
    "integer": re.compile("U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?"),
    "number": re.compile("U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL.*"),
    "boolean": re.compile("BOOLEAN"),
}
_NESTED = re.compile(r"STRUCT.*|MAP.*|JSON|VARIANT|.*\[\d*\]")


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of a Parquet file."""
    with workspace() as folder, connect(threads=1) as connection:
        path = str(source.path(folder))
        try:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
            schema = connection.execute("SELECT name, num_children FROM parquet_schema(?)", [path]).fetchall()
            [(total,)] = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [path]).fetchall()
        except duckdb.Error as error:
            source.found(codes.UNREADABLE, f"no Parquet file that can be read: {first_line(error)}")
            return
        described = [(str(name), str(type_)) for name, type_, *_ in described]
        chosen = _chosen(described, _names(schema) or [name for name, _ in described], source, columns)
        if chosen:
            yield from _batches(connection, path, chosen, source, total)
        else:
            source.found(codes.UNREADABLE, "none of its columns is one of the table, and of a type that it takes")


def _names(schema: list[tuple[str, int | None]]) -> list[str]:
    """Return the names that columns have in the file; DuckDB changes those that differ only in case."""
    names = []
    nested = 0  # elements that belong to the last column
    for name, children in schema[1:]:
        if nested:
            nested -= 1
        else:
            names.append(str(name))
        nested += children or 0
    return names


def _chosen(fields: list[tuple[str, str]], names: list[str], source: Source, columns: Names) -> list[tuple[str, str]]:
    """Return the table's columns among these, each by its key, with the expression that selects it."""
    chosen = []
    keys = columns.header(tuple(names))
    for key, (name, type_) in zip(keys, fields, strict=True):
        if key is None:
            continue
        kind = columns.kinds.get(key, "string")
        expression = _expression(kind, type_)
        if expression is None:
            message = f"of type {type_} here, which is no {TYPES[kind].label.lower()}"
            source.report(Finding(codes.COLUMN_TYPE, Cell(source.file, name=name[:100]), message))
        else:
            chosen.append((key, expression(quoted_name(name))))
    return chosen


def _batches(
    connection: duckdb.DuckDBPyConnection, path: str, chosen: list[tuple[str, str]], source: Source, total: int
) -> Iterator[Batch]:
    keys = [key for key, _ in chosen]
    expressions = [expression for _, expression in chosen]
    with_nul = " OR ".join(f"contains({expression}::VARCHAR, chr(0))" for expression in expressions)
    number = 1
    try:
        connection.execute(f"SELECT {', '.join(expressions)}, {with_nul} FROM read_parquet(?)", [path])
        while values := connection.fetchmany(_ROWS):
            *texts, nul = zip(*values, strict=True)
            yield Batch(range(number, number + len(nul)), dict(zip(keys, texts, strict=True)), clean=not any(nul))
            number += len(nul)
            source.progress(number * source.size // max(total, 1))
    except duckdb.Error as error:
        source.found(codes.CUT_SHORT, f"cannot be read further: {first_line(error)}", number)


def _expression(kind: str, type_: str) -> Callable[[str], str] | None:
    """Return how a column of this type is selected for a column of the table, or None where it can't be."""
    if type_ == '"NULL"':
        return lambda name: "NULL"
    if kind == "datetime" and type_.startswith("TIMESTAMP"):
        in_utc = "::TIMESTAMPTZ AT TIME ZONE 'UTC'" if "TIME ZONE" in type_ or "TIMESTAMPTZ" in type_ else ""
        return lambda name: f"strftime(({name}{in_utc})::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')"
    if kind == "date" and type_ == "DATE":
        return lambda name: f"strftime({name}, '%Y-%m-%d')"
    if kind == "json" and _NESTED.fullmatch(type_):
        return lambda name: f"to_json({name})::VARCHAR"
    allowed = TYPES[kind].json_schema["type"]
    if _PLAIN[str(allowed)].fullmatch(type_):
        if type_.startswith(("DECIMAL", "FLOAT")):
            return lambda name: f"{name}::DOUBLE"
        return lambda name: f"{name}::VARCHAR" if allowed == "string" and type_ != "VARCHAR" else name
    return None
