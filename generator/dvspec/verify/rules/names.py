"""Rules for names of tables and columns: characters, lengths, prefixes, and that they agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvspec.dataverse import limits
from dvspec.dataverse.system_columns import LOGICAL_NAMES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Column, Table, column_subject
from dvspec.solution_files.values import prefix_of
from dvspec.solution_files.xml import Element, finding_at

CHARACTERS = Rule(
    "DV465",
    "characters",
    Severity.ERROR,
    "Names of tables, columns, keys, option sets and relationships have a letter first, then letters, digits and _.",
    "Choose such a name.",
)
TOO_LONG = Rule(
    "DV466",
    "too-long",
    Severity.ERROR,
    "Names of components have at most 128 characters.",
    "Shorten the name.",
    "0x8004802A",
)
LONG = Rule(
    "DV467",
    "long",
    Severity.WARNING,
    "Names of tables, columns and relationships have at most 50 characters in packages for servers before 9.0.",
    "Shorten the name, or export for a newer version.",
    "0x8004802A",
)
DISAGREE = Rule(
    "DV468",
    "disagree",
    Severity.ERROR,
    "A column's Name and LogicalName are its PhysicalName in lower case.",
    "Write the lower-case PhysicalName in both.",
)
TABLE_NAMES = Rule(
    "DV469",
    "table-names",
    Severity.ERROR,
    "A table has one name, in <Name> and in <entity Name>.",
    "Write the schema name in both.",
    "0x80048008",
)
TABLE_TWICE = Rule(
    "DV470",
    "table-twice",
    Severity.ERROR,
    "A package defines a table once.",
    "Remove or rename one of the two.",
    "0x8004810C",
)
COLUMN_TWICE = Rule(
    "DV471",
    "column-twice-package",
    Severity.ERROR,
    "A table defines a column once, and never its primary id as another type.",
    "Remove or rename one of the two.",
    "0x80047013",
)
NO_PREFIX = Rule(
    "DV472",
    "no-prefix",
    Severity.ERROR,
    "A custom column's name begins with a customization prefix.",
    "Put the publisher's prefix and _ before the name.",
    "0x80048062",
)
OTHER_PREFIX = Rule(
    "DV473",
    "other-prefix",
    Severity.NOTE,
    "Tables that the package makes, and their columns, have the publisher's prefix, or that of another publisher.",
    "Nothing, if another solution made them; else use the publisher's prefix.",
    "0x80048062",
)
NOT_CUSTOM = Rule(
    "DV474",
    "not-custom",
    Severity.WARNING,
    "A column with a prefix is marked as custom.",
    "Write IsCustomField 1; only the primary id and companions of money columns have 0.",
)

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_OF_PROCESSES: str | None = "bpf_"  # begins the columns that Dataverse makes for business process flows


def _named(package: Package) -> Iterator[tuple[Element, str, str]]:
    """Yield what has a schema name: where, which, and what it is."""
    for table in package.tables:
        yield table.element, table.name, "table"
        for column in table.columns:
            yield column.element, column.physical_name, "column"
            for option_set in column.element.named("optionset"):
                yield option_set, option_set.attrib.get("Name", ""), "option set"
        for key in table.alternate_keys:
            yield key, key.value("Name") or "", "key"
    for relationship in package.relationships:
        yield relationship, relationship.attrib.get("Name", ""), "relationship"
    for option_set in package.option_sets:
        yield option_set, option_set.attrib.get("Name", ""), "option set"


def characters(package: Package) -> Iterator[Finding]:
    """Report names with other characters."""
    for element, name, what in _named(package):
        if name and not _NAME.fullmatch(name):
            message = f"{what} {quoted(name)}: a name is a letter, then letters, digits and _"
            yield finding_at(CHARACTERS, element, message)


def too_long(package: Package) -> Iterator[Finding]:
    """Report names that are longer than Dataverse can keep."""
    for element, name, what in _named(package):
        if len(name) > limits.NAME_LENGTH:
            message = f"{what} {quoted(name)} has {len(name):,} characters, {limits.NAME_LENGTH} are allowed"
            yield finding_at(TOO_LONG, element, message)


def long(package: Package) -> Iterator[Finding]:
    """Report names that older servers don't take."""
    if package.is_current:
        return
    for element, name, what in _named(package):
        if limits.OLDER_NAME_LENGTH < len(name) <= limits.NAME_LENGTH and what in ("table", "column", "relationship"):
            message = (
                f"{what} {quoted(name)} has {len(name)} characters,"
                f" Microsoft's schema has {limits.OLDER_NAME_LENGTH}"
            )
            yield finding_at(LONG, element, message)


