"""Folders: links, special files and large files. Nothing outside the folder is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dvspec.solution_files import folder as reader
from dvspec.solution_files.archive import MAX_XML, Archive
from dvspec.solution_files.reader import open_package
from tests.verify import clean_package
from tests.verify.unpacked import unpacked, write_files


def _link_outside(folder: Path) -> None:
    outside = folder.parent / "secret.xml"
    outside.write_text("<optionset Name='sample_secret' />", encoding="utf-8")
    (folder / "OptionSets" / "sample_secret.xml").symlink_to(outside)


def _large_file(folder: Path) -> None:
    os.truncate(folder / "Other" / "Solution.xml", MAX_XML + 1)


# By name: how to change the folder of a clean unpacked solution, and the code of the rule that reports it.
FOLDERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "link that points outside": (_link_outside, "DV405"),
    "link to a folder": (lambda folder: (folder / "Entities" / "a").symlink_to(folder / "Other"), "DV405"),
    "link to itself": (lambda folder: (folder / "Entities" / "a").symlink_to(folder / "Entities" / "a"), "DV405"),
    "broken link": (lambda folder: (folder / "Other" / "a.xml").symlink_to(folder / "none.xml"), "DV405"),
    "pipe": (lambda folder: os.mkfifo(folder / "OptionSets" / "a.xml"), "DV405"),
    "large file": (_large_file, "DV410"),
    "name with an escape sequence": (
        lambda folder: (folder / "OptionSets" / "\x1b[31m.xml").write_text("<optionset />", encoding="utf-8"),
        "DV403",
    ),
    "duplicate name in another case": (
        lambda folder: (folder / "Other" / "SOLUTION.xml").write_text("<a />", encoding="utf-8"),
        "DV404",
    ),
}  # fmt: skip


def _opened(tmp_path: Path, change: Callable[[Path], object]) -> Archive:
    folder = write_files(tmp_path / "package", unpacked(clean_package.build()))
    change(folder)
    return open_package(folder)


@pytest.mark.parametrize("name", FOLDERS)
def test_harmful_folder_is_reported(name: str, tmp_path: Path) -> None:
    change, code = FOLDERS[name]
    findings = _opened(tmp_path, change).findings
    assert [finding.rule.code for finding in findings] == [code]
    assert findings[0].message.isprintable() and findings[0].place.file.isprintable()


def test_clean_folder_is_read(tmp_path: Path) -> None:
    archive = _opened(tmp_path, lambda folder: None)
    assert archive.findings == []
    assert {name: content.decode() for name, content in archive.contents.items()} == unpacked(clean_package.build())


def test_subfolder_src_is_read(tmp_path: Path) -> None:
    write_files(tmp_path / "src", unpacked(clean_package.build()))
    assert open_package(tmp_path).path == str(tmp_path / "src")


def test_link_outside_is_not_read(tmp_path: Path) -> None:
    archive = _opened(tmp_path, _link_outside)
    assert not any(b"secret" in content for content in archive.contents.values())


def test_link_inside_is_read(tmp_path: Path) -> None:
    def change(folder: Path) -> None:
        moved = (folder / "Other" / "Solution.xml").rename(folder / "Other" / "Solution.txt")
        (folder / "Other" / "Solution.xml").symlink_to(moved)

    archive = _opened(tmp_path, change)
    assert archive.findings == []
    assert "Other/Solution.xml" in archive.contents


def test_only_so_many_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_MEMBERS", 3)
    archive = _opened(tmp_path, lambda folder: None)
    assert [finding.rule.code for finding in archive.findings] == ["DV408"]
    assert len(archive.names) == 3


def test_only_so_many_bytes_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_MAX_XML_TOTAL", 1000)
    archive = _opened(tmp_path, lambda folder: None)
    assert [finding.rule.code for finding in archive.findings] == ["DV408"]
    assert len(archive.contents) == 1


def test_folders_of_other_files_are_not_entered(tmp_path: Path) -> None:
    def change(folder: Path) -> None:
        write_files(folder, {".git/objects/a": "x", "bin/a.xml": "x", "readme.md": "x"})

    names = _opened(tmp_path, change).names
    assert "readme.md" in names
    assert not any(name.startswith((".git", "bin")) for name in names)
