"""Rules for what relationships connect: lookup columns and tables."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.system_columns import LOGICAL_NAMES
from dvspec.dataverse.xml_types import LOOKUPS
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.relationship import Relationship
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Column, column_subject
from dvspec.solution_files.xml import finding_at

NO_RELATIONSHIP = Rule(
    "DV528",
    "lookup-without-relationship",
    Severity.ERROR,
    "Every custom lookup column has a relationship in <EntityRelationships>.",
    "Add the relationship that belongs to the lookup.",
)
NO_LOOKUP = Rule(
    "DV529",
    "relationship-without-lookup",
    Severity.ERROR,
    "A relationship's referencing column is a lookup column of its referencing table.",
    "Write the name of the lookup column, or add the column to the table.",
)
MISSING_TABLE = Rule(
    "DV530",
    "missing-related-table",
    Severity.WARNING,
    "A relationship's tables are in the package, or listed in MissingDependencies.",
    "Correct the name, or list the table in MissingDependencies.",
    "0x8004801D",
)
MISSPELLED_TABLE = Rule(
    "DV524",
    "misspelled-related-table",
    Severity.ERROR,
    "A relationship's table names are spelled correctly.",
    "Write the name that the message suggests.",
    "0x8004801D",
)


def lookups_without_relationship(package: Package) -> Iterator[Finding]:
    """Report lookups without a relationship."""
    connected = {
        (relationship.referencing_table, relationship.referencing_column) for relationship in package.relationships
    }
    for table in package.whole_tables:
        for column in table.columns:
            needs_relationship = column.type in LOOKUPS and column.type != "partylist" and column.is_custom
            if not needs_relationship or column.logical_name in LOGICAL_NAMES:
                continue
            if (table.logical_name, column.logical_name) not in connected:
                message = f"{column_subject(table, column)} is a lookup without a relationship"
                yield finding_at(NO_RELATIONSHIP, column.element, message)


def relationships_without_lookup(package: Package) -> Iterator[Finding]:
    """Report relationships whose column doesn't exist, or is not a lookup."""
    for relationship in package.relationships:
        table = package.tables_by_name.get(relationship.referencing_table)
        element = relationship.element.child("ReferencingAttributeName")
        if table is None or element is None or not element.text or not package.is_whole(table):
            continue
        column = table.columns_by_name.get(relationship.referencing_column)
        if column is None:
            if relationship.referencing_column not in LOGICAL_NAMES:
                message = f"{relationship.subject}: {quoted(table.name)} has no column {quoted(element.text)}"
                yield finding_at(NO_LOOKUP, element, message)
        elif column.type not in LOOKUPS and not _is_other_reference(relationship, column):
            message = f"{relationship.subject}: {column_subject(table, column)} is of type {quoted(column.type)}"
            yield finding_at(NO_LOOKUP, element, f"{message}, not a lookup")


def _is_other_reference(relationship: Relationship, column: Column) -> bool:
    """Return whether the column refers to rows without being a lookup: a file, or the row itself as an activity."""
    if relationship.is_of_files:
        return column.type in ("file", "image")
    return column.type == "primarykey" and column.logical_name == "activityid"


def missing_tables(package: Package) -> Iterator[Finding]:
    """Report tables of the package's publisher that are missing, and relationships of which all tables are missing.

    A missing name that is nearly that of a table in the package is misspelled.
    """
    for relationship in package.relationships:
        missing = [
            element
            for element in relationship.tables
            if element.text.lower() not in package.tables_by_name
            and element.text.lower() not in package.missing_dependencies
        ]
        for element in missing:
            name = element.text.lower()
            if not package.is_own(name):
                continue
            message = f"{relationship.subject}: the package has no table {quoted(element.text)}"
            intended = package.intended_name(name, package.tables_by_name, "tables", most=1)
            if intended:
                yield finding_at(MISSPELLED_TABLE, element, f"{message}; did you mean {quoted(intended)}?")
            else:
                yield finding_at(MISSING_TABLE, element, message)
        is_root = ("10", relationship.name.lower()) in package.root_components_by_name
        if missing and len(missing) == len(relationship.tables) and not is_root:
            message = f"{relationship.subject}: none of its tables is in the package"
            yield finding_at(MISSING_TABLE, relationship.element, message)


CHECKS = (lookups_without_relationship, relationships_without_lookup, missing_tables)
