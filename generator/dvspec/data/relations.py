"""A file of rows as a relation of DuckDB, in which texts stay what they are."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from dvspec.data import codes
from dvspec.data.columns import Columns
from dvspec.data.engine import run
from dvspec.data.readers.csv import SPARK, escapes_by_backslash, head
from dvspec.data.readers.json import lines
from dvspec.data.sources import Source
from dvspec.findings import Cell, Finding, Refused
from dvspec.model import Table
from dvspec.targets.identifiers.duckdb import quoted_name, quoted_text

_LONGEST_LINE = (
    8_000_000  # bytes: some texts of the longest kind that Dataverse has; larger buffers take twice the time
)
_SAMPLE = 1000  # lines of NDJSON whose keys are taken for columns
_BLOCK = 1 << 20
_MOST = 100  # findings before a file is refused
# Commas before a bracket, numbers that JSON has not, keys with escapes: outside texts, or inside.
_SUSPECT = r"""regexp_matches(json, ',\s*[\]}]|[:\[,]\s*-?(?i:nan|inf)|\\u[0-9a-fA-F]{4}(?:[^"\\]|\\.)*"\s*:')"""
_LINE_END = re.compile(rb"\r\n?|\n")
_TIME = re.compile(r"TIMESTAMP[^\[\]]*$")
_NESTED = re.compile(r"STRUCT|MAP|.*\]$")


@dataclass(frozen=True, slots=True)
class Relation:
    """What stands behind FROM, with the names of its columns, and their types where they have any.

    `json` names columns that hold JSON. `lines` says that a row is one text, called `json`, which is written
    as it was read; beside it the members that `json` names stand as `part1`, `part2` and so on, where they are texts.
    """

    sql: str
    columns: Sequence[str]
    types: Mapping[str, str] = field(default_factory=dict)
    lines: bool = False
    json: Sequence[str] = ()
    suspect: str = ""

    def value(self, column: str) -> str:
        """Return the expression for a column's text; NULL where a JSON value is no text."""
        if self.lines:
            return f"part{self.json.index(column) + 1}"
        name = quoted_name(column)
        return f"CASE json_type({name}) WHEN 'VARCHAR' THEN {name}->>'$' END" if column in self.json else name

    def holds(self, member: str) -> str:
        """Return the condition that a row of `lines` has a member of this name."""
        text = quoted_text(json.dumps(member, ensure_ascii=False))  # is found in less time than the row is read
        return f"CASE WHEN contains(json::VARCHAR, {text}) THEN json_exists(json, {_pointer(member)}) ELSE false END"

    def with_keys(self, keys: Sequence[tuple[str, str]], nested: bool, as_text: bool) -> str:
        """Return the query of the rows as they are, and these columns (name, expression) behind their own.

        Where the form that is written has no `nested` values, they become JSON. Where it has timestamps as text only,
        they keep their precision; those with a zone end with Z, the others do not.
        """
        if self.lines:  # the keys are columns first, since within CASE nothing is shared
            columns = ", ".join(f"{expression} AS key{place}" for place, (_, expression) in enumerate(keys, 1))
            return f"SELECT {_with_members([name for name, _ in keys])} FROM (SELECT json, {columns} FROM {self.sql})"
        columns = "".join(f", {expression} AS {quoted_name(name)}" for name, expression in keys)
        changed = {name: f"{quoted_name(name)}->>'$'" for name in self.json}
        if as_text:
            changed |= {name: _time(quoted_name(name)) for name, type_ in self.types.items() if _TIME.match(type_)}
        if not nested:
            found = [name for name, type_ in self.types.items() if _NESTED.match(type_)]
            changed |= {name: f"to_json({quoted_name(name)})" for name in found}
        replaced = ", ".join(f"{value} AS {quoted_name(name)}" for name, value in changed.items())
        return f"SELECT *{f' REPLACE ({replaced})' if replaced else ''}{columns} FROM {self.sql}"


def _time(name: str) -> str:
    """Return the expression for a timestamp as ISO 8601 has it, with Z if it has a zone; the connection's is UTC."""
    return f"replace(replace({name}::VARCHAR, ' ', 'T'), '+00', 'Z')"


def _quoted(name: str) -> str:
    return quoted_text(json.dumps(name, ensure_ascii=False))


