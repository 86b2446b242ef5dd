"""Unpacked solutions: mistakes of their layout, and those of packages too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dvspec.verify import verify
from tests.verify import clean_package
from tests.verify.mistakes import MISTAKES
from tests.verify.planting import Files
from tests.verify.unpacked import unpacked, write_files


def codes(path: Path) -> set[str]:
    return {finding.rule.code for finding in verify(path)}


def test_clean_folders_have_no_findings(tmp_path: Path) -> None:
    clean = clean_package.build()
    assert verify(write_files(tmp_path / "classic", unpacked(clean))) == []
    write_files(tmp_path / "with_src" / "src", unpacked(clean))
    assert verify(tmp_path / "with_src") == []
    assert verify(write_files(tmp_path / "unzipped", clean)) == []


def test_other_files_among_tables_are_ignored(tmp_path: Path) -> None:
    write_files(tmp_path, {**unpacked(clean_package.build()), "Entities/.gitkeep": ""})
    assert verify(tmp_path) == []


def test_folders_of_a_table_that_differ_in_case_are_one(tmp_path: Path) -> None:
    write_files(
        tmp_path, {**unpacked(clean_package.build()), "Entities/SAMPLE_Other/RibbonDiff.xml": "<RibbonDiffXml />"}
    )
    assert "DV569" not in codes(tmp_path)


def test_places_name_the_file_inside_the_folder(tmp_path: Path) -> None:
    files = clean_package.build()
    MISTAKES["MaxLength 5000"][0](files)
    folder = write_files(tmp_path / "src", unpacked(files))
    (finding,) = [finding for finding in verify(tmp_path) if finding.rule.code == "DV501"]
    assert finding.place.file == f"{folder}/Entities/sample_Everything/Entity.xml"
    assert "<MaxLength>5000" in finding.place.source


# Rules that a folder doesn't have, or whose mistakes can't be unpacked: files at the root, empty lists, broken XML.
_OF_ZIPS = {"DV420", "DV421", "DV422", "DV423", "DV430", "DV431", "DV440", "DV441"}
_IN_FOLDERS = [name for name, (_, code) in MISTAKES.items() if code not in _OF_ZIPS]
# And mistakes that need two files with the same name, or that only a zip can have.
_NOT_IN_FOLDERS = {
    "Managed 2 in a zip",
    "duplicate table",
    "duplicate option set",
    "duplicate view id",
    "two default views",
}


@pytest.mark.parametrize("name", [name for name in _IN_FOLDERS if name not in _NOT_IN_FOLDERS])
def test_mistake_is_caught_in_a_folder(name: str, tmp_path: Path) -> None:
    mistake, code = MISTAKES[name]
    files = clean_package.build()
    mistake(files)
    assert code in codes(write_files(tmp_path, unpacked(files)))


def _drop(*names: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        for name in names:
            del files[name]

    return change


def _edit(name: str, old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def _move(old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[new] = files.pop(old)

    return change


_INDEX = "Other/Relationships.xml"
_NAME = "sample_account_sample_other"
_VIEW = "Entities/sample_Everything/SavedQueries/{5d3c24cb-7a31-4f0f-9a83-0c31d7e0a001}.xml"
_OTHER = "Entities/sample_Other/Entity.xml"
LAYOUT_MISTAKES: dict[str, tuple[Callable[[Files], None], str]] = {
    "missing Solution.xml": (_drop("Other/Solution.xml"), "DV430"),
    "missing Customizations.xml": (_drop("Other/Customizations.xml"), "DV430"),
    "no files": (lambda files: files.clear(), "DV430"),
    "root element with another end tag": (
        _edit("Other/Relationships.xml", "EntityRelationships>", "Relationships>"),
        "DV420",
    ),
    "wrong root element of a table": (
        lambda files: files.update({_OTHER: "<Table><Name>sample_Other</Name></Table>"}),
        "DV431",
    ),
    "wrong root element of an option set": (
        lambda files: files.update({"OptionSets/sample_colour.xml": "<choice />"}),
        "DV431",
    ),
    "relationship that the index does not list": (_edit(_INDEX, f'<EntityRelationship Name="{_NAME}" />', ""), "DV565"),
    "missing index": (_drop(_INDEX), "DV565"),
    "relationship that only the index has": (_drop("Other/Relationships/Account.xml"), "DV566"),
    "duplicate relationship in the index": (
        _edit(_INDEX, "</EntityRelationships>", f'<EntityRelationship Name="{_NAME}" /></EntityRelationships>'),
        "DV566",
    ),
    "missing section for relationships": (_edit("Other/Customizations.xml", "<EntityRelationships />", ""), "DV567"),
    "missing section for tables": (_edit("Other/Customizations.xml", "<Entities />", ""), "DV567"),
    "misnamed folder of a table": (_move(_OTHER, "Entities/sample_Others/Entity.xml"), "DV568"),
    "misnamed file of an option set": (_move("OptionSets/sample_colour.xml", "OptionSets/colour.xml"), "DV568"),
    "misnamed file of relationships": (
        _move("Other/Relationships/Account.xml", "Other/Relationships/Contact.xml"),
        "DV568",
    ),
    "misnamed file of a view": (_move(_VIEW, _VIEW.replace("a001", "a002")), "DV568"),
    "folder without a table": (_move(_OTHER, "Entities/sample_Other/RibbonDiff.xml"), "DV569"),
    "view without placeholder": (_edit("Entities/sample_Everything/Entity.xml", "<SavedQueries />", ""), "DV570"),
    "placeholder without view": (_drop(_VIEW), "DV570"),
    "placeholder without form": (_edit(_OTHER, "</Entity>", "<FormXml /></Entity>"), "DV570"),
    "table not in the manifest": (_edit("Other/Solution.xml", '"sample_other"', '"sample_another"'), "DV545"),
    "table without a folder": (_drop(_OTHER), "DV546"),
    "option set without a file": (_drop("OptionSets/sample_colour.xml"), "DV520"),
    "missing end tag": (_edit(_OTHER, "</Entity>", ""), "DV420"),
    "document type": (_edit(_OTHER, "<Entity>", "<!DOCTYPE Entity>\n<Entity>"), "DV421"),
}


@pytest.mark.parametrize("name", LAYOUT_MISTAKES)
def test_mistake_of_the_layout_is_caught(name: str, tmp_path: Path) -> None:
    mistake, code = LAYOUT_MISTAKES[name]
    files = unpacked(clean_package.build())
    mistake(files)
    assert code in codes(write_files(tmp_path, files))
