"""Bad input: a finding for each, with row and column, never a traceback; and the rest of the file is still read."""

from __future__ import annotations

import codecs
import gzip
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import HANG, InProcess, command
from tests.data.rows import as_csv, codes_and_cells, ndjson, row, validated
from tests.reference import ROOT

GOOD = row()
TITLE = "msdynci_title"
TIME = "msdynci_activitytime"
DATA = "msdynci_semanticdata"
SURROGATE = json.dumps(row(title="\ud800"))

# Content of a file, the number of rows read, and the findings: code, row (None for the file) and column.
CASES: dict[str, tuple[str, bytes, int, list[tuple[str, int | None, str | None]]]] = {
    "numbers where text belongs": (
        "a.ndjson", ndjson(GOOD, row(title=7, activitytime=True), GOOD), 3, [("DV622", 2, TIME), ("DV622", 2, TITLE)],
    ),
    "an object where text belongs": ("a.ndjson", ndjson(row(title={"a": 1}), GOOD), 2, [("DV622", 1, TITLE)]),
    "five megabytes of text": ("a.ndjson", ndjson(row(title="x" * 5_000_000), GOOD), 2, [("DV623", 1, TITLE)]),
    "five megabytes of text in CSV": ("a.csv", as_csv(row(title="x" * 5_000_000), GOOD), 2, [("DV623", 1, TITLE)]),
    "five megabytes of a name": ("a.ndjson", ndjson({"x" * 5_000_000: 1}, GOOD), 2, [("DV607", 1, "x" * 100)]),
    "a lone surrogate": ("a.ndjson", ndjson(GOOD, SURROGATE, GOOD), 3, [("DV629", 2, TITLE)]),
    "a lone surrogate in UTF-8": (
        "a.ndjson", ndjson(b'{"msdynci_title":"\xed\xa0\x80"}', GOOD), 2, [("DV629", 1, TITLE)],
    ),
    "bytes that are not UTF-8": ("a.ndjson", ndjson(b'{"msdynci_title":"\xff"}', GOOD), 2, [("DV629", 1, TITLE)]),
    "Latin-1 in CSV": (
        "a.csv", as_csv(row(title="Ärger"), GOOD).decode().encode("latin-1"), 2, [("DV629", 1, TITLE)],
    ),
    "an escaped NUL": ("a.ndjson", ndjson(row(title="a\0b"), GOOD), 2, [("DV629", 1, TITLE)]),
    "a NUL in CSV": ("a.csv", as_csv(row(title="a\0b"), GOOD), 2, [("DV629", 1, TITLE)]),
    "a bare NUL": ("a.ndjson", ndjson(b'{"msdynci_title":"a\0b"}', GOOD), 1, [("DV611", 1, None)]),
    "NaN": ("a.ndjson", ndjson('{"msdynci_title":NaN}', GOOD), 2, [("DV622", 1, TITLE)]),
    "NaN in a payload": ("a.ndjson", ndjson(row(semanticdata='{"a":NaN}'), GOOD), 2, [("DV641", 1, DATA)]),
    "a duplicate member": (
        "a.ndjson", ndjson(GOOD, json.dumps(GOOD)[:-1] + ',"msdynci_title":"x"}', GOOD), 3, [("DV612", 2, None)],
    ),
    "a duplicate member in a payload": (
        "a.ndjson", ndjson(row(semanticdata='{"a":1,"a":1}'), GOOD), 2, [("DV643", 1, DATA)],
    ),
    "a duplicate member deep in a payload": (
        "a.ndjson", ndjson(row(semanticdata='{"b":[{"a":1,"a":1}]}'), GOOD), 2, [("DV643", 1, DATA)],
    ),
    "an escaped lone surrogate in a payload": (
        "a.ndjson", ndjson(row(semanticdata='{"a":"\\ud800"}'), row(semanticdata='{"a":"\\ud83d\\uded2"}')), 2,
        [("DV629", 1, DATA)],
    ),
    "a payload nested deeply": (
        "a.ndjson", ndjson(row(semanticdata="[" * 100_000 + "]" * 100_000), GOOD), 2, [("DV641", 1, DATA)],
    ),
    "a row nested deeply": ("a.ndjson", ndjson('{"a":' * 50_000 + "1" + "}" * 50_000, GOOD), 1, [("DV611", 1, None)]),
    "a document nested deeply": ("a.json", b"[" * 100_000, 0, [("DV611", 1, None)]),
    "a payload that is not JSON": ("a.ndjson", ndjson(row(semanticdata="none"), GOOD), 2, [("DV641", 1, DATA)]),
    "a payload of another schema": ("a.ndjson", ndjson(row(semanticdata="[1]"), GOOD), 2, [("DV642", 1, DATA)]),
    "dates before 1753": (
        "a.ndjson",
        ndjson(row(activitytime="1752-12-31T23:59:59Z"), row(activitytime="0001-01-01T00:00:00Z"), GOOD),
        3,
        [("DV628", 1, TIME), ("DV628", 2, TIME)],
    ),
    "the first date": ("a.ndjson", ndjson(row(activitytime="1753-01-01T00:00:00Z")), 1, []),
    "a date that is too early only in its time zone": (
        "a.ndjson",
        ndjson(row(activitytime="1753-01-01T00:00:00+01:00"), row(activitytime="1752-12-31T23:30:00-01:00")),
        2,
        [("DV628", 1, TIME)],
    ),
    "no date, and no time zone": (
        "a.ndjson",
        ndjson(row(activitytime="2022-02-30T00:00:00Z"), row(activitytime="2022-02-03T00:00:00"), GOOD),
        3,
        [("DV627", 1, TIME), ("DV627", 2, TIME)],
    ),
    "a byte order mark": ("a.ndjson", codecs.BOM_UTF8 + ndjson(GOOD), 1, [("DV604", None, None)]),
    "a byte order mark in CSV": ("a.csv", codecs.BOM_UTF8 + as_csv(GOOD), 1, [("DV604", None, None)]),
    "UTF-16": ("a.ndjson", ndjson(GOOD, GOOD).decode().encode("utf-16"), 2, [("DV604", None, None)]),
    "UTF-16 in CSV": ("a.csv", as_csv(GOOD, GOOD).decode().encode("utf-16"), 2, [("DV604", None, None)]),
    "damaged gzip": ("a.ndjson.gz", gzip.compress(ndjson(GOOD))[:20] + b"xxxx", 0, [("DV602", None, None)]),
    "text named as Parquet": ("a.parquet", b"hello", 0, [("DV601", None, None)]),
    "truncated Parquet": ("a.parquet", b"PAR1" + bytes(100), 0, [("DV601", None, None)]),
    "a zip": ("a.csv", b"PK\x03\x04" + bytes(100), 0, [("DV601", None, None)]),
    "mixed line ends": ("a.ndjson", ndjson(GOOD) + ndjson(GOOD).replace(b"\n", b"\r\n"), 2, [("DV605", None, None)]),
    "mixed line ends in CSV": (
        "a.csv", as_csv(GOOD, end="\n") + as_csv(GOOD).split(b"\r\n", 1)[1], 2, [("DV605", None, None)],
    ),
    "line ends of an old Mac": ("a.csv", as_csv(GOOD, GOOD, end="\r"), 2, []),
    "a duplicate column": (
        "a.csv", as_csv(GOOD).replace(b"msdynci_entityname", b"msdynci_title"), 1, [("DV606", None, TITLE)],
    ),
    "a duplicate column under two names": (
        "a.csv", as_csv(GOOD).replace(b"msdynci_entityname", b"Title"), 1, [("DV606", None, TITLE)],
    ),
    "an unknown column": ("a.ndjson", ndjson(GOOD, row(titel="x")), 2, [("DV607", 2, "msdynci_titel")]),
    "an empty file": ("a.csv", b"", 0, [("DV603", None, None)]),
    "an empty Parquet file": ("a.parquet", b"", 0, [("DV603", None, None)]),
    "blank lines": ("a.ndjson", b"\n\n", 0, [("DV603", None, None)]),
    "a header alone": ("a.csv", as_csv(GOOD).splitlines()[0], 0, [("DV603", None, None)]),
    "an empty array": ("a.json", b"[]", 0, [("DV603", None, None)]),
    "values that are not rows": (
        "a.ndjson", ndjson("5", '"x"', "null", "[1]", GOOD), 1, [("DV611", number, None) for number in (1, 2, 3, 4)],
    ),
    "too few fields": ("a.csv", as_csv(GOOD) + b"a,b\r\n" + as_csv(GOOD).split(b"\r\n")[1], 2, [("DV611", 2, None)]),
    "an open quote": ("a.csv", as_csv(GOOD) + b'"a\r\n', 1, [("DV602", 2, None)]),
    "a truncated document": ("a.json", b"[" + ndjson(GOOD, ","), 1, [("DV602", 2, None)]),
    "an invalid GUID": (
        "a.ndjson", ndjson(row(unifiedactivityid="x")), 1, [("DV626", 1, "msdynci_unifiedactivityid")],
    ),
    "a number of five thousand digits": (
        "a.ndjson", ndjson('{"msdynci_title":' + "9" * 5000 + "}"), 1, [("DV622", 1, TITLE)],
    ),
    "a duplicate member with a space after it": (
        "a.ndjson", ndjson('{"msdynci_title":"a","msdynci_title" :"b"}', GOOD), 2, [("DV612", 1, None)],
    ),
    "a duplicate member in a payload, with a space after it": (
        "a.ndjson", ndjson(row(semanticdata='{"a":1,"a" :1}'), GOOD), 2, [("DV643", 1, DATA)],
    ),
    "a bad first line, and a name that is JSON's": ("a.json", ndjson("{bad}", GOOD, GOOD), 2, [("DV611", 1, None)]),
    "rows one after another in JSON": ("a.json", json.dumps(GOOD, indent=1).encode() * 3, 3, []),
    "a first line that is longer than a block": (
        "a.json", ndjson(row(semanticdata=json.dumps({"PageName": "x" * 100_000})), GOOD, GOOD), 3, [],
    ),
    "a blank line before the header": ("a.csv", b"\r\n" + as_csv(GOOD), 1, []),
    "no column of the table": ("a.csv", b"createdon,statecodename\r\nx,y\r\n", 0, [("DV601", None, None)]),
    "system columns as exports name them": (
        "a.csv", b"msdynci_title,ownerid,createdbyname,statecode\r\nx,y,z,0\r\n", 1, [],
    ),
    "null where a value is required": (
        "a.ndjson", ndjson(row(unifiedactivityid=None)), 1, [("DV621", 1, "msdynci_unifiedactivityid")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_findings_of_bad_files(case: str, tmp_path: Path, dvspec: InProcess) -> None:
    name, content, rows, findings = CASES[case]
    file = tmp_path / name
    file.write_bytes(content)
    report = validated(dvspec, file)
    assert (codes_and_cells(report), report["rows"]) == (findings, rows)
    assert all(len(one["message"]) < 700 for one in report["findings"])


def test_gzip_followed_by_other_bytes_is_read_up_to_them(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "a.ndjson.gz"
    file.write_bytes(gzip.compress(ndjson(GOOD)) + gzip.compress(ndjson(row(title=5))) + b"something else")
    report = validated(dvspec, file)
    assert (codes_and_cells(report), report["rows"]) == ([("DV602", None, None), ("DV622", 2, TITLE)], 2)


def test_truncated_gzip_is_read_up_to_its_end(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "a.ndjson.gz"
    zipped = gzip.compress(ndjson(*[GOOD] * 5000))
    file.write_bytes(zipped[: len(zipped) // 2])
    report = validated(dvspec, file)
    assert ("DV602", None, None) in codes_and_cells(report)
    assert report["rows"] > 1000


def test_unreadable_file_does_not_stop_the_others(tmp_path: Path, dvspec: InProcess) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.ndjson"
    bad.write_bytes(b"GIF89a\x01\x00\x01\x00")
    good.write_bytes(ndjson(GOOD))
    report = validated(dvspec, bad, "UnifiedActivity", str(good))
    assert (codes_and_cells(report), report["rows"]) == ([("DV601", None, None)], 1)


@pytest.mark.parametrize("make", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_stdin(make: Callable[[bytes], bytes], tmp_path: Path) -> None:
    done = subprocess.run(
        command("validate", "UnifiedActivity", "-", "--specs", ROOT / "specs"),
        input=make(ndjson(row(title=7))),
        capture_output=True,
        cwd=tmp_path,
        timeout=HANG,
    )
    assert b"-, row 1, msdynci_title: error[DV622 wrong-value-type]: 7 is not a string" in done.stderr