def refuse_lines(
    lines: str, suspect: str, names: Sequence[str] | None, source: Source, connection: duckdb.DuckDBPyConnection
) -> None:
    """Raise Refused where lines are no JSON, or have a key twice, of `names` or of any name.

    DuckDB takes NaN and commas before a closing bracket, and of a key that is there twice the first value, where other
    readers take the last. `suspect` is a condition that finds all these lines, and perhaps others.
    """
    numbered = (
        f"SELECT json::VARCHAR, row, {suspect} AS suspect FROM (SELECT json, row_number() OVER () AS row FROM {lines})"
    )
    connection.execute(f"SELECT * FROM ({numbered}) WHERE suspect")
    findings: list[Finding] = []
    while found := connection.fetchmany(1000):
        for line, row, _ in found:
            try:
                value = _STRICT.decode(line)
            except (ValueError, RecursionError) as error:
                message = f"not JSON: {error}"
                findings.append(Finding(codes.NO_ROW, Cell(source.file, row=row), message))
                continue
            keys = [key for key, _ in value] if isinstance(value, _Pairs) else []
            for key in {key: None for key in keys if keys.count(key) > 1 and (names is None or key in names)}:
                message = f"the key '{key:.100}' is there twice; nothing was written"
                findings.append(Finding(codes.KEY_TWICE, Cell(source.file, row=row, name=key[:100]), message))
        if len(findings) >= _MOST:
            break
    if findings:
        raise Refused(findings[:_MOST])


class _Pairs(list[tuple[str, object]]):
    """The members of a JSON object."""


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")


_STRICT = json.JSONDecoder(object_pairs_hook=_Pairs, parse_constant=_no_constant, parse_int=str, parse_float=str)


def _pointer(member: str) -> str:
    return quoted_text("/" + member.replace("~", "~0").replace("/", "~1"))


def _with_members(names: Sequence[str]) -> str:
    """Return the expression for the text of a JSON object with members of these names, key1 and so on, behind it."""
    members = " || ',' || ".join(
        f"{quoted_text(json.dumps(name) + ':')} || coalesce(to_json(key{place})::VARCHAR, 'null')"
        for place, name in enumerate(names, 1)
    )
    comma = "CASE WHEN starts_with(ltrim(substr(json, 2, 99)), '}') THEN '' ELSE ',' END"  # none in an empty object
    object_ = f"left(json::VARCHAR, -1) || {comma} || {members} || '}}'"
    return f"CASE WHEN starts_with(json::VARCHAR, '{{') THEN {object_} ELSE json::VARCHAR END"


def path_of(source: Source, folder: Path) -> Path:
    """Return where DuckDB can read a source; raises Refused where there is nothing that it could read."""
    if source.kind == "empty":
        raise Refused([Finding(codes.EMPTY, Cell(source.file), "the file is empty")])
    if source.kind == "json":
        path = folder / "lines"
        with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.writelines(lines(source))
        if source.sound and not path.stat().st_size:
            raise Refused([Finding(codes.EMPTY, Cell(source.file), "the file has no rows")])
    else:
        path = source.path(folder)
    if not source.sound:
        raise Refused([])  # what is wrong with it was reported
    return path


def relation_of(
    path: Path,
    source: Source,
    table: Table,
    is_input: Callable[[str], bool],
    connection: duckdb.DuckDBPyConnection,
    as_lines: bool,
) -> Relation:
    """Return the relation of a source at this path; NDJSON as lines where it is written so again.

    `is_input` says of a column's name whether keys are made of it. Raises Refused where columns can't be told apart.
    """
    if source.kind == "csv":
        return csv_relation(path, source, table)
    quoted = quoted_text(str(path))
    if source.kind in ("ndjson", "json"):
        return _ndjson(quoted, source, is_input, connection, as_lines)
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({quoted})").fetchall()
    types = {str(name): str(type_) for name, type_, *_ in described}
    return Relation(f"read_parquet({quoted})", list(types), types)


def csv_relation(path: Path, source: Source, table: Table) -> Relation:
    """Return the relation of CSV at this path, whose header is that of the source."""
    first = next(io.StringIO(source.start, newline=""), "")
    delimiter, names = head(first, Columns(table, source.file, lambda finding: None))
    _refuse_names(source, names)
    columns = ", ".join(f"{quoted_text(name)}: 'VARCHAR'" for name in names)
    options = f"columns = {{{columns}}}, delim = {quoted_text(delimiter)}, quote = '\"', escape = '\"', header = true"
    options += ", auto_detect = false, allow_quoted_nulls = false, compression = 'uncompressed'"
    options += f", max_line_size = {_LONGEST_LINE}, buffer_size = {_LONGEST_LINE}"
    return Relation(f"read_csv({quoted_text(str(path))}, {options})", names)


