"""Rules for a table's primary id and primary name."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.elastic import PROVIDER_ID
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import column_subject
from dvspec.solution_files.xml import finding_at

PRIMARY_ID = Rule(
    "DV477",
    "invalid-primary-id",
    Severity.ERROR,
    "A table has at most one primary id, which is systemrequired and named after the table, with id at the end.",
    "Correct the name or the RequiredLevel, or remove the column: Dataverse creates it.",
    "0x80047013",
)
PRIMARY_ID_FLAGS = Rule(
    "DV478",
    "writable-primary-id",
    Severity.WARNING,
    "A primary id has ValidForUpdateApi 0 and IsCustomField 0.",
    "Write 0, as every export does.",
)
MISSING_PRIMARY_NAME = Rule(
    "DV479",
    "missing-primary-name",
    Severity.ERROR,
    "Each table has a primary name: a column with PrimaryName in its DisplayMask.",
    "Write PrimaryName| at the beginning of the DisplayMask of one text column.",
)
MULTIPLE_PRIMARY_NAMES = Rule(
    "DV480",
    "multiple-primary-names",
    Severity.ERROR,
    "Each table has only one primary name.",
    "Remove PrimaryName from the DisplayMask of the other columns.",
    "0x8004701E",
)
PRIMARY_NAME_TYPE = Rule(
    "DV481",
    "non-text-primary-name",
    Severity.ERROR,
    "The primary name is a text column, of type nvarchar.",
    "Choose a column of type nvarchar as the primary name.",
    "0x8004700E",
)


def primary_id(package: Package) -> Iterator[Finding]:
    """Report primary ids that are too many, have another name, or are not required."""
    for table in package.tables:
        primary_ids = [column for column in table.columns if column.type == "primarykey"]
        for column in primary_ids[1:]:
            message = (
                f"{column_subject(table, column)} is a second primary id, beside {quoted(primary_ids[0].logical_name)}"
            )
            yield finding_at(PRIMARY_ID, column.element, message)
        for column in primary_ids[:1]:
            if table.provider not in ("", PROVIDER_ID):
                continue  # the primary id of a virtual table is a column of external data
            subject = column_subject(table, column)
            if package.is_whole(table) and column.logical_name != table.primary_id:
                message = f"{subject} is the primary id, so its name must be {quoted(table.primary_id)}"
                yield finding_at(PRIMARY_ID, column.element, message)
            level = column.properties.get("RequiredLevel")
            if level is not None and level.text != "systemrequired":
                message = f"{subject} is the primary id, so its RequiredLevel must be systemrequired"
                yield finding_at(PRIMARY_ID, level, f"{message}, not {quoted(level.text)}")


def primary_id_flags(package: Package) -> Iterator[Finding]:
    """Report primary ids that are declared as updatable or custom."""
    for table in package.whole_tables:
        if table.provider:
            continue
        for column in table.columns:
            for tag in ("ValidForUpdateApi", "IsCustomField"):
                if column.type == "primarykey" and column.text(tag) == "1":
                    message = f"{column_subject(table, column)} is the primary id and has {tag} 1"
                    yield finding_at(PRIMARY_ID_FLAGS, column.properties[tag], message)


def missing_primary_name(package: Package) -> Iterator[Finding]:
    """Report tables without a primary name; activities inherit theirs."""
    for table in package.whole_tables:
        has_name = table.is_activity or any(column.is_primary_name for column in table.columns)
        if not has_name and table.info is not None:
            message = f"table {quoted(table.name)} has no column with PrimaryName in its DisplayMask"
            yield finding_at(MISSING_PRIMARY_NAME, table.info, message)


def multiple_primary_names(package: Package) -> Iterator[Finding]:
    """Report further primary names."""
    for table in package.tables:
        names = [column for column in table.columns if column.is_primary_name]
        for column in names[1:]:
            message = (
                f"{column_subject(table, column)} is a second primary name, beside {quoted(names[0].logical_name)}"
            )
            yield finding_at(MULTIPLE_PRIMARY_NAMES, column.element, message)


def primary_name_type(package: Package) -> Iterator[Finding]:
    """Report primary names of other types."""
    for table in package.whole_tables:
        for column in table.columns:
            if column.is_primary_name and column.type not in ("nvarchar", ""):
                message = f"{column_subject(table, column)} is the primary name, but its type is {quoted(column.type)}"
                yield finding_at(PRIMARY_NAME_TYPE, column.element, message)


CHECKS = (primary_id, primary_id_flags, missing_primary_name, multiple_primary_names, primary_name_type)
