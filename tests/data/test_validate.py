"""dvspec validate: the same rows in every format, the checks of keys, the summary, and what the options do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvspec.data.checks.payloads import Payloads
from dvspec.data.columns import Columns
from dvspec.data.readers import Batch, read
from dvspec.data.sources import open_source
from dvspec.findings import Finding
from tests.commands import InProcess, python
from tests.data.rows import SOLUTION, as_csv, codes_and_cells, ndjson, peak_memory, row, validated
from tests.reference import ROOT

TABLES = [table.name for table in SOLUTION.tables]
GUID = "deb1f942-3c3a-5737-8ea8-79fa1f1d312d"
WRONG = "00000000-0000-0000-0000-000000000001"
LOOKUP = "msdynci_lookupfield_customer"
CUSTOMER = "msdynci_customerprofiles(ce759201-f786-d590-bf21-34bff576c369)"


def write_parquet(file: Path, select: str) -> Path:
    duckdb.sql(f"COPY ({select}) TO '{file}' (FORMAT parquet)")
    return file


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "file_format", ["ndjson", "json", "answer.json", "csv", "semicolon.csv", "ndjson.gz", "parquet"]
)
def test_examples_of_the_specs_are_valid_in_every_format(
    table: str, file_format: str, tmp_path: Path, dvspec: InProcess
) -> None:
    good = row(table)
    content = {
        "ndjson": ndjson(good, good),
        "json": json.dumps([good, good], indent=1).encode(),
        "answer.json": json.dumps({"@odata.context": "x", "value": [good, good], "@odata.nextLink": "y"}).encode(),
        "csv": as_csv(good, good),
        "semicolon.csv": as_csv(good, good, delimiter=";"),
        "ndjson.gz": gzip.compress(ndjson(good, good)),
        "parquet": b"",
    }[file_format]
    file = tmp_path / f"rows.{file_format}"
    file.write_bytes(content)
    if file_format == "parquet":
        values = ", ".join(f'${number} AS "{name}"' for number, name in enumerate(good, 1))
        relation = duckdb.sql(f"SELECT {values} FROM range(2)", params=list(good.values()))
        assert relation
        relation.write_parquet(str(file))
    report = validated(dvspec, file, table, "--ignore", "DV653")
    assert (codes_and_cells(report), report["rows"]) == ([], 2)


def test_columns_may_have_any_of_their_names(tmp_path: Path, dvspec: InProcess) -> None:
    table = SOLUTION.by_name["AlternateKey"]
    good = row("AlternateKey", alternatekeyid=GUID)
    by_key = {column.web_api_name: column for column in table.columns}
    as_spec = {by_key[key].name: value for key, value in good.items()}
    as_documented = {by_key[key].documented_as or by_key[key].name: value for key, value in good.items()}
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(good, as_spec, as_documented))
    assert codes_and_cells(validated(dvspec, file, "alternatekey")) == []


def test_system_columns_and_annotations_are_accepted(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(row() | {"@odata.etag": 'W/"1"', "statecode": 0, "_ownerid_value": WRONG}))
    assert codes_and_cells(validated(dvspec, file)) == []


def test_missing_columns_are_a_warning(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_bytes(b"msdynci_title\r\nA title\r\n")
    result = dvspec("validate", "UnifiedActivity", file, "--specs", ROOT / "specs")
    assert result.status == 0
    assert (
        "warning[DV608 missing-column]: no row has these columns of UnifiedActivity: CustomerId, ActivityId,"
        in result.err
    )


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"identifier": "a|b|c"}, "DV651", "identifier"),
        ({"alternatevalue": "other"}, "DV651", "identifier"),
        ({"alternatevalue": "a|b"}, "DV652", "alternatevalue"),
        ({"alternatevalue": ""}, "DV652", "alternatevalue"),
        ({"alternatekeyid": WRONG}, "DV653", "alternatekeyid"),
    ],
)
def test_keys_match_their_parts(
    changed: dict[str, Any], code: str, column: str, tmp_path: Path, dvspec: InProcess
) -> None:
    good = row("AlternateKey", alternatekeyid=GUID)
    bad = good | {f"msdynci_{name}": value for name, value in changed.items()}
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(good, bad, good))
    report = validated(dvspec, file, "AlternateKey")
    assert (code, 2, f"msdynci_{column}") in codes_and_cells(report)
    assert {one["row"] for one in report["findings"]} == {2}


def test_argument_of_an_identifier_is_read_from_it(tmp_path: Path, dvspec: InProcess) -> None:
    good = row("SegmentMembership")
    wrong = good | {"msdynci_identifier": f"{good['msdynci_identifier']}|more"}
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(good, wrong))
    report = validated(dvspec, file, "SegmentMembership", "--ignore", "DV653")
    assert codes_and_cells(report) == [("DV651", 2, "msdynci_identifier")]


def test_guid_equals_its_source_column(tmp_path: Path, dvspec: InProcess) -> None:
    hyphens = row(activityid=str(row()["msdynci_unifiedactivityid"]).upper())
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(row(), hyphens, row(unifiedactivityid=WRONG), row(activityid="no guid")))
    assert codes_and_cells(validated(dvspec, file)) == [
        ("DV654", 3, "msdynci_unifiedactivityid"),
        ("DV654", 4, "msdynci_activityid"),
    ]


def test_another_scheme_can_be_chosen(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.ndjson"
    by_md5 = dvspec("id", "AlternateKey", "testdatasource", "contact1", "cntid_1078", "--scheme", "md5-dotnet-utf8")
    file.write_bytes(ndjson(row("AlternateKey", alternatekeyid=by_md5.out.split()[1])))
    assert codes_and_cells(validated(dvspec, file, "AlternateKey")) == [("DV653", 1, "msdynci_alternatekeyid")]
    assert codes_and_cells(validated(dvspec, file, "AlternateKey", "--scheme", "md5-dotnet-utf8")) == []


def test_typed_parquet_is_read_as_the_web_api_writes_it(tmp_path: Path, dvspec: InProcess) -> None:
    file = write_parquet(
        tmp_path / "rows.parquet",
        """SELECT '7d9f2b64-c1a8-4f3e-9b0d-5e6f7a8b9c0d'::UUID AS UnifiedActivityId,
        '7d9f2b64c1a84f3e9b0d5e6f7a8b9c0d' AS ActivityId, TIMESTAMPTZ '2022-05-20 09:30:00+02' AS ActivityTimeStamp,
        {'PageName': 'a', 'Duration': i} AS SemanticData FROM range(3) AS r(i)
        UNION ALL SELECT NULL, 'x', TIMESTAMPTZ '1700-01-01 00:00:00+00', NULL""",
    )
    assert codes_and_cells(validated(dvspec, file)) == [
        ("DV621", 4, "UnifiedActivityId"),
        ("DV628", 4, "ActivityTimeStamp"),
        ("DV654", 4, "ActivityId"),
    ]


def test_parquet_column_of_another_type(tmp_path: Path, dvspec: InProcess) -> None:
    file = write_parquet(tmp_path / "rows.parquet", "SELECT 7 AS Title, DATE '2022-01-01' AS URL, 'x' AS ActivityName")
    assert codes_and_cells(validated(dvspec, file)) == [("DV609", None, "Title"), ("DV609", None, "URL")]


def test_numbers_and_booleans_in_csv(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    table = next(t for t in SOLUTION.tables if any(column.type == "integer" for column in t.columns))
    column = next(column for column in table.columns if column.type == "integer")
    file.write_text(f"{column.name}\n{column.minimum}\n\nseven\n{(column.maximum or 0) + 1}\n7.5\n{column.minimum}.0\n")
    assert codes_and_cells(validated(dvspec, file, table.name)) == [
        ("DV622", 2, column.name), ("DV624", 3, column.name), ("DV622", 4, column.name),
    ]  # fmt: skip


def test_decimals_in_csv_are_checked_by_all_their_digits(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    values = ["99999999999.99", "99999999999.9900000001", "100000000000.0000000001", "1.50000000000000000000", "1e-3"]
    file.write_text("\n".join(["LifeTimeValue", *values, ""]))
    assert codes_and_cells(validated(dvspec, file, "CustomerProfile")) == [
        ("DV631", 2, "LifeTimeValue"), ("DV624", 3, "LifeTimeValue"), ("DV631", 5, "LifeTimeValue"),
    ]  # fmt: skip


def test_summary_counts_by_rule_and_says_the_fix_once(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(row(title=1), row(title=2), row(externalurl="x" * 5000)))
    result = dvspec("validate", "UnifiedActivity", file, "--specs", ROOT / "specs")
    lines = result.err.splitlines()
    assert lines[0].endswith("rows.ndjson, row 1, msdynci_title: error[DV622 wrong-value-type]: 1 is not a string")
    assert "        2 × DV622 wrong-value-type: " in result.err
    assert lines[-1] == "3 errors, 1 warning in 3 rows"


def test_max_errors_stops_with_a_message(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(*[row(title=7)] * 500))
    options = ("--specs", str(ROOT / "specs"))
    assert "stopped after 100 errors" in dvspec("validate", "UnifiedActivity", file, *options).err
    two = dvspec("validate", "UnifiedActivity", file, file, "--max-errors", "2", *options)
    assert (two.err.count("error[DV622 wrong-value-type]"), two.status) == (2, 1)
    report = validated(dvspec, file, "UnifiedActivity", "--max-errors", "0")
    assert (len(report["findings"]), report["rows"], report["stopped"]) == (500, 500, False)
    assert {one["code"]: one["count"] for one in report["summary"]}["DV622"] == 500


def test_github_annotations_name_the_row(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(row(title=7)))
    out = dvspec("validate", "UnifiedActivity", file, "--format", "github", "--specs", ROOT / "specs").out
    assert f"::error file={file},title=DV622 wrong-value-type::{file}, row 1, msdynci_title: 7 is not a string" in out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["Nothing"], "there is no table 'Nothing'; the tables are AlternateKey, CustomerMeasure, "),
        (["UnifiedActivity", "--ignore", "DV999"], "there is no rule 'DV999' for rows"),
        (["UnifiedActivity", "--namespace", "x"], "--namespace: 'x' is not a GUID"),
        (["UnifiedActivity"], "rows.csv' does not exist"),
        (["UnifiedActivity", str(ROOT)], "is a folder; name a file of rows"),
    ],
)
def test_wrong_use(argv: list[str], message: str, tmp_path: Path, dvspec: InProcess) -> None:
    result = dvspec("validate", *argv, tmp_path / "rows.csv", "--specs", ROOT / "specs", "--format", "json")
    assert (result.status, result.out) == (2, "")
    assert message in result.err


def test_without_the_extra_the_command_says_what_to_install(
    tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dvspec.data.find_spec", lambda name: None)
    for argv in (["validate", "UnifiedActivity", "x"], ["calibrate", "x"]):
        result = dvspec(*argv, "--specs", ROOT / "specs")
        assert (result.status, result.out) == (2, "")
        assert "pip install 'dvspec[data]'" in result.err


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(rows=st.lists(st.dictionaries(st.sampled_from(["Title", "SemanticData", 'a"b\\', "@x"]), JSON), max_size=5))
def test_ndjson_reads_what_json_reads(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("rows") / "rows.ndjson"
    file.write_bytes(ndjson(*rows))
    table = SOLUTION.by_name["UnifiedActivity"]
    findings: list[Finding] = []
    with open_source(str(file), findings.append, lambda position: None) as source:
        batches = list(read(source, Columns(table, str(file), findings.append)))
    names = {"Title": "msdynci_title", "SemanticData": "msdynci_semanticdata"}
    expected = [{key: one.get(name) for name, key in names.items()} for one in rows]  # what is left out is null
    read_back = {
        number: {key: batch.values(key)[place] for key in names.values()}
        for batch in batches
        for place, number in enumerate(batch.numbers)
    }
    assert read_back == dict(enumerate(expected, 1))
    assert {finding.rule.code for finding in findings} <= {"DV607"}


@given(value=JSON, spaced=st.booleans())
def test_duplicate_payload_member_is_reported_only_if_there_is_one(value: object, spaced: bool) -> None:
    table = SOLUTION.by_name["UnifiedActivity"]
    column = table.by_name["SemanticData"]
    report: list[Any] = []
    check = Payloads(column, type("Reporter", (), {"add_finding": staticmethod(lambda *one: report.append(one))}))  # type: ignore[arg-type]
    text = json.dumps({"Duration": value}, indent=1 if spaced else None)
    check.check(Batch([1], {column.web_api_name: [text]}, clean=True))
    assert "DV643" not in [rule.code for rule, *_ in report]


def test_findings_are_in_the_order_of_rows(tmp_path: Path, dvspec: InProcess) -> None:
    rows = [row(title=1, activityid="x") if number % 2 else {"msdynci_title": 1} for number in range(1, 7)]
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(*rows))
    numbers = [finding["row"] for finding in validated(dvspec, file)["findings"]]
    assert numbers == [1, 1, 2, 3, 3, 4, 5, 5, 6]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({f"{LOOKUP}@odata.bind": f"/{CUSTOMER}"}, []),
        ({f"{LOOKUP}@odata.bind": f"https://x.crm.dynamics.com/api/data/v9.2/{CUSTOMER}"}, []),
        ({f"{LOOKUP}@odata.bind": "/accounts(ce759201-f786-d590-bf21-34bff576c369)"}, ["DV630"]),
        ({f"{LOOKUP}@odata.bind": None, "ownerid@odata.bind": "/systemusers(x)"}, []),
        ({"msdynci_lookupfield_Customer@odata.bind": f"/{CUSTOMER}"}, ["DV607"]),
        ({f"_{LOOKUP}_value": None, f"{LOOKUP}@odata.bind": None}, ["DV606"]),
    ],
)
def test_references_to_be_written(changes: dict[str, Any], codes: list[str], tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.ndjson"
    read = row()
    del read[f"_{LOOKUP}_value"]
    file.write_bytes(ndjson(read | changes))
    assert [finding["code"] for finding in validated(dvspec, file)["findings"]] == codes


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rows.ndjson"
    with file.open("wb") as lines:
        for _ in range(100):
            lines.write(ndjson(*[row()]) * 1000)
    assert file.stat().st_size > 70e6 > peak_memory(tmp_path, "validate", "UnifiedActivity", str(file))


def test_rules_are_listed_without_the_extra(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules.update(dict.fromkeys(('duckdb', 'msgspec', 'pyarrow')));"
        "from dvspec.rules import rules_of; print(*(rule.code for rule in rules_of('Rows')))"
    )
    result = python("-c", program, cwd=tmp_path)
    assert (result.status, result.err) == (0, "")
    assert {"DV601", "DV612", "DV631", "DV643", "DV654", "DV664", "DV672"} <= set(result.out.split())
