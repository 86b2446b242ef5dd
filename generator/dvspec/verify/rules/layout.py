"""Rules for unpacked solutions: what Microsoft's packer drops without a message."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import finding_in, quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.xml import Element, finding_at

UNLISTED_RELATIONSHIP = Rule(
    "DV565",
    "unlisted-relationship",
    Severity.ERROR,
    "Other/Relationships.xml lists every relationship in Other/Relationships/. The packer drops others.",
    'Add <EntityRelationship Name="…" /> to Other/Relationships.xml.',
)
UNDEFINED_RELATIONSHIP = Rule(
    "DV566",
    "undefined-relationship",
    Severity.ERROR,
    "Other/Relationships.xml lists relationships that are defined in Other/Relationships/, each once.",
    "Add the file of the relationship, or remove the line from Other/Relationships.xml.",
)
MISSING_SECTION = Rule(
    "DV567",
    "missing-section",
    Severity.ERROR,
    "Other/Customizations.xml has an element for every type of component. The packer drops components without one.",
    "Add the element, empty, to Other/Customizations.xml.",
)
MISNAMED_FILE = Rule(
    "DV568",
    "misnamed-file",
    Severity.WARNING,
    "Folders and files have the names of the components that they contain.",
    "Rename the folder or file.",
)
MISSING_TABLE_FILE = Rule(
    "DV569",
    "missing-table-file",
    Severity.ERROR,
    "Every folder of a table contains an Entity.xml.",
    "Add the file, or remove the folder.",
)
PLACEHOLDER = Rule(
    "DV570",
    "wrong-placeholder",
    Severity.WARNING,
    "Entity.xml has empty elements for forms, views and ribbons if the table has files with them, and only then.",
    "Add the empty element if the files are needed; remove it if there are none.",
)

_INDEX = "Other/Relationships.xml"
# Placeholders in Entity.xml, and the files or folders that they are for.
_PLACEHOLDERS = (("FormXml", "FormXml/"), ("SavedQueries", "SavedQueries/"), ("RibbonDiffXml", "RibbonDiff.xml"))


def unlisted_relationships(package: Package) -> Iterator[Finding]:
    """Report relationships that the index doesn't list."""
    if not package.classic:
        return
    index = package.parsed.get(_INDEX)
    if index is None and _INDEX in package.names:
        return  # it can't be read, which is reported elsewhere
    listed_names = set() if index is None else {name.lower() for _, name in _entries(index)}
    for relationship in package.relationships:
        has_file = "/Relationships/" in relationship.element.source.name
        if relationship.name and has_file and relationship.name.lower() not in listed_names:
            yield finding_at(
                UNLISTED_RELATIONSHIP, relationship.element, f"{relationship.subject} is not listed in {_INDEX}"
            )


def undefined_relationships(package: Package) -> Iterator[Finding]:
    """Report relationships that the index lists without a definition, or a second time."""
    index = package.parsed.get(_INDEX) if package.classic else None
    if index is None:
        return
    defined_names = {relationship.name.lower() for relationship in package.relationships}
    seen: set[str] = set()
    for entry, name in _entries(index):
        if name.lower() not in defined_names:
            message = f"relationship {quoted(name)} is not defined in Other/Relationships/"
            yield finding_at(UNDEFINED_RELATIONSHIP, entry, message)
        elif name.lower() in seen:
            yield finding_at(UNDEFINED_RELATIONSHIP, entry, f"relationship {quoted(name)} is listed twice")
        seen.add(name.lower())


def _entries(index: Element) -> list[tuple[Element, str]]:
    return [(entry, entry.attrib.get("Name", "")) for entry in index.named("EntityRelationship")]


def missing_sections(package: Package) -> Iterator[Finding]:
    """Report types of components that have files and no element."""
    root = package.customizations
    if not package.classic or root is None:
        return
    components = {
        "Entities": package.tables,
        "EntityRelationships": package.relationships,
        "optionsets": package.option_sets,
    }
    for tag, elements in components.items():
        if elements and root.child(tag) is None:
            yield finding_at(MISSING_SECTION, root, f"<{tag}> is missing, and there are files for it")


