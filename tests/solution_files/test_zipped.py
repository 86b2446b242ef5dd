"""Zips: damaged ones, and ones made to harm their reader. Each gives a clear finding, and nothing is written."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dvspec.findings import Finding
from dvspec.solution_files import zipped as reader
from dvspec.solution_files.archive import MAX_MEMBERS, Archive
from dvspec.solution_files.reader import open_package
from tests.verify import clean_package
from tests.verify.clean_package import CUSTOMIZATIONS, zipped

_MIB = 1 << 20
_CLEAN = zipped(clean_package.build())


def with_member(name: str, content: bytes = b"x", change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    """Return the clean package with one more member."""
    buffer = io.BytesIO(_CLEAN)
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    if change is not None:
        change(info)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(info, content)
    return buffer.getvalue()


def _patched(data: bytes, member: str, offset: int, value: bytes) -> bytes:
    """Return the zip with bytes of a member's entry in the list of members replaced."""
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(member)] != member.encode():
        at = data.index(b"PK\x01\x02", at + 4)
    return data[: at + offset] + value + data[at + offset + len(value) :]


def _special(file_type: int) -> bytes:
    def change(info: zipfile.ZipInfo) -> None:
        info.create_system = 3
        info.external_attr = (file_type | 0o777) << 16

    return with_member("a.xml", b"/etc/passwd", change)


def _overlapping() -> bytes:
    data = _CLEAN
    for member in clean_package.build():
        data = _patched(data, member, 20, struct.pack("<L", len(data)))
    return data


def _with_directory_size(size: int) -> bytes:
    at = _CLEAN.rindex(b"PK\x05\x06")
    return _CLEAN[: at + 12] + struct.pack("<L", size) + _CLEAN[at + 16 :]


def _with_zip64_directory_size(size: int) -> bytes:
    at = _CLEAN.rindex(b"PK\x05\x06")
    record = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 3, 3, size, 0)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, at, 1)
    return _CLEAN[:at] + record + locator + _CLEAN[at:]


def _compressed_with(method: int) -> bytes:
    return _patched(_CLEAN, CUSTOMIZATIONS, 10, struct.pack("<H", method))


def _many_members() -> bytes:
    return zipped({**clean_package.build(), **{f"{number}.xml": "" for number in range(MAX_MEMBERS)}})


