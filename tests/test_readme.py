"""The README's terminal sessions print what it shows."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest

from dvspec.model import Json
from tests.commands import InProcess
from tests.data.rows import SOLUTION, as_csv, ndjson, row
from tests.reference import ROOT
from tests.spec import small

SESSIONS = re.findall(r"^```console\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)


def shown(command: str) -> list[str]:
    """Return the lines that the README shows under a command, without the times that runs take."""
    for session in SESSIONS:
        before, found, after = session.partition(f"$ {command}")
        if found and (not before or before.endswith("\n")):
            comment, _, lines = after.partition("\n")
            assert not comment.strip() or comment.lstrip().startswith("#")
            return _without_times(lines.split("\n$ ")[0])
    raise AssertionError(f"README does not show `{command}`")


def _without_times(text: str) -> list[str]:
    text = re.sub(r"\d+ files up to date", "files up to date", text)
    return re.sub(r"\(\d+\.\d\d s\)", "(… s)", text).splitlines()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, with the shipped specs."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _ticket_package(folder: Path, dvspec: InProcess) -> Path:
    """Return a package whose only mistake is the length of a text column."""
    thing = small.THING.replace("Thing", "Ticket").replace("thing", "ticket")
    solution = small.SOLUTION.replace("Thing", "Ticket").replace("prefix: abc", "prefix: contoso")
    small.write(folder / "specs", thing, solution)
    dvspec("pack", "-q", "--specs", folder / "specs", "--out", folder)
    (packed,) = folder.glob("*.zip")
    with ZipFile(packed) as good, ZipFile(folder / "MySolution.zip", "w") as bad:
        for name in good.namelist():
            text = good.read(name).decode()
            text = text.replace("<MaxLength>100<", "<MaxLength>5000<").replace("<Length>200<", "<Length>10000<")
            bad.writestr(name, text)
    return folder / "MySolution.zip"


def test_verify(tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _ticket_package(tmp_path, dvspec)
    assert dvspec("verify", "MySolution.zip", "-q").err.splitlines() == shown("dvspec verify MySolution.zip")


def test_generate_after_a_change(project: Path, dvspec: InProcess) -> None:
    assert dvspec("generate").status == 0
    path = project / "specs" / "alternate_key.yaml"
    text = path.read_text("utf-8")
    changed = re.sub(r"(  AlternateValue:\n    type: string\n    max_length: )\d+", r"\g<1>1000", text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    assert _without_times(dvspec("generate").out) == shown("dvspec generate")
    assert dvspec("check").status == 0


def test_mistake_in_a_spec(project: Path, dvspec: InProcess) -> None:
    path = project / "specs" / "alternate_key.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("parts: [DataSourceName, EntityName,", "parts: [DataSourceName, EntityNmae,"), "utf-8")
    (session,) = [session for session in SESSIONS if "EntityNmae" in session]
    assert dvspec("check").err.splitlines()[:-1] == session.splitlines()


def test_id(project: Path, dvspec: InProcess) -> None:
    command = "dvspec id AlternateKey testdatasource contact1 cntid_1078"
    assert dvspec(*command.split()[1:]).out.splitlines() == shown(command)


def test_validate(project: Path, dvspec: InProcess) -> None:
    pytest.importorskip("duckdb", reason="the extra data is not installed")
    whole = {column.web_api_name: None for column in SOLUTION.by_name["UnifiedActivity"].columns} | row()
    rows = [dict(whole) for _ in range(1000)]
    rows[2] |= {"msdynci_activitytime": "1752-12-31T23:59:59Z"}
    rows[6]["msdynci_titel"] = rows[6].pop("msdynci_title")
    (project / "export.ndjson.gz").write_bytes(gzip.compress(ndjson(*rows)))
    command = "dvspec validate UnifiedActivity export.ndjson.gz"
    assert dvspec(*command.split()[1:]).err.splitlines() == shown(command)


def test_calibrate(project: Path, dvspec: InProcess) -> None:
    pytest.importorskip("duckdb", reason="the extra data is not installed")
    identifiers = [f"a|b|{number}" for number in range(1000)]
    guids = [UUID(bytes_le=hashlib.md5(text.encode()).digest()) for text in identifiers]
    pairs = zip(identifiers, guids, strict=True)
    rows: list[dict[str, Json]] = [{"Identifier": text, "AlternateKeyId": str(guid)} for text, guid in pairs]
    (project / "exported_alternate_keys.csv").write_bytes(as_csv(*rows))
    command = "dvspec calibrate exported_alternate_keys.csv"
    assert _without_times(dvspec(*command.split()[1:]).out) == shown(command)