def unreadable_row(path: Path, source: Source) -> tuple[int, str] | None:
    """Return the row at which DuckDB failed to read a source at this path, 0 for all of them, and why."""
    if source.kind == "csv" and escapes_by_backslash(source.start):
        return 0, SPARK
    if source.kind == "ndjson":
        number = 0
        with path.open("rb") as lines:
            for line in lines:
                try:
                    if line.strip():
                        number += 1
                        json.loads(line)
                except (ValueError, RecursionError) as error:
                    return number, f"not JSON: {error or 'nested too deeply'}"
    return None


def with_even_lines(path: Path, source: Source, folder: Path) -> Path | None:
    """Return a copy of CSV whose rows end alike, which DuckDB insists on; None where they do already.

    Line ends inside quotes stay what they are.
    """
    even = folder / "even"
    ends: set[bytes] = set()
    quoted = False
    with path.open("rb") as rows, even.open("wb") as copy:
        while block := rows.read(_BLOCK):
            while block.endswith(b"\r") and (more := rows.read(1)):  # perhaps the first half of an end
                block += more
            pieces = block.split(b'"')
            for place in range(quoted, len(pieces), 2):
                ends.update(_LINE_END.findall(pieces[place]))
                pieces[place] = _LINE_END.sub(b"\n", pieces[place])
            quoted ^= len(pieces) % 2 == 0
            copy.write(b'"'.join(pieces))
    if len(ends) < 2:
        return None
    shown = " and ".join(sorted(repr(end.decode()) for end in ends))
    source.found(codes.LINE_ENDS, f"lines end with {shown}; each was taken as an end")
    return even


def _refuse_names(source: Source, names: Sequence[str]) -> None:
    """Refuse names that DuckDB has not: none at all, and those that differ by capitals alone."""
    if "" in names:
        message = f"column {names.index('') + 1} has no name; give it one"
        raise Refused([Finding(codes.UNREADABLE, Cell(source.file), message)])
    folded = [name.casefold() for name in names]
    doubled = [name for place, name in enumerate(names) if name.casefold() in folded[:place]]
    if doubled:
        message = "the column stands here twice, whatever its capitals"
        raise Refused([Finding(codes.COLUMN_TWICE, Cell(source.file, name=name[:100]), message) for name in doubled])


def _ndjson(
    path: str, source: Source, is_input: Callable[[str], bool], connection: duckdb.DuckDBPyConnection, as_lines: bool
) -> Relation:
    lines = f"read_ndjson_objects({path}, maximum_object_size = {_LONGEST_LINE}, compression = 'uncompressed')"
    limit = "" if not as_lines else f"LIMIT {_SAMPLE}"
    statement = f"""SELECT name FROM (
            SELECT unnest(keys) AS name, generate_subscripts(keys, 1) AS place, row
            FROM (SELECT json_keys(json) AS keys, row_number() OVER () AS row FROM {lines} {limit})
        ) GROUP BY name ORDER BY min(row), arg_min(place, row)"""
    names = [str(name) for (name,) in run(connection, statement)]
    inputs = [name for name in names if is_input(name)]
    if as_lines:
        pointers = ", ".join(map(_pointer, inputs))
        both = f"json_extract_string(json, [{pointers}]) AS texts, json_type(json, [{pointers}]) AS types"
        texts = "".join(
            f", CASE types[{place}] WHEN 'VARCHAR' THEN texts[{place}] END AS part{place}"
            for place in range(1, len(inputs) + 1)
        )
        twice = [f"strlen(replace(json, {name}, '')) + strlen({name}) < strlen(json)" for name in map(_quoted, inputs)]
        suspect = " OR ".join([*twice, _SUSPECT]).replace("json", "json::VARCHAR")
        sql = f"(SELECT json{texts} FROM (SELECT json, {both} FROM {lines}))"
        return Relation(sql, names, lines=True, json=inputs, suspect=suspect)
    twice_any = "len(json_keys(json)) <> len(list_distinct(json_keys(json)))"
    refuse_lines(lines, f"{twice_any} OR {_SUSPECT.replace('json', 'json::VARCHAR')}", None, source, connection)
    _refuse_names(source, names)
    types = {name: "JSON" if name in inputs else "VARCHAR" for name in names}  # a number type would round, or refuse
    columns = ", ".join(f"{quoted_text(name)}: '{type_}'" for name, type_ in types.items())
    options = f"columns = {{{columns}}}, format = 'newline_delimited', maximum_object_size = {_LONGEST_LINE}"
    options += ", compression = 'uncompressed'"
    return Relation(f"read_json({path}, {options})", names, json=inputs)
