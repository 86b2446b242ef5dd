"""What makes a package unfit to import: errors that would give half of a table."""

from __future__ import annotations

from collections.abc import Collection

from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.importers.solution.report import Report
from dvspec.importers.solution.tables import Part
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import finding_in, listed, quoted
from dvspec.solution_files.table import column_subject

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


def check_package(package: Package, report: Report) -> None:
    """Report that a package can't be read."""
    report.findings += package.archive.findings
    report.findings += package.findings


def check_tables(parts: list[Part], wanted: Collection[str] | None, package: Package, report: Report) -> None:
    """Report tables that can't be imported, and that there are none."""
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
    if not parts and not report.findings:
        report.findings.append(finding_in(NOTHING_TO_IMPORT, package.path, "the solution has no tables of its own"))


def _check_columns(part: Part, report: Report) -> None:
    seen: set[str] = set()
    for column in part.columns:
        if not column.logical_name:
            report.refuse(BROKEN_TABLE, column.element, f"a column of {part.table.subject} has no name")
        elif column.logical_name in seen:
            report.refuse(BROKEN_TABLE, column.element, f"{column_subject(part.table, column)} is there twice")
        elif not column.type:
            report.refuse(BROKEN_TABLE, column.element, f"{column_subject(part.table, column)} has no type")
        seen.add(column.logical_name)
