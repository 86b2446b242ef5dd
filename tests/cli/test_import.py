"""dvspec import: specs from a source, changed where it has changed, whole or not at all."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.commands import InProcess, command, in_process_of_its_own, needs_enforced_permissions
from tests.reference import ROOT
from tests.spec import small

PROJECTS = [ROOT / "specs", ROOT / "tests/projects/everything", ROOT / "tests/projects/priced"]


def reference(*parts: str) -> Path:
    path = ROOT.parent / "shared" / "reference" / Path(*parts)
    if not path.exists():
        pytest.skip("the reference is not here")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def packed(dvspec: InProcess, specs: Path, out: Path) -> Path:
    assert dvspec("pack", "--specs", specs, "--out", out, "-q").status == 0
    [package] = out.glob("*.zip")
    return package


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """Return a copy of the project that has everything."""
    return Path(shutil.copytree(ROOT / "tests/projects/everything", tmp_path / "specs"))


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_package_of_the_specs_changes_nothing(dvspec: InProcess, tmp_path: Path, project: Path) -> None:
    package = packed(dvspec, project, tmp_path)
    specs = Path(shutil.copytree(project, tmp_path / "specs"))
    done = dvspec("import", "solution", package, "--into", specs)
    assert (done.status, contents(specs)) == (0, contents(project))
    assert "specs are up to date" in done.out


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_new_specs_load_and_importing_again_changes_nothing(dvspec: InProcess, tmp_path: Path, project: Path) -> None:
    package = packed(dvspec, project, tmp_path)
    specs = tmp_path / "new"
    assert dvspec("import", "solution", package, "--into", specs, "-q").status == 0
    first = contents(specs)
    assert first.keys() >= {"solution.yaml", "solution.schema.json", "table.schema.json"}
    assert dvspec("generate", "--specs", specs, "--out", tmp_path / "out", "-q").status == 0
    assert "specs are up to date" in dvspec("import", "solution", package, "--into", specs).out
    assert contents(specs) == first


@pytest.mark.parametrize(
    "argv",
    [
        ("cdm", "cdm/CustomerProfile.1.4.cdm.json", "cdm/wellKnownCDSAttributeGroups.1.3.cdm.json"),
        ("cdm", "cdm"),
        ("metadata", "metadata"),
        ("metadata", "metadata/custom_table.RetrieveMetadataChanges.json"),
    ],
)
def test_importing_twice_changes_nothing(dvspec: InProcess, tmp_path: Path, argv: tuple[str, ...]) -> None:
    sources = [reference(path) for path in argv[1:]]
    specs = tmp_path / "specs"
    done = dvspec("import", argv[0], *sources, "--into", specs)
    assert done.status == 0, done.err
    first = contents(specs)
    assert first["solution.yaml"].startswith(b"# yaml-language-server: $schema=solution.schema.json\n")
    assert "specs are up to date" in dvspec("import", argv[0], *sources, "--into", specs).out
    assert contents(specs) == first


def test_change_of_the_source_changes_its_line(dvspec: InProcess, tmp_path: Path, everything: Path) -> None:
    before = contents(everything)
    changed = Path(shutil.copytree(everything, tmp_path / "changed"))
    text = (changed / "thing.yaml").read_text("utf-8")
    (changed / "thing.yaml").write_text(text.replace("max_length: 50", "max_length: 60"), "utf-8")
    package = packed(dvspec, changed, tmp_path)
    dry = dvspec("import", "solution", package, "--into", everything, "--dry-run")
    assert contents(everything) == before
    assert [line for line in dry.out.splitlines() if line.startswith(("-  ", "+  "))] == [
        "-  Code: {type: string, max_length: 50, description: Its code., example: L-1}",
        "+  Code: {type: string, max_length: 60, description: Its code., example: L-1}",
    ]
    done = dvspec("import", "solution", package, "--into", everything)
    assert "Thing: Code max_length was 50, is 60" in done.out
    after = contents(everything)
    assert after.pop("thing.yaml") == before.pop("thing.yaml").replace(b"max_length: 50", b"max_length: 60")
    assert after == before


def test_column_that_vanished_is_reported_and_pruned(dvspec: InProcess, tmp_path: Path, everything: Path) -> None:
    before = contents(everything)
    fewer = Path(shutil.copytree(everything, tmp_path / "fewer"))
    text = (fewer / "thing.yaml").read_text("utf-8")
    [line] = [line for line in text.splitlines(keepends=True) if line.startswith("  Amount:")]
    (fewer / "thing.yaml").write_text(text.replace(line, ""), "utf-8")
    package = packed(dvspec, fewer, tmp_path)
    done = dvspec("import", "solution", package, "--into", everything)
    assert "Thing: column Amount is no longer in the source; --prune removes it" in done.out
    assert contents(everything) == before
    dvspec("import", "solution", package, "--into", everything, "--prune")
    assert (everything / "thing.yaml").read_text("utf-8") == text.replace(line, "")


def test_report_as_json(dvspec: InProcess, tmp_path: Path) -> None:
    source = reference("metadata", "custom_table.RetrieveMetadataChanges.json")
    argv = ("import", "metadata", source, "--into", tmp_path / "specs", "--format", "json")
    dry = json.loads(dvspec(*argv, "--dry-run").out)
    assert dry["written"] is False and "+++ " in dry["diff"]
    assert not (tmp_path / "specs").exists()
    report = json.loads(dvspec(*argv).out)
    assert report["written"] is True
    assert {file["change"] for file in report["files"]} == {"new"}
    assert report["left_out"] == dry["left_out"]
    assert all(part.keys() == {"table", "subject", "feature", "detail"} for part in report["left_out"])


def test_strict_fails_if_something_is_left_out(dvspec: InProcess, tmp_path: Path) -> None:
    source = reference("cdm", "CustomerProfile.1.4.cdm.json")
    group = reference("cdm", "wellKnownCDSAttributeGroups.1.3.cdm.json")
    assert dvspec("import", "cdm", source, group, "--into", tmp_path / "a").status == 0
    assert dvspec("import", "cdm", source, group, "--into", tmp_path / "b", "--strict").status == 1


def test_two_packages_that_disagree_are_refused(dvspec: InProcess, tmp_path: Path, everything: Path) -> None:
    first = packed(dvspec, everything, tmp_path / "a")
    text = (everything / "thing.yaml").read_text("utf-8")
    (everything / "thing.yaml").write_text(text.replace("max_length: 50", "max_length: 60"), "utf-8")
    second = packed(dvspec, everything, tmp_path / "b")
    done = dvspec("import", "solution", first, second, "--into", tmp_path / "new")
    assert (done.status, "DV692 packages-disagree" in done.err) == (1, True)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("source_type", ["cdm", "metadata", "solution"])
@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b"\0" * 100, b'{"error": {"code": "0x80040217", "message": "No"}}',
        b'{"value": [{}]}', b'{"definitions": 5}', b"PK\x03\x04", b"[" * 100_000,
        b'{"entities": [{"name": "../x", "attributes": [{"name": "\\ud800", "dataType": "string"}]}]}',
        b'{"LogicalName": "a", "Attributes": [{"LogicalName": "a"}, {"LogicalName": 7}]}',
    ],
    ids=lambda data: repr(data[:20]),
)  # fmt: skip
def test_bad_sources_give_findings(dvspec: InProcess, tmp_path: Path, source_type: str, data: bytes) -> None:
    source = tmp_path / "source.json"
    source.write_bytes(data)
    done = dvspec("import", source_type, source, "--into", tmp_path / "specs")
    assert done.status == 1, (done.out, done.err)
    assert "error[DV" in done.err and "Traceback" not in done.err
    assert not (tmp_path / "specs").exists()


def test_specs_with_errors_are_refused_before_anything_is_written(
    dvspec: InProcess, tmp_path: Path, everything: Path
) -> None:
    package = packed(dvspec, everything, tmp_path)
    (everything / "owner.yaml").write_text("table: Owner\n")
    before = contents(everything)
    done = dvspec("import", "solution", package, "--into", everything)
    assert done.status == 1 and "owner.yaml:1:1" in done.err
    assert contents(everything) == before


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("metadata", "missing.json"), "'missing.json' does not exist"),
        (("sql", "x"), "'sql' is not one of"),
        (("cdm",), "Missing argument"),
    ],
)
def test_wrong_usage(dvspec: InProcess, tmp_path: Path, argv: tuple[str, ...], message: str) -> None:
    done = dvspec("import", *argv, "--into", tmp_path / "specs")
    assert done.status == 2 and message in done.err


def test_folder_that_is_a_file_or_has_no_solution_is_wrong_usage(
    dvspec: InProcess, tmp_path: Path, everything: Path
) -> None:
    package = packed(dvspec, everything, tmp_path)
    assert dvspec("import", "solution", package, "--into", package).status == 2
    (everything / "solution.yaml").unlink()
    assert dvspec("import", "solution", package, "--into", everything).status == 2


def test_read_only_folder_gives_a_message(dvspec: InProcess, tmp_path: Path) -> None:
    needs_enforced_permissions()
    package = packed(dvspec, ROOT / "specs", tmp_path)
    specs = tmp_path / "specs"
    specs.mkdir()
    specs.chmod(0o555)
    done = in_process_of_its_own("import", "solution", package, "--into", specs, cwd=tmp_path, unprivileged=True)
    specs.chmod(0o755)
    assert done.status == 1 and "DV305 unwritable-output" in done.err
    assert contents(specs) == {}


def test_kill_leaves_all_specs_or_none(dvspec: InProcess, tmp_path: Path) -> None:
    package = packed(dvspec, ROOT / "specs", tmp_path)
    complete = tmp_path / "complete"
    dvspec("import", "solution", package, "--into", complete, "-q")
    for delay in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4):
        specs = tmp_path / f"specs{delay}"
        with subprocess.Popen(command("import", "solution", package, "--into", specs, "-q")) as process:
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        if specs.exists():
            dvspec("check", "--specs", specs, "-q")  # any command finishes what is left
            assert contents(specs) in ({}, contents(complete))


def test_interrupted_import_is_finished_by_the_next_command(dvspec: InProcess, everything: Path) -> None:
    staging = everything / ".dvspec-import"
    staging.mkdir()
    text = (everything / "owner.yaml").read_bytes().replace(b"The key.", b"The key of a row.")
    (staging / "0").write_bytes(text)
    (staging / "journal").write_text(json.dumps({str((everything / "owner.yaml").resolve()): "0"}))
    dvspec("check", "--specs", everything, "-q")
    assert (everything / "owner.yaml").read_bytes() == text
    assert not staging.exists()


def test_new_files_overwrite_no_others(dvspec: InProcess, tmp_path: Path, everything: Path) -> None:
    package = packed(dvspec, ROOT / "tests/projects/priced", tmp_path)
    (everything / "OFFER.yaml").mkdir()
    done = dvspec("import", "solution", package, "--into", everything)
    assert (everything / "OFFER.yaml").is_dir()
    assert done.status == 1 or (everything / "offer_2.yaml").exists()


def test_cdm_goes_to_a_library_beside_specs(dvspec: InProcess, tmp_path: Path) -> None:
    sources = reference("cdm").glob("*.json")
    specs = Path(shutil.copytree(ROOT / "tests/projects/everything", tmp_path / "specs"))
    before = contents(specs)
    argv: list[str | Path] = ["import", "cdm", *sources, "--into", specs]
    done = dvspec(*argv)
    assert done.status == 0, done.err
    assert contents(specs) == before
    library = (specs / "library" / "customer_profile.yaml").read_text("utf-8")
    assert library.startswith("library: CustomerProfile\n") and "description:" not in library
    assert "specs are up to date" in dvspec(*argv).out


@pytest.mark.parametrize("source_type", ["metadata", "cdm"])
def test_folder_without_files_of_the_source_is_named(source_type: str, tmp_path: Path, dvspec: InProcess) -> None:
    (tmp_path / "empty").mkdir()
    result = dvspec("import", source_type, tmp_path / "empty", "--into", tmp_path / "specs")
    assert result.status == 1 and result.err.startswith(f"{(tmp_path / 'empty').as_posix()}: error[DV101 ")
    assert not (tmp_path / "specs").exists()


RENTAL = """\
table: Booking
logical_name: booking
entity_set_name: bookings
collection_name: bookings
primary_id: BookingId
primary_name: Name
columns:
  BookingId: {type: guid}
  Name: {type: string}
  Photo: {type: image, primary: true}
  BookedBy: {type: customer}
  Driver: {type: lookup, targets: [contact, systemuser]}
  Company: {type: lookup, target: Account}
"""
LAYER = "table: Account\nextends: account\ncolumns:\n  Tier: {type: integer}\n"


def test_package_of_lookups_to_an_extended_table_changes_nothing(dvspec: InProcess, tmp_path: Path) -> None:
    specs = small.write(tmp_path / "specs", RENTAL, small.SOLUTION.replace("Thing", "Booking, Account"))
    (specs / "account.yaml").write_text(LAYER, encoding="utf-8")
    dvspec("pack", "-q", "--specs", specs, "--out", tmp_path)
    (package,) = tmp_path.glob("*.zip")
    result = dvspec("import", "solution", package, "--into", specs, "--strict", "--dry-run")
    assert (result.status, result.out) == (0, "") and "specs are up to date" in result.err
