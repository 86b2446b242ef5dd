"""dvspec id --file: keys for every row of a file, in its order; rows that can't have any; what is refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvspec.data.computed_keys.relation import with_even_lines
from dvspec.data.sources import open_source
from dvspec.guids import SCHEMES
from tests.commands import InProcess, Result, in_process_of_its_own, needs_enforced_permissions, python
from tests.data.rows import SOLUTION, peak_memory
from tests.independent_guids import independent_guid
from tests.reference import ROOT

SPECS = ("--specs", str(ROOT / "specs"))
HEADER = "DataSourceName,EntityName,AlternateValue"
NAMESPACE = SOLUTION.guid_scheme.namespace


Keyed = Callable[..., Result]


@pytest.fixture
def keyed(tmp_path: Path, dvspec: InProcess) -> Keyed:
    """Return what runs `dvspec id` on a file of this name and content."""

    def run(table: str, name: str, content: bytes | str, out: str, *options: str) -> Result:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return dvspec("id", table, "--file", tmp_path / name, "--out", tmp_path / out, *SPECS, *options)

    return run


def guid(identifier: str, scheme: str = "uuid5") -> str:
    return independent_guid(identifier, scheme, NAMESPACE)


def expected(number: int) -> tuple[str, str]:
    identifier = f"source|Ärger 🛒|{number}"
    return identifier, guid(identifier)


def lines(count: int) -> list[dict[str, str]]:
    return [{"DataSourceName": "source", "EntityName": "Ärger 🛒", "AlternateValue": str(n)} for n in range(count)]


CONTENT = {
    "rows.csv": "\n".join([HEADER, *(",".join(line.values()) for line in lines(300))]).encode(),
    "rows.ndjson": "\n".join(map(json.dumps, lines(300))).encode(),
}
CONTENT["rows.csv.gz"] = gzip.compress(CONTENT["rows.csv"])
CONTENT["utf16.csv"] = CONTENT["rows.csv"].decode().encode("utf-16")


@pytest.mark.parametrize("out", ["out.parquet", "out.csv", "out.ndjson", "out.csv.gz", "out.jsonl.gz"])
@pytest.mark.parametrize("name", [*CONTENT, "rows.parquet"])
def test_every_form_to_every_form(name: str, out: str, tmp_path: Path, dvspec: InProcess) -> None:
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


def test_other_columns_stay_as_they_are(keyed: Keyed, tmp_path: Path) -> None:
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
def test_line_that_is_no_object_stays_as_it_is(line: str, keyed: Keyed, tmp_path: Path) -> None:
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


def test_ending_of_a_name_is_not_trusted(keyed: Keyed) -> None:
    assert keyed("AlternateKey", "rows.csv.gz", f"{HEADER}\na,b,c\n", "out.csv").status == 0


def test_columns_of_ndjson_come_in_the_order_in_which_they_are_met(keyed: Keyed, tmp_path: Path) -> None:
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


def test_keys_are_named_as_the_other_columns_are(keyed: Keyed, tmp_path: Path) -> None:
    logical = ",".join(f"msdynci_{name.lower()}" for name in HEADER.split(","))
    keyed("AlternateKey", "rows.csv", f"{logical}\na,b,c\n", "out.csv")
    header = (tmp_path / "out.csv").read_text().splitlines()[0]
    assert header == f"{logical},msdynci_identifier,msdynci_alternatekeyid"


def test_bad_parts_have_no_key_and_are_told(keyed: Keyed, tmp_path: Path) -> None:
    content = f'{HEADER}\na,b,c\n,b,c\n"",b,c\na|b,b,c\na,,c\na,,\n'
    result = keyed("AlternateKey", "rows.csv", content, "out.csv")
    assert result.status == 1
    name = tmp_path / "rows.csv"
    no_keys = "so the row gets no keys"
    assert [line.removeprefix(f"{name}, ") for line in result.err.splitlines()[:5]] == [
        f"row {row}, {column}: error[DV661 row-without-keys]: {column} {problem}"
        for row, column, problem in [
            (2, "DataSourceName", f"is null or not a string, {no_keys}"),
            (3, "DataSourceName", f"is empty, {no_keys}"),
            (4, "DataSourceName", f"contains |, {no_keys}"),
            (5, "EntityName", f"is null or not a string, {no_keys}; 2 rows have this problem, and this is the first"),
            (6, "AlternateValue", f"is null or not a string, {no_keys}"),
        ]
    ]
    keys = [line.split(",")[3:] for line in (tmp_path / "out.csv").read_text().splitlines()[1:]]
    assert keys == [["a|b|c", guid("a|b|c")], *[["", ""]] * 5]


@pytest.mark.parametrize("out", ["out.ndjson", "out.csv", "out.parquet"])
def test_number_is_no_part(out: str, keyed: Keyed, tmp_path: Path) -> None:
    row = '{"DataSourceName":"a","EntityName":7,"AlternateValue":"c"}\n'
    result = keyed("AlternateKey", "rows.ndjson", row, out)
    assert (result.status, "row 1, EntityName: error[DV661 row-without-keys]" in result.err) == (1, True)
    assert duckdb.execute(f"SELECT Identifier FROM '{tmp_path / out}'").fetchall() == [(None,)]


def test_separator_can_be_allowed(keyed: Keyed, tmp_path: Path) -> None:
    result = keyed("AlternateKey", "rows.csv", f"{HEADER}\na|b,c,d\n", "out.csv", "--allow-separator")
    assert result.status == 0
    assert f"a|b|c|d,{guid('a|b|c|d')}" in (tmp_path / "out.csv").read_text()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme(scheme: str, keyed: Keyed, tmp_path: Path) -> None:
    keyed("AlternateKey", "rows.csv", f"{HEADER}\na,Ä🛒,c\n", "out.csv", "--scheme", scheme)
    assert (tmp_path / "out.csv").read_text().splitlines()[1].endswith("," + guid("a|Ä🛒|c", scheme))


def test_argument_of_an_identifier_is_a_column(keyed: Keyed, tmp_path: Path) -> None:
    header = "CustomerId,SegmentProvider,SegmentMembershipType"
    result = keyed("SegmentMembership", "rows.csv", f"{header}\na,b,c\n", "out.csv")
    assert (
        "require Name, which the file does not contain; it is not a column of the table, but the file must contain it"
        in result.err
    )
    keyed("SegmentMembership", "rows.csv", f"{header},name\na,b,c,VIP\n", "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines()[1].split(",")[4] == "a|b|c|VIP"


def test_guid_of_a_column(keyed: Keyed, tmp_path: Path) -> None:
    good = "CE759201F786D590BF2134BFF576C369"
    result = keyed("CustomerMeasure", "rows.csv", f"CustomerId\n{good}\nnone\n", "out.csv")
    problem = "CustomerId is not a GUID of 32 hexadecimal digits, so the row gets no keys"
    assert f"row 2, CustomerId: error[DV661 row-without-keys]: {problem}" in result.err
    assert (tmp_path / "out.csv").read_text().splitlines()[1:] == [
        f"{good},Customer_Measure|{good},ce759201-f786-d590-bf21-34bff576c369",
        "none,Customer_Measure|none,",
    ]


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
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
def test_refused(name: str, content: bytes | str, code: str, words: str, keyed: Keyed, tmp_path: Path) -> None:
    result = keyed("AlternateKey", name, content, "out.csv")
    assert result.status == 1
    assert f"error[{code} " in result.err and words in result.err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_lines_that_have_a_key_later_are_refused(keyed: Keyed, tmp_path: Path) -> None:
    line = '{"DataSourceName":"a","EntityName":"b","AlternateValue":"c"}\n'
    late = line.replace("}", ',"Identifier":"a|b|c"}')
    told = line.replace('"c"', '"\\"Identifier\\""')
    result = keyed("AlternateKey", "a.ndjson", line * 2000 + told + late, "out.ndjson")
    assert "row 2,002, Identifier: error[DV662 key-column-exists]: the file already contains this column" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["a.ndjson"]
    assert keyed("AlternateKey", "a.ndjson", line * 2000 + told, "out.ndjson").status == 0


def test_rows_of_csv_that_end_in_several_ways(keyed: Keyed, tmp_path: Path) -> None:
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
def test_even_lines_say_what_uneven_ones_said(rows: list[list[str]], ends: list[str], block: int) -> None:
    quoted = [",".join('"' + text.replace('"', '""') + '"' for text in row) for row in rows]
    text = "".join(row + end for row, end in zip(["a,b", *quoted], ends, strict=False))
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr("dvspec.data.computed_keys.relation._BLOCK", block)
        folder = Path(name)
        (folder / "a.csv").write_bytes(text.encode())
        with open_source(str(folder / "a.csv"), lambda finding: None, lambda done: None) as source:
            even = with_even_lines(folder / "a.csv", source, folder)
        if even:
            said = list(csv.reader(io.StringIO(even.read_bytes().decode(), newline="")))
            assert said == list(csv.reader(io.StringIO(text, newline="")))
        assert bool(even) == (len(set(ends[: len(rows) + 1])) > 1)


def test_parquet_column_that_is_no_text(tmp_path: Path, dvspec: InProcess) -> None:
    duckdb.sql(f"COPY (SELECT 1 AS DataSourceName, 'b' AS EntityName, 'c' AS AlternateValue) TO '{tmp_path}/a.parquet'")
    result = dvspec("id", "AlternateKey", "--file", tmp_path / "a.parquet", "--out", tmp_path / "o.csv", *SPECS)
    assert (
        "DataSourceName: error[DV609 incompatible-column-type]: type INTEGER, but keys are computed from text"
        in result.err
    )


def test_out_is_replaced_only_with_force(keyed: Keyed, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    content = f"{HEADER}\na,b,c\n"
    assert keyed("AlternateKey", "rows.csv", content, "out.csv").status == 2
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert keyed("AlternateKey", "rows.csv", content, "out.csv", "--force").status == 0
    assert "a|b|c" in (tmp_path / "out.csv").read_text()


GOOD = '{"DataSourceName":"a","EntityName":"b","AlternateValue":"c"}'


@pytest.mark.parametrize("out", ["out.ndjson", "out.csv", "out.parquet"])
@pytest.mark.parametrize(
    ("line", "code", "words"),
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
def test_lines_that_readers_take_differently_are_refused(
    line: str, code: str, words: str, out: str, keyed: Keyed, tmp_path: Path
) -> None:
    result = keyed("AlternateKey", "rows.ndjson", f"{GOOD}\n{line}\n{GOOD}\n", out)
    assert (result.status, "row 2" in result.err, f"error[{code} " in result.err) == (1, True, True), result.err
    assert words in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["rows.ndjson"]


def test_texts_that_look_suspicious_are_read(keyed: Keyed, tmp_path: Path) -> None:
    more = {"x": 'NaN, "EntityName": [1,] :inf ,}', "deep": {"EntityName": "d"}, "\u00e9": ":NaN"}
    line = json.dumps(json.loads(GOOD) | more)
    assert keyed("AlternateKey", "rows.ndjson", f"{GOOD}\n{line}\n", "out.ndjson").status == 0
    assert (tmp_path / "out.ndjson").read_text().splitlines()[1].startswith(line[:-1])


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


@pytest.mark.parametrize("value", ["'nan'::DOUBLE", "'-inf'::FLOAT", "{'x': ['inf'::DOUBLE]}"])
def test_json_gets_no_nan(value: str, tmp_path: Path, dvspec: InProcess) -> None:
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


@pytest.mark.parametrize("name", ["rows.csv", "rows.ndjson", "rows.parquet"])
def test_identifier_that_has_no_room_in_its_column(name: str, tmp_path: Path, dvspec: InProcess) -> None:
    table = SOLUTION.by_name["AlternateKey"]
    assert table.identifier
    limit = table.by_name[table.identifier.column].max_length
    assert limit
    texts = ["é" * (limit - 4), "é" * (limit - 3), "😀" * ((limit - 4) // 2), "😀" * (limit // 2)]
    file = tmp_path / name
    values = ", ".join(f"('a', 'b', '{text}')" for text in texts)
    duckdb.execute(f"COPY (FROM (VALUES {values}) AS t({HEADER})) TO '{file}'")
    out = tmp_path / f"out{file.suffix}"
    result = dvspec("id", "AlternateKey", "--file", file, "--out", out, *SPECS)
    assert result.status == 1
    problem = f"Identifier is longer than its column allows ({limit:,} UTF-16 code units)"
    assert f"row 2, Identifier: error[DV661 row-without-keys]: {problem}" in result.err
    assert "so the row gets no keys; 2 rows have this problem, and this is the first" in result.err
    found = duckdb.execute(f"SELECT Identifier, AlternateKeyId::VARCHAR FROM '{out}'").fetchall()
    assert [identifier for identifier, _ in found] == [f"a|b|{texts[0]}", None, f"a|b|{texts[2]}", None]
    assert [key is None for _, key in found] == [False, True, False, True]


@pytest.mark.skipif(sys.platform == "win32", reason="a limit for the size of files as POSIX has it")
@pytest.mark.parametrize("name", ["rows.parquet", "rows.csv", "rows.ndjson", "-"])
def test_full_disk_is_called_so(name: str, tmp_path: Path) -> None:
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


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--file", "a.csv"], "--file and --out are only valid together"),
        (["--out", "a.csv"], "--file and --out are only valid together"),
        (["a", "--file", "a.csv", "--out", "b.csv"], "give either PARTs or --file"),
        (["--file", "a.csv", "--out", "b.txt"], "--out 'b.txt' does not end with any of .parquet, .csv"),
        (["--file", "a.csv", "--out", "nowhere/b.csv"], "the folder 'nowhere' does not exist"),
    ],
)
def test_wrong_use(
    argv: list[str], words: str, tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = dvspec("id", "AlternateKey", *argv, *SPECS)
    assert (result.status, words in result.err) == (2, True)


def test_memory_is_bounded(tmp_path: Path) -> None:
    rows = "SELECT 'source' AS DataSourceName, repeat('x', 500) || i AS EntityName, 'v' || i AS AlternateValue"
    duckdb.sql(f"COPY ({rows} FROM range(2_000_000) AS r(i)) TO '{tmp_path}/rows.parquet'")
    argv = ("id", "AlternateKey", "--file", f"{tmp_path}/rows.parquet", "--out", f"{tmp_path}/out.parquet")
    assert (
        peak_memory(tmp_path, *argv) < 1.8e9
    )  # of 3 GB of text; DuckDB is held to 1 GB, and takes half more before 2.0


def test_wide_rows_take_what_memory_there_is(
    tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dvspec.data.engine.MEMORY", "50MB")
    parts = "'source' AS DataSourceName, 'e' AS EntityName, 'v' || i AS AlternateValue"
    rows = f"SELECT {parts}, repeat(md5(i::VARCHAR), 1000) AS more"
    duckdb.execute(f"COPY ({rows} FROM range(4000) AS r(i)) TO '{tmp_path}/rows.parquet'")
    for out in ("o.parquet", "o.csv"):
        result = dvspec("id", "AlternateKey", "--file", tmp_path / "rows.parquet", "--out", tmp_path / out, *SPECS)
        assert result.out.startswith("4,000 rows: no errors")
