"""dvspec id --file computes NDJSON in Python and Parquet in DuckDB: the same keys, and the same rows without any."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from dvspec.data.computed_keys import add_keys
from dvspec.data.sources import open_source
from dvspec.findings import Finding
from dvspec.model import Table
from tests.data.rows import SOLUTION

TABLES = [table for table in SOLUTION.tables if table.identifier or (table.guid and table.guid.source)]
GUIDS = st.uuids().map(str) | st.uuids().map(lambda guid: guid.hex.upper())
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from(["|", "a|b", "\0", "é", "🛒"])
VALUES = st.none() | TEXTS | GUIDS | st.sampled_from(["x" * 5000, "🛒" * 2000, "🛒" * 2100])


def keys(file: Path, table: Table, allow_separator: bool) -> tuple[list[tuple[str | None, ...]], list[str]]:
    """Return the keys of each row, and what is reported."""
    findings: list[Finding] = []
    out = file.with_name(f"out{file.suffix}")
    with open_source(str(file), findings.append, lambda position: None) as source:
        add_keys(source, out, table, SOLUTION, allow_separator, lambda done: None)
    if file.suffix == ".parquet":
        rows = parquet.read_table(out).to_pylist()
    else:
        rows = [json.loads(line) for line in out.read_bytes().splitlines()]  # str also splits at U+0085
    names = [one.column for one in (table.identifier, table.guid) if one]
    messages = sorted(f"row {finding.place.row}: {finding.message}" for finding in findings)  # type: ignore[attr-defined]
    return [tuple(row[name] for name in names) for row in rows], messages


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@settings(max_examples=25)
@given(data=st.data(), allow_separator=st.booleans())
def test_python_and_duckdb_agree(
    table: Table, data: st.DataObject, allow_separator: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = [part.name for part in table.identifier.inputs] if table.identifier else []
    names += [table.guid.source] if table.guid and table.guid.source and table.guid.source not in names else []
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(names, VALUES)), min_size=1, max_size=5))
    folder = tmp_path_factory.mktemp("rows")
    columns = {name: pyarrow.array([row[name] for row in rows], pyarrow.string()) for name in names}
    parquet.write_table(pyarrow.table(columns), folder / "rows.parquet")
    lines = "\n".join(json.dumps(row) for row in rows)
    (folder / "rows.ndjson").write_text(lines, encoding="utf-8")
    in_duckdb = keys(folder / "rows.parquet", table, allow_separator)
    assert keys(folder / "rows.ndjson", table, allow_separator) == in_duckdb
