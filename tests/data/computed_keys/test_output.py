"""dvspec id --file: the output file, full disks, and bounded memory."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest

from tests.commands import InProcess, in_process_of_its_own, needs_enforced_permissions, python
from tests.data.computed_keys.common import (
    HEADER,
    SPECS,
    Keyed,
)
from tests.data.rows import peak_memory


def test_out_is_replaced_only_with_force(keyed: Keyed, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    content = f"{HEADER}\na,b,c\n"
    assert keyed("AlternateKey", "rows.csv", content, "out.csv").status == 2
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert keyed("AlternateKey", "rows.csv", content, "out.csv", "--force").status == 0
    assert "a|b|c" in (tmp_path / "out.csv").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="a limit for the size of files as POSIX has it")
@pytest.mark.parametrize("name", ["rows.parquet", "rows.csv", "rows.ndjson", "-"])
def test_full_disk_is_reported(name: str, tmp_path: Path) -> None:
    (tmp_path / "rows").mkdir()
    parts = "md5(i::VARCHAR) AS DataSourceName, md5((i + 1)::VARCHAR) AS EntityName, 'c' AS AlternateValue"
    file = tmp_path / "rows" / name.replace("-", "rows.csv")
    duckdb.execute(f"COPY (SELECT {parts} FROM range(20_000) AS r(i)) TO '{file}'")
    (tmp_path / "out").mkdir()
    out = tmp_path / "out" / file.name
    argv = ["id", "AlternateKey", "--file", str(file), "--out", str(out), *SPECS]
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000));"
        f"from dvspec.cli import run; sys.exit(run({argv!r}, 0.0))"
    )
    if name == "-":
        program = program.replace(f"{str(file)!r}, '--out'", "'-', '--out'")
        program = program.replace("import resource, sys;", f"import resource, sys; sys.stdin = open({str(file)!r});")
    result = python("-c", program, cwd=tmp_path)
    assert (result.status, "error[DV664 unwritable-rows]: cannot be written: File too large" in result.err) == (
        1,
        True,
    ), result
    assert list(out.parent.iterdir()) == []


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    needs_enforced_permissions()
    (tmp_path / "rows.csv").write_text(f"{HEADER}\na,b,c\n")
    (tmp_path / "out").mkdir(mode=0o555)
    argv = ["id", "AlternateKey", "--file", "rows.csv", "--out", "out/o.csv", *SPECS]
    result = in_process_of_its_own(*argv, cwd=tmp_path, unprivileged=True)
    assert (result.status, "out: error[DV664 unwritable-rows]: cannot be written: Permission denied" in result.err) == (
        1,
        True,
    )


def test_out_is_a_folder(keyed: Keyed, tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    result = keyed("AlternateKey", "rows.csv", f"{HEADER}\na,b,c\n", "out.csv", "--force")
    assert (result.status, "is not a file" in result.err) == (2, True)


def test_memory_is_bounded(tmp_path: Path) -> None:
    rows = "SELECT 'source' AS DataSourceName, repeat('x', 500) || i AS EntityName, 'v' || i AS AlternateValue"
    duckdb.sql(f"COPY ({rows} FROM range(2_000_000) AS r(i)) TO '{tmp_path}/rows.parquet'")
    argv = ("id", "AlternateKey", "--file", f"{tmp_path}/rows.parquet", "--out", f"{tmp_path}/out.parquet")
    assert (
        peak_memory(tmp_path, *argv) < 1.8e9
    )  # of 3 GB of text; DuckDB is held to 1 GB, and takes half more before 2.0


@pytest.mark.parametrize("out", ["out.ndjson", "out.csv"])
def test_memory_does_not_grow_with_ndjson(out: str, tmp_path: Path) -> None:
    rows = "SELECT 'source' AS DataSourceName, repeat('x', 500) || i AS EntityName, 'v' || i AS AlternateValue"
    file = tmp_path / "rows.ndjson"
    duckdb.sql(f"COPY ({rows} FROM range(160_000) AS r(i)) TO '{file}' (FORMAT json)")
    peak = peak_memory(tmp_path, "id", "AlternateKey", "--file", str(file), "--out", f"{tmp_path}/{out}")
    assert file.stat().st_size > 90e6 > peak


def test_wide_rows_use_all_memory(tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dvspec.data.engine.MEMORY", "50MB")
    parts = "'source' AS DataSourceName, 'e' AS EntityName, 'v' || i AS AlternateValue"
    rows = f"SELECT {parts}, repeat(md5(i::VARCHAR), 1000) AS more"
    duckdb.execute(f"COPY ({rows} FROM range(4000) AS r(i)) TO '{tmp_path}/rows.parquet'")
    for out in ("o.parquet", "o.csv"):
        result = dvspec("id", "AlternateKey", "--file", tmp_path / "rows.parquet", "--out", tmp_path / out, *SPECS)
        assert result.out.startswith("4,000 rows: no errors")
