"""Archives and XML made to harm their reader: a clear finding, bounded memory and time, nothing written."""

from __future__ import annotations

import io
import stat
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dvspec.findings import Finding
from dvspec.solution_files import archive, xml_parser
from dvspec.solution_files import zipped as zipped_reader
from dvspec.verify import MOST_FINDINGS, verify
from tests.reference import ROOT
from tests.verify import clean_package
from tests.verify.clean_package import CUSTOMIZATIONS, SOLUTION, zipped

_MIB = 1 << 20

Files = dict[str, str | bytes]


def _verified(tmp_path: Path, data: bytes) -> list[Finding]:
    path = tmp_path / "package.zip"
    path.write_bytes(data)
    before = sorted(tmp_path.iterdir())
    findings = verify(path)
    assert sorted(tmp_path.iterdir()) == before, "nothing is written"
    return findings


def _codes(tmp_path: Path, data: bytes) -> set[str]:
    return {finding.rule.code for finding in _verified(tmp_path, data)}


def _with(name: str, content: bytes = b"x", change: Callable[[zipfile.ZipInfo], None] = lambda info: None) -> bytes:
    """Return the clean package with one member more."""
    buffer = io.BytesIO(zipped(clean_package.build()))
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    change(info)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(info, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../customizations.xml",
        "Workflows/../../a.xml",
        "/etc/passwd.xml",
        "C:/a.xml",
        "C:a.xml",
        "Workflows\\a.xml",
        "..\\a.xml",
        "./a.xml",
        "Workflows//a.xml",
        "a\nb.xml",
        "\x1b[31ma.xml",
    ],
)
def test_names_that_lead_elsewhere(name: str, tmp_path: Path) -> None:
    findings = _verified(tmp_path, _with(name))
    assert "DV403" in {finding.rule.code for finding in findings}
    assert all(finding.message.isprintable() and finding.place.file.isprintable() for finding in findings)


def test_name_with_a_nul(tmp_path: Path) -> None:
    data = _with("nulZcustomizations.xml").replace(b"nulZcustom", b"nul\0custom")
    assert _codes(tmp_path, data) & {"DV403", "DV402", "DV409"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [CUSTOMIZATIONS, "Customizations.XML", "SOLUTION.xml"])
def test_names_that_stand_twice(name: str, tmp_path: Path) -> None:
    assert "DV404" in _codes(tmp_path, _with(name))


def test_links_in_zips(tmp_path: Path) -> None:
    def link(info: zipfile.ZipInfo) -> None:
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert _codes(tmp_path, _with("a.xml", b"/etc/passwd", link)) == {"DV405"}


def _patched(data: bytes, member: str, offset: int, value: bytes) -> bytes:
    """Return the zip with bytes of a member's entry in the list changed."""
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(member)] != member.encode():
        at = data.index(b"PK\x01\x02", at + 4)
    return data[: at + offset] + value + data[at + offset + len(value) :]


def test_encrypted_member(tmp_path: Path) -> None:
    data = _patched(zipped(clean_package.build()), CUSTOMIZATIONS, 8, b"\x01\x00")
    assert _codes(tmp_path, data) == {"DV406"}


@pytest.mark.parametrize("method", [9, 12, 14, 93, 99])
def test_unknown_compression(method: int, tmp_path: Path) -> None:
    data = _patched(zipped(clean_package.build()), CUSTOMIZATIONS, 10, struct.pack("<H", method))
    assert _codes(tmp_path, data) == {"DV407"}


@pytest.mark.parametrize("size", [10, 10**6])
def test_size_that_is_not_so(size: int, tmp_path: Path) -> None:
    data = _patched(zipped(clean_package.build()), CUSTOMIZATIONS, 24, struct.pack("<L", size))
    assert _codes(tmp_path, data) == {"DV409"}


def test_wrong_checksum(tmp_path: Path) -> None:
    data = _patched(zipped(clean_package.build()), CUSTOMIZATIONS, 16, b"\0\0\0\0")
    assert _codes(tmp_path, data) == {"DV409"}


