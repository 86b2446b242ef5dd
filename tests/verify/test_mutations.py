"""Single mistakes planted by the hundred: each element removed, doubled, swapped, corrupted; how many are caught.

`python -m tests.verify.test_mutations` prints the figure by kind.
"""

from __future__ import annotations

import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from dvspec.findings import Severity
from dvspec.verify import verify
from tests.verify import clean_package
from tests.verify.mistakes import MISTAKES

# Elements whose absence is not a mistake: no source says that an import needs them, and real exports lack them.
OPTIONAL = {
    "SolutionManifest": {"Descriptions"},
    "Publisher": {"Descriptions", "EMailAddress", "SupportingWebsiteUrl", "Addresses"},
    "entity": {"Descriptions", "EntityKeys", "HasRelatedNotes", "IsMSTeamsIntegrationEnabled"},
    "Entity": {"SavedQueries"},
    "EntityRelationship": {"CascadeArchive", "CascadeRollupView", "IsCustomizable"},
    "EntityRelationshipRole": {"NavPaneDisplayOption", "NavPaneArea", "NavPaneOrder"},
    "optionset": {"IsGlobal", "ExternalTypeName", "Descriptions", "IsCustomizable"},
    "savedquery": {"IsCustomizable", "CanBeDeleted"},
    "option": {"Descriptions"},
    "attribute": {
        "LookupTypes",
        "CalculationOf",
        "ImeMode",
        "Descriptions",
        "CanChangeDateTimeBehavior",
        "LookupStyle",
        "AppDefaultValue",
    },
    "attribute(int)": {"Format"},
    "attribute(file)": {"MaxValue"},
    "attribute(image)": {"MaxValue"},
    "RelationshipDescription": {"Descriptions"},
}
# Elements that real exports have in several places.
UNPLACED = frozenset({"EntityInfo", "IsMSTeamsIntegrationEnabled"})
# Removing an item of a list leaves no trace in the file; references to it are among the named mistakes.
LISTS = frozenset("""
    attributes options labels displaynames Descriptions LocalizedNames LocalizedCollectionNames Languages
    EntityKeys EntityKeyAttributes savedqueries SavedQueries optionsets Entities EntityRelationships
    RootComponents layoutxml
    """.split())
# A view's own lists: of columns, conditions and cells.
VIEW_LISTS = ("/fetch/entity", "/grid", "/row", "/filter")
# Texts that may be anything.
FREE = frozenset("AutoNumberFormat ActivityTypeMask MobileOfflineFilters ExternalTypeName".split())
FREE_ATTRIBUTES = frozenset("""
    LocalizedName OriginalName localizedName ExternalValue version mapping value@condition name@grid name@row
    invariantname description
    """.split())
# Attributes that are optional.
OPTIONAL_ATTRIBUTES = frozenset({"behavior@RootComponent", "IsHidden@option"})

Mutant = tuple[str, dict[str, str]]


def _sites(root: ET.Element) -> Iterator[tuple[ET.Element, str]]:
    """Yield each element with a name for those like it: a mistake in one column would be the same in the next."""
    seen: Counter[str] = Counter()

    def visit(element: ET.Element, above: str) -> Iterator[tuple[ET.Element, str]]:
        here = f"{above}/{element.tag}"
        if element.tag == "attribute" and "PhysicalName" in element.attrib:
            here = f"attribute({element.findtext('Type')})"
        seen[here] += 1
        if seen[here] == 1:
            yield element, here
            for child in element:
                yield from visit(child, here)
        elif element.tag in ("Entity", "EntityInfo", "entity", "attributes", "EntityRelationshipRole"):
            for child in element:
                yield from visit(child, here)

    return visit(root, "")


# What every column has, whatever its type.
_COMMON = frozenset("""
    Type Name LogicalName RequiredLevel DisplayMask ImeMode ValidForUpdateApi ValidForReadApi ValidForCreateApi
    IsCustomField IsAuditEnabled IsSecured IntroducedVersion IsCustomizable IsRenameable CanModifySearchSettings
    CanModifyRequirementLevelSettings CanModifyAdditionalSettings SourceType IsGlobalFilterEnabled
    IsSortableEnabled CanModifyGlobalFilterSettings CanModifyIsSortableSettings IsDataSourceSecret
    AutoNumberFormat IsSearchable IsFilterable IsRetrievable IsLocalizable displaynames Descriptions
    """.split())


def _is_repeated(where: str, child: ET.Element) -> bool:
    """Return whether the same mistake was planted in a column of another type already."""
    return where.startswith("attribute(") and "nvarchar" not in where and child.tag in _COMMON


