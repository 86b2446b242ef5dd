"""Rules for what a table says of itself: ownership, entity set, primary id, primary name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.parts import column_subject
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.values import integer, is_guid
from dvspec.solution_files.vocabulary import ELASTIC_COLUMNS, MONEY_COLUMNS, SYSTEM_COLUMNS
from dvspec.solution_files.xml import finding_at

OWNERSHIP = Rule(
    "DV475",
    "ownership",
    Severity.ERROR,
    "OwnershipTypeMask is UserOwned or OrgOwned.",
    "Write one of the two.",
    "0x8004700D",
)
SET_NAME = Rule(
    "DV476",
    "set-name",
    Severity.ERROR,
    "An entity set has a name of letters, digits and _, that no other table has.",
    "Choose another name.",
    "0x8006088E",
)
PRIMARY_ID = Rule(
    "DV477",
    "primary-id-package",
    Severity.ERROR,
    "A table declares at most one primary id, named as itself with id, and systemrequired.",
    "Name it so, or leave it to Dataverse.",
    "0x80047013",
)
PRIMARY_ID_FLAGS = Rule(
    "DV478",
    "primary-id-flags",
    Severity.WARNING,
    "A primary id can't be updated and isn't custom.",
    "Write ValidForUpdateApi 0 and IsCustomField 0, as every export does.",
)
NO_PRIMARY_NAME = Rule(
    "DV479",
    "no-primary-name",
    Severity.ERROR,
    "A table has a primary name: a column with PrimaryName in its DisplayMask.",
    "Put PrimaryName| first into the DisplayMask of one text column.",
)
PRIMARY_NAMES = Rule(
    "DV480",
    "primary-names",
    Severity.ERROR,
    "A table has one primary name only.",
    "Remove PrimaryName from the DisplayMask of the others.",
    "0x8004701E",
)
PRIMARY_NAME_TYPE = Rule(
    "DV481",
    "primary-name-type",
    Severity.ERROR,
    "A primary name is a text column.",
    "Choose an nvarchar column.",
    "0x8004700E",
)
SYSTEM_DECLARED = Rule(
    "DV482",
    "system-declared",
    Severity.NOTE,
    "A new table leaves its system columns to Dataverse; exports list all, hand-made packages fail with some.",
    "Remove the columns.",
    "0x80047013",
)
TABLE_NUMBER = Rule(
    "DV483",
    "table-number",
    Severity.ERROR,
    "Numbers, GUIDs and colours in a table's definition are such.",
    "Write the number, or remove the element.",
    "0x8004801A",
)

_KNOWN_OWNERSHIP = ("UserOwned", "OrgOwned", "None", "TeamOwned", "BusinessOwned", "BusinessParented")
_CUSTOM_OWNERSHIP = ("UserOwned", "OrgOwned")
_OF_EXPORTS = frozenset({"createdby", "createdon", "modifiedby", "modifiedon"})
_SET = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def ownership(package: Package) -> Iterator[Finding]:
    """Report other kinds of ownership."""
    for table in package.tables:
        element = table.fields.get("OwnershipTypeMask")
        allowed = _CUSTOM_OWNERSHIP if package.is_whole(table) else _KNOWN_OWNERSHIP
        if element is not None and element.text and element.text not in allowed:
            message = (
                f"table {quoted(table.name)}: OwnershipTypeMask {quoted(element.text)}"
                f" is not {' or '.join(_CUSTOM_OWNERSHIP)}"
            )
            yield finding_at(OWNERSHIP, element, message)


def set_names(package: Package) -> Iterator[Finding]:
    """Report names of entity sets that are none, or taken."""
    seen: dict[str, str] = {}
    for table in package.tables:
        element = table.fields.get("EntitySetName")
        if element is None:
            continue
        if not _SET.fullmatch(element.text) or len(element.text) > 128:
            message = f"table {quoted(table.name)}: {quoted(element.text)} can't be an entity set"
            yield finding_at(SET_NAME, element, message)
            continue
        other = seen.setdefault(element.text.lower(), table.logical)
        if other != table.logical:
            message = (
                f"table {quoted(table.name)}: the entity set {quoted(element.text)}" f" is that of {quoted(other)} too"
            )
            yield finding_at(SET_NAME, element, message)


def primary_id(package: Package) -> Iterator[Finding]:
    """Report primary ids that are too many, named otherwise, or not required."""
    for table in package.tables:
        primaries = [column for column in table.columns if column.type == "primarykey"]
        for column in primaries[1:]:
            message = f"{column_subject(table, column)} is a second primary id"
            yield finding_at(PRIMARY_ID, column.element, message)
        for column in primaries[:1]:
            subject = column_subject(table, column)
            if package.is_whole(table) and column.logical != table.primary_id:
                message = f"{subject} is the primary id, it must be called {table.primary_id}"
                yield finding_at(PRIMARY_ID, column.element, message)
            level = column.fields.get("RequiredLevel")
            if level is not None and level.text != "systemrequired":
                message = f"{subject} is the primary id, and {quoted(level.text)}, not systemrequired"
                yield finding_at(PRIMARY_ID, level, message)


def primary_id_flags(package: Package) -> Iterator[Finding]:
    """Report primary ids that are said to be updatable or custom."""
    for table in package.whole_tables:
        for column in table.columns if not table.provider else ():
            for tag in ("ValidForUpdateApi", "IsCustomField"):
                if column.type == "primarykey" and column.text(tag) == "1":
                    message = f"{column_subject(table, column)} is the primary id, with {tag} 1"
                    yield finding_at(PRIMARY_ID_FLAGS, column.fields[tag], message)


def no_primary_name(package: Package) -> Iterator[Finding]:
    """Report tables without a primary name."""
    for table in package.whole_tables:
        is_activity = table.text("IsActivity") == "1"  # whose primary name is inherited
        if table.info is not None and not (is_activity or any(column.is_primary_name for column in table.columns)):
            message = f"table {quoted(table.name)} has no column with PrimaryName in its DisplayMask"
            yield finding_at(NO_PRIMARY_NAME, table.info, message)


def primary_names(package: Package) -> Iterator[Finding]:
    """Report second primary names."""
    for table in package.tables:
        names = [column for column in table.columns if column.is_primary_name]
        for column in names[1:]:
            message = f"{column_subject(table, column)} is a primary name," f" and so is {quoted(names[0].logical)}"
            yield finding_at(PRIMARY_NAMES, column.element, message)


def primary_name_type(package: Package) -> Iterator[Finding]:
    """Report primary names of other types."""
    for table in package.whole_tables:
        for column in table.columns:
            if column.is_primary_name and column.type not in ("nvarchar", ""):
                message = f"{column_subject(table, column)} is the primary name, and {column.type}"
                yield finding_at(PRIMARY_NAME_TYPE, column.element, message)


def system_declared(package: Package) -> Iterator[Finding]:
    """Report the system columns of a table, all in one finding."""
    for table in package.whole_tables:
        names = [
            column.logical
            for column in table.columns
            if column.logical in SYSTEM_COLUMNS - ELASTIC_COLUMNS - MONEY_COLUMNS
        ]
        if names and table.info is not None and not _OF_EXPORTS.issubset(names):
            message = f"table {quoted(table.name)} declares {listed(names)}"
            yield finding_at(SYSTEM_DECLARED, table.info, message)


def numbers(package: Package) -> Iterator[Finding]:
    """Report values of a table that are no numbers, GUIDs or colours."""
    for table in package.tables:
        subject = f"table {quoted(table.name)}"
        code = table.element.child("ObjectTypeCode")
        if code is not None and (integer(code.text) or 0) <= 0:
            yield finding_at(TABLE_NUMBER, code, f"{subject}: ObjectTypeCode {quoted(code.text)} is no number")
        for tag in ("DataProviderId", "DataSourceId"):
            element = table.fields.get(tag)
            if element is not None and not is_guid(element.text):
                yield finding_at(TABLE_NUMBER, element, f"{subject}: {tag} {quoted(element.text)} is no GUID")
        days = table.fields.get("DaysSinceRecordLastModified")
        if days is not None and integer(days.text) is None:
            message = f"{subject}: DaysSinceRecordLastModified {quoted(days.text)} is no number"
            yield finding_at(TABLE_NUMBER, days, message)
        colour = table.fields.get("EntityColor")
        if colour is not None and colour.text and not _COLOUR.fullmatch(colour.text):
            yield finding_at(TABLE_NUMBER, colour, f"{subject}: {quoted(colour.text)} is no colour #rrggbb")


CHECKS = (
    ownership,
    set_names,
    primary_id,
    primary_id_flags,
    no_primary_name,
    primary_names,
    primary_name_type,
    system_declared,
    numbers,
)
