"""Readers: those that are quick say what those say that look at each row."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dvspec.data import sources
from dvspec.data.checks.values import INVALID_DATE, VALUE_TYPE
from dvspec.data.columns import DISPLAY_NAME, DUPLICATE_COLUMN
from dvspec.data.line_ends import MIXED_LINE_ENDS
from dvspec.data.readers.block_decoder import BlockDecoder
from dvspec.data.readers.json_rows import NOT_A_ROW, RowDecoder
from dvspec.data.sources import TRUNCATED, UNREADABLE, open_source
from dvspec.data.validate import MISSING_COLUMN, validate
from dvspec.findings import Finding, Refused
from tests.commands import InProcess
from tests.data.rows import SOLUTION, ndjson, row
from tests.reference import ROOT

GOOD = row()
ID = "msdynci_unifiedactivityid"
NAMES = [*GOOD, "Title", "createdon", "@odata.etag", "nobody", "ownerid", "_ownerid_value", "statecode"]
NAMES += ["msdynci_lookupfield_Customer", "msdynci_lookupfield_Customer@odata.bind", "ownerid@odata.bind"]
TEXTS = st.text(max_size=6) | st.sampled_from(
    [
        '"',
        '{"a":1}',
        '{"a":1,"a":2}',
        "\\",
        "\\u0022",
        "\0",
        "\ud800",
        "é",
        "😀",
        "x" * 200,
        "1752-01-01",
        "|",
        "}\n{",
        '":',
    ]
)
VALUES = st.recursive(
    st.none() | TEXTS | st.booleans() | st.sampled_from([0, -1, 2**64, 1.5, 1e300, 647430001]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=3,
)
ROWS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3).map(lambda changed: GOOD | changed)
PARTIAL = st.tuples(ROWS, st.sets(st.sampled_from(NAMES))).map(
    lambda both: {key: value for key, value in both[0].items() if key not in both[1]}
)


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """Return a line of NDJSON, as some writer would write it, or as none should."""
    one = draw(st.just(GOOD) | ROWS | PARTIAL)
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,", " :"), (",\t", ":\t")]))
    text = json.dumps(one, separators=separators, ensure_ascii=draw(st.booleans()))
    text = draw(st.sampled_from([text, text, text, text.replace('\\"', "\\u0022")]))
    line = text.encode("utf-8", "surrogatepass")
    twice = line.replace(b"{", b'{"msdynci_title"%s"x",' % separators[1].encode(), 1)
    odd = [twice, line + b" " + line, line[:-1], b"", b" ", b"\r", line + b"\r", b" " + line, b"[]", b"null", b"NaN"]
    odd += [line + b"\xff", line.replace(b'"', b'"\x01', 1), line.replace(b'":', b'":1e999,"x":')]
    odd += [line.replace(b",", b"," + end, 1) for end in (b"\r", b"\n", b"\r\n")]
    return draw(st.just(line) | st.sampled_from(odd))


def validation(file: Path, quick: bool = True, block: int = 2000) -> tuple[list[Finding], int]:
    """Return what `validate` reports of a file, and how many rows it counts."""
    findings: list[Finding] = []
    with ExitStack() as stack:
        stack.enter_context(patch.object(sources, "BLOCK", block))
        if not quick:
            stack.enter_context(patch.object(BlockDecoder, "batch", lambda self, lines, number: None))
        source = stack.enter_context(open_source(str(file), findings.append, lambda position: None))
        rows = sum(
            validate(source, SOLUTION.by_name["UnifiedActivity"], SOLUTION, SOLUTION.guid_scheme, findings.append)
        )
    return findings, rows


@given(text=st.lists(lines(), max_size=12).map(b"\n".join), ended=st.booleans())
@example(text=ndjson(*[GOOD] * 4, {"msdynci_title": "x"}, *[GOOD] * 9), ended=True)
@example(
    text=ndjson(json.dumps(row(title="4")).replace('"4"', r'"x", "msdynci_title": "\u0022\u0022\u0022\u0022"')),
    ended=False,
)
def test_blocks_decoded_at_once_give_the_findings_of_single_lines(
    text: bytes, ended: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("rows") / "rows.ndjson"
    file.write_bytes(ndjson(GOOD, GOOD, GOOD) + text + b"\n" * ended)
    assert validation(file) == validation(file, quick=False)


@pytest.mark.parametrize("options", [{}, {"separators": (",", ":")}, {"ensure_ascii": False}])
def test_rows_that_leave_out_nulls_are_decoded_by_the_block(tmp_path: Path, options: dict[str, Any]) -> None:
    file = tmp_path / "rows.ndjson"
    rows = [
        {key: GOOD[key] for place, key in enumerate(GOOD) if place % 9 != number % 9 or key == ID}
        for number in range(900)
    ]
    file.write_text("".join(json.dumps(one, **options) + "\n" for one in rows), encoding="utf-8")
    with patch.object(RowDecoder, "row", autospec=True, side_effect=RowDecoder.row) as by_line:
        assert validation(file)[1] == 900
    assert by_line.call_count < 90


CSV_TEXT = st.lists(st.sampled_from(["a", '"', "\r", "\n", "\r\n", ",", "é", "😀", '"x\ny"', "webvisits"]), max_size=30)


@given(text=CSV_TEXT.map("".join), block=st.integers(2, 40))
def test_csv_is_read_the_same_in_blocks_of_any_size(
    text: str, block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("rows") / "rows.csv"
    file.write_bytes(f"msdynci_title,msdynci_entityname\n{text}".encode())
    small, large = validation(file, block=block), validation(file, block=4000)
    alike = [[one for one in findings if one.rule is not MIXED_LINE_ENDS] for findings, _ in (small, large)]
    assert alike[0] == alike[1]
    assert small[1] == large[1]


@pytest.mark.parametrize("document", ["array", "answer", "row"])
def test_document_truncated_anywhere_is_reported_and_earlier_rows_are_checked(tmp_path: Path, document: str) -> None:
    file = tmp_path / "rows.json"
    one: dict[str, Any] = {
        "msdynci_title": 'a\\é"😀',
        "msdynci_url": None,
        "statecode": -1.5e10,
        "createdon": [1, False],
    }
    whole: Any = {
        "array": [row(title=1), one],
        "answer": {"@odata.context": "x", "value": [row(title=1), one]},
        "row": one,
    }
    text = json.dumps(whole[document], indent=1).encode()
    before = text.index(b"},") if document != "row" else len(text)
    for cut in range(1, len(text)):
        file.write_bytes(text[:cut])
        findings, _ = validation(file)
        found = [one.rule for one in findings]
        assert found.count(TRUNCATED) == 1, text[:cut]
        assert NOT_A_ROW not in found, text[:cut]
        assert (VALUE_TYPE in found) == (cut > before) or document == "row"


OTHER = {
    "xz": (lzma.compress(b"a,b\n"), "xz"),
    "bzip2": (bz2.compress(b"a,b\n"), "bzip2"),
    "gzip in gzip": (gzip.compress(gzip.compress(b"a,b\n")), "unpack it once"),
    "zip": (b"PK\x03\x04" + bytes(30), "zip"),
    "xlsx": (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "save it in Excel as CSV UTF-8"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8), "save it in Excel as CSV UTF-8"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(8), "7z"),
    "zstd": (b"\x28\xb5\x2f\xfd" + bytes(8), "Zstandard"),
    "compress": (b"\x1f\x9d\x90" + b"a\xf4\x01" * 9, "compress (.Z); unpack it"),
    "tar": (b"rows.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(200), "a tar archive; unpack it"),
    "gif": (b"GIF89a" + bytes(8), "GIF"),
    "nothing but NUL": (bytes(5000), "a file of NUL bytes"),
    "xml": (b"<?xml version='1.0'?>\n<feed/>", "an XML document"),
    "xml without a declaration": (b'<feed xmlns="http://www.w3.org/2005/Atom"><a/></feed>', "an XML document"),
    "html": (b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>", "a web page (HTML)"),
    "html with a byte order mark": (b"\xef\xbb\xbf<html lang='en'>", "a web page (HTML)"),
    "utf-32-le": ("msdynci_title\na\n".encode("utf-32-le"), "UTF-32-LE without a byte order mark; save it as UTF-8"),
    "utf-32-be": ('{"msdynci_title":"ä€"}'.encode("utf-32-be"), "UTF-32-BE without a byte order mark"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(8), "PNG"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "sqlite": (b"SQLite format 3\0", "SQLite"),
    "avro": (b"Obj\x01" + bytes(8), "Avro"),
    "orc": (b"ORC\x08\0", "ORC"),
    "utf-16-le": ("msdynci_title\na\n".encode("utf-16-le"), "save it as UTF-8"),
    "utf-16-be": ('[{"msdynci_title":"a"}]'.encode("utf-16-be"), "save it as UTF-8"),
    "utf-16-le with zero bytes in letters": ("msdynci_title\nGruppe 一 😀\n".encode("utf-16-le"), "UTF-16-LE without"),
    "utf-16-be with zero bytes in letters": ("msdynci_title\nGruppe 一 😀\n".encode("utf-16-be"), "UTF-16-BE without"),
}


@pytest.mark.parametrize("name", ["rows.csv", "rows.json", "rows.parquet", "rows"])
@pytest.mark.parametrize("case", OTHER)
def test_other_formats_are_recognised_with_advice(case: str, name: str, tmp_path: Path) -> None:
    content, advice = OTHER[case]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused) as refused:
        validation(tmp_path / name)
    [finding] = refused.value.findings
    assert finding.rule is UNREADABLE
    assert advice in finding.message


@pytest.mark.parametrize("line", ["sep=;", '"sep=,"', "SEP=\t"])
def test_separator_line_of_excel_is_refused(line: str, tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"{line}\nDataSourceName;EntityName;AlternateValue\na;b;c\n")
    specs = ("--specs", ROOT / "specs")
    for result in (
        dvspec("validate", "AlternateKey", file, *specs),
        dvspec("id", "AlternateKey", "--file", file, "--out", tmp_path / "out.csv", *specs),
    ):
        assert "is not part of CSV; delete that line" in result.err
        assert result.status == 1


def test_csv_header_that_begins_like_another_format_is_csv(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("ORCID,msdynci_title\n1,a\n")
    assert validation(tmp_path / "rows.csv")[1] == 1


def test_columns_by_display_name_are_read_with_one_note(tmp_path: Path) -> None:
    hidden = "(Do Not Modify) UnifiedActivity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On"
    (tmp_path / "rows.csv").write_text(f"{hidden},EntityName,ActivityTime,Title\nx,y,z,web,yesterday,a\n")
    findings, rows = validation(tmp_path / "rows.csv")
    found = [(one.rule, getattr(one.place, "name", "")) for one in findings if one.rule is not MISSING_COLUMN]
    assert found == [(DISPLAY_NAME, ""), (INVALID_DATE, "ActivityTime")]
    assert rows == 1


def test_csv_escaped_by_spark_is_reported_with_the_option_to_set(tmp_path: Path) -> None:
    text = 'msdynci_title,msdynci_semanticdata\na,b\nb,"{\\"a\\":1}"\nc,"{\\"a\\":2}"\n'
    (tmp_path / "rows.csv").write_text(text)
    findings, rows = validation(tmp_path / "rows.csv")
    [finding] = [one for one in findings if one.rule is UNREADABLE]
    assert 'option("escape", "\\"")' in finding.message
    assert rows == 1
    (tmp_path / "rows.csv").write_text(text.replace('{\\"a\\":1}', "{\\").replace('{\\"a\\":2}', "x"))
    assert UNREADABLE not in [one.rule for one in validation(tmp_path / "rows.csv")[0]]  # it is CSV as it is


def test_parquet_columns_that_differ_in_case_keep_their_names(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = arrow.table([["a"], [[1]], ["b"]], ["msdynci_title", "createdon", "MSDYNCI_TITLE"])
    parquet.write_table(table, tmp_path / "rows.parquet")
    [finding] = [one for one in validation(tmp_path / "rows.parquet")[0] if one.rule is DUPLICATE_COLUMN]
    assert "duplicate column 'MSDYNCI_TITLE': 'msdynci_title' means the same column" in finding.message
