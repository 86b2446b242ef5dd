"""dvspec id --file on NDJSON: values keep their spelling, members may come late, invalid lines are refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from dvspec.data import sources
from dvspec.data.readers.block_decoder import BlockDecoder
from tests.commands import InProcess, Result
from tests.data.computed_keys.common import GOOD, SPECS

MANY = f"{GOOD}\n" * 5000  # more than one block
TABLES = ["out.csv", "out.parquet"]
EVERY = ["out.ndjson", *TABLES]

Keyed = Callable[..., Result]


@pytest.fixture
def keyed(tmp_path: Path, dvspec: InProcess) -> Keyed:
    """Return a function that runs `dvspec id` on lines of NDJSON."""

    def run(content: str | bytes, out: str) -> Result:
        file = tmp_path / "rows.ndjson"
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return dvspec("id", "AlternateKey", "--file", file, "--out", tmp_path / out, "--force", *SPECS)

    return run


def table(file: Path) -> list[dict[str, str | None]]:
    """Return the rows of a file of CSV or Parquet as text, with '' as None."""
    if file.suffix == ".csv":
        rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))
    else:
        rows = parquet.read_table(file).to_pylist()
    return [{name: value or None for name, value in row.items()} for row in rows]


def with_member(member: str) -> str:
    return f"{GOOD[:-1]},{member}}}"


@pytest.mark.parametrize("out", TABLES)
def test_values_of_other_columns_are_written_as_the_file_spells_them(out: str, keyed: Keyed, tmp_path: Path) -> None:
    values = ["900000000000000.37", "1.50", "1e5", "-0.0", '{"x": [900000000000000.37,1.50]}', "true", "[]"]
    row = with_member(",".join(f'"v{number}":{value}' for number, value in enumerate(values)))
    texts = with_member('"v0":"900000000000000.37","v1":null,"v2":"caf\\u00e9, \\"x\\"\\n"')
    assert keyed(f"{row}\n{texts}\n", out).status == 0
    rows = table(tmp_path / out)
    assert [rows[0][f"v{number}"] for number in range(len(values))] == values
    assert [rows[1]["v0"], rows[1]["v1"], rows[1]["v2"]] == ["900000000000000.37", None, 'café, "x"\n']


@pytest.mark.parametrize("out", EVERY)
def test_input_that_only_later_rows_have_is_found(out: str, keyed: Keyed, tmp_path: Path) -> None:
    without = '{"DataSourceName":"a","EntityName":"b"}\n'
    result = keyed(without * 8000 + GOOD, out)
    assert "row 1, AlternateValue: error[DV661 row-without-keys]: AlternateValue is null" in result.err
    assert "8,000 rows have this problem" in result.err
    if out == "out.ndjson":
        lines = (tmp_path / out).read_text().splitlines()
        assert lines[0] == without.strip()[:-1] + ',"Identifier":null,"AlternateKeyId":null}'
        assert json.loads(lines[-1])["Identifier"] == "a|b|c"
    else:
        assert [row["Identifier"] for row in table(tmp_path / out)] == [None] * 8000 + ["a|b|c"]


@pytest.mark.parametrize("out", EVERY)
def test_input_that_no_row_has_is_reported(out: str, keyed: Keyed) -> None:
    result = keyed('{"DataSourceName":"a","EntityName":"b"}\n' * 8000, out)
    assert "error[DV663 missing-key-input]: the keys of AlternateKey require AlternateValue" in result.err


@pytest.mark.parametrize("out", EVERY)
@pytest.mark.parametrize(
    ("late", "message"),
    [
        (
            '"entityname":"x"',
            "row 5,001, entityname: error[DV606 duplicate-file-column]: several columns are EntityName",
        ),
        ('"identifier":"x"', "row 5,001, identifier: error[DV662 key-column-exists]"),
        ('"msdynci_alternatekeyid":"x"', "row 5,001, msdynci_alternatekeyid: error[DV662 key-column-exists]"),
    ],
)
def test_member_that_comes_late_under_another_name_is_refused(
    late: str, message: str, out: str, keyed: Keyed, tmp_path: Path
) -> None:
    result = keyed(MANY + with_member(late), out)
    assert (result.status, message in result.err) == (1, True), result.err
    assert [path.name for path in tmp_path.iterdir()] == ["rows.ndjson"]


@pytest.mark.parametrize("out", TABLES)
def test_columns_that_come_late_are_columns_of_the_table(out: str, keyed: Keyed, tmp_path: Path) -> None:
    assert keyed(MANY + with_member('"late":7'), out).status == 0
    rows = table(tmp_path / out)
    assert [*rows[0]] == ["DataSourceName", "EntityName", "AlternateValue", "late", "Identifier", "AlternateKeyId"]
    assert [rows[0]["late"], rows[-1]["late"], len(rows)] == [None, "7", 5001]


@pytest.mark.parametrize("out", TABLES)
def test_columns_that_differ_in_case_are_refused_in_tables(out: str, keyed: Keyed) -> None:
    result = keyed(with_member('"x":1') + "\n" + MANY + with_member('"X":1'), out)
    assert (
        "row 5,002, X: error[DV606 duplicate-file-column]: duplicate column 'X': 'x' differs only in case" in result.err
    )


@pytest.mark.parametrize("out", EVERY)
@pytest.mark.parametrize(
    ("line", "message"),
    [
        (with_member('"x":1,"x":2'), "x: error[DV612 duplicate-member]: duplicate member 'x'"),
        (with_member('"x":1, "x" :2'), "x: error[DV612 duplicate-member]: duplicate member 'x'"),
        (with_member('"x":1e999'), "not JSON: 1e999 is larger than any floating-point number"),
        (with_member('"x":[{"y":-1E+400}]'), "not JSON: -1E+400 is larger than any floating-point number"),
        (with_member('"x":' + "9" * 400), "is larger than any floating-point number"),
        (with_member('"x":"\xff"').encode("latin-1"), "error[DV629 invalid-text]: this line is not UTF-8"),
        (with_member('"x":' + "[" * 100_000 + "]" * 100_000), "nested too deeply"),
    ],
    ids=["duplicate", "spaced duplicate", "1e999", "nested 1e999", "400 digits", "Latin-1", "deep"],
)
@pytest.mark.parametrize("before", [1, 5000])
def test_invalid_line_is_refused(line: str | bytes, message: str, before: int, out: str, keyed: Keyed) -> None:
    content = line if isinstance(line, bytes) else line.encode()
    result = keyed((with_member('"x":1') + "\n").encode() * before + content, out)
    assert (result.status, f"row {before + 1:,}" in result.err, message in result.err) == (1, True, True), result.err


@pytest.mark.parametrize("out", EVERY)
def test_warning_about_line_ends_comes_once(out: str, keyed: Keyed) -> None:
    result = keyed(MANY + GOOD + "\r\n" + with_member('"late":1'), out)
    assert (result.status, result.err.count("error[")) == (0, 0)
    assert result.err.count("warning[DV605 mixed-line-ends]") == 1


@pytest.mark.parametrize("out", EVERY)
@pytest.mark.parametrize(("part", "problem"), [("a\\u0000b", "NUL"), ("\\ud800", "a lone surrogate")])
def test_part_that_no_identifier_can_have(part: str, problem: str, out: str, keyed: Keyed, tmp_path: Path) -> None:
    result = keyed(GOOD + "\n" + GOOD.replace("b", part), out)
    if problem == "NUL" or out == "out.ndjson":
        assert f"row 2, EntityName: error[DV661 row-without-keys]: EntityName contains {problem}, so" in result.err
        assert (tmp_path / out).exists()
    else:
        assert "row 2, EntityName: error[DV629 invalid-text]: contains a lone surrogate" in result.err
        assert not (tmp_path / out).exists()


@pytest.mark.parametrize("out", TABLES)
def test_lone_surrogate_is_reported_once(out: str, keyed: Keyed) -> None:
    lines = [GOOD, GOOD.replace("b", "\\ud800").replace("}", ',"other":1}')]
    assert "1 error in 0 rows" in keyed("\n".join(lines), out).err


@pytest.mark.parametrize("line", ["5", "[1]", "null"])
@pytest.mark.parametrize("out", TABLES)
def test_line_that_is_not_an_object_is_refused_in_tables(line: str, out: str, keyed: Keyed) -> None:
    assert "row 2: error[DV611 not-a-row]: a row is a JSON object" in keyed(f"{GOOD}\n{line}\n", out).err


VALUES = st.recursive(
    st.none() | st.text(max_size=4) | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)
NAMES = st.sampled_from(["DataSourceName", "EntityName", "AlternateValue", "x", "y", 'a"b', "é"])
LINES = st.dictionaries(NAMES, VALUES, max_size=5).map(lambda changed: json.loads(GOOD) | changed)


@given(rows=st.lists(LINES, max_size=8), spaced=st.booleans(), escaped=st.booleans())
def test_blocks_decoded_at_once_give_the_files_of_single_lines(
    rows: list[dict[str, Any]], spaced: bool, escaped: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    separators = (", ", ": ") if spaced else (",", ":")
    lines = [json.dumps(row, separators=separators, ensure_ascii=escaped) for row in [json.loads(GOOD), *rows]]
    (folder / "rows.ndjson").write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass", newline="")
    results = []
    for quick in (True, False):
        slow = patch.object(BlockDecoder, "batch", lambda self, lines, number: None)
        for out in ("out.ndjson", "out.csv"):
            with patch.object(sources, "BLOCK", 200):
                if quick:
                    result = run(folder, out)
                else:
                    with slow:
                        result = run(folder, out)
            results.append((result, (folder / out).read_bytes() if (folder / out).exists() else b""))
    assert results[:2] == results[2:]


def run(folder: Path, out: str) -> list[str]:
    """Return what is reported about rows.ndjson."""
    from dvspec.data.computed_keys import add_keys
    from dvspec.data.sources import open_source
    from dvspec.findings import Finding, Refused
    from tests.data.rows import SOLUTION

    findings: list[Finding] = []
    with open_source(str(folder / "rows.ndjson"), findings.append, lambda position: None) as source:
        try:
            add_keys(source, folder / out, SOLUTION.by_name["AlternateKey"], SOLUTION, False, lambda done: None)
        except Refused as refused:
            findings += refused.findings
    return [f"{finding.place} {finding.rule.code} {finding.message}" for finding in findings]
