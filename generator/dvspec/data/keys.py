"""Keys for a file of rows: identifier and GUID columns added, computed by the macros that dvspec generates."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dvspec.data import codes
from dvspec.data.columns import keys_by_display_name, keys_by_name
from dvspec.data.engine import connect, failed_write, first_line, in_background, run
from dvspec.data.relations import (
    Relation,
    csv_relation,
    path_of,
    refuse_lines,
    relation_of,
    unreadable_row,
    with_even_lines,
)
from dvspec.data.sources import Source, unwritable
from dvspec.data.workspace import workspace
from dvspec.findings import Cell, Finding, Refused, did_you_mean
from dvspec.model import Part, Solution, Table
from dvspec.runtime.guids import GUID_TEXT
from dvspec.runtime.identifier_parts import SEPARATOR
from dvspec.targets.identifiers.duckdb import macros, quoted_name, quoted_text

# How each kind of file is written. A dictionary of more than this would be of texts that are all different.
_PARQUET = "FORMAT parquet, PARQUET_VERSION v2, STRING_DICTIONARY_PAGE_SIZE_LIMIT 16384, RETURN_STATS"
_FORMATS = {
    ".parquet": _PARQUET,
    ".csv": "FORMAT csv, HEADER",
    ".ndjson": "FORMAT json",
    ".jsonl": "FORMAT json",
}
_RAW_LINES = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ''"
_TAKEN = "the file has this column, which would be added"
ENDINGS = (*_FORMATS, ".csv.gz", ".ndjson.gz", ".jsonl.gz")


@dataclass(frozen=True, slots=True)
class Key:
    """A column that is added: its name in the file, and the expression that gives it."""

    name: str
    expression: str


def ending_of(path: Path) -> str | None:
    """Return which of ENDINGS a file's name has."""
    return next((ending for ending in ENDINGS if path.name.casefold().endswith(ending)), None)


def add_keys(
    source: Source,
    out: Path,
    table: Table,
    solution: Solution,
    allow_separator: bool,
    progress: Callable[[float], None],
) -> int:
    """Write the rows of `source` with their keys to `out`, in their order; return how many they are.

    Rows whose keys can't be made are written without them, and reported. Raises Refused where
    nothing can be written. What has no room in memory goes to a folder beside `out` for a while.
    """
    ending = ending_of(out) or ""
    with workspace(out.parent) as folder, connect(folder) as connection:
        written = folder / "written"
        connection.execute(macros(solution))
        try:
            inputs = Inputs(table)
            path = path_of(source, folder)
            relation = relation_of(
                path,
                source,
                table,
                lambda name: inputs.named(name) is not None,
                connection,
                as_lines="json" in ending,
            )
            places = _places(source, table, relation, inputs)
            keys = _keys(table, relation, places, allow_separator)
            _refuse_taken(source, table, relation, keys)
            if "json" in ending:
                _refuse_not_finite(source, relation, connection)
            try:
                if source.kind == "parquet" and ending == ".parquet" and _loses(connection, relation, path, folder):
                    rows, whole = _copy_parquet(connection, source, path, relation, places, keys, written, progress)
                else:
                    rows, whole = _copy(connection, relation, keys, ending, written, progress)
            except duckdb.InvalidInputException:
                even = with_even_lines(path, source, folder) if source.kind == "csv" else None
                if not even:
                    raise
                relation = csv_relation(even, source, table)
                rows, whole = _copy(connection, relation, keys, ending, written, progress)
            if not rows:
                raise Refused([Finding(codes.EMPTY, Cell(source.file), "the file has no rows")])
            if not whole:
                _look_at_rows(
                    source,
                    relation,
                    inputs,
                    places,
                    keys,
                    connection,
                    allow_separator,
                    _too_long(table, relation, places, allow_separator),
                )
            os.replace(written, out)
        except duckdb.Error as error:
            unwritten = failed_write(error, folder)
            if unwritten:
                raise Refused([unwritable(str(out), unwritten)]) from None
            row, reason = unreadable_row(path, source) or (0, first_line(error))
            message = f"nothing was written: {reason}"
            raise Refused([Finding(codes.UNREADABLE, Cell(source.file, row=row), message)]) from None
        except OSError as error:
            raise Refused([unwritable(str(out), os.strerror(error.errno) if error.errno else str(error))]) from None
    return rows


