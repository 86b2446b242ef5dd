"""What check reports about a folder: outdated, edited, missing and extra files, whatever the cache says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dvspec.output.drift import find_drift
from tests.commands import InProcess
from tests.output.folders import FIRST, SECOND, TARGETS, write
from tests.spec import small


def _drift(folder: Path) -> list[tuple[str, str]]:
    return [
        (finding.rule.code, Path(finding.place.file).relative_to(folder).as_posix())
        for finding in find_drift(FIRST, folder, TARGETS)
    ]


def test_published_folder_has_no_drift(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    assert _drift(tmp_path) == []


def test_edited_missing_and_extra_files_are_distinguished(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    (tmp_path / "a" / "one.txt").write_text("edited\n")
    (tmp_path / "b" / "three.txt").unlink()
    (tmp_path / "b" / "new.txt").write_text("new\n")
    assert _drift(tmp_path) == [("DV301", "a/one.txt"), ("DV304", "b/new.txt"), ("DV303", "b/three.txt")]


def test_files_of_older_specs_are_outdated_missing_and_extra(tmp_path: Path) -> None:
    write(tmp_path, SECOND)
    assert _drift(tmp_path) == [
        ("DV303", "a/deep/two.txt"),
        ("DV304", "a/four.txt"),
        ("DV302", "a/one.txt"),
        ("DV302", "b/three.txt"),
    ]


def test_missing_folder_lacks_every_file(tmp_path: Path) -> None:
    assert {finding.rule.code for finding in find_drift(FIRST, tmp_path / "out", TARGETS)} == {"DV303"}


def test_link_to_the_right_content_is_drift(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    (tmp_path / "a" / "one.txt").rename(tmp_path / "one.txt")
    (tmp_path / "a" / "one.txt").symlink_to("../one.txt")
    assert _drift(tmp_path) == [("DV306", "a/one.txt")]


@pytest.mark.parametrize("text", ["", "0" * 64 + "  a/one.txt\n", None])
def test_wrong_or_missing_manifest_is_drift(tmp_path: Path, text: str | None) -> None:
    write(tmp_path, FIRST)
    (tmp_path / ".manifest").unlink()
    if text is not None:
        (tmp_path / ".manifest").write_text(text)
    assert _drift(tmp_path) == [("DV302", ".manifest")]


def test_manifest_with_extra_lines_is_drift(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    with open(tmp_path / ".manifest", "a", encoding="utf-8") as stream:
        stream.write("0" * 64 + "  b/gone.txt\n")
    assert _drift(tmp_path) == [("DV302", ".manifest")]


def test_files_of_tools_and_files_outside_the_targets_are_ignored(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    for name in ("a/__pycache__/one.pyc", "a/.DS_Store", "README.md", "c/else.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert _drift(tmp_path) == []


def test_check_ignores_the_cache(tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    small.write(tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    assert dvspec("generate").status == 0
    assert dvspec("check").status == 0
    module = tmp_path / "generated" / "python" / "small" / "thing.py"
    monkeypatch.setattr("dvspec.output.unchanged.recall", lambda argv: 1)
    module.write_text("# edited\n")
    result = dvspec("check", "--diff")
    assert result.status == 1
    assert "generated/python/small/thing.py: error[DV301 edited-output]" in result.err
    assert "-# edited" in result.out.splitlines()


def test_check_writes_nothing(tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    small.write(tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    result = dvspec("check", "--format", "json")
    assert result.status == 1
    assert {finding["code"] for finding in json.loads(result.out)} == {"DV303"}
    assert [path.name for path in tmp_path.iterdir()] == ["specs"]
