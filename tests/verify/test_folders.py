"""Unpacked solutions: the classic layout of SolutionPackager, and a zip that was merely unzipped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from dvspec.verify import verify
from tests.verify import clean_package
from tests.verify.clean_package import CUSTOMIZATIONS, SOLUTION
from tests.verify.mistakes import MISTAKES
from tests.verify.planting import Files

_HEAD = '\ufeff<?xml version="1.0" encoding="utf-8"?>\n'


def unpacked(files: Files) -> Files:
    """Return the package in the classic layout: path -> text."""
    root = ET.fromstring(files[CUSTOMIZATIONS])
    tree = {"Other/Solution.xml": files[SOLUTION]}
    for entity in _emptied(root, "Entities"):
        folder = f"Entities/{entity.findtext('Name')}"
        for queries in entity.iter("SavedQueries"):
            for query in queries.iter("savedquery"):
                name = (query.findtext("savedqueryid") or "").strip()
                tree[f"{folder}/SavedQueries/{name}.xml"] = f"<savedqueries>{_text(query)}</savedqueries>"
            queries.clear()
        tree[f"{folder}/Entity.xml"] = _text(entity)
    by_parent: dict[str, list[str]] = {}
    index = []
    for relationship in _emptied(root, "EntityRelationships"):
        parent = relationship.findtext("ReferencedEntityName") or relationship.findtext("FirstEntityName") or ""
        by_parent.setdefault(parent, []).append(_text(relationship))
        index.append(f'<EntityRelationship Name="{relationship.get("Name")}" />\n')
    for parent, texts in by_parent.items():
        inside = "".join(texts)
        tree[f"Other/Relationships/{parent}.xml"] = f"<EntityRelationships>{inside}</EntityRelationships>"
    tree["Other/Relationships.xml"] = f"<EntityRelationships>\n{''.join(index)}</EntityRelationships>"
    for option_set in _emptied(root, "optionsets"):
        tree[f"OptionSets/{option_set.get('Name')}.xml"] = _text(option_set)
    tree["Other/Customizations.xml"] = _text(root)
    return {path: _HEAD + re.sub(r"<\?xml[^>]*\?>", "", text).strip() for path, text in tree.items()}


def _emptied(root: ET.Element, tag: str) -> list[ET.Element]:
    (node,) = root.iter(tag)
    children = list(node)
    node.clear()
    return children


def _text(element: ET.Element) -> str:
    return ET.tostring(element, encoding="unicode")


def write(folder: Path, files: Files) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def codes(path: Path) -> set[str]:
    return {finding.rule.code for finding in verify(path)}


def test_clean_folders_have_no_findings(tmp_path: Path) -> None:
    clean = clean_package.build()
    assert verify(write(tmp_path / "classic", unpacked(clean))) == []
    write(tmp_path / "with_src" / "src", unpacked(clean))
    assert verify(tmp_path / "with_src") == []
    assert verify(write(tmp_path / "unzipped", clean)) == []


def test_places_name_the_file_inside_the_folder(tmp_path: Path) -> None:
    files = clean_package.build()
    MISTAKES["MaxLength 5000"][0](files)
    folder = write(tmp_path / "src", unpacked(files))
    (finding,) = [found for found in verify(tmp_path) if found.rule.code == "DV501"]
    assert finding.place.file == f"{folder}/Entities/sample_Everything/Entity.xml"
    assert "<MaxLength>5000" in finding.place.source


# Those that a folder shows otherwise, or can't show: files at the root, empty nodes, broken tags.
_OF_ZIPS = {"DV420", "DV421", "DV422", "DV423", "DV430", "DV431", "DV440", "DV441"}
_IN_FOLDERS = [name for name, (_, code) in MISTAKES.items() if code not in _OF_ZIPS]
# And those that need two files of one name, or that only a zip forbids.
_NOT_IN_FOLDERS = {
    "managed 2 in a zip",
    "table twice",
    "duplicate option set",
    "duplicate view id",
    "two default views",
}


@pytest.mark.parametrize("name", [name for name in _IN_FOLDERS if name not in _NOT_IN_FOLDERS])
def test_mistake_is_caught_in_a_folder(name: str, tmp_path: Path) -> None:
    mistake, code = MISTAKES[name]
    files = clean_package.build()
    mistake(files)
    assert code in codes(write(tmp_path, unpacked(files)))


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
    "no Solution.xml": (_drop("Other/Solution.xml"), "DV430"),
    "no Customizations.xml": (_drop("Other/Customizations.xml"), "DV430"),
    "nothing at all": (lambda files: files.clear(), "DV430"),
    "another root element": (_edit("Other/Relationships.xml", "EntityRelationships>", "Relationships>"), "DV420"),
    "a table's file with another root": (
        lambda files: files.update({_OTHER: "<Table><Name>sample_Other</Name></Table>"}),
        "DV431",
    ),
    "an option set's file with another root": (
        lambda files: files.update({"OptionSets/sample_colour.xml": "<choice />"}),
        "DV431",
    ),
    "relationship not in the index": (_edit(_INDEX, f'<EntityRelationship Name="{_NAME}" />', ""), "DV565"),
    "no index": (_drop(_INDEX), "DV565"),
    "relationship in the index only": (_drop("Other/Relationships/Account.xml"), "DV566"),
    "relationship twice in the index": (
        _edit(_INDEX, "</EntityRelationships>", f'<EntityRelationship Name="{_NAME}" /></EntityRelationships>'),
        "DV566",
    ),
    "no node for relationships": (_edit("Other/Customizations.xml", "<EntityRelationships />", ""), "DV567"),
    "no node for tables": (_edit("Other/Customizations.xml", "<Entities />", ""), "DV567"),
    "folder of another name": (_move(_OTHER, "Entities/sample_Others/Entity.xml"), "DV568"),
    "option set's file of another name": (_move("OptionSets/sample_colour.xml", "OptionSets/colour.xml"), "DV568"),
    "relationship's file of another name": (
        _move("Other/Relationships/Account.xml", "Other/Relationships/Contact.xml"),
        "DV568",
    ),
    "view's file of another name": (_move(_VIEW, _VIEW.replace("a001", "a002")), "DV568"),
    "folder without a table": (_move(_OTHER, "Entities/sample_Other/RibbonDiff.xml"), "DV569"),
    "view without placeholder": (_edit("Entities/sample_Everything/Entity.xml", "<SavedQueries />", ""), "DV570"),
    "placeholder without view": (_drop(_VIEW), "DV570"),
    "placeholder without form": (_edit(_OTHER, "</Entity>", "<FormXml /></Entity>"), "DV570"),
    "table not in the manifest": (_edit("Other/Solution.xml", '"sample_other"', '"sample_another"'), "DV545"),
    "table without a folder": (_drop(_OTHER), "DV546"),
    "option set without a file": (_drop("OptionSets/sample_colour.xml"), "DV520"),
    "broken file": (_edit(_OTHER, "</Entity>", ""), "DV420"),
    "entities in a file": (_edit(_OTHER, "<Entity>", "<!DOCTYPE Entity>\n<Entity>"), "DV421"),
}


@pytest.mark.parametrize("name", LAYOUT_MISTAKES)
def test_mistake_of_the_layout_is_caught(name: str, tmp_path: Path) -> None:
    mistake, code = LAYOUT_MISTAKES[name]
    files = unpacked(clean_package.build())
    mistake(files)
    assert code in codes(write(tmp_path, files))


def test_links_are_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    files = unpacked(clean_package.build())
    outside = tmp_path / "secret.xml"
    outside.write_text("<optionset Name='sample_secret' />", encoding="utf-8")
    folder = write(tmp_path / "package", files)
    (folder / "OptionSets" / "sample_secret.xml").symlink_to(outside)
    findings = verify(folder)
    assert [(found.rule.code, Path(found.place.file).name) for found in findings] == [("DV405", "sample_secret.xml")]
    assert "sample_secret'" not in str([found.message for found in findings])


def test_links_inside_the_folder_are_read(tmp_path: Path) -> None:
    folder = write(tmp_path, unpacked(clean_package.build()))
    real = folder / "Other" / "Solution.xml"
    moved = real.rename(folder / "Other" / "Solution.txt")
    real.symlink_to(moved)
    assert verify(folder) == []


def test_odd_links_and_files_end_the_reading(tmp_path: Path) -> None:
    import os

    folder = write(tmp_path, unpacked(clean_package.build()))
    (folder / "Entities" / "loop").symlink_to(folder / "Entities")
    (folder / "Entities" / "self").symlink_to(folder / "Entities" / "self")
    (folder / "Other" / "nowhere.xml").symlink_to(folder / "nowhere.xml")
    os.mkfifo(folder / "OptionSets" / "pipe.xml")
    found = [(Path(finding.place.file).name, finding.rule.code) for finding in verify(folder)]
    assert found == [(name, "DV405") for name in ("loop", "self", "pipe.xml", "nowhere.xml")]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert codes(tmp_path / "nothing.zip") == {"DV401"}
    assert codes(tmp_path / "nul\0.zip") == {"DV401"}
    assert codes(tmp_path) == {"DV430"}
