"""Columns of several options in files of rows: text of numbers and commas, or lists of numbers in Parquet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas
import pytest

from tests.commands import InProcess
from tests.data.rows import as_csv, ndjson
from tests.reference import ROOT

GOOD = ["100000002,100000000", "100000001", "100000000, 100000001"]
BAD = ["100000003", "100000000;100000001", "100000000,"]
NAMES = [{"contoso_name": "Lamp"}] * 3


def validated(dvspec: InProcess, file: Path) -> list[tuple[str, str]]:
    """Return code and message of each error in a file of offers."""
    specs = ROOT / "tests" / "projects" / "priced"
    result = dvspec("validate", "Offer", file, "--format", "json", "--specs", specs)
    found = json.loads(result.out)["findings"]
    return [(one["code"], one["message"]) for one in found if one["severity"] == "error"]


def write(file: Path, tags: list[Any]) -> Path:
    rows = [{**row, "contoso_tags": tag} for row, tag in zip(NAMES, tags, strict=True)]
    match file.suffix:
        case ".csv":
            file.write_bytes(as_csv(*rows))
        case ".ndjson":
            file.write_bytes(ndjson(*rows))
        case ".json":
            file.write_text(json.dumps({"value": rows}), encoding="utf-8")
        case _:
            pandas.DataFrame(rows).to_parquet(file)
    return file


@pytest.mark.parametrize("ending", ["csv", "ndjson", "json", "parquet"])
def test_texts_of_options_are_checked(ending: str, tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / f"rows.{ending}"
    assert validated(dvspec, write(file, GOOD)) == []
    assert validated(dvspec, write(file, [*GOOD[:2], None])) == []
    found = validated(dvspec, write(file, BAD))
    assert [code for code, _ in found] == ["DV625"] * 3
    assert "separated by commas, each one of 100000000, 100000001, 100000002" in found[0][1]


def test_lists_of_options_in_parquet_are_checked(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.parquet"
    assert validated(dvspec, write(file, [[100000002, 100000000], [], None])) == []
    assert [code for code, _ in validated(dvspec, write(file, [[100000000, 7], [100000001], None]))] == ["DV625"]


def test_number_instead_of_text_is_of_the_wrong_type(tmp_path: Path, dvspec: InProcess) -> None:
    found = validated(dvspec, write(tmp_path / "rows.ndjson", [100000000, [100000000], "100000000"]))
    assert [code for code, _ in found] == ["DV622"] * 2