def _copy(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    keys: list[Key],
    ending: str,
    written: Path,
    progress: Callable[[float], None],
) -> tuple[int, bool]:
    """Write the rows with their keys; return how many they are, and whether it is sure that each has its keys."""
    options = _RAW_LINES if relation.lines else _FORMATS[ending.removesuffix(".gz")]
    options += ", COMPRESSION gzip" if ending.endswith(".gz") else ""
    query = relation.with_keys(
        [(key.name, key.expression) for key in keys], nested=".csv" not in ending, as_text=options != _PARQUET
    )
    copy = f"COPY ({query}) TO {quoted_text(str(written))} ({options}"
    try:
        [done] = run(connection, f"{copy})", progress)
    except duckdb.OutOfMemoryException:  # wide rows: fewer of them at a time, and as much memory as there is
        _take_all_memory(connection)
        [done] = run(connection, f"{copy}, ROW_GROUP_SIZE 4096)" if options == _PARQUET else f"{copy})", progress)
    if options != _PARQUET:
        return int(done[0]), False
    _, rows, _, _, statistics, *_ = done
    return int(rows), all(statistics[quoted_name(key.name)].get("null_count") == "0" for key in keys)


def _loses(connection: duckdb.DuckDBPyConnection, relation: Relation, path: Path, folder: Path) -> bool:
    """Return whether DuckDB would change the columns of a Parquet file; where it doesn't, it takes half the time."""
    from dvspec.data.parquet_files import is_like

    empty = folder / "empty"
    try:
        connection.execute(f"COPY (SELECT * FROM {relation.sql} LIMIT 0) TO {quoted_text(str(empty))} ({_PARQUET})")
    except duckdb.Error:
        return True  # of a type that DuckDB does not write
    return not is_like(empty, path)


