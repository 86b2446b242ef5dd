"""dvspec id --file reads and writes every format, and other columns do not change."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvspec.data.computed_keys.relation import with_even_lines
from dvspec.data.sources import open_source
from tests.commands import InProcess
from tests.data.computed_keys.common import (
    CONTENT,
    GOOD,
    HEADER,
    SPECS,
    Keyed,
    expected,
    guid,
)


@pytest.mark.parametrize("out", ["out.parquet", "out.csv", "out.ndjson", "out.csv.gz", "out.jsonl.gz"])
@pytest.mark.parametrize("name", [*CONTENT, "rows.parquet"])
def test_every_format_to_every_format(name: str, out: str, tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / name
    if name == "rows.parquet":
        (tmp_path / "rows.csv").write_bytes(CONTENT["rows.csv"])
        duckdb.sql(f"COPY (FROM read_csv('{tmp_path}/rows.csv', all_varchar = true)) TO '{file}'")
    else:
        file.write_bytes(CONTENT[name])
    result = dvspec("id", "AlternateKey", "--file", file, "--out", tmp_path / out, *SPECS)
    assert (result.status, result.out.split(":")[0]) == (0, "300 rows")
    text = "" if "ndjson" in out or "jsonl" in out or "parquet" in out else ", all_varchar = true"
    reader = "read_parquet" if "parquet" in out else "read_csv" if "csv" in out else "read_json"
    query = f"SELECT Identifier, AlternateKeyId::VARCHAR, AlternateValue FROM {reader}('{tmp_path / out}'{text})"
    rows = duckdb.execute(query).fetchall()
    assert [row[:2] for row in rows] == [expected(number) for number in range(300)]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".dvspec-")]


def test_other_columns_do_not_change(keyed: Keyed, tmp_path: Path) -> None:
    row = '{"n": 1.50, "AlternateValue":"\\u00e9", "EntityName" : "b","DataSourceName":"a","deep":{"x":[null]} }'
    keyed("AlternateKey", "rows.ndjson", row + "\n{}\n", "out.ndjson")
    first, second = (tmp_path / "out.ndjson").read_text(encoding="utf-8").splitlines()
    assert first.startswith(row.removesuffix("}") + ',"Identifier":"a|b|é","AlternateKeyId":"')
    assert json.loads(second) == {"Identifier": None, "AlternateKeyId": None}


def test_columns_may_have_any_name(keyed: Keyed, tmp_path: Path) -> None:
    names = 'row,json,texts,types,select,"a ""q"" b",naïve'
    result = keyed(
        "AlternateKey", "rows.csv", f"{HEADER},{names}\na,b,c,1,2,3,4,5,6,7\n,b,c,1,2,3,4,5,6,7\n", "out.csv"
    )
    assert "row 2, DataSourceName: error[DV661 row-without-keys]" in result.err
    first, second = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[:2]
    assert first == f"{HEADER},{names},Identifier,AlternateKeyId"
    assert second.startswith("a,b,c,1,2,3,4,5,6,7,a|b|c,")


def test_nested_values_become_json_in_csv(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.parquet"
    parts = "'a' AS DataSourceName, 'b' AS EntityName, 'c' AS AlternateValue"
    duckdb.execute(f"COPY (SELECT {parts}, {{'x': [1, NULL]}} AS s, MAP {{'k': 1}} AS m, ['é'] AS l) TO '{file}'")
    dvspec("id", "AlternateKey", "--file", file, "--out", tmp_path / "out.csv", *SPECS)
    [row] = csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines())
    assert (row["s"], row["m"], row["l"]) == ('{"x":[1,null]}', '{"k":1}', '["é"]')


@pytest.mark.parametrize("line", ["5", "[1]", '"x"', "null"])
def test_line_that_is_not_an_object_does_not_change(line: str, keyed: Keyed, tmp_path: Path) -> None:
    good = '{"DataSourceName":"a","EntityName":"b","AlternateValue":"c"}'
    result = keyed("AlternateKey", "rows.ndjson", f"{good}\n{line}\n", "out.ndjson")
    assert (result.status, "row 2, DataSourceName: error[DV661 row-without-keys]" in result.err) == (1, True)
    assert (tmp_path / "out.ndjson").read_text().splitlines()[1] == line


@pytest.mark.parametrize("out", ["out.csv", "out.parquet"])
def test_numbers_of_ndjson_are_not_rounded(out: str, keyed: Keyed, tmp_path: Path) -> None:
    numbers = '"EngagementScore":1.5,"whole":12345678901234567890123,"text":"7"'
    row = f'{{"DataSourceName":"a","EntityName":"b","AlternateValue":"c",{numbers}}}'
    keyed("AlternateKey", "rows.ndjson", row, out)
    text = ", all_varchar = true" if out == "out.csv" else ""
    reader = "read_csv" if out == "out.csv" else "read_parquet"
    query = f"SELECT EngagementScore, whole, text FROM {reader}('{tmp_path / out}'{text})"
    assert duckdb.execute(query).fetchall() == [("1.5", "12345678901234567890123", "7")]


def test_content_decides_whether_a_file_is_compressed(keyed: Keyed) -> None:
    assert keyed("AlternateKey", "rows.csv.gz", f"{HEADER}\na,b,c\n", "out.csv").status == 0


def test_columns_of_ndjson_keep_the_order_of_first_appearance(keyed: Keyed, tmp_path: Path) -> None:
    names = [*HEADER.split(","), *(f"column{number}" for number in range(60, 0, -1))]
    first = dict.fromkeys(names[:40], "x")
    keyed("AlternateKey", "rows.ndjson", "\n".join(map(json.dumps, [first, dict.fromkeys(names, "y")])), "out.csv")
    header = (tmp_path / "out.csv").read_text().splitlines()[0]
    assert header.split(",") == [*names, "Identifier", "AlternateKeyId"]


def test_csv_keeps_its_texts(keyed: Keyed, tmp_path: Path) -> None:
    content = f'{HEADER},more\r\n007,1e5,2022-01-01,"line\r\nend ""quoted"""\r\na,b,c,\r\na,b,d,""\r\n'
    keyed("AlternateKey", "rows.csv", content, "out.csv")
    rows = (tmp_path / "out.csv").read_bytes().decode()
    assert rows.startswith(
        f'{HEADER},more,Identifier,AlternateKeyId\n007,1e5,2022-01-01,"line\r\nend ""quoted""",007|1e5|'
    )
    assert "\na,b,c,,a|b|c," in rows and '\na,b,d,"",a|b|d,' in rows