def misnamed_files(package: Package) -> Iterator[Finding]:
    """Report folders and files that are named differently than what they contain."""
    if not package.classic:
        return
    for path, root in package.parsed.items():
        name, contained_names = _named_after(path, root)
        for contained in sorted(contained_names - {""}):
            if contained.lower() != name.lower():
                yield finding_at(MISNAMED_FILE, root, f"{quoted(name)} contains {quoted(contained)}")


def _named_after(path: str, root: Element) -> tuple[str, set[str]]:
    """Return the name of a file or of its folder, and the names of the components in it."""
    parts = path.split("/")
    if parts[0] == "Entities" and parts[-1] == "Entity.xml":
        return parts[1], {root.value("Name") or ""}
    if parts[0] == "OptionSets":
        return parts[1].removesuffix(".xml"), {root.attrib.get("Name", "")}
    if path.startswith("Other/Relationships/"):
        relationships = root.named("EntityRelationship")
        referenced = {
            element.value("ReferencedEntityName") or element.value("FirstEntityName") or "" for element in relationships
        }
        return parts[2].removesuffix(".xml"), referenced
    if len(parts) == 4 and parts[2] == "SavedQueries":
        views = [root] if root.tag == "savedquery" else root.named("savedquery")
        ids = {(view.value("savedqueryid") or "").strip("{}") for view in views}
        return parts[3].split("_")[0].removesuffix(".xml").strip("{}"), ids
    return "", set()


def missing_table_files(package: Package) -> Iterator[Finding]:
    """Report folders of tables without a definition."""
    if not package.classic:
        return
    folders = {name.split("/")[1] for name in package.names if name.startswith("Entities/") and name.count("/") > 1}
    # On Windows, where the packer runs, folders that differ in case are one.
    names = {name.casefold() for name in package.names}
    for folder in sorted(folders):
        if f"Entities/{folder}/Entity.xml".casefold() not in names:
            path = package.archive.path_of(f"Entities/{folder}")
            yield finding_in(MISSING_TABLE_FILE, path, f"folder {quoted(folder)} has no Entity.xml")


def wrong_placeholders(package: Package) -> Iterator[Finding]:
    """Report placeholders without files, and files without placeholders."""
    if not package.classic:
        return
    contents = _contents_of_table_folders(package)
    for table in package.tables:
        folder = _folder_of(package, table)
        if folder is None:
            continue
        for tag, files in _PLACEHOLDERS:
            has_files = files in contents.get(folder, ())
            placeholder = table.element.child(tag)
            if placeholder is None and has_files:
                message = f"{table.subject} has {files} and no <{tag}>, so the packer drops the files"
                yield finding_at(PLACEHOLDER, table.element, message)
            elif placeholder is not None and not placeholder.children and not has_files:
                yield finding_at(PLACEHOLDER, placeholder, f"{table.subject} has <{tag}> and no files for it")


def _contents_of_table_folders(package: Package) -> dict[str, set[str]]:
    """Return, by table folder, its files and its subfolders that are not empty; those with a / at the end."""
    contents: dict[str, set[str]] = {}
    for name in package.names:
        parts = name.split("/")
        if parts[0] == "Entities" and len(parts) > 2:
            entry = parts[2] if len(parts) == 3 else f"{parts[2]}/"
            contents.setdefault(f"Entities/{parts[1]}", set()).add(entry)
    return contents


def _folder_of(package: Package, table: Table) -> str | None:
    name = table.element.source.name.removeprefix(package.archive.path_of(""))
    return name.removesuffix("/Entity.xml") if name.endswith("/Entity.xml") else None


CHECKS = (
    unlisted_relationships,
    undefined_relationships,
    missing_sections,
    misnamed_files,
    missing_table_files,
    wrong_placeholders,
)
