"""A real solution, exported and unpacked: what its folder carries is in our package as it is in the export."""

from __future__ import annotations

import io
import re
import tarfile
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, canonicalize

from dvspec.spec import load_folder
from dvspec.targets.solution import package
from tests.spec.small import write
from tests.verify.corpus import CORPUS, needs_corpus

ZIP, FOLDER = "corpus/135.zip", "corpus/136/"
# The corpus has the contents of metadata only: other files are empty, and their definitions are placeholders.
REDUCED = re.compile(r"(WebResources|CanvasApps)/.*|Other/.*")
OF_SPECS = re.compile(r"Entities/[^/]+/(Entity\.xml|Formulas/.*)|OptionSets/.*")


@needs_corpus
def test_carried_files_of_a_real_solution_are_as_in_its_export(tmp_path: Path) -> None:
    exported, files = _pair()
    small = load_folder(write(tmp_path)).solution
    (thing,) = small.tables
    carried = {name: data for name, data in files.items() if not (REDUCED.fullmatch(name) or OF_SPECS.fullmatch(name))}
    names = sorted({name.split("/")[1] for name in files if name.startswith("Entities/")})
    tables = tuple(
        replace(thing, name=name, schema_name=name, logical_name=name.lower(), extends=True, columns=())
        for name in names
    )
    ours = package(replace(small, tables=tables, carried_folder="carried", carried_files=carried))
    ours_parts, exported_parts = (
        sorted(_parts(ElementTree.fromstring(data))) for data in (ours["customizations.xml"], exported)
    )
    assert len(ours_parts) > 100
    assert ours_parts == exported_parts


def _pair() -> tuple[bytes, dict[str, bytes]]:
    exported, files = b"", {}
    with tarfile.open(CORPUS) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() and member.name.startswith((ZIP, FOLDER)) else None
            if file is None:
                continue
            if member.name == ZIP:
                exported = zipfile.ZipFile(io.BytesIO(file.read())).read("customizations.xml")
            else:
                files[member.name.removeprefix(FOLDER)] = file.read()
            if exported and member.name > f"{FOLDER}~":
                break
    return exported, files


def _parts(root: Element) -> Iterator[tuple[str, str, str]]:
    """Yield the table, the kind and the text of each form, view, ribbon and app."""
    for entity in root.iter("Entity"):
        for path in ("FormXml/forms/systemform", "SavedQueries/savedqueries/savedquery", "RibbonDiffXml"):
            for part in entity.iterfind(path):
                yield entity.findtext("Name", ""), path, _text(part)
    for path in ("AppModules/AppModule", "AppModuleSiteMaps/AppModuleSiteMap"):
        for part in root.iterfind(path):
            yield "", path, _text(part)


def _text(element: Element) -> str:
    return canonicalize(ElementTree.tostring(element, encoding="unicode"), strip_text=True)