# By name: how to make the zip, and the code of the rule that reports it.
ZIPS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty file": (lambda: b"", "DV402"),
    "two bytes": (lambda: b"PK", "DV402"),
    "XML": (lambda: b"<xml/>", "DV402"),
    "another kind of archive": (lambda: b"Rar!\x1a\x07" + b"\0" * 99, "DV402"),
    "cut in half": (lambda: _CLEAN[: len(_CLEAN) // 2], "DV402"),
    "name that leaves the package": (lambda: with_member("../customizations.xml"), "DV403"),
    "name that leaves a folder": (lambda: with_member("Workflows/../../a.xml"), "DV403"),
    "absolute name": (lambda: with_member("/etc/passwd.xml"), "DV403"),
    "name with a drive": (lambda: with_member("C:/a.xml"), "DV403"),
    "relative name with a drive": (lambda: with_member("C:a.xml"), "DV403"),
    "name with a backslash": (lambda: with_member("Workflows\\a.xml"), "DV403"),
    "name that leaves with a backslash": (lambda: with_member("..\\a.xml"), "DV403"),
    "name with a dot part": (lambda: with_member("./a.xml"), "DV403"),
    "name with an empty part": (lambda: with_member("Workflows//a.xml"), "DV403"),
    "name with a line break": (lambda: with_member("a\nb.xml"), "DV403"),
    "name with an escape sequence": (lambda: with_member("\x1b[31ma.xml"), "DV403"),
    "name with a NUL": (lambda: with_member("aZb.xml").replace(b"aZb.xml", b"a\0b.xml"), "DV403"),
    "duplicate name": (lambda: with_member(CUSTOMIZATIONS), "DV404"),
    "duplicate name in another case": (lambda: with_member("SOLUTION.xml"), "DV404"),
    "link": (lambda: _special(stat.S_IFLNK), "DV405"),
    "pipe": (lambda: _special(stat.S_IFIFO), "DV405"),
    "encrypted member": (lambda: _patched(_CLEAN, CUSTOMIZATIONS, 8, b"\x01\x00"), "DV406"),
    "member in deflate64": (lambda: _compressed_with(9), "DV407"),
    "member in bzip2": (lambda: _compressed_with(12), "DV407"),
    "member in LZMA": (lambda: _compressed_with(14), "DV407"),
    "member in Zstandard": (lambda: _compressed_with(93), "DV407"),
    "member in an unknown method": (lambda: _compressed_with(99), "DV407"),
    "bomb by ratio": (lambda: zipped({**clean_package.build(), CUSTOMIZATIONS: b" " * (100 * _MIB)}), "DV408"),
    "bomb by sum": (lambda: _patched(with_member("a.xml"), "a.xml", 24, struct.pack("<L", 0xFFFF_0000)), "DV408"),
    "bomb by number": (_many_members, "DV408"),
    "bomb by overlap": (_overlapping, "DV408"),
    "bomb by list": (lambda: _with_directory_size(reader.MAX_DIRECTORY + 1), "DV408"),
    "bomb by list, the largest": (lambda: _with_directory_size(0xFFFF_FFF0), "DV408"),
    "bomb by list in zip64": (lambda: _with_zip64_directory_size(1 << 40), "DV408"),
    "smaller than listed": (lambda: _patched(_CLEAN, CUSTOMIZATIONS, 24, struct.pack("<L", 10**6)), "DV409"),
    "larger than listed": (lambda: _patched(_CLEAN, CUSTOMIZATIONS, 24, struct.pack("<L", 10)), "DV409"),
    "wrong checksum": (lambda: _patched(_CLEAN, CUSTOMIZATIONS, 16, b"\0\0\0\0"), "DV409"),
}


def opened(tmp_path: Path, data: bytes) -> Archive:
    """Return what is read of a zip with these bytes."""
    path = tmp_path / "package.zip"
    path.write_bytes(data)
    before = sorted(tmp_path.iterdir())
    archive = open_package(path)
    assert sorted(tmp_path.iterdir()) == before, "nothing is written"
    return archive


def codes(findings: list[Finding]) -> set[str]:
    return {finding.rule.code for finding in findings}


def test_clean_zip_is_read(tmp_path: Path) -> None:
    archive = opened(tmp_path, _CLEAN)
    assert archive.is_open and archive.findings == []
    assert {name: content.decode() for name, content in archive.contents.items()} == clean_package.build()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ZIPS)
def test_harmful_zip_is_reported(name: str, tmp_path: Path) -> None:
    make, code = ZIPS[name]
    archive = opened(tmp_path, make())
    assert codes(archive.findings) == {code}
    assert all(finding.message.isprintable() and finding.place.file.isprintable() for finding in archive.findings)


@pytest.mark.parametrize("name", [name for name, (_, code) in ZIPS.items() if code in ("DV406", "DV407", "DV409")])
def test_member_that_cannot_be_unpacked_has_no_content(name: str, tmp_path: Path) -> None:
    assert CUSTOMIZATIONS not in opened(tmp_path, ZIPS[name][0]()).contents


def test_large_xml_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_XML", 10_000)
    archive = opened(tmp_path, _CLEAN)
    assert codes(archive.findings) == {"DV410"}
    assert CUSTOMIZATIONS not in archive.contents


def test_end_of_the_archive_without_a_list(tmp_path: Path) -> None:
    assert codes(opened(tmp_path, b"PK\x05\x06" + b"\xff" * 18).findings) <= {"DV402", "DV408"}


def test_every_truncated_zip_is_reported(tmp_path: Path) -> None:
    for length in range(0, len(_CLEAN), len(_CLEAN) // 40):
        archive = opened(tmp_path, _CLEAN[:length])
        assert codes(archive.findings) <= {"DV402", "DV409"}
        assert archive.findings


def test_zips_inside_are_not_opened(tmp_path: Path) -> None:
    archive = opened(tmp_path, with_member("inner.zip", zipped({"a.xml": "x" * _MIB})))
    assert archive.findings == []
    assert archive.contents.keys() == clean_package.build().keys()


def test_bytes_before_the_archive_are_skipped(tmp_path: Path) -> None:
    archive = opened(tmp_path, b"MZ" * 50 + _CLEAN)
    assert archive.findings == []
    assert archive.contents.keys() == clean_package.build().keys()
