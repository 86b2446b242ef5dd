"""Paths that packages are opened from."""

from __future__ import annotations

from pathlib import Path

import pytest

from dvspec.solution_files.reader import open_package

# By name: the path, and the code of the rule that reports it.
PATHS: dict[str, tuple[Path, str]] = {
    "missing file": (Path("nothing.zip"), "DV401"),
    "path with a NUL": (Path("nul\0.zip"), "DV401"),
    "device": (Path("/dev/null"), "DV401"),
}


@pytest.mark.parametrize("name", PATHS)
def test_unreadable_path_is_reported(name: str, tmp_path: Path) -> None:
    path, code = PATHS[name]
    archive = open_package(tmp_path / path)
    assert [finding.rule.code for finding in archive.findings] == [code]
    assert not archive.is_open


def test_empty_folder_has_no_members(tmp_path: Path) -> None:
    archive = open_package(tmp_path)
    assert (archive.is_open, archive.names, archive.findings) == (True, [], [])
