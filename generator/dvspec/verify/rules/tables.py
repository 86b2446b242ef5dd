"""Rules for the properties of a table: ownership, entity set, numbers, system columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvspec.dataverse.limits import NAME_LENGTH
from dvspec.dataverse.patterns import UNIQUE_NAME, is_color, is_guid
from dvspec.dataverse.system_columns import ELASTIC_COLUMNS, LOGICAL_NAMES, MONEY_COLUMNS, STATE_COLUMNS
from dvspec.dataverse.tables import OWNERSHIP_COLUMNS, OWNERSHIPS, SYSTEM_OWNERSHIPS
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element, finding_at

OWNERSHIP = Rule(
    "DV475",
    "invalid-ownership",
    Severity.ERROR,
    "The OwnershipTypeMask of a custom table is UserOwned or OrgOwned.",
    "Write UserOwned or OrgOwned.",
    "0x8004700D",
)
ENTITY_SET_NAME = Rule(
    "DV476",
    "invalid-entity-set-name",
    Severity.ERROR,
    "Each table has its own entity set name, of letters, digits and underscores.",
    "Choose a name that no other table uses, such as the plural of the table's name.",
    "0x8006088E",
)
DECLARED_SYSTEM_COLUMNS = Rule(
    "DV482",
    "declared-system-columns",
    Severity.NOTE,
    "New tables leave their system columns to Dataverse.",
    "Remove the columns: declaring some of them makes an import fail.",
    "0x80047013",
)
PROPERTY = Rule(
    "DV483",
    "invalid-table-property",
    Severity.ERROR,
    "ObjectTypeCode and DaysSinceRecordLastModified are whole numbers, DataProviderId and DataSourceId are GUIDs, and"
    " EntityColor is a color such as #0078D4.",
    "Correct the value, or remove the element.",
    "0x8004801A",
)
OTHER_OWNERSHIP = Rule(
    "DV576",
    "columns-of-other-ownership",
    Severity.WARNING,
    "A table only has the system columns of its ownership: those of its owner, or organizationid.",
    "Correct the OwnershipTypeMask, or remove the columns.",
)

_ENTITY_SET_NAME = re.compile(rf"(?!.{{{NAME_LENGTH + 1}}}){UNIQUE_NAME}")
# Columns that only exports declare, with all the other system columns.
_DECLARED_BY_EXPORTS = frozenset({"createdby", "createdon", "modifiedby", "modifiedon"})


def ownership(package: Package) -> Iterator[Finding]:
    """Report ownership that custom tables can't have, and that no table has."""
    for table in package.tables:
        element = table.properties.get("OwnershipTypeMask")
        allowed = OWNERSHIPS if package.is_whole(table) else (*OWNERSHIPS, *SYSTEM_OWNERSHIPS)
        if element is not None and element.text and element.text not in allowed:
            message = f"table {quoted(table.name)}: OwnershipTypeMask {quoted(element.text)}"
            yield finding_at(OWNERSHIP, element, f"{message} is not {' or '.join(OWNERSHIPS)}")


def columns_of_other_ownership(package: Package) -> Iterator[Finding]:
    """Report system columns that only tables with the other ownership have, all those of a table in one finding."""
    for table in package.whole_tables:
        element = table.properties.get("OwnershipTypeMask")
        if element is None or element.text not in OWNERSHIP_COLUMNS:
            continue
        others = frozenset().union(*(columns for name, columns in OWNERSHIP_COLUMNS.items() if name != element.text))
        declared = sorted(others & table.columns_by_name.keys())
        if declared:
            message = f"table {quoted(table.name)} is {element.text} but declares {listed(declared)}"
            yield finding_at(OTHER_OWNERSHIP, element, message)


def entity_set_names(package: Package) -> Iterator[Finding]:
    """Report entity set names that are invalid, or used by two tables."""
    users: dict[str, str] = {}
    for table in package.tables:
        element = table.properties.get("EntitySetName")
        if element is None or not element.text:
            continue  # missing-element reports an empty one where it is required
        subject = f"table {quoted(table.name)}: the entity set name {quoted(element.text)}"
        if not _ENTITY_SET_NAME.fullmatch(element.text):
            yield finding_at(ENTITY_SET_NAME, element, f"{subject} is invalid")
            continue
        user = users.setdefault(element.text.lower(), table.logical_name)
        if user != table.logical_name:
            yield finding_at(ENTITY_SET_NAME, element, f"{subject} is also used by {quoted(user)}")


def declared_system_columns(package: Package) -> Iterator[Finding]:
    """Report the system columns that a table declares, all in one finding; exports declare the full set."""
    left_to_dataverse = LOGICAL_NAMES - ELASTIC_COLUMNS - MONEY_COLUMNS - STATE_COLUMNS
    for table in package.whole_tables:
        names = [column.logical_name for column in table.columns if column.logical_name in left_to_dataverse]
        if names and table.info is not None and not _DECLARED_BY_EXPORTS.issubset(names):
            message = f"table {quoted(table.name)} declares system columns: {listed(names)}"
            yield finding_at(DECLARED_SYSTEM_COLUMNS, table.info, message)


def properties(package: Package) -> Iterator[Finding]:
    """Report properties of a table that should be numbers, GUIDs or colors, and are not."""
    for table in package.tables:
        subject = f"table {quoted(table.name)}"
        number = table.element.child("ObjectTypeCode")
        if number is not None and (integer(number.text) or 0) <= 0:
            yield _invalid_property(subject, number, "a positive number")
        for tag in ("DataProviderId", "DataSourceId"):
            guid = table.properties.get(tag)
            if guid is not None and not is_guid(guid.text):
                yield _invalid_property(subject, guid, "a GUID")
        days = table.properties.get("DaysSinceRecordLastModified")
        if days is not None and integer(days.text) is None:
            yield _invalid_property(subject, days, "a whole number")
        color = table.properties.get("EntityColor")
        if color is not None and color.text and not is_color(color.text):
            yield _invalid_property(subject, color, "a color in the form #rrggbb")


def _invalid_property(subject: str, element: Element, expected: str) -> Finding:
    return finding_at(PROPERTY, element, f"{subject}: {element.tag} {quoted(element.text)} is not {expected}")


CHECKS = (ownership, columns_of_other_ownership, entity_set_names, declared_system_columns, properties)
