"""dvspec id --file refuses files whose keys can't be computed, and writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.commands import InProcess
from tests.data.computed_keys.common import (
    CONTENT,
    GOOD,
    HEADER,
    SPECS,
    Keyed,
)


@pytest.mark.parametrize(
    ("name", "content", "code", "message"),
    [
        ("a.csv", f"{HEADER},Identifier\na,b,c,d\n", "DV662", "Identifier: error"),
        (
            "a.csv",
            "DataSourceName,EntityNmae\na,b\n",
            "DV663",
            "require EntityName, which the file does not contain; did you mean",
        ),
        ("a.csv", f"{HEADER},EntityName\na,b,c,d\n", "DV606", "duplicate column 'EntityName'"),
        (
            "a.csv",
            f"{HEADER},msdynci_entityname\na,b,c,d\n",
            "DV606",
            "several columns are EntityName: EntityName and msdynci_entityname",
        ),
        ("a.csv", f"{HEADER},x,X\na,b,c,d,e\n", "DV606", "X: error[DV606 duplicate-file-column]"),
        ("a.csv", f"{HEADER},\na,b,c,d\n", "DV601", "column 4 has no name"),
        ("a.ndjson", '{"DataSourceName":"a","EntityName":"b","AlternateValue":"c","x":1,"X":2}', "DV606", "X: error"),
        ("a.csv", f"{HEADER}\na,b,c\na,b\n", "DV601", "CSV Error on Line: 3"),
        ("a.csv", f"{HEADER}\n".encode() + b"a,b,\xff\n", "DV601", "CSV Error on Line: 2"),
        ("a.csv", "", "DV603", "the file is empty"),
        (
            "a.ndjson",
            '{"DataSourceName":"a","EntityName":"b","AlternateValue":"c"}\n{"a":\n',
            "DV611",
            "row 2: error[DV611 not-a-row]",
        ),
        ("a.json", "[]", "DV603", "the file has no rows"),
        ("a.csv", f"{HEADER}\n", "DV603", "the file has no rows"),
        ("a.json", '[{"DataSourceName":"a"},', "DV602", "the file ends"),
        ("a.parquet", b"PAR1" + bytes(50), "DV601", "nothing was written"),
        ("a.parquet", "none", "DV601", "this is not a Parquet file"),
        ("a.csv.gz", CONTENT["rows.csv.gz"][:-20], "DV602", "truncated"),
    ],
)
def test_refused(name: str, content: bytes | str, code: str, message: str, keyed: Keyed, tmp_path: Path) -> None:
    result = keyed("AlternateKey", name, content, "out.csv")
    assert result.status == 1
    assert f"error[{code} " in result.err and message in result.err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_key_column_in_a_late_line_is_refused(keyed: Keyed, tmp_path: Path) -> None:
    line = '{"DataSourceName":"a","EntityName":"b","AlternateValue":"c"}\n'
    late = line.replace("}", ',"Identifier":"a|b|c"}')
    message = line.replace('"c"', '"\\"Identifier\\""')
    result = keyed("AlternateKey", "a.ndjson", line * 2000 + message + late, "out.ndjson")
    assert "row 2,002, Identifier: error[DV662 key-column-exists]: the file already contains this column" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["a.ndjson"]
    assert keyed("AlternateKey", "a.ndjson", line * 2000 + message, "out.ndjson").status == 0


def test_parquet_column_that_is_not_text(tmp_path: Path, dvspec: InProcess) -> None:
    duckdb.sql(f"COPY (SELECT 1 AS DataSourceName, 'b' AS EntityName, 'c' AS AlternateValue) TO '{tmp_path}/a.parquet'")
    result = dvspec("id", "AlternateKey", "--file", tmp_path / "a.parquet", "--out", tmp_path / "o.csv", *SPECS)
    assert (
        "DataSourceName: error[DV609 incompatible-column-type]: type INTEGER, but keys are computed from text"
        in result.err
    )


@pytest.mark.parametrize("out", ["out.ndjson", "out.csv", "out.parquet"])
@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        (GOOD[:-1] + ',"x":NaN}', "DV611", "NaN is not a number in JSON"),
        (GOOD[:-1] + ',"x":[-Infinity]}', "DV611", "-Infinity is not"),
        (GOOD[:-1] + ',"x": inf}', "DV611", "not JSON"),
        (GOOD[:-1] + ",}", "DV611", "not JSON"),
        (GOOD[:-1] + ',"x":[1, ]}', "DV611", "not JSON"),
        (GOOD[:-1] + ',"EntityName":"d"}', "DV612", "duplicate member 'EntityName'"),
        (GOOD[:-1] + ',"Entity\\u004eame":"d"}', "DV612", "duplicate member 'EntityName'"),
    ],
)
def test_lines_that_json_readers_disagree_on_are_refused(
    line: str, code: str, message: str, out: str, keyed: Keyed, tmp_path: Path
) -> None:
    result = keyed("AlternateKey", "rows.ndjson", f"{GOOD}\n{line}\n{GOOD}\n", out)
    assert (result.status, "row 2" in result.err, f"error[{code} " in result.err) == (1, True, True), result.err
    assert message in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["rows.ndjson"]


def test_texts_that_look_like_invalid_json_are_read(keyed: Keyed, tmp_path: Path) -> None:
    more = {"x": 'NaN, "EntityName": [1,] :inf ,}', "deep": {"EntityName": "d"}, "\u00e9": ":NaN"}
    line = json.dumps(json.loads(GOOD) | more)
    assert keyed("AlternateKey", "rows.ndjson", f"{GOOD}\n{line}\n", "out.ndjson").status == 0
    assert (tmp_path / "out.ndjson").read_text().splitlines()[1].startswith(line[:-1])


@pytest.mark.parametrize("value", ["'nan'::DOUBLE", "'-inf'::FLOAT", "{'x': ['inf'::DOUBLE]}"])
def test_nan_is_not_written_as_json(value: str, tmp_path: Path, dvspec: InProcess) -> None:
    parts = "'a' AS DataSourceName, 'b' AS EntityName, 'c' AS AlternateValue"
    file = tmp_path / "a.parquet"
    duckdb.execute(f"COPY (SELECT {parts}, NULL AS n UNION ALL SELECT {parts}, {value}) TO '{file}'")
    argv = ("id", "AlternateKey", "--file", file, "--out")
    result = dvspec(*argv, tmp_path / "o.ndjson", *SPECS)
    assert (result.status, "row 2, n: error[DV622 wrong-value-type]: NaN or Infinity, which JSON" in result.err) == (
        1,
        True,
    )
    assert not (tmp_path / "o.ndjson").exists()
    assert dvspec(*argv, tmp_path / "o.parquet", *SPECS).status == 0


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--file", "a.csv"], "--file and --out are only valid together"),
        (["--out", "a.csv"], "--file and --out are only valid together"),
        (["a", "--file", "a.csv", "--out", "b.csv"], "give either PARTs or --file"),
        (["--file", "a.csv", "--out", "b.txt"], "--out 'b.txt' does not end with any of .parquet, .csv"),
        (["--file", "a.csv", "--out", "nowhere/b.csv"], "the folder 'nowhere' does not exist"),
    ],
)
def test_wrong_use(
    argv: list[str], message: str, tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = dvspec("id", "AlternateKey", *argv, *SPECS)
    assert (result.status, message in result.err) == (2, True)