def disagree(package: Package) -> Iterator[Finding]:
    """Report columns whose names differ."""
    for table in package.tables:
        for column in table.columns:
            if not column.physical_name:
                continue
            for tag in ("Name", "LogicalName"):
                element = column.properties.get(tag)
                if element is not None and element.text not in ("", column.physical_name.lower()):
                    message = (
                        f"{column_subject(table, column)}: {tag} is {quoted(element.text)},"
                        f" PhysicalName {quoted(column.physical_name)}"
                    )
                    yield finding_at(DISAGREE, element, message)


def table_names(package: Package) -> Iterator[Finding]:
    """Report tables whose two names differ."""
    for table in package.tables:
        if table.info is None:
            continue
        inside, outside = table.info.attrib.get("Name", ""), table.element.value("Name") or ""
        if inside and outside and inside != outside:
            message = f"table {quoted(outside)} is called {quoted(inside)} in <entity>"
            yield finding_at(TABLE_NAMES, table.info, message)


def table_twice(package: Package) -> Iterator[Finding]:
    """Report tables defined twice."""
    seen: set[str] = set()
    for table in package.tables:
        if table.logical_name in seen:
            message = f"table {quoted(table.name)} is defined twice"
            yield finding_at(TABLE_TWICE, table.element, message)
        seen.add(table.logical_name)


def column_twice(package: Package) -> Iterator[Finding]:
    """Report columns defined twice."""
    for table in package.tables:
        seen: set[str] = set()
        whole = package.is_whole(table)
        for column in table.columns:
            names = {column.logical_name.lower(), column.physical_name.lower()} - {""}
            if names & seen:
                message = f"{column_subject(table, column)} is defined twice"
                yield finding_at(COLUMN_TWICE, column.element, message)
            elif whole and column.type != "primarykey" and table.primary_id in names:
                message = (
                    f"{column_subject(table, column)} has the name of the primary id,"
                    f" which Dataverse makes, and is of type {quoted(column.type)}"
                )
                yield finding_at(COLUMN_TWICE, column.element, message)
            seen |= names


def no_prefix(package: Package) -> Iterator[Finding]:
    """Report custom columns without a prefix."""
    for table in package.tables:
        for column in table.columns:
            name = column.physical_name or column.logical_name
            is_custom = column.text("IsCustomField") == "1" and column.logical_name not in LOGICAL_NAMES
            if is_custom and column.logical_name.endswith("sla") and _has_agreements(package, table):
                continue  # what Dataverse adds to tables with service level agreements
            if is_custom and name and prefix_of(name) is None:
                message = f"{column_subject(table, column)} is custom and has no prefix"
                yield finding_at(NO_PREFIX, column.element, message)


def _has_agreements(package: Package, table: Table) -> bool:
    return table.text("IsSLAEnabled") == "1" or not package.is_whole(table)


def _made(package: Package, table: Table, column: Column) -> bool:
    """Tell whether the package makes the column: with a prefix, not the primary id."""
    return column.type != "primarykey" and prefix_of(column.physical_name) is not None


def other_prefix(package: Package) -> Iterator[Finding]:
    """Report tables and their columns under another publisher's prefix, once for each prefix of a table."""
    if not package.prefix:
        return
    for table in package.whole_tables:
        if not package.is_own(table.name):
            message = (
                f"table {quoted(table.name)} has the prefix {prefix_of(table.name)}," f" the publisher {package.prefix}"
            )
            yield finding_at(OTHER_PREFIX, table.element, message)
            continue
        seen = {_OF_PROCESSES}
        for column in table.columns:
            prefix = prefix_of(column.physical_name)
            if prefix not in seen and _made(package, table, column) and not package.is_own(column.physical_name):
                seen.add(prefix)
                message = f"{column_subject(table, column)} has the prefix" f" {prefix}, the publisher {package.prefix}"
                yield finding_at(OTHER_PREFIX, column.element, message)


def not_custom(package: Package) -> Iterator[Finding]:
    """Report columns with a prefix that are said to be Dataverse's own."""
    for table in package.whole_tables:
        for column in table.columns:
            own = column.text("IsCustomField") == "0" and not column.logical_name.endswith("_base")
            if own and _made(package, table, column):
                message = f"{column_subject(table, column)} has IsCustomField 0"
                yield finding_at(NOT_CUSTOM, column.properties["IsCustomField"], message)


CHECKS = (
    characters,
    too_long,
    long,
    disagree,
    table_names,
    table_twice,
    column_twice,
    no_prefix,
    other_prefix,
    not_custom,
)