def test_truncated_archives(tmp_path: Path) -> None:
    data = zipped(clean_package.build())
    for length in range(0, len(data), len(data) // 40):
        assert _codes(tmp_path, data[:length]) <= {"DV402", "DV409", "DV430"}
        assert _codes(tmp_path, data[:length])


@pytest.mark.parametrize("data", [b"", b"PK", b"<xml/>", b"PK\x05\x06" + b"\xff" * 18, b"Rar!\x1a\x07" + b"\0" * 99])
def test_no_zip(data: bytes, tmp_path: Path) -> None:
    assert _codes(tmp_path, data) & {"DV402", "DV408"}


def test_empty_zip(tmp_path: Path) -> None:
    assert _codes(tmp_path, zipped({})) == {"DV430"}


def test_bomb_by_ratio(tmp_path: Path) -> None:
    files: Files = {**clean_package.build(), CUSTOMIZATIONS: b" " * (100 * _MIB)}
    assert _codes(tmp_path, zipped(files)) == {"DV408"}


def test_bomb_by_sum(tmp_path: Path) -> None:
    data = _patched(_with("a.xml"), "a.xml", 24, struct.pack("<L", 0xFFFF_0000))
    assert _codes(tmp_path, data) == {"DV408"}


def test_bomb_by_number(tmp_path: Path) -> None:
    files: Files = {**clean_package.build(), **{f"{number}.xml": "" for number in range(archive.MAX_MEMBERS)}}
    assert "DV408" in _codes(tmp_path, zipped(files))


def test_bomb_by_overlap(tmp_path: Path) -> None:
    data = zipped(clean_package.build())
    for member in clean_package.build():
        data = _patched(data, member, 20, struct.pack("<L", len(data)))
    assert "DV408" in _codes(tmp_path, data)


@pytest.mark.parametrize("size", [zipped_reader.MAX_DIRECTORY + 1, 0xFFFF_FFF0])
def test_bomb_by_list(size: int, tmp_path: Path) -> None:
    data = bytearray(zipped(clean_package.build()))
    at = data.rindex(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<L", size)
    assert _codes(tmp_path, bytes(data)) == {"DV408"}


def test_zips_inside_are_not_opened(tmp_path: Path) -> None:
    inner = zipped({"a.xml": "x" * _MIB})
    findings = _verified(tmp_path, _with("inner.zip", inner))
    assert {finding.rule.code for finding in findings} == {"DV441"}


def _xml(text: str | bytes) -> bytes:
    return zipped({**clean_package.build(), CUSTOMIZATIONS: text})


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f'<!DOCTYPE a [<!ENTITY l0 "lol">{_LAUGHS}]><a>&l9;</a>', "DV421"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DV421"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a />', "DV421"),
        ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><a />', "DV421"),
        ("<a>&undefined;</a>", "DV420"),
        ("<a" * 100_000, "DV420"),
        ("<a>" * 1000, "DV422"),
        ("<ImportExportXml>" + "<a>" * 1000, "DV422"),
        ("<ImportExportXml><Roles>" + "<a>" * 1000, "DV422"),
        ("<ImportExportXml><a>" + "x" * (xml_parser.MAX_TEXT + 1) + "</a></ImportExportXml>", "DV422"),
        ("", "DV420"),
        ("\0", "DV420"),
        ("just words", "DV420"),
        ("<a>\x01</a>", "DV420"),
        ('<?xml version="1.0" encoding="utf-7"?><a />', "DV420"),
        ('<?xml version="1.0" encoding="zlib"?><a />', "DV420"),
        ('<?xml version="1.0" encoding="big5"?><a />', "DV420"),
        ('<?xml version="1.0" encoding="utf-16"?><a />', "DV420"),
        ("<a>caf\u00e9</a>".encode("latin-1"), "DV420"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><a>caf\u00e9</a>'.encode("latin-1"), "DV423"),
        ('<?xml version="1.0" encoding="utf-16"?><a>caf\u00e9</a>'.encode("utf-16"), "DV423"),
        ("<a />".encode("utf-32"), "DV420"),
        (b"\xef\xbb\xbf\xef\xbb\xbf<a />", "DV420"),
        ('<a xmlns="' + "x" * (xml_parser.MAX_TOKEN + _MIB) + '"/>' + " " * _MIB, ""),
    ],
)  # fmt: skip
def test_xml_made_to_harm(text: str | bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(zipped({**clean_package.build(), CUSTOMIZATIONS: text}, method=zipfile.ZIP_STORED))
    codes = {finding.rule.code for finding in verify(path)}
    assert (code or "DV422") in codes


def test_latin_1_byte_is_named(tmp_path: Path) -> None:
    (finding,) = [
        found for found in _verified(tmp_path, _xml("<a>\ncaf\u00e9</a>".encode("latin-1"))) if found.place.line
    ]
    assert finding.place.line == 2 and "byte 0xe9 at offset 7 is not UTF-8" in finding.message


def test_findings_are_bounded(tmp_path: Path) -> None:
    files = clean_package.build()
    wrong = "<Language>x</Language>\n" * (MOST_FINDINGS + 50)
    files[CUSTOMIZATIONS] = files[CUSTOMIZATIONS].replace("<Languages>", f"<Languages>{wrong}")
    findings = _verified(tmp_path, zipped(files))
    assert len(findings) == MOST_FINDINGS + 1
    assert "DV411" in {finding.rule.code for finding in findings}


def test_messages_are_bounded(tmp_path: Path) -> None:
    files = clean_package.build()
    files[SOLUTION] = files[SOLUTION].replace("SampleTables", "S" * 500_000)
    findings = _verified(tmp_path, zipped(files, method=zipfile.ZIP_STORED))
    assert findings
    assert all(len(finding.message) <= 600 and len(finding.place.source) <= 160 for finding in findings)


def _measured(path: Path) -> tuple[float, int]:
    """Return seconds and the peak of memory in MiB that verifying takes as a whole process."""
    code = (
        "from pathlib import Path; from dvspec.verify import verify;"
        f"verify(Path({str(path)!r}));"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    command = [sys.executable, "-c", code]
    began = time.perf_counter()
    done = subprocess.run(
        command, check=True, env={"PYTHONPATH": str(ROOT / "generator")}, capture_output=True, text=True
    )
    return time.perf_counter() - began, int(done.stdout) >> 10


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system has no /proc to measure by")
def test_memory_is_bounded(tmp_path: Path) -> None:
    """100 MB of a web resource are not read; 100 MB that claim to be XML are not unpacked."""
    large = tmp_path / "large.zip"
    web_resource: Files = {**clean_package.build(), "WebResources/film.xml": b"\x00" * (100 * _MIB)}
    large.write_bytes(zipped(web_resource, method=zipfile.ZIP_STORED))
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zipped({**clean_package.build(), CUSTOMIZATIONS: b"<a>" * (33 * _MIB)}))
    for path in (large, bomb):
        seconds, mebibytes = _measured(path)
        assert seconds < 10 and mebibytes < 120
    assert verify(large) == []
