"""A file of CSV or Parquet as a relation of DuckDB, in which texts stay what they are."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dvspec.data.columns import Columns
from dvspec.data.computed_keys.inputs import refuse_duplicate_names
from dvspec.data.csv_header import first_line, lines_of, split_header
from dvspec.data.line_ends import report_if_mixed
from dvspec.data.sources import Source, refused
from dvspec.model import Table
from dvspec.targets.identifiers.duckdb import quoted_name, quoted_text

if TYPE_CHECKING:
    import duckdb

_LONGEST_LINE = (
    8_000_000  # bytes: some texts of the longest kind that Dataverse has; larger buffers take twice the time
)
_BLOCK = 1 << 20
_LINE_END = re.compile(rb"\r\n?|\n")
_NESTED = ("struct", "map", "list", "array", "union")


@dataclass(frozen=True, slots=True)
class Relation:
    """What follows FROM, with the names of its columns, and with their types if it has any."""

    sql: str
    columns: Sequence[str]
    types: Mapping[str, Any] = field(default_factory=dict)  # of DuckDB

    def with_keys(self, keys: Sequence[tuple[str, str]], nested: bool, as_text: bool) -> str:
        """Return the query of the rows as they are, followed by these columns (name, expression).

        In a format without `nested` values, these become JSON. In a format that has timestamps `as_text` only, they
        keep their precision; those with a time zone end with Z, the others do not.
        """
        columns = "".join(f", {expression} AS {quoted_name(name)}" for name, expression in keys)
        changed = {}
        for name, type_ in self.types.items():
            value = with_iso_times(type_, quoted_name(name)) if as_text else quoted_name(name)
            if not nested and type_.id in _NESTED:
                value = f"to_json({value})"
            if value != quoted_name(name):
                changed[name] = value
        replaced = ", ".join(f"{value} AS {quoted_name(name)}" for name, value in changed.items())
        return f"SELECT *{f' REPLACE ({replaced})' if replaced else ''}{columns} FROM {self.sql}"

    def not_finite(self, nested_only: bool) -> dict[str, str]:
        """Return the conditions that columns contain NaN or Infinity, which JSON does not have."""
        conditions = {}
        for name, type_ in self.types.items():
            column = quoted_name(name)
            if type_.id in ("float", "double"):
                if not nested_only:
                    conditions[name] = f"NOT isfinite({column})"
            elif re.search("FLOAT|DOUBLE", str(type_)):
                texts = '"(?:[^"\\\\]|\\\\.)*"'
                without_texts = f"regexp_replace(to_json({column})::VARCHAR, '{texts}', '', 'g')"
                conditions[name] = f"regexp_matches({without_texts}, 'NaN|Infinity')"
        return conditions


def with_iso_times(type_: Any, value: str, depth: int = 0) -> str:
    """Return the expression for a value in which timestamps are text as ISO 8601 has it, nested ones too.

    Timestamps with a time zone get Z; the connection's time zone is UTC.
    """
    if type_.id.startswith("timestamp"):
        return f"replace(replace({value}::VARCHAR, ' ', 'T'), '+00', 'Z')"
    if "TIMESTAMP" not in str(type_):
        return value
    one = f"x{depth}"
    if type_.id in ("list", "array"):
        child = type_.children[0][1]
        return f"list_transform({value}::{child}[], lambda {one}: {with_iso_times(child, one, depth + 1)})"
    if type_.id == "struct":
        members = ", ".join(
            f"{quoted_name(name)} := {with_iso_times(child, f'({value}).{quoted_name(name)}', depth)}"
            for name, child in type_.children
        )
        return f"CASE WHEN {value} IS NULL THEN NULL ELSE struct_pack({members}) END"
    if type_.id == "map":
        (_, key), (_, child) = type_.children
        entry = ", ".join(
            f"{name} := {with_iso_times(part, f'{one}.{name}', depth + 1)}"
            for name, part in (("key", key), ("value", child))
        )
        return f"map_from_entries(list_transform(map_entries({value}), lambda {one}: struct_pack({entry})))"
    return value


def parquet_relation(path: Path, connection: duckdb.DuckDBPyConnection) -> Relation:
    """Return the relation of the Parquet file at this path."""
    sql = f"read_parquet({quoted_text(str(path))})"
    described = connection.sql(f"SELECT * FROM {sql}")
    return Relation(sql, described.columns, dict(zip(described.columns, described.types, strict=True)))


def csv_relation(path: Path, source: Source, table: Table, folder: Path) -> Relation:
    """Return the relation of CSV at this path, whose header is that of the source. Raises Refused."""
    line = first_line(lines_of(source.start))
    delimiter, names = split_header(line, Columns(table, source.file, lambda finding: None))
    if "" in names:
        raise refused(source.file, f"column {names.index('') + 1} has no name; give it one")
    refuse_duplicate_names(source.file, [(name, 0) for name in names])
    columns = ", ".join(f"{quoted_text(name)}: 'VARCHAR'" for name in names)
    options = f"columns = {{{columns}}}, delim = {quoted_text(delimiter)}, quote = '\"', escape = '\"', header = true"
    options += ", auto_detect = false, allow_quoted_nulls = false, compression = 'uncompressed'"
    options += f", max_line_size = {_LONGEST_LINE}, buffer_size = {_LONGEST_LINE}"
    blank = source.start[: source.start.index(line)]
    if blank:  # DuckDB reads a header from the first line only
        path = _from(path, len(blank.encode()), folder / "from_header")
    return Relation(f"read_csv({quoted_text(str(path))}, {options})", names)


def with_even_lines(path: Path, source: Source, folder: Path) -> Path | None:
    """Return a copy of CSV whose rows end in one way, which DuckDB requires; None if they already do.

    Line ends inside quotes stay what they are.
    """
    even = folder / "even"
    ends: set[bytes] = set()
    quoted = False
    with path.open("rb") as rows, even.open("wb") as copy:
        while block := rows.read(_BLOCK):
            while block.endswith(b"\r") and (more := rows.read(1)):  # perhaps the first half of a line end
                block += more
            pieces = block.split(b'"')
            for place in range(quoted, len(pieces), 2):
                ends.update(_LINE_END.findall(pieces[place]))
                pieces[place] = _LINE_END.sub(b"\n", pieces[place])
            quoted ^= len(pieces) % 2 == 0
            copy.write(b'"'.join(pieces))
    if len(ends) < 2:
        return None
    report_if_mixed(source.add_finding, [end.decode() for end in ends])
    return even


def _from(path: Path, offset: int, copy: Path) -> Path:
    with path.open("rb") as rows, copy.open("wb") as rest:
        rows.seek(offset)
        shutil.copyfileobj(rows, rest, _BLOCK)
    return copy
