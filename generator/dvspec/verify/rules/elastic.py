"""Rules for elastic tables: their data source, columns, features and relationships."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse import cascades, elastic
from dvspec.dataverse.xml_types import XML_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.relationship import Relationship
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Column, Table, column_subject
from dvspec.solution_files.xml import finding_at

_UNSUPPORTED_TYPES = tuple(name for name, type_ in XML_TYPES.items() if not type_.in_elastic_tables)

INCOMPLETE_SOURCE = Rule(
    "DV484",
    "incomplete-data-source",
    Severity.ERROR,
    "An elastic table has both DataProviderId and DataSourceId.",
    "Add the missing element.",
)
MISMATCHED_SOURCE = Rule(
    "DV489",
    "mismatched-data-source",
    Severity.WARNING,
    "DataProviderId and DataSourceId belong to the same kind of table, elastic or virtual.",
    "Write both ids of elastic tables, or both of the virtual table's data source.",
)
COLUMN_TYPE = Rule(
    "DV485",
    "unsupported-elastic-column",
    Severity.ERROR,
    f"An elastic table has no calculated or rollup columns, and none of the types {', '.join(_UNSUPPORTED_TYPES)}.",
    "Choose another column type, or make the table a standard table.",
)
FLAGS = Rule(
    "DV487",
    "unsupported-elastic-feature",
    Severity.ERROR,
    "An elastic table has neither duplicate detection nor charts.",
    "Write 0 in IsDuplicateCheckSupported and CanCreateCharts.",
)
SYSTEM_COLUMN = Rule(
    "DV488",
    "invalid-elastic-column",
    Severity.WARNING,
    "In an elastic table, PartitionId is text of 100 characters and TTLInSeconds is a whole number.",
    "Correct the column, or remove it: Dataverse creates it.",
)
RELATIONSHIP = Rule(
    "DV574",
    "unsupported-elastic-relationship",
    Severity.ERROR,
    "Relationships of elastic tables are one-to-many, with NoCascade for every operation.",
    "Use a one-to-many relationship with NoCascade, or make the table a standard table.",
)


def _elastic_tables(package: Package) -> Iterator[Table]:
    return (table for table in package.tables if table.provider == elastic.PROVIDER_ID)


def incomplete_sources(package: Package) -> Iterator[Finding]:
    """Report elastic tables that have only one of the two ids."""
    for table in package.tables:
        provider, source = table.properties.get("DataProviderId"), table.properties.get("DataSourceId")
        if source is None and provider is not None and table.provider == elastic.PROVIDER_ID:
            message = f"table {quoted(table.name)} is elastic and has no DataSourceId"
            yield finding_at(INCOMPLETE_SOURCE, provider, message)
        elif provider is None and source is not None and _data_source(table) == elastic.SOURCE_ID:
            message = f"table {quoted(table.name)} is elastic and has no DataProviderId"
            yield finding_at(INCOMPLETE_SOURCE, source, message)


def mismatched_sources(package: Package) -> Iterator[Finding]:
    """Report pairs of ids of which only one belongs to elastic tables."""
    for table in package.tables:
        provider, source = table.properties.get("DataProviderId"), table.properties.get("DataSourceId")
        if provider is None or source is None:
            continue
        if (table.provider == elastic.PROVIDER_ID) != (_data_source(table) == elastic.SOURCE_ID):
            message = (
                f"table {quoted(table.name)}: only one of DataProviderId {quoted(provider.text)}"
                f" and DataSourceId {quoted(source.text)} belongs to elastic tables"
            )
            yield finding_at(MISMATCHED_SOURCE, source, message)


def _data_source(table: Table) -> str:
    return table.text("DataSourceId").strip("{}").lower()


def column_types(package: Package) -> Iterator[Finding]:
    """Report columns that elastic tables can't have."""
    for table in _elastic_tables(package):
        for column in table.columns:
            reason = _unsupported(column)
            if reason:
                message = f"{column_subject(table, column)} is {reason}, which elastic tables don't support"
                yield finding_at(COLUMN_TYPE, column.element, message)


def _unsupported(column: Column) -> str:
    if column.type in _UNSUPPORTED_TYPES:
        return f"of type {column.type}"
    return "" if column.text("SourceType") in ("", "0") else "calculated"


def flags(package: Package) -> Iterator[Finding]:
    """Report features that elastic tables don't have."""
    for table in _elastic_tables(package):
        for tag in elastic.ABSENT_FLAGS:
            element = table.properties.get(tag)
            if element is not None and element.text == "1":
                yield finding_at(FLAGS, element, f"table {quoted(table.name)} is elastic and has {tag} 1")


def system_columns(package: Package) -> Iterator[Finding]:
    """Report the system columns of elastic tables that have another type or length."""
    for table in _elastic_tables(package):
        for column in table.columns:
            subject = column_subject(table, column)
            expected_type = elastic.COLUMNS.get(column.logical_name, column.type)
            length = column.text("MaxLength")
            if column.type != expected_type:
                message = f"{subject} is of type {quoted(column.type)}, not {expected_type}"
                yield finding_at(SYSTEM_COLUMN, column.element, message)
            elif column.logical_name == "partitionid" and length != str(elastic.PARTITION_ID_LENGTH):
                message = f"{subject} has MaxLength {quoted(length)}, not {elastic.PARTITION_ID_LENGTH}"
                yield finding_at(SYSTEM_COLUMN, column.element, message)


def relationships(package: Package) -> Iterator[Finding]:
    """Report many-to-many relationships of elastic tables, and cascades."""
    elastic_tables = {table.logical_name for table in _elastic_tables(package)}
    for relationship in package.relationships:
        if not any(name.text.lower() in elastic_tables for name in relationship.tables):
            continue
        if relationship.type == "ManyToMany":
            message = f"{relationship.subject} is many-to-many, which elastic tables don't support"
            yield finding_at(RELATIONSHIP, relationship.element, message)
        elif not relationship.is_system:
            yield from _cascades(relationship)


def _cascades(relationship: Relationship) -> Iterator[Finding]:
    for element in relationship.element.children:
        if element.tag in cascades.BY_ELEMENT and element.text != cascades.ELASTIC:
            message = f"{relationship.subject} has an elastic table: {element.tag} must be {cascades.ELASTIC}"
            yield finding_at(RELATIONSHIP, element, f"{message}, not {quoted(element.text)}")


CHECKS = (
    incomplete_sources,
    mismatched_sources,
    column_types,
    flags,
    system_columns,
    relationships,
)
