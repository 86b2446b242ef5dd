"""Rows to put into files: the examples of the specs, and what is report about them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from dvspec.model import Json, Solution
from dvspec.spec import load_folder
from dvspec.targets.json_schema import example_row
from tests.commands import InProcess, python
from tests.reference import ROOT

SOLUTION: Solution = load_folder(ROOT / "specs").solution
CodeAndCell = tuple[str, int | None, str | None]  # code, row, column


def row(table: str = "UnifiedActivity", **changed: Json) -> dict[str, Json]:
    """Return a good row by its logical names, with some columns (without their prefix) changed."""
    good = example_row(SOLUTION.by_name[table])
    return good | {f"msdynci_{name}": value for name, value in changed.items()}


def ndjson(*rows: object) -> bytes:
    """Return rows, or lines that are text or bytes, as NDJSON."""
    lines = [
        line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in rows
    ]
    return b"".join(line + b"\n" for line in lines)


def as_csv(*rows: dict[str, Json], delimiter: str = ",", end: str = "\r\n") -> bytes:
    """Return rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def validated(dvspec: InProcess, file: Path, table: str = "UnifiedActivity", *options: str) -> dict[str, Any]:
    """Return what `dvspec validate` says of a file, without the warning of columns that no example fills."""
    result = dvspec("validate", table, file, "--format", "json", "--specs", ROOT / "specs", *options)
    assert result.err == ""
    report: dict[str, Any] = json.loads(result.out)
    assert result.status == (1 if any(one["severity"] == "error" for one in report["findings"]) else 0)
    report["findings"] = [one for one in report["findings"] if one["code"] != "DV608"]
    return report


def codes_and_cells(report: dict[str, Any]) -> list[CodeAndCell]:
    """Return code, row and column of each finding."""
    return sorted(
        ((one["code"], one["row"], one["column"]) for one in report["findings"]), key=lambda one: (one[1] or 0, one)
    )


def peak_memory(folder: Path, *argv: str) -> int:
    """Return the bytes of memory that a good run of dvspec took at most; skips the test where nothing tells."""
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells how much memory a process took at most")
    program = (
        "from dvspec.cli import run; from pathlib import Path;"
        f"assert run({[*argv, '--specs', str(ROOT / 'specs')]!r}, 0.0) == 0;"
        "print(*(line for line in Path('/proc/self/status').read_text().splitlines() if 'VmHWM' in line))"
    )
    result = python("-c", program, cwd=folder)
    assert "no errors" in result.out, result.err
    return 1024 * int(result.out.split()[-2])
