"""Rules for names of components: their characters and lengths, and that they are unique."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dvspec.dataverse import limits
from dvspec.dataverse.patterns import NAME
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import column_subject
from dvspec.solution_files.xml import Element, finding_at

CHARACTERS = Rule(
    "DV465",
    "invalid-schema-name",
    Severity.ERROR,
    "Names of tables, columns, alternate keys, option sets and relationships start with a letter, followed by"
    " letters, digits and underscores.",
    "Rename the component.",
)
TOO_LONG = Rule(
    "DV466",
    "long-schema-name",
    Severity.ERROR,
    f"Names of components have at most {limits.NAME_LENGTH} characters.",
    "Shorten the name.",
    "0x8004802A",
)
LONG_FOR_OLDER_SERVERS = Rule(
    "DV467",
    "long-name-for-older-servers",
    Severity.WARNING,
    f"In packages for servers before 9.0, names of tables, columns and relationships have at most"
    f" {limits.OLDER_NAME_LENGTH} characters.",
    "Shorten the name, or export for a newer version.",
    "0x8004802A",
)
COLUMN_NAMES = Rule(
    "DV468",
    "inconsistent-column-name",
    Severity.ERROR,
    "A column's Name and LogicalName are its PhysicalName in lower case.",
    "Write the PhysicalName in lower case in both.",
)
TABLE_NAMES = Rule(
    "DV469",
    "inconsistent-table-name",
    Severity.ERROR,
    "A table has the same name in <Name> and in <entity Name>.",
    "Write the schema name in both.",
    "0x80048008",
)
DUPLICATE_TABLE = Rule(
    "DV470",
    "duplicate-table",
    Severity.ERROR,
    "A package defines each table once.",
    "Remove or rename one of the two.",
    "0x8004810C",
)
DUPLICATE_COLUMN = Rule(
    "DV471",
    "duplicate-column-name",
    Severity.ERROR,
    "A table defines each column once, and its primary id has the type primarykey.",
    "Remove or rename one of the two.",
    "0x80047013",
)

_NAME = re.compile(NAME)
_SHORTER_BEFORE_9_0 = ("table", "column", "relationship")


class _Named(NamedTuple):
    """An element of a component, its name, and what the component is."""

    element: Element
    name: str
    component: str


def _named(package: Package) -> Iterator[_Named]:
    for table in package.tables:
        yield _Named(table.element, table.name, "table")
        for column in table.columns:
            yield _Named(column.element, column.physical_name, "column")
            for option_set in column.element.named("optionset"):
                yield _Named(option_set, option_set.attrib.get("Name", ""), "option set")
        for key in table.alternate_keys:
            yield _Named(key, key.value("Name") or "", "alternate key")
    for relationship in package.relationships:
        yield _Named(relationship.element, relationship.name, "relationship")
    for option_set in package.option_sets:
        yield _Named(option_set, option_set.attrib.get("Name", ""), "option set")


def invalid_characters(package: Package) -> Iterator[Finding]:
    """Report names with other characters."""
    for element, name, component in _named(package):
        if name and not _NAME.fullmatch(name):
            message = f"{component} {quoted(name)}: a name is a letter, then letters, digits and underscores"
            yield finding_at(CHARACTERS, element, message)


def too_long(package: Package) -> Iterator[Finding]:
    """Report names that are too long for Dataverse."""
    for element, name, component in _named(package):
        if len(name) > limits.NAME_LENGTH:
            message = (
                f"{component} {quoted(name)} has {len(name):,} characters; at most {limits.NAME_LENGTH} are allowed"
            )
            yield finding_at(TOO_LONG, element, message)


def long_for_older_servers(package: Package) -> Iterator[Finding]:
    """Report names that are too long for the older servers that the package is for."""
    if package.is_current:
        return
    for element, name, component in _named(package):
        is_long = limits.OLDER_NAME_LENGTH < len(name) <= limits.NAME_LENGTH
        if is_long and component in _SHORTER_BEFORE_9_0:
            message = (
                f"{component} {quoted(name)} has {len(name)} characters;"
                f" Microsoft's schema allows {limits.OLDER_NAME_LENGTH}"
            )
            yield finding_at(LONG_FOR_OLDER_SERVERS, element, message)


def inconsistent_column_names(package: Package) -> Iterator[Finding]:
    """Report columns whose names differ."""
    for table, column in package.columns:
        if not column.physical_name:
            continue
        expected = column.physical_name.lower()
        for tag in ("Name", "LogicalName"):
            element = column.properties.get(tag)
            if element is not None and element.text not in ("", expected):
                message = (
                    f"{column_subject(table, column)}: {tag} is {quoted(element.text)},"
                    f" not {quoted(expected)}, the PhysicalName in lower case"
                )
                yield finding_at(COLUMN_NAMES, element, message)


def inconsistent_table_names(package: Package) -> Iterator[Finding]:
    """Report tables whose two names differ."""
    for table in package.tables:
        if table.info is None:
            continue
        inner, outer = table.info.attrib.get("Name", ""), table.element.value("Name") or ""
        if inner and outer and inner != outer:
            message = f"table {quoted(outer)} is named {quoted(inner)} in <entity>"
            yield finding_at(TABLE_NAMES, table.info, message)


def duplicate_tables(package: Package) -> Iterator[Finding]:
    """Report tables that are defined twice."""
    seen: set[str] = set()
    for table in package.tables:
        if table.logical_name in seen:
            yield finding_at(DUPLICATE_TABLE, table.element, f"{table.subject} is defined twice")
        seen.add(table.logical_name)


def duplicate_columns(package: Package) -> Iterator[Finding]:
    """Report columns that are defined twice."""
    for table in package.tables:
        seen: set[str] = set()
        is_whole = package.is_whole(table)
        for column in table.columns:
            names = {column.logical_name.lower(), column.physical_name.lower()} - {""}
            if names & seen:
                message = f"{column_subject(table, column)} is defined twice"
                yield finding_at(DUPLICATE_COLUMN, column.element, message)
            elif is_whole and column.type != "primarykey" and table.primary_id in names:
                message = (
                    f"{column_subject(table, column)} has the name of the primary id,"
                    f" but the type {quoted(column.type)}"
                )
                yield finding_at(DUPLICATE_COLUMN, column.element, message)
            seen |= names


CHECKS = (
    invalid_characters,
    too_long,
    long_for_older_servers,
    inconsistent_column_names,
    inconsistent_table_names,
    duplicate_tables,
    duplicate_columns,
)
