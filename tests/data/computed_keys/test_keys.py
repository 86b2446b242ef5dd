"""dvspec id --file: identifiers, GUIDs, their names, and rows that get none."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dvspec.guids import SCHEMES
from tests.commands import InProcess
from tests.data.computed_keys.common import (
    HEADER,
    SPECS,
    Keyed,
    guid,
)
from tests.data.rows import SOLUTION
from tests.independent_guids import independent_guid
from tests.spec.small import THING, write


def test_keys_are_named_as_the_other_columns_are(keyed: Keyed, tmp_path: Path) -> None:
    logical = ",".join(f"msdynci_{name.lower()}" for name in HEADER.split(","))
    keyed("AlternateKey", "rows.csv", f"{logical}\na,b,c\n", "out.csv")
    header = (tmp_path / "out.csv").read_text().splitlines()[0]
    assert header == f"{logical},msdynci_identifier,msdynci_alternatekeyid"


def test_invalid_parts_have_no_keys_and_are_reported(keyed: Keyed, tmp_path: Path) -> None:
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
def test_number_is_not_a_part(out: str, keyed: Keyed, tmp_path: Path) -> None:
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


@pytest.mark.parametrize("name", ["rows.csv", "rows.ndjson", "rows.parquet"])
def test_identifier_longer_than_its_column(name: str, tmp_path: Path, dvspec: InProcess) -> None:
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


@pytest.mark.parametrize("source", ["rows.csv", "rows.ndjson", "rows.parquet"])
@pytest.mark.parametrize("out", ["out.csv", "out.ndjson", "out.parquet"])
def test_identifier_of_a_single_column_is_not_added(source: str, out: str, tmp_path: Path, dvspec: InProcess) -> None:
    identifier = "identifier: {column: Name, parts: [Name], example: {parts: [a], value: a}}\n"
    specs = write(tmp_path / "specs", f"{THING}{identifier}guid: {{column: ThingId, from: identifier}}\n")
    duckdb.sql(f"""COPY (SELECT 'a' AS "Name") TO '{tmp_path / source}'""")
    result = dvspec("id", "Thing", "--file", tmp_path / source, "--out", tmp_path / out, "--specs", specs)
    assert result.status == 0, result.err
    keyed = duckdb.execute(f"SELECT * FROM '{tmp_path / out}'")
    assert [name for name, *_ in keyed.description or ()] == ["Name", "ThingId"]
    assert [tuple(map(str, row)) for row in keyed.fetchall()] == [("a", independent_guid("a", "md5-rfc-utf8", None))]
