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
from dvspec.spec import load_folder
from tests.commands import InProcess
from tests.data.rows import SOLUTION, as_csv, ndjson, row
from tests.reference import ROOT
from tests.spec import small

README = (ROOT / "README.md").read_text("utf-8")
SESSIONS = re.findall(r"^```console\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


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
    _specs(folder / "specs", small.THING)
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


def _specs(folder: Path, thing: str) -> Path:
    solution = small.SOLUTION.replace("Thing", "Ticket").replace("prefix: abc", "prefix: contoso")
    return small.write(folder, thing.replace("Thing", "Ticket").replace("thing", "ticket"), solution)


def test_import_of_a_changed_solution(tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    changed = small.THING.replace("  Name: {type: string,", "  Name: {type: string, max_length: 200,")
    assert changed != small.THING
    _specs(tmp_path / "changed", changed.replace("columns:\n", "columns:\n  Priority: {type: integer}\n"))
    assert dvspec("pack", "-q", "--specs", "changed").status == 0
    (packed,) = Path("dist").glob("*.zip")
    packed.rename("Ticketing.zip")
    _specs(tmp_path / "specs", small.THING)
    assert _without_times(dvspec("import", "solution", "Ticketing.zip").out) == shown(
        "dvspec import solution Ticketing.zip"
    )


def test_table_of_the_readme_is_a_spec(tmp_path: Path) -> None:
    (booking,) = re.findall(r"^```yaml\n(table: Booking\n.*?)^```$", README, re.DOTALL | re.MULTILINE)
    vehicle = small.THING.replace("Thing", "Vehicle").replace("thing", "vehicle")
    solution = small.SOLUTION.replace("Thing", "Vehicle, Booking")
    folder = small.write(tmp_path, vehicle, solution)
    (folder / "booking.yaml").write_text(booking, encoding="utf-8")
    loaded = load_folder(folder)
    assert not loaded.warnings and len(loaded.solution.by_name["Booking"].columns) == 9


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
