"""`validate` on columns of real tables, and on what is beside columns in rows of the Web API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dvspec.data.sources import open_source
from dvspec.data.validate import validate
from dvspec.findings import Cell, Finding
from tests.rows.real_columns import SOLUTION
from tests.rows.test_real_columns import GUID, READ, TABLE

Row = dict[str, Any]


def found(folder: Path, *rows: Row, ending: str = "ndjson") -> list[tuple[str, int, str]]:
    """Return code, row and column of what validation finds in a file of rows."""
    lines = [json.dumps(row) for row in rows]
    file = folder / f"rows.{ending}"
    file.write_text("\n".join(lines) if ending == "ndjson" else f"[{','.join(lines)}]")
    return found_in(file)


def found_in(file: Path) -> list[tuple[str, int, str]]:
    findings: list[Finding] = []
    with open_source(str(file), findings.append, lambda done: None) as source:
        for _ in validate(source, SOLUTION.tables[0], SOLUTION, SOLUTION.guid_scheme, findings.append):
            pass
    result = []
    for finding in findings:
        assert isinstance(finding.place, Cell)
        if finding.rule.code != "DV608":
            result.append((finding.rule.code, finding.place.row, finding.place.name))
    return result


BOOKED = "contoso_BookedBy_contact"


@pytest.mark.parametrize("ending", ["ndjson", "json"])
def test_rows_of_the_web_api_are_valid(ending: str, tmp_path: Path) -> None:
    written = {f"{BOOKED}@odata.bind": f"/contacts({GUID})", "contoso_title": "a"}
    other = {"_contoso_bookedby_value": GUID, f"_contoso_bookedby_value{TABLE}": "contact"}
    expanded: list[Row] = [{**other, BOOKED: {"fullname": "x"}}, {**other, BOOKED: None}, {"contoso_Unit": None}]
    rows: list[Row] = [READ, written, other, *expanded, {f"{BOOKED}@odata.bind": None}]
    assert found(tmp_path, *rows * 3, ending=ending) == []


@pytest.mark.parametrize("ending", ["ndjson", "json"])
@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        (f"{BOOKED}@odata.bind", f"/accounts({GUID})", "DV630"),
        ("contoso_BookedBy@odata.bind", f"/accounts({GUID})", "DV607"),
        ("_contoso_bookedby_value", "x", "DV626"),
        ("contoso_industry", "7", "DV622"),
        ("contoso_industries", "7;8", "DV625"),
        ("contoso_born", "2024-03-01", "DV627"),
        ("contoso_born", "1752-03-01T00:00:00Z", "DV628"),
        ("contoso_day", "2024-03-01T00:00:00Z", "DV627"),
        ("contoso_price", 1.23456, "DV631"),
        ("contoso_fee", 1.234, "DV631"),
        ("contoso_due", "1", "DV622"),
    ],
)
def test_values_that_columns_do_not_take(ending: str, key: str, value: Any, code: str, tmp_path: Path) -> None:
    rows: list[Row] = [{key: None}, {key: value}] * 2
    if code == "DV607":  # reported once
        assert found(tmp_path, *rows[1:], ending=ending) == [(code, 1, key)]
    else:
        assert found(tmp_path, *rows, ending=ending) == [(code, 2, key), (code, 4, key)]


@pytest.mark.parametrize("ending", ["ndjson", "json"])
@pytest.mark.parametrize("key", ["contoso_Unit", BOOKED])
def test_navigation_properties_have_rows_only(key: str, ending: str, tmp_path: Path) -> None:
    values: list[Any] = [{"a": 1}, None, []]
    rest: Row
    for rest in ({}, {"contoso_title": "a"}, {"_contoso_unit_value": GUID, "_contoso_bookedby_value": GUID}):
        good: list[Row] = [{**rest, key: value} for value in values]
        assert found(tmp_path, *good, ending=ending) == []
        assert found(tmp_path, *good, {**rest, key: GUID}, ending=ending) == [("DV607", 4, key)]
        assert found(tmp_path, {**rest, key: GUID}, *good, ending=ending) == [("DV607", 1, key)]


@pytest.mark.parametrize("ending", ["ndjson", "json"])
def test_an_unknown_column_with_a_row_under_it_is_reported_where_it_has_a_value(ending: str, tmp_path: Path) -> None:
    rows: list[Row] = [{"contoso_title": "a", "other": {"a": 1}}, {"contoso_title": "b", "other": "x"}]
    assert found(tmp_path, *rows, ending=ending) == [("DV607", 2, "other")]
    assert found(tmp_path, *rows[:1] * 900, rows[1], ending=ending) == [("DV607", 901, "other")]
    assert found(tmp_path, *reversed(rows), ending=ending) == [("DV607", 1, "other")]
    assert found(tmp_path, *rows[:1] * 3, ending=ending) == []


def test_headers_of_csv_may_be_schema_names(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"contoso_Title,contoso_Unit,contoso_Born\na,{GUID},2024-03-01T00:00:00Z\nb,x,2024-03-01\n")
    assert found_in(file) == [("DV626", 2, "contoso_Unit"), ("DV627", 2, "contoso_Born")]


def test_computed_columns_may_be_missing(tmp_path: Path) -> None:
    file = tmp_path / "rows.ndjson"
    file.write_text('{"contoso_title": "a"}')
    findings: list[Finding] = []
    with open_source(str(file), findings.append, lambda done: None) as source:
        list(validate(source, SOLUTION.tables[0], SOLUTION, SOLUTION.guid_scheme, findings.append))
    (missing,) = findings
    names = missing.message.partition(": ")[2].split(", ")
    assert {"Due", "Spent", "Photo", "Contract", "Owed", "CreatedOn"}.isdisjoint(names)
    assert {"BookedBy", "Unit", "Reason"} <= set(names)
