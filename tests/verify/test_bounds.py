"""What a package can make verify use: the number and length of findings and the memory are bounded."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dvspec.verify import MOST_FINDINGS, verify
from tests.reference import ROOT
from tests.verify import clean_package
from tests.verify.clean_package import CUSTOMIZATIONS, SOLUTION, zipped

_MIB = 1 << 20

Files = dict[str, str | bytes]


def test_findings_are_bounded(tmp_path: Path) -> None:
    files = clean_package.build()
    wrong = "<Language>x</Language>\n" * (MOST_FINDINGS + 50)
    files[CUSTOMIZATIONS] = files[CUSTOMIZATIONS].replace("<Languages>", f"<Languages>{wrong}")
    findings = verify(clean_package.write_zip(tmp_path / "package.zip", files))
    assert len(findings) == MOST_FINDINGS + 1
    assert "DV411" in {finding.rule.code for finding in findings}


def test_many_notes_do_not_hide_an_error(tmp_path: Path) -> None:
    files = clean_package.build()
    unknown = "".join(f"<Unknown{number} />" for number in range(MOST_FINDINGS + 50))
    files[CUSTOMIZATIONS] = files[CUSTOMIZATIONS].replace("<Roles />", f"<Roles />{unknown}")
    files[CUSTOMIZATIONS] = files[CUSTOMIZATIONS].replace("<MaxLength>300", "<MaxLength>5000")
    codes = {finding.rule.code for finding in verify(clean_package.write_zip(tmp_path / "package.zip", files))}
    assert {"DV438", "DV501"} <= codes
    assert "DV411" not in codes


def test_messages_are_bounded(tmp_path: Path) -> None:
    files = clean_package.build()
    files[SOLUTION] = files[SOLUTION].replace("SampleTables", "S" * 500_000)
    path = tmp_path / "package.zip"
    path.write_bytes(zipped(files, method=zipfile.ZIP_STORED))
    findings = verify(path)
    assert findings
    assert all(len(finding.message) <= 600 and len(finding.place.source) <= 160 for finding in findings)


def _peak_memory(path: Path) -> int:
    """Return the MiB that verifying a package takes at most, as a whole process."""
    code = (
        "from pathlib import Path; from dvspec.verify import verify;"
        f"verify(Path({str(path)!r}));"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, check=True, env={"PYTHONPATH": str(ROOT / "generator")}, capture_output=True, text=True
    )
    return int(done.stdout) >> 10


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system has no /proc to measure by")
def test_memory_is_bounded(tmp_path: Path) -> None:
    """100 MB of a web resource are not read; 100 MB that claim to be XML are not unpacked."""
    large = tmp_path / "large.zip"
    web_resource: Files = {**clean_package.build(), "WebResources/film.xml": b"\x00" * (100 * _MIB)}
    large.write_bytes(zipped(web_resource, method=zipfile.ZIP_STORED))
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zipped({**clean_package.build(), CUSTOMIZATIONS: b"<a>" * (33 * _MIB)}))
    assert _peak_memory(large) < 120
    assert _peak_memory(bomb) < 120
    assert verify(large) == []
