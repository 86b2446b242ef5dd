"""Rules for the customization prefixes of names."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.system_columns import LOGICAL_NAMES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.table import Column, Table, column_subject
from dvspec.solution_files.values import prefix_of
from dvspec.solution_files.xml import finding_at

MISSING = Rule(
    "DV472",
    "missing-prefix",
    Severity.ERROR,
    "Names of custom columns start with a customization prefix.",
    "Put the publisher's prefix and an underscore before the name.",
    "0x80048062",
)
OTHER = Rule(
    "DV473",
    "prefix-of-another-publisher",
    Severity.NOTE,
    "Tables of the package and their columns have the prefix of its publisher.",
    "Use the publisher's prefix, unless the component belongs to a solution of another publisher.",
    "0x80048062",
)
NOT_CUSTOM = Rule(
    "DV474",
    "column-not-marked-custom",
    Severity.WARNING,
    "Columns with a prefix have IsCustomField 1, except primary ids and the base columns of money columns.",
    "Write IsCustomField 1.",
)

_PROCESS_PREFIX = "bpf_"  # of the columns that Dataverse makes for business process flows


def missing_prefixes(package: Package) -> Iterator[Finding]:
    """Report custom columns without a prefix."""
    for table, column in package.columns:
        name = column.physical_name or column.logical_name
        is_custom = column.text("IsCustomField") == "1" and column.logical_name not in LOGICAL_NAMES
        if is_custom and name and prefix_of(name) is None and not _is_of_agreements(package, table, column):
            message = f"{column_subject(table, column)} is a custom column and has no prefix"
            yield finding_at(MISSING, column.element, message)


def _is_of_agreements(package: Package, table: Table, column: Column) -> bool:
    """Return whether Dataverse can have added a column for service level agreements."""
    has_agreements = table.text("IsSLAEnabled") == "1" or not package.is_whole(table)
    return has_agreements and column.logical_name.endswith("sla")


def other_prefixes(package: Package) -> Iterator[Finding]:
    """Report tables and columns with the prefix of another publisher, each prefix once per table."""
    if not package.prefix:
        return
    for table in package.whole_tables:
        if not package.is_own(table.name):
            message = f"{table.subject} has the prefix {prefix_of(table.name)}, the publisher has {package.prefix}"
            yield finding_at(OTHER, table.element, message)
            continue
        seen: set[str | None] = {_PROCESS_PREFIX}
        for column in table.columns:
            prefix = prefix_of(column.physical_name)
            if prefix not in seen and _has_own_prefix(column) and not package.is_own(column.physical_name):
                seen.add(prefix)
                message = f"{column_subject(table, column)} has the prefix {prefix}, the publisher has {package.prefix}"
                yield finding_at(OTHER, column.element, message)


def not_marked_custom(package: Package) -> Iterator[Finding]:
    """Report columns with a prefix that are marked as system columns."""
    for table in package.whole_tables:
        for column in table.columns:
            is_base = column.logical_name.endswith("_base")
            if column.text("IsCustomField") == "0" and not is_base and _has_own_prefix(column):
                message = f"{column_subject(table, column)} has a prefix, but IsCustomField is 0"
                yield finding_at(NOT_CUSTOM, column.properties["IsCustomField"], message)


def _has_own_prefix(column: Column) -> bool:
    """Return whether a column has its own prefix; a primary id has that of its table."""
    return column.type != "primarykey" and prefix_of(column.physical_name) is not None


CHECKS = (missing_prefixes, other_prefixes, not_marked_custom)
