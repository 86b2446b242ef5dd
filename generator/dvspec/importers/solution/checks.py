"""What makes a package unfit to import: errors that would give half of a table."""

from __future__ import annotations

import re
from collections.abc import Collection

from dvspec.dataverse import patterns
from dvspec.dataverse.limits import NAME_LENGTH
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.importers.solution.report import Report
from dvspec.importers.solution.tables import Part
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import finding_in, listed, quoted
from dvspec.solution_files.table import column_subject
from dvspec.solution_files.xml import Element

NOTHING_TO_IMPORT = Rule(
    "DV681",
    "nothing-to-import",
    Severity.ERROR,
    "A source has tables.",
    "Add tables to the solution and export it again.",
)
UNKNOWN_SOURCE_TABLE = Rule(
    "DV682",
    "unknown-source-table",
    Severity.ERROR,
    "Tables to import are tables of the source, by their logical names.",
    "Name a table of the source.",
)
BROKEN_TABLE = Rule(
    "DV683",
    "table-not-importable",
    Severity.ERROR,
    "Tables of a source have names, and columns with different names and a type.",
    "Export the solution again, or leave the table out with --table; dvspec verify shows all that is wrong.",
)


BROKEN_NAME = Rule(
    "DV685",
    "name-not-importable",
    Severity.ERROR,
    f"Names in a source consist of at most {NAME_LENGTH} letters, digits and underscores, and begin with a letter.",
    "Correct the name in the environment and export the solution again.",
)

_NAME = re.compile(patterns.NAME)


def is_name(name: str) -> bool:
    """Return whether a name is one that Dataverse and specs can have."""
    return len(name) <= NAME_LENGTH and _NAME.fullmatch(name) is not None


def check_package(package: Package, report: Report) -> None:
    """Report that a package can't be read."""
    report.findings += package.archive.findings
    report.findings += package.findings


def check_tables(parts: list[Part], wanted: Collection[str] | None, package: Package, report: Report) -> None:
    """Report tables, relationships and choices that can't be imported, and that there are no tables."""
    known = package.tables_by_name
    for name in wanted or ():
        if name not in known:
            message = f"there is no table {quoted(name)}{did_you_mean(name, known)}"
            report.findings.append(finding_in(UNKNOWN_SOURCE_TABLE, package.path, message))
    seen: set[str] = set()
    for part in parts:
        table = part.table
        if not table.name:
            report.refuse(BROKEN_TABLE, table.element, "the table has no name")
        elif table.logical_name in seen:
            report.refuse(BROKEN_TABLE, table.element, f"{table.subject} is there twice")
        seen.add(table.logical_name)
        _check_columns(part, report)
        if part.is_whole and package.is_current and not table.text("EntitySetName"):
            report.refuse(BROKEN_TABLE, table.element, f"{table.subject} has no EntitySetName")
        roles = [column for column in part.columns if part.is_whole and column.type == "primarykey"]
        if len(roles) > 1:
            report.refuse(BROKEN_TABLE, table.element, f"{table.subject} has several primary ids")
        names = [column.logical_name for column in part.columns if part.is_whole and column.is_primary_name]
        if part.is_whole and len(names) != 1:
            what = f"several primary names: {listed(names)}" if names else "no primary name"
            report.refuse(BROKEN_TABLE, table.element, f"{table.subject} has {what}")
    _check_other_names(parts, package, report)
    if not parts and not report.findings:
        report.findings.append(finding_in(NOTHING_TO_IMPORT, package.path, "the solution has no tables of its own"))


def _check_columns(part: Part, report: Report) -> None:
    """Report columns without a name or a type, or with the name of another, and names that no importer takes."""
    table = part.table
    for name in (table.name, table.text("EntitySetName")):
        _check_name(name, table.element, table.subject, report)
    seen: set[str] = set()
    for column in part.columns:
        if not column.logical_name:
            report.refuse(BROKEN_TABLE, column.element, f"a column of {part.table.subject} has no name")
        elif column.logical_name in seen:
            report.refuse(BROKEN_TABLE, column.element, f"{column_subject(part.table, column)} is there twice")
        elif not column.type:
            report.refuse(BROKEN_TABLE, column.element, f"{column_subject(part.table, column)} has no type")
        for name in sorted({column.logical_name, column.physical_name}):
            _check_name(name, column.element, column_subject(table, column), report)
        seen.add(column.logical_name)


def _check_other_names(parts: list[Part], package: Package, report: Report) -> None:
    """Report names of relationships, choices and keys that no importer takes."""
    tables = {part.table.logical_name for part in parts}
    for relationship in package.relationships:
        ends = {side.text.lower() for side in relationship.tables}
        if relationship.is_system or not ends & tables:
            continue
        intersect = (
            [relationship.element.value("IntersectEntityName") or ""] if relationship.type == "ManyToMany" else []
        )
        for name in (relationship.name, *intersect, *sorted(ends)):
            _check_name(name, relationship.element, relationship.subject, report, required=True)
    for element in package.option_sets:
        name = element.attrib.get("Name", "")
        _check_name(name, element, f"option set {quoted(name)}", report, required=True)
    for part in parts:
        for key in part.table.alternate_keys:
            name = key.value("Name") or ""
            _check_name(name, key, f"key {quoted(name)} of {part.table.subject}", report, required=True)
        for column in part.columns:
            local = column.properties.get("optionset")
            for name in (column.text("OptionSetName"), local.attrib.get("Name", "") if local is not None else ""):
                _check_name(name, column.element, f"option set of {column_subject(part.table, column)}", report)


def _check_name(name: str, element: Element, subject: str, report: Report, *, required: bool = False) -> None:
    if (name or required) and not is_name(name):
        report.refuse(BROKEN_NAME, element, f"{subject} has the name {quoted(name)}")