def _take_all_memory(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET threads = 1; RESET memory_limit")
    [(limit,)] = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    connection.execute(f"SET memory_limit = '{limit}'")  # before 2.0, RESET alone changes but what is shown


def _copy_parquet(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    path: Path,
    relation: Relation,
    places: dict[str, str],
    keys: list[Key],
    written: Path,
    progress: Callable[[float], None],
) -> tuple[int, bool]:
    from dvspec.data.parquet_files import copy_with_keys

    names = [name if name in places.values() else "" for name in relation.columns]
    query = f"SELECT {', '.join(f'{key.expression} AS {quoted_name(key.name)}' for key in keys)} FROM inputs"
    done = 0.0
    stopped = False

    def made(inputs: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.register("inputs", inputs)
            return cursor.sql(query).to_arrow_table()

    def note(part: float) -> None:
        nonlocal done
        done = part
        if stopped:
            raise KeyboardInterrupt

    def stop() -> None:
        nonlocal stopped
        stopped = True

    def copy() -> tuple[int, bool]:
        try:
            return copy_with_keys(source, path, written, names, made, note)
        except duckdb.OutOfMemoryException:
            _take_all_memory(connection)
            return copy_with_keys(source, path, written, names, made, note)

    return in_background(copy, lambda: progress(done), stop)


@dataclass(frozen=True, slots=True)
class Input:
    """What keys are made of: a part of the identifier, the column whose text is the GUID, or both."""

    part: Part
    key: str  # the column's in the Web API; the name of an argument, which is no column of the table
    is_part: bool
    is_guid: bool


class Inputs:
    """Finds what a table's keys are made of among the columns of a file."""

    def __init__(self, table: Table) -> None:
        parts = list(table.identifier.inputs) if table.identifier else []
        source = table.guid.source if table.guid else None
        self._known = keys_by_display_name(table) | keys_by_name(table)
        self.all = [self._input(table, part, True, part.name == source) for part in parts]
        if source and source not in [part.name for part in parts]:
            part = Part("column", source, table.by_name[source].python_name)
            self.all.append(self._input(table, part, False, True))

    def named(self, name: str) -> Input | None:
        """Return which of them a column of this name is."""
        folded = name.strip().casefold()
        for one in self.all:
            if one.key == (folded if one.part.kind == "argument" else self._known.get(folded)):
                return one
        return None

    @staticmethod
    def _input(table: Table, part: Part, is_part: bool, is_guid: bool) -> Input:
        key = table.by_name[part.name].web_api_name if part.kind == "column" else part.name.casefold()
        return Input(part, key, is_part, is_guid)


def _places(source: Source, table: Table, relation: Relation, inputs: Inputs) -> dict[str, str]:
    """Return which column of the file each input is, by the input's name in Python."""
    findings = []
    found: dict[str, list[str]] = {one.part.python_name: [] for one in inputs.all}
    for name in relation.columns:
        one = inputs.named(name)
        if one:
            found[one.part.python_name].append(name)
            type_ = relation.types.get(name, "VARCHAR")
            if type_ != "VARCHAR" and not (type_ == "UUID" and not one.is_part):
                message = f"of type {type_} here, but a key is made of text"
                findings.append(Finding(codes.COLUMN_TYPE, Cell(source.file, name=name[:100]), message))
    for one in inputs.all:
        names = found[one.part.python_name]
        if len(names) > 1:
            message = f"two columns are {one.part.name}: {' and '.join(names)}"
            findings.append(Finding(codes.COLUMN_TWICE, Cell(source.file, name=names[1][:100]), message))
        if not names:
            near = did_you_mean(one.part.name, relation.columns)
            what = (
                "which is no column of the table but has to be one of the file"
                if one.part.kind == "argument"
                else "which the file has not"
            )
            message = f"the keys of {table.name} need {one.part.name}, {what}{near}"
            findings.append(Finding(codes.PART_MISSING, Cell(source.file), message))
    if findings:
        raise Refused(findings)
    return {python_name: names[0] for python_name, names in found.items()}


def _keys(table: Table, relation: Relation, places: dict[str, str], allow_separator: bool) -> list[Key]:
    """Return the columns to add, named as the file names the others: as the specs do, or logically."""
    values = {name: relation.value(place) for name, place in places.items()}
    as_spec = {column.name for column in table.columns} & set(places.values())
    keys = []
    arguments = ""
    if table.identifier:
        parts = [values[part.python_name] for part in table.identifier.inputs]
        too_long = _too_long(table, relation, places, allow_separator)
        if too_long and parts:  # without a part there is no key; a condition around the keys would compute them twice
            parts[0] = f"CASE WHEN {too_long[2]} THEN NULL ELSE {parts[0]} END"
        arguments = f"{', '.join(parts)}, allow_separator := {str(allow_separator).lower()}"
        column = table.by_name[table.identifier.column]
        name = column.name if as_spec else column.web_api_name
        keys.append(Key(name, f"{table.python_module}_identifier({arguments})"))
    if table.guid:
        column = table.by_name[table.guid.column]
        if table.guid.source:
            arguments = values[table.by_name[table.guid.source].python_name]
        name = column.name if as_spec else column.web_api_name
        keys.append(Key(name, f"{table.python_module}_guid({arguments})"))
    return keys


def _too_long(
    table: Table, relation: Relation, places: dict[str, str], allow_separator: bool
) -> tuple[str, str, str] | None:
    """Return the reason for rows whose identifier has no room in its column: where, in words, and the condition."""
    if table.identifier is None or (limit := table.by_name[table.identifier.column].max_length) is None:
        return None
    parts = [relation.value(places[part.python_name]) for part in table.identifier.inputs]
    identifier = (
        f"{table.python_module}_identifier({', '.join(parts)}, allow_separator := {str(allow_separator).lower()})"
    )
    literals = [part.name for part in table.identifier.parts if part.kind == "literal"]
    rest = len(table.identifier.parts) - 1 + sum(len(literal.encode()) for literal in literals)
    bytes_ = " + ".join([f"strlen({part}::VARCHAR)" for part in parts] + [str(rest)])  # no less than units of UTF-16
    units = f"length({identifier}) + length(regexp_replace({identifier}, '[\\x{{0}}-\\x{{FFFF}}]+', '', 'g'))"
    words = f"has more than the {limit:,} characters (UTF-16 code units) of its column"
    return table.identifier.column, words, f"CASE WHEN {bytes_} > {limit} THEN {units} > {limit} ELSE false END"


def _refuse_not_finite(source: Source, relation: Relation, connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse NaN and Infinity, which JSON has not."""
    conditions = {}
    for name, type_ in relation.types.items():
        column = quoted_name(name)
        if type_ in ("FLOAT", "DOUBLE"):
            conditions[name] = f"NOT isfinite({column})"
        elif "FLOAT" in type_ or "DOUBLE" in type_:
            texts = '"(?:[^"\\\\]|\\\\.)*"'
            without_texts = f"regexp_replace(to_json({column})::VARCHAR, '{texts}', '', 'g')"
            conditions[name] = f"regexp_matches({without_texts}, 'NaN|Infinity')"
    if not conditions:
        return
    row = quoted_name("row " + "_".join(relation.columns))
    firsts = ", ".join(f"min({row}) FILTER ({condition})" for condition in conditions.values())
    [found] = run(connection, f"SELECT {firsts} FROM (SELECT *, row_number() OVER () AS {row} FROM {relation.sql})")
    message = "NaN or Infinity, which JSON does not have; nothing was written. Name a .parquet or .csv file with --out"
    findings = [
        Finding(codes.TYPE, Cell(source.file, row=first, name=name[:100]), message)
        for name, first in zip(conditions, found, strict=True)
        if first
    ]
    if findings:
        raise Refused(findings)


def _refuse_taken(source: Source, table: Table, relation: Relation, keys: list[Key]) -> None:
    known = keys_by_display_name(table) | keys_by_name(table)
    added = {known[key.name] for key in keys}
    taken = [name for name in relation.columns if known.get(name.strip().casefold()) in added]
    if taken:
        raise Refused([Finding(codes.TAKEN, Cell(source.file, name=name[:100]), _TAKEN) for name in taken])


def _look_at_rows(
    source: Source,
    relation: Relation,
    inputs: Inputs,
    places: dict[str, str],
    keys: list[Key],
    connection: duckdb.DuckDBPyConnection,
    allow_separator: bool,
    too_long: tuple[str, str, str] | None,
) -> None:
    """Say of each column that keys are made of in how many rows it is unfit, why, and which is the first.

    Raises Refused where a line of NDJSON has a key already, though the first lines, which say what columns there
    are, have none.
    """
    reasons = []
    for one in inputs.all:
        place = places[one.part.python_name]
        value = relation.value(place)
        reasons.append((place, "is null, or no text", f"{value} IS NULL"))
        if one.is_part:
            reasons.append((place, "is empty", f"{value} = ''"))
        if one.is_part and not allow_separator:
            reasons.append((place, f"holds {SEPARATOR}", f"contains({value}, '{SEPARATOR}')"))
        if one.is_guid:
            no_guid = f"NOT regexp_full_match({value}::VARCHAR, '{GUID_TEXT.pattern}')"
            reasons.append((place, "is no GUID of 32 hexadecimal digits", no_guid))
    if relation.lines:
        reasons += [(key.name, _TAKEN, relation.holds(key.name)) for key in keys]
    if too_long:
        reasons.append(too_long)
    unfit = " OR ".join([condition for _, _, condition in reasons] + ([relation.suspect] if relation.suspect else []))
    [(some,)] = run(connection, f"SELECT count(*) FILTER ({unfit}) > 0 FROM {relation.sql}")
    if not some:  # in most files; which rows they are takes four times as long to tell
        return
    if relation.suspect:
        refuse_lines(relation.sql, relation.suspect, relation.json, source, connection)
    row = quoted_name("row " + "_".join(relation.columns))  # a name that no column has
    counts = ", ".join(f"count(*) FILTER ({condition}), min({row}) FILTER ({condition})" for _, _, condition in reasons)
    [found] = run(connection, f"SELECT {counts} FROM (SELECT *, row_number() OVER () AS {row} FROM {relation.sql})")
    numbers = iter(found)
    for (place, words, _), count, first in zip(reasons, numbers, numbers, strict=False):
        if count and words == _TAKEN:
            raise Refused([Finding(codes.TAKEN, Cell(source.file, row=first, name=place[:100]), _TAKEN)])
        if count:
            message = f"{place} {words}, so there is no key"
            message += f"; so it is in {count:,} rows, of which this is the first" if count > 1 else ""
            source.report(Finding(codes.NO_KEY, Cell(source.file, row=first, name=place[:100]), message))
