"""Rules for tables whose rows live elsewhere: elastic tables, and what every data source demands."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.parts import column_subject
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.vocabulary import ELASTIC_PROVIDER, ELASTIC_SOURCE
from dvspec.solution_files.xml import finding_at

PROVIDER = Rule(
    "DV484",
    "provider",
    Severity.ERROR,
    "An elastic table has both a DataProviderId and a DataSourceId.",
    "Add the other of the two.",
)
OTHER_SOURCE = Rule(
    "DV489",
    "other-source",
    Severity.WARNING,
    "The DataProviderId of elastic tables goes with their DataSourceId.",
    "Write the pair that elastic tables have, or that of the virtual table's source.",
)
ELASTIC_TYPE = Rule(
    "DV485",
    "elastic-type",
    Severity.ERROR,
    "An elastic table has no currency, file, customer, calculated, rollup, state or status columns.",
    "Choose another type of column, or a standard table.",
)
ELASTIC_KEYS = Rule(
    "DV486",
    "elastic-keys",
    Severity.ERROR,
    "Elastic and virtual tables have no alternate keys.",
    "Remove the keys, or choose a standard table.",
)
ELASTIC_FLAGS = Rule(
    "DV487",
    "elastic-flags",
    Severity.ERROR,
    "An elastic table has neither duplicate detection nor charts.",
    "Write IsDuplicateCheckSupported 0 and CanCreateCharts 0.",
)
ELASTIC_COLUMNS = Rule(
    "DV488",
    "elastic-columns",
    Severity.WARNING,
    "An elastic table's PartitionId is text of 100 characters and its TTLInSeconds a whole number.",
    "Correct the column, or leave it to Dataverse.",
)

_TYPES = frozenset({"money", "file", "customer", "partylist", "state", "status"})
_FLAGS = ("IsDuplicateCheckSupported", "CanCreateCharts")


def _elastic(package: Package) -> Iterator[Table]:
    return (table for table in package.tables if table.provider == ELASTIC_PROVIDER)


def provider(package: Package) -> Iterator[Finding]:
    """Report one of the two ids of elastic tables without the other."""
    for table in package.tables:
        first, second = table.fields.get("DataProviderId"), table.fields.get("DataSourceId")
        if second is None and first is not None and table.provider == ELASTIC_PROVIDER:
            message = f"table {quoted(table.name)} is elastic and has no DataSourceId"
            yield finding_at(PROVIDER, first, message)
        elif first is None and second is not None and _source(table) == ELASTIC_SOURCE:
            message = f"table {quoted(table.name)} is elastic and has no DataProviderId"
            yield finding_at(PROVIDER, second, message)


def other_source(package: Package) -> Iterator[Finding]:
    """Report pairs of which one is that of elastic tables and the other is not."""
    for table in package.tables:
        first, second = table.fields.get("DataProviderId"), table.fields.get("DataSourceId")
        if first is None or second is None:
            continue
        if (table.provider == ELASTIC_PROVIDER) != (_source(table) == ELASTIC_SOURCE):
            message = (
                f"table {quoted(table.name)}: DataProviderId {quoted(first.text)} and"
                f" DataSourceId {quoted(second.text)} are not both those of elastic tables"
            )
            yield finding_at(OTHER_SOURCE, second, message)


def _source(table: Table) -> str:
    return table.text("DataSourceId").strip("{}").lower()


def types(package: Package) -> Iterator[Finding]:
    """Report columns that elastic tables can't have."""
    for table in _elastic(package):
        for column in table.columns:
            source = column.text("SourceType")
            if column.type in _TYPES:
                message = f"{column_subject(table, column)} is {column.type}, the table is elastic"
                yield finding_at(ELASTIC_TYPE, column.element, message)
            elif source not in ("", "0"):
                message = f"{column_subject(table, column)} is calculated, the table is elastic"
                yield finding_at(ELASTIC_TYPE, column.element, message)


def keys(package: Package) -> Iterator[Finding]:
    """Report alternate keys where there can be none."""
    for table in package.tables:
        for key in table.keys if table.provider else ():
            name = quoted(key.value("Name") or "")
            message = f"key {name}: {quoted(table.name)} is elastic or virtual and can't have keys"
            yield finding_at(ELASTIC_KEYS, key, message)


def flags(package: Package) -> Iterator[Finding]:
    """Report what elastic tables can't do."""
    for table in _elastic(package):
        for tag in _FLAGS:
            element = table.fields.get(tag)
            if element is not None and element.text == "1":
                message = f"table {quoted(table.name)} is elastic and has {tag} 1"
                yield finding_at(ELASTIC_FLAGS, element, message)


def columns(package: Package) -> Iterator[Finding]:
    """Report the two columns of elastic tables where they are otherwise."""
    for table in _elastic(package):
        for column in table.columns:
            subject = column_subject(table, column)
            if column.logical == "partitionid" and (column.type != "nvarchar" or column.text("MaxLength") != "100"):
                message = f"{subject} is not nvarchar with MaxLength 100"
                yield finding_at(ELASTIC_COLUMNS, column.element, message)
            elif column.logical == "ttlinseconds" and column.type != "int":
                message = f"{subject} is {quoted(column.type)}, not int"
                yield finding_at(ELASTIC_COLUMNS, column.element, message)


CHECKS = (provider, other_source, types, keys, flags, columns)
