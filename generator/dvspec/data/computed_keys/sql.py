"""Keys for rows of CSV and Parquet, computed in DuckDB by the macros that dvspec generates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dvspec.data.checks.values import VALUE_TYPE
from dvspec.data.computed_keys.inputs import KeyInput
from dvspec.data.computed_keys.job import Job
from dvspec.data.computed_keys.relation import Relation, csv_relation, parquet_relation, with_even_lines
from dvspec.data.computed_keys.unfit import Problem, UnfitRows, longest_identifier
from dvspec.data.csv_header import BACKSLASH_ADVICE, escapes_by_backslash
from dvspec.data.engine import connect, failed_write, first_line, in_background, run, use_all_memory
from dvspec.data.sources import refused
from dvspec.data.workspace import unwritable
from dvspec.findings import Cell, Finding, Refused
from dvspec.runtime.guids import GUID_TEXT
from dvspec.runtime.identifier_parts import SEPARATOR
from dvspec.targets.identifiers.duckdb import macros, quoted_name, quoted_text

if TYPE_CHECKING:
    import duckdb

# A dictionary of more bytes than this would be of texts that are all different.
_PARQUET = "FORMAT parquet, PARQUET_VERSION v2, STRING_DICTIONARY_PAGE_SIZE_LIMIT 16384, RETURN_STATS"
_OPTIONS = {".parquet": _PARQUET, ".csv": "FORMAT csv, HEADER", ".ndjson": "FORMAT json", ".jsonl": "FORMAT json"}


@dataclass(frozen=True, slots=True)
class _Key:
    """A column that is added: its name in the file, and the expression that computes it."""

    name: str
    expression: str


def add_keys_in_sql(job: Job) -> int:
    """Write the rows with their keys; return how many they are, and report those without keys. Raises Refused."""
    import duckdb

    with connect(job.folder) as connection:
        try:
            return _KeysInSql(connection, job).add()
        except duckdb.Error as error:
            if unwritten := failed_write(error, job.folder):
                raise unwritable(str(job.written), unwritten) from None
            backslashes = job.source.format == "csv" and escapes_by_backslash(job.source.start)
            reason = BACKSLASH_ADVICE if backslashes else first_line(error)
            raise refused(job.source.file, f"nothing was written: {reason}") from None


class _KeysInSql:
    """Adds keys to the rows of one file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, job: Job) -> None:
        self.connection, self.job = connection, job
        self.source, self.inputs = job.source, job.inputs

    def add(self) -> int:
        """Write the rows with their keys; return how many they are, and report those without keys."""
        import duckdb

        self.connection.execute(macros(self.job.solution))
        if self.source.format == "parquet":
            relation = parquet_relation(self.job.path, self.connection)
        else:
            relation = csv_relation(self.job.path, self.source, self.inputs.table, self.job.folder)
        types = {name: str(type_) for name, type_ in relation.types.items()}
        places = self.inputs.find(self.source.file, dict.fromkeys(relation.columns, 0), types)
        keys = self._keys(places)
        if ".parquet" not in self.job.ending:
            self._refuse_not_finite(relation)
        try:
            rows, complete = self._copy(relation, places, keys)
        except duckdb.InvalidInputException:
            even = with_even_lines(self.job.path, self.source, self.job.folder) if self.source.format == "csv" else None
            if not even:
                raise
            relation = csv_relation(even, self.source, self.inputs.table, self.job.folder)
            rows, complete = self._copy(relation, places, keys)
        if rows and not complete:
            self._unfit_rows(relation, places).report(self.source)
        return rows

    def _keys(self, places: Mapping[str, str]) -> list[_Key]:
        table = self.inputs.table
        identifier, guid = self.inputs.added_names(places)
        keys = []
        arguments = ""
        if table.identifier:
            parts = [quoted_name(places[part.python_name]) for part in table.identifier.inputs]
            unfit = [_has_nul(part) for part in parts]  # which the macros accept
            if too_long := self._too_long(places):
                unfit.append(too_long[1])
            # Without a part there is no key; a condition around the keys would compute them twice.
            parts[0] = f"CASE WHEN {' OR '.join(unfit)} THEN NULL ELSE {parts[0]} END"
            arguments = self._arguments(parts)
            if identifier:
                keys.append(_Key(identifier, f"{table.python_module}_identifier({arguments})"))
        if table.guid:
            if table.guid.source:
                arguments = quoted_name(places[table.by_name[table.guid.source].python_name])
            keys.append(_Key(guid, f"{table.python_module}_guid({arguments})"))
        return keys

    def _arguments(self, parts: list[str]) -> str:
        return f"{', '.join(parts)}, allow_separator := {str(self.job.allow_separator).lower()}"

    def _problems(self, one: KeyInput, value: str) -> list[tuple[Problem, str]]:
        """Return the problems that a value can have, with their conditions."""
        problems = [(Problem.NOT_TEXT, f"{value} IS NULL")]
        if one.is_part:
            problems.append((Problem.EMPTY, f"{value} = ''"))
            if not self.job.allow_separator:
                problems.append((Problem.HAS_SEPARATOR, f"contains({value}, '{SEPARATOR}')"))
            problems.append((Problem.HAS_NUL, _has_nul(value)))
        if one.is_guid:
            not_guid = f"NOT regexp_full_match({value}::VARCHAR, '{GUID_TEXT.pattern}')"
            problems.append((Problem.NOT_GUID, not_guid))
        return problems

    def _too_long(self, places: Mapping[str, str]) -> tuple[str, str] | None:
        """Return the identifier's column and the condition that the identifier is too long for it."""
        table = self.inputs.table
        longest = longest_identifier(table)
        if table.identifier is None or longest is None:
            return None
        parts = [quoted_name(places[part.python_name]) for part in table.identifier.inputs]
        identifier = f"{table.python_module}_identifier({self._arguments(parts)})"
        literals = [part.name for part in table.identifier.parts if part.role == "literal"]
        rest = len(table.identifier.parts) - 1 + sum(len(literal.encode()) for literal in literals)
        bytes_ = " + ".join([f"strlen({part}::VARCHAR)" for part in parts] + [str(rest)])  # at least its UTF-16 units
        units = f"length({identifier}) + length(regexp_replace({identifier}, '[\\x{{0}}-\\x{{FFFF}}]+', '', 'g'))"
        has_nul = " OR ".join(map(_has_nul, parts))
        condition = f"CASE WHEN {has_nul} THEN false WHEN {bytes_} > {longest} THEN {units} > {longest} ELSE false END"
        return table.identifier.column, condition

    def _copy(self, relation: Relation, places: Mapping[str, str], keys: list[_Key]) -> tuple[int, bool]:
        """Write the rows; return how many they are, and whether it is certain that each has its keys."""
        if self.source.format == "parquet" and self.job.ending == ".parquet" and self._loses_types(relation):
            return self._copy_by_pyarrow(relation, places, keys)
        return self._copy_by_duckdb(relation, keys)

    def _copy_by_duckdb(self, relation: Relation, keys: list[_Key]) -> tuple[int, bool]:
        import duckdb

        options = _OPTIONS[self.job.ending.removesuffix(".gz")]
        is_parquet = options == _PARQUET
        options += ", COMPRESSION gzip" if self.job.ending.endswith(".gz") else ""
        added = [(key.name, key.expression) for key in keys]
        query = relation.with_keys(added, nested=".csv" not in self.job.ending, as_text=not is_parquet)
        copy = f"COPY ({query}) TO {quoted_text(str(self.job.written))} ({options}"
        try:
            [result] = run(self.connection, f"{copy})", self.job.progress)
        except duckdb.OutOfMemoryException:  # wide rows: fewer of them at a time, and as much memory as there is
            use_all_memory(self.connection)
            [result] = run(self.connection, f"{copy}{', ROW_GROUP_SIZE 4096' * is_parquet})", self.job.progress)
        if not is_parquet:
            return int(result[0]), False
        _, rows, _, _, statistics, *_ = result
        return int(rows), all(statistics[quoted_name(key.name)].get("null_count") == "0" for key in keys)

    def _loses_types(self, relation: Relation) -> bool:
        """Return whether DuckDB would change the columns of a Parquet file; if not, it copies in half the time."""
        import duckdb

        from dvspec.data.computed_keys.parquet_copy import is_like

        empty = self.job.folder / "empty"
        query = f"SELECT * FROM {relation.sql} LIMIT 0"
        try:
            self.connection.execute(f"COPY ({query}) TO {quoted_text(str(empty))} ({_PARQUET})")
        except duckdb.Error:
            return True  # of a type that DuckDB does not write
        return not is_like(empty, self.job.path)

    def _copy_by_pyarrow(self, relation: Relation, places: Mapping[str, str], keys: list[_Key]) -> tuple[int, bool]:
        import duckdb

        from dvspec.data.computed_keys.parquet_copy import copy_with_keys

        names = [name if name in places.values() else "" for name in relation.columns]
        query = f"SELECT {', '.join(f'{key.expression} AS {quoted_name(key.name)}' for key in keys)} FROM inputs"
        done = 0.0
        stopped = False

        def keys_of(inputs: Any) -> Any:
            with self.connection.cursor() as cursor:
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
                return copy_with_keys(self.source, self.job.path, self.job.written, names, keys_of, note)
            except duckdb.OutOfMemoryException:
                use_all_memory(self.connection)
                return copy_with_keys(self.source, self.job.path, self.job.written, names, keys_of, note)

        return in_background(copy, lambda: self.job.progress(done), stop)

    def _refuse_not_finite(self, relation: Relation) -> None:
        """Raise Refused for NaN and Infinity that would be written as JSON, which does not have them."""
        conditions = relation.not_finite(nested_only=".csv" in self.job.ending)
        if not conditions:
            return
        row = _unused_name(relation)
        firsts = ", ".join(f"min({row}) FILTER ({condition})" for condition in conditions.values())
        [first_rows] = run(self.connection, f"SELECT {firsts} FROM ({_numbered(relation, row)})")
        message = "NaN or Infinity, which JSON does not have; nothing was written. Name a .parquet file with --out"
        findings = [
            Finding(VALUE_TYPE, Cell(self.source.file, row=first, name=name[:100]), message)
            for name, first in zip(conditions, first_rows, strict=True)
            if first
        ]
        if findings:
            raise Refused(findings)

    def _unfit_rows(self, relation: Relation, places: Mapping[str, str]) -> UnfitRows:
        """Return the rows that have no keys."""
        problems = []
        for one in self.inputs.all:
            name = places[one.part.python_name]
            before: list[str] = []  # only the first problem of a value counts
            for problem, condition in self._problems(one, quoted_name(name)):
                is_first = f"CASE WHEN {' OR '.join(before)} THEN false ELSE {condition} END" if before else condition
                problems.append((name, problem, is_first))
                before.append(condition)
        if too_long := self._too_long(places):
            column, condition = too_long
            problems.append((column, Problem.TOO_LONG, condition))
        unfit = UnfitRows(longest_identifier(self.inputs.table))
        any_problem = " OR ".join(condition for *_, condition in problems)
        [(exists,)] = run(self.connection, f"SELECT count(*) FILTER ({any_problem}) > 0 FROM {relation.sql}")
        if exists:  # rarely: numbering the rows takes four times as long
            row = _unused_name(relation)
            counts = ", ".join(
                f"count(*) FILTER ({condition}), min({row}) FILTER ({condition})" for *_, condition in problems
            )
            [results] = run(self.connection, f"SELECT {counts} FROM ({_numbered(relation, row)})")
            for (name, problem, _), count, first in zip(problems, results[::2], results[1::2], strict=True):
                if count:
                    unfit.add(name, problem, first, count)
        return unfit


def _has_nul(value: str) -> str:
    return f"contains({value}::VARCHAR, chr(0))"


def _unused_name(relation: Relation) -> str:
    return quoted_name("row " + "_".join(relation.columns))


def _numbered(relation: Relation, row: str) -> str:
    return f"SELECT *, row_number() OVER () AS {row} FROM {relation.sql}"