def test_csv_with_mixed_line_ends(keyed: Keyed, tmp_path: Path) -> None:
    result = keyed("AlternateKey", "a.csv", f'{HEADER}\r\na,b,c\nd,"e\r\nf",g\rh,i,j\n', "out.csv")
    assert (
        "warning[DV605 mixed-line-ends]: lines end with '\\n' and '\\r' and '\\r\\n'; each was read as a line end"
        in result.err
    )
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = [row[:4] for row in csv.reader(file)]
    assert rows[1:] == [["a", "b", "c", "a|b|c"], ["d", "e\r\nf", "g", "d|e\r\nf|g"], ["h", "i", "j", "h|i|j"]]


@given(
    st.lists(st.lists(st.text('a \r\n",é', max_size=3), min_size=2, max_size=2), max_size=5),
    st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=6),
    st.integers(1, 6),
)
def test_evened_lines_contain_the_same_rows(rows: list[list[str]], ends: list[str], block: int) -> None:
    quoted = [",".join('"' + text.replace('"', '""') + '"' for text in row) for row in rows]
    text = "".join(row + end for row, end in zip(["a,b", *quoted], ends, strict=False))
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr("dvspec.data.computed_keys.relation._BLOCK", block)
        folder = Path(name)
        (folder / "a.csv").write_bytes(text.encode())
        with open_source(str(folder / "a.csv"), lambda finding: None, lambda done: None) as source:
            even = with_even_lines(folder / "a.csv", source, folder)
        if even:
            report = list(csv.reader(io.StringIO(even.read_bytes().decode(), newline="")))
            assert report == list(csv.reader(io.StringIO(text, newline="")))
        assert bool(even) == (len(set(ends[: len(rows) + 1])) > 1)


@pytest.mark.parametrize(
    "content", [f'[{GOOD},\n{GOOD[:-1]},"x":1.50}}]', f'{{"value": [{GOOD}, {GOOD[:-1]},\n"x":1.50}}]}}']
)
def test_pages_of_json(content: str, keyed: Keyed, tmp_path: Path) -> None:
    assert keyed("AlternateKey", "rows.json", content, "out.ndjson").status == 0
    first, second = (tmp_path / "out.ndjson").read_text().splitlines()
    assert first == f'{GOOD[:-1]},"Identifier":"a|b|c","AlternateKeyId":"{guid("a|b|c")}"}}'
    assert '"x":1.50,' in second


def test_one_row_over_several_lines(keyed: Keyed, tmp_path: Path) -> None:
    content = json.dumps(json.loads(GOOD), indent=2).replace("}", ', "x": 1.50}')
    assert keyed("AlternateKey", "rows.json", content, "out.ndjson").status == 0
    assert (tmp_path / "out.ndjson").read_text().startswith(f'{GOOD[:-1]},"x":1.50,"Identifier":"a|b|c"')
