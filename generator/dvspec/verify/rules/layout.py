"""Rules for unpacked solutions: what Microsoft's packer drops without a word."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import finding_in, quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.xml import finding_at

NOT_INDEXED = Rule(
    "DV565",
    "not-indexed",
    Severity.ERROR,
    "Other/Relationships.xml lists every relationship of Other/Relationships/; the packer drops others.",
    'Add <EntityRelationship Name="…" /> to the index.',
)
NOT_DEFINED = Rule(
    "DV566",
    "not-defined",
    Severity.ERROR,
    "Every relationship that the index lists is defined in Other/Relationships/; the packer drops others.",
    "Add the file, or remove the line from the index.",
)
NO_NODE = Rule(
    "DV567",
    "no-node",
    Severity.ERROR,
    "Other/Customizations.xml has a node for every kind of component; the packer drops others.",
    "Add the empty element.",
)
FOLDER_NAME = Rule(
    "DV568",
    "folder-name",
    Severity.WARNING,
    "Folders and files are named after what they hold.",
    "Rename the file or folder.",
)
NO_TABLE_FILE = Rule(
    "DV569",
    "no-table-file",
    Severity.ERROR,
    "Every folder of a table has an Entity.xml.",
    "Add the file, or remove the folder.",
)
PLACEHOLDER = Rule(
    "DV570",
    "placeholder",
    Severity.WARNING,
    "Entity.xml has a placeholder for forms, views and ribbons exactly where their files are.",
    "Add or remove the empty element.",
)

_INDEX = "Other/Relationships.xml"
_PLACEHOLDERS = (("FormXml", "FormXml/"), ("SavedQueries", "SavedQueries/"))


def not_indexed(package: Package) -> Iterator[Finding]:
    """Report relationships that the index lacks."""
    if not package.classic:
        return
    index = package.parsed.get(_INDEX)
    listed = _index(package)
    if index is None and _INDEX in package.names:
        return  # the file is there and can't be read, which is said already
    for relationship in package.relationships:
        name = relationship.attrib.get("Name", "")
        is_filed = "/Relationships/" in relationship.source.name
        if name and is_filed and name.lower() not in listed:
            message = f"relationship {quoted(name)} is not in {_INDEX}"
            yield finding_at(NOT_INDEXED, relationship, message)


def _index(package: Package) -> set[str]:
    index = package.parsed.get(_INDEX)
    if index is None:
        return set()
    return {entry.attrib.get("Name", "").lower() for entry in index.named("EntityRelationship")}


def not_defined(package: Package) -> Iterator[Finding]:
    """Report entries of the index without a definition, and entries that stand twice."""
    index = package.parsed.get(_INDEX) if package.classic else None
    if index is None:
        return
    defined = {found_.attrib.get("Name", "").lower() for found_ in package.relationships}
    seen: set[str] = set()
    for entry in index.named("EntityRelationship"):
        name = entry.attrib.get("Name", "")
        if name.lower() not in defined:
            message = f"relationship {quoted(name)} is defined in no file of Other/Relationships/"
            yield finding_at(NOT_DEFINED, entry, message)
        elif name.lower() in seen:
            yield finding_at(NOT_DEFINED, entry, f"relationship {quoted(name)} is listed twice")
        seen.add(name.lower())


def no_node(package: Package) -> Iterator[Finding]:
    """Report kinds of components that are there as files and not as nodes."""
    root = package.customizations
    if not package.classic or root is None:
        return
    held = (
        ("Entities", bool(package.tables)),
        ("EntityRelationships", bool(package.relationships)),
        ("optionsets", bool(package.option_sets)),
    )
    for tag, is_held in held:
        if is_held and root.child(tag) is None:
            yield finding_at(NO_NODE, root, f"there is no <{tag}>, and there are files for it")


def folder_names(package: Package) -> Iterator[Finding]:
    """Report files and folders with other names than what they hold."""
    if not package.classic:
        return
    for name, root in package.parsed.items():
        parts = name.split("/")
        held: set[str] = set()
        if parts[0] == "Entities" and parts[-1] == "Entity.xml":
            held, called = {root.value("Name") or ""}, parts[1]
        elif parts[0] == "OptionSets":
            held, called = {root.attrib.get("Name", "")}, parts[1].removesuffix(".xml")
        elif name.startswith("Other/Relationships/"):
            called = parts[2].removesuffix(".xml")
            for relationship in root.named("EntityRelationship"):
                first = relationship.value("FirstEntityName")
                held.add(relationship.value("ReferencedEntityName") or first or "")
        elif len(parts) == 4 and parts[2] == "SavedQueries":
            called = parts[3].split("_")[0].removesuffix(".xml").strip("{}")
            views = [root] if root.tag == "savedquery" else list(root.named("savedquery"))
            held = {(view.value("savedqueryid") or "").strip("{}") for view in views}
        for holding in sorted(held - {""}):
            if holding.lower() != called.lower():
                message = f"{quoted(called)} holds {quoted(holding)}"
                yield finding_at(FOLDER_NAME, root, message)


def no_table_file(package: Package) -> Iterator[Finding]:
    """Report folders of tables without a definition."""
    if not package.classic:
        return
    names = set(package.names)
    folders = {name.split("/")[1] for name in names if name.startswith("Entities/")}
    for folder in sorted(folders):
        if f"Entities/{folder}/Entity.xml" not in names:
            file = package.archive.path_of(f"Entities/{folder}")
            yield finding_in(NO_TABLE_FILE, file, f"folder {quoted(folder)} has no Entity.xml")


def placeholders(package: Package) -> Iterator[Finding]:
    """Report placeholders without files, and files without placeholders."""
    if not package.classic:
        return
    held: dict[str, set[str]] = {}
    for name in package.names:
        parts = name.split("/")
        if parts[0] == "Entities" and len(parts) > 3:
            held.setdefault(f"Entities/{parts[1]}", set()).add(f"{parts[2]}/")
        elif parts[0] == "Entities" and len(parts) == 3 and parts[2] == "RibbonDiff.xml":
            held.setdefault(f"Entities/{parts[1]}", set()).add("RibbonDiff.xml")
    for table in package.tables:
        folder = _folder_of(package, table)
        if folder is None:
            continue
        there = held.get(folder, set())
        for tag, files in (*_PLACEHOLDERS, ("RibbonDiffXml", "RibbonDiff.xml")):
            node = table.element.child(tag)
            subject = f"table {quoted(table.name)}"
            if node is None and files in there:
                message = f"{subject} has files in {files} and no <{tag}>: they are left out"
                yield finding_at(PLACEHOLDER, table.element, message)
            elif node is not None and not node.children and files not in there:
                message = f"{subject} has <{tag}> and no file for it"
                yield finding_at(PLACEHOLDER, node, message)


def _folder_of(package: Package, table: Table) -> str | None:
    name = table.element.source.name.removeprefix(package.archive.path_of(""))
    return name.removesuffix("/Entity.xml") if name.endswith("/Entity.xml") else None


CHECKS = (not_indexed, not_defined, no_node, folder_names, no_table_file, placeholders)
