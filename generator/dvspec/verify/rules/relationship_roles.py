"""Rules for the two roles of a relationship, and for the navigation properties that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvspec.dataverse.patterns import UNIQUE_NAME
from dvspec.dataverse.relationships import NAV_PANE_AREAS, NAV_PANE_DISPLAY_OPTIONS, ROLE_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.relationship import Relationship
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element, finding_at

ROLE = Rule(
    "DV532",
    "invalid-relationship-role",
    Severity.ERROR,
    "A relationship has one role of type 1 and one of type 0; NavPaneDisplayOption, NavPaneArea and NavPaneOrder have"
    " allowed values.",
    "Write a value that the message allows.",
    "0x8004801A",
)
INCOMPLETE = Rule(
    "DV535",
    "incomplete-relationship-roles",
    Severity.WARNING,
    "A one-to-many relationship has two roles, each with a RelationshipRoleType.",
    "Add the role, or its RelationshipRoleType.",
)
NAVIGATION = Rule(
    "DV533",
    "unusual-navigation-property",
    Severity.WARNING,
    "The role of type 1 has a NavigationPropertyName that begins with the name of the lookup column.",
    "Write the schema name of the lookup column; programs use it to set the lookup.",
)
DUPLICATE_NAVIGATION = Rule(
    "DV571",
    "duplicate-navigation-property",
    Severity.ERROR,
    "The navigation properties of a table have different names.",
    "Rename one of the two.",
    "0x80072551",
)

_NAME = re.compile(UNIQUE_NAME)
_ALLOWED = {"NavPaneDisplayOption": NAV_PANE_DISPLAY_OPTIONS, "NavPaneArea": NAV_PANE_AREAS}


def roles(package: Package) -> Iterator[Finding]:
    """Report role types that are unknown or duplicate, and display settings that are not allowed."""
    for relationship in package.relationships:
        if relationship.is_one_to_many:
            yield from _invalid_types(relationship)
        for role in relationship.roles:
            yield from _invalid_display(relationship, role)


def _invalid_types(relationship: Relationship) -> Iterator[Finding]:
    seen: set[str] = set()
    for role in relationship.roles:
        element = role.child("RelationshipRoleType")
        if element is None:
            continue
        if element.text not in ROLE_TYPES:
            message = f"{relationship.subject}: RelationshipRoleType {quoted(element.text)} is not 0 or 1"
            yield finding_at(ROLE, element, message)
        elif element.text in seen:
            yield finding_at(ROLE, element, f"{relationship.subject} has two roles of type {element.text}")
        seen.add(element.text)


def _invalid_display(relationship: Relationship, role: Element) -> Iterator[Finding]:
    for tag, allowed in _ALLOWED.items():
        element = role.child(tag)
        if element is not None and element.text not in allowed:
            message = f"{relationship.subject}: {tag} {quoted(element.text)} is not one of {listed(sorted(allowed))}"
            yield finding_at(ROLE, element, message)
    order = role.child("NavPaneOrder")
    if order is not None and (integer(order.text) is None or order.text.startswith("-")):
        message = f"{relationship.subject}: NavPaneOrder {quoted(order.text)} is not a whole number, 0 or greater"
        yield finding_at(ROLE, order, message)


def incomplete_roles(package: Package) -> Iterator[Finding]:
    """Report relationships without a role for each side."""
    if not package.is_current:
        return
    for relationship in package.relationships:
        if not relationship.is_one_to_many or relationship.is_system:
            continue
        for role in relationship.roles:
            if role.child("RelationshipRoleType") is None:
                yield finding_at(INCOMPLETE, role, f"{relationship.subject}: a role has no RelationshipRoleType")
        count = len(relationship.roles)
        if count != 2 and relationship.element.child("EntityRelationshipRoles") is not None:
            message = f"{relationship.subject} has {count} {'role' if count == 1 else 'roles'} instead of 2"
            yield finding_at(INCOMPLETE, relationship.element, message)


def navigation_properties(package: Package) -> Iterator[Finding]:
    """Report navigation properties that are missing, invalid, or not named after their lookup."""
    for relationship in package.relationships:
        if not relationship.is_one_to_many or relationship.is_system:
            continue
        for role in relationship.roles:
            role_type = role.value("RelationshipRoleType")
            name = role.value("NavigationPropertyName") or ""
            if role_type == "1" and not name:
                message = f"{relationship.subject}: the role of type 1 has no NavigationPropertyName"
                yield finding_at(NAVIGATION, role, message)
            elif role_type == "1" and not name.lower().startswith(relationship.referencing_column):
                column = relationship.element.value("ReferencingAttributeName") or ""
                message = f"{relationship.subject}: NavigationPropertyName {quoted(name)} does not begin with"
                yield finding_at(NAVIGATION, role, f"{message} {quoted(column)}")
            elif role_type in ROLE_TYPES and name and not _NAME.fullmatch(name):
                message = f"{relationship.subject}: NavigationPropertyName {quoted(name)} is invalid"
                yield finding_at(NAVIGATION, role, message)


def duplicate_navigation_properties(package: Package) -> Iterator[Finding]:
    """Report navigation properties of a table that have the name of another one."""
    first_users: dict[tuple[str, str], tuple[str, str]] = {}
    for relationship in package.relationships:
        tables = {"0": relationship.referenced_table, "1": relationship.referencing_table}
        for role in relationship.roles if relationship.is_one_to_many else ():
            role_type = role.value("RelationshipRoleType") or ""
            table, name = tables.get(role_type), role.value("NavigationPropertyName") or ""
            if not table or not name:
                continue
            user = relationship.name, role_type
            first = first_users.setdefault((table, name.lower()), user)
            if first != user and first[0] == user[0]:
                message = f"{relationship.subject}: both roles have the NavigationPropertyName {quoted(name)}"
                yield finding_at(DUPLICATE_NAVIGATION, role, message)
            elif first != user:
                message = f"{relationship.subject}: {quoted(table)} already has the navigation property {quoted(name)},"
                yield finding_at(DUPLICATE_NAVIGATION, role, f"{message} of relationship {quoted(first[0])}")


CHECKS = (roles, incomplete_roles, navigation_properties, duplicate_navigation_properties)