def removed(root: ET.Element) -> Iterator[str]:
    """Remove each obligatory element, one at a time."""
    for element, where in list(_sites(root)):
        for position, child in enumerate(list(element)):
            if child.tag in OPTIONAL.get(element.tag, ()) or element.tag in LISTS:
                continue
            if child.tag in OPTIONAL.get(where, ()):
                continue
            if _is_repeated(where, child) or where.endswith(VIEW_LISTS):
                continue
            element.remove(child)
            yield f"{where}/{child.tag}"
            element.insert(position, child)


def doubled(root: ET.Element) -> Iterator[str]:
    """Double each element."""
    for element, where in list(_sites(root)):
        for position, child in enumerate(list(element)):
            if _is_repeated(where, child) or where.endswith(VIEW_LISTS):
                continue
            element.insert(position, deepcopy(child))
            yield f"{where}/{child.tag}"
            del element[position]


def swapped(root: ET.Element) -> Iterator[str]:
    """Swap each element with the next."""
    for element, where in list(_sites(root)):
        if element.tag in LISTS or where.endswith(VIEW_LISTS):
            continue
        for position, (first, second) in enumerate(zip(list(element), list(element)[1:], strict=False)):
            if UNPLACED & {first.tag, second.tag}:
                continue
            if first.tag == second.tag or (_is_repeated(where, first) and _is_repeated(where, second)):
                continue
            element[position], element[position + 1] = second, first
            yield f"{where}/{first.tag}-{second.tag}"
            element[position], element[position + 1] = first, second


def corrupted(root: ET.Element) -> Iterator[str]:
    """Corrupt each text."""
    for element, where in list(_sites(root)):
        for child in element:
            text = (child.text or "").strip()
            if len(child) or not text or child.tag in FREE or _is_repeated(where, child):
                continue
            child.text = f"{text}!"
            yield f"{where}/{child.tag}"
            child.text = text


def corrupted_attributes(root: ET.Element) -> Iterator[str]:
    """Corrupt each XML attribute."""
    for element, where in list(_sites(root)):
        for name, value in list(element.attrib.items()):
            if name in FREE_ATTRIBUTES or f"{name}@{element.tag}" in FREE_ATTRIBUTES:
                continue
            element.set(name, f"{value}!")
            yield f"{where}@{name}"
            element.set(name, value)


def removed_attributes(root: ET.Element) -> Iterator[str]:
    """Remove each obligatory XML attribute."""
    for element, where in list(_sites(root)):
        for name, value in list(element.attrib.items()):
            if name in FREE_ATTRIBUTES - {"description", "LocalizedName"} or "grid" in where or "fetch" in where:
                continue
            if f"{name}@{element.tag}" in OPTIONAL_ATTRIBUTES:
                continue
            del element.attrib[name]
            yield f"{where}@{name}"
            element.set(name, value)


OPERATIONS: dict[str, Callable[[ET.Element], Iterator[str]]] = {
    "element removed": removed,
    "element doubled": doubled,
    "elements swapped": swapped,
    "text corrupted": corrupted,
    "attribute corrupted": corrupted_attributes,
    "attribute removed": removed_attributes,
}


def mutants(operation: str) -> Iterator[Mutant]:
    """Yield packages with one mistake each, and what it is."""
    clean = clean_package.build()
    for file in (clean_package.SOLUTION, clean_package.CUSTOMIZATIONS):
        root = ET.fromstring(clean[file])
        for what in OPERATIONS[operation](root):
            yield f"{file}: {what}", {**clean, file: ET.tostring(root, encoding="unicode")}


def figure(operation: str, folder: Path) -> tuple[int, list[str]]:
    """Return how many mistakes were planted, and which were missed."""
    planted, missed = 0, []
    for what, files in mutants(operation):
        planted += 1
        findings = verify(clean_package.write_zip(folder / "mutant.zip", files))
        if not any(finding.severity is not Severity.NOTE for finding in findings):
            missed.append(what)
    return planted, missed


@pytest.mark.parametrize("operation", OPERATIONS)
def test_planted_mistakes_are_caught(operation: str, tmp_path: Path) -> None:
    planted, missed = figure(operation, tmp_path)
    print(f"{operation}: {planted} planted, {planted - len(missed)} caught")
    assert planted and not missed


def test_there_are_at_least_sixty_kinds() -> None:
    assert len({code for _, code in MISTAKES.values()}) >= 60
    assert sum(1 for operation in OPERATIONS for _ in mutants(operation)) >= 1000


def main() -> None:
    """Print the figure."""
    total = caught = 0
    with tempfile.TemporaryDirectory() as folder:
        for operation in OPERATIONS:
            planted, missed = figure(operation, Path(folder))
            total, caught = total + planted, caught + planted - len(missed)
            print(f"{operation:20} planted {planted:4}  caught {planted - len(missed):4}")
            for what in missed:
                print(f"    missed: {what}")
    print(f"{'all':20} planted {total:4}  caught {caught:4}  {caught / total:.1%}; {len(MISTAKES)} more by name")


if __name__ == "__main__":
    main()
