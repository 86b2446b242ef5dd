"""Rules for relationships, and for the lookups that they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvspec.dataverse import cascades as dataverse_cascades
from dvspec.dataverse.system_columns import LOGICAL_NAMES
from dvspec.dataverse.xml_types import LOOKUPS
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.parts import column_subject, is_of_files, is_system
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.table import Column
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element, finding_at

TYPE = Rule(
    "DV525",
    "type-package",
    Severity.ERROR,
    "A relationship is OneToMany or ManyToMany.",
    "Write one of the two.",
    "0x8004700F",
)
TWICE = Rule(
    "DV526",
    "twice-package",
    Severity.ERROR,
    "A relationship is defined once.",
    "Remove or rename one of the two.",
    "0x80047010",
)
CASCADE = Rule(
    "DV527",
    "cascade",
    Severity.ERROR,
    "Every cascade is one that its operation takes.",
    "Write one of those that the message lists.",
    "0x80048102",
)
NO_RELATIONSHIP = Rule(
    "DV528",
    "no-relationship",
    Severity.ERROR,
    "Every custom lookup has a relationship among <EntityRelationships>.",
    "Add the relationship that the lookup stands for.",
)
NO_LOOKUP = Rule(
    "DV529",
    "no-lookup",
    Severity.ERROR,
    "A relationship's referencing column is a lookup of its referencing table.",
    "Name the lookup column, or add it to the table.",
)
NO_TABLE = Rule(
    "DV530",
    "no-table",
    Severity.WARNING,
    "A relationship's tables are in the package, or must be in the target already.",
    "Correct the name, or list the table under MissingDependencies.",
    "0x8004801D",
)
MISSPELT_TABLE = Rule(
    "DV524",
    "misspelt-table",
    Severity.ERROR,
    "A relationship's tables are not misspelt.",
    "Write the name of the table as the message gives it.",
    "0x8004801D",
)
HIERARCHY = Rule(
    "DV531",
    "hierarchy",
    Severity.ERROR,
    "Only a relationship of a table with itself is hierarchical.",
    "Write IsHierarchical 0.",
    "0x8004701F",
)
ROLES = Rule(
    "DV532",
    "roles",
    Severity.ERROR,
    "The roles of a relationship are of type 1 and 0, with words that Dataverse knows.",
    "Correct the role as the message says.",
    "0x8004801A",
)
NAVIGATION = Rule(
    "DV533",
    "navigation",
    Severity.WARNING,
    "The role of type 1 names a navigation property, which begins with the lookup's name.",
    "Write the lookup's schema name; programs bind by it.",
)
PARENTS = Rule(
    "DV534",
    "parents-package",
    Severity.WARNING,
    "A table has at most one relationship in which everything cascades.",
    "Choose other cascades for the others.",
    "0x80047007",
)

ROLE_PAIR = Rule(
    "DV535",
    "role-pair",
    Severity.WARNING,
    "A relationship of one to many has two roles, each with its type.",
    "Add the role, or its RelationshipRoleType.",
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PARENTAL = [dataverse_cascades.OPERATIONS[name].xml for name in dataverse_cascades.PARENTAL]
_ENDS = ("ReferencingEntityName", "ReferencedEntityName", "FirstEntityName", "SecondEntityName")
_DISPLAY = frozenset({"UseCollectionName", "UseLabel", "DoNotDisplay"})
_AREAS = frozenset({"Details", "Sales", "Service", "Marketing", "InternetMarketing", "ProcessCenter"})


def _subject(relationship: Element) -> str:
    return f"relationship {quoted(relationship.attrib.get('Name', ''))}"


def _lower(relationship: Element, tag: str) -> str:
    return (relationship.value(tag) or "").lower()


def types(package: Package) -> Iterator[Finding]:
    """Report other types."""
    for relationship in package.relationships:
        element = relationship.child("EntityRelationshipType")
        if element is not None and element.text not in ("OneToMany", "ManyToMany", ""):
            message = f"{_subject(relationship)} is {quoted(element.text)}"
            yield finding_at(TYPE, element, f"{message}, not OneToMany or ManyToMany")


def twice(package: Package) -> Iterator[Finding]:
    """Report names that two relationships have."""
    seen: set[str] = set()
    for relationship in package.relationships:
        name = relationship.attrib.get("Name", "").lower()
        if name and name in seen:
            yield finding_at(TWICE, relationship, f"{_subject(relationship)} is defined twice")
        seen.add(name)


def cascades(package: Package) -> Iterator[Finding]:
    """Report cascades that there are not."""
    for relationship in package.relationships:
        for element in relationship.children:
            operation = dataverse_cascades.BY_ELEMENT.get(element.tag)
            if operation and element.text not in operation.values:
                message = f"{_subject(relationship)}: {element.tag} {quoted(element.text)} is not"
                yield finding_at(CASCADE, element, f"{message} one of {listed(sorted(operation.values))}")


def no_relationship(package: Package) -> Iterator[Finding]:
    """Report lookups without a relationship."""
    known = {
        (_lower(relationship, "ReferencingEntityName"), _lower(relationship, "ReferencingAttributeName"))
        for relationship in package.relationships
    }
    for table in package.whole_tables:
        for column in table.columns:
            if column.type not in LOOKUPS or column.type == "partylist" or not column.is_custom:
                continue
            if column.logical in LOGICAL_NAMES or (table.logical, column.logical) in known:
                continue
            message = f"{column_subject(table, column)} is a lookup without a relationship"
            yield finding_at(NO_RELATIONSHIP, column.element, message)


def no_lookup(package: Package) -> Iterator[Finding]:
    """Report relationships whose column is not there, or no lookup."""
    for relationship in package.relationships:
        table = package.by_name.get(_lower(relationship, "ReferencingEntityName"))
        element = relationship.child("ReferencingAttributeName")
        if table is None or element is None or not element.text or not package.is_whole(table):
            continue
        column = table.by_name.get(element.text.lower())
        if column is None and element.text.lower() not in LOGICAL_NAMES:
            message = f"{_subject(relationship)}: {quoted(table.name)} has no column"
            yield finding_at(NO_LOOKUP, element, f"{message} {quoted(element.text)}")
        elif column is not None and column.type not in LOOKUPS and not _is_other_reference(relationship, column):
            message = f"{_subject(relationship)}: {quoted(element.text)} of {quoted(table.name)}"
            yield finding_at(NO_LOOKUP, element, f"{message} is {quoted(column.type)}, no lookup")


def _is_other_reference(relationship: Element, column: Column) -> bool:
    """Tell whether the column refers to rows without being a lookup: a file, or the row itself as an activity."""
    if is_of_files(relationship):
        return column.type in ("file", "image")
    return column.type == "primarykey" and column.logical == "activityid"


def no_table(package: Package) -> Iterator[Finding]:
    """Report tables of the publisher's own that are nowhere, and relationships of others only."""
    for relationship in package.relationships:
        ends = [element for tag in _ENDS if (element := relationship.child(tag)) is not None and element.text]
        absent = [
            element
            for element in ends
            if element.text.lower() not in package.by_name and element.text.lower() not in package.missing
        ]
        for element in absent:
            name = element.text.lower()
            if package.is_own(name) and not package.misspelt(name, package.by_name, "tables", most=1):
                message = f"{_subject(relationship)}: the package has no table"
                yield finding_at(NO_TABLE, element, f"{message} {quoted(element.text)}")
        is_root = ("10", relationship.attrib.get("Name", "").lower()) in package.roots
        if ends and len(absent) == len(ends) and not is_root:
            message = f"{_subject(relationship)} is between tables that are not in the package"
            yield finding_at(NO_TABLE, relationship, message)


def misspelt_tables(package: Package) -> Iterator[Finding]:
    """Report tables that are nowhere, with a name that differs by a letter from one in the package."""
    for relationship in package.relationships:
        for tag in _ENDS:
            element = relationship.child(tag)
            name = "" if element is None else element.text.lower()
            if element is None or name in package.by_name or name in package.missing or not package.is_own(name):
                continue
            if near := package.misspelt(name, package.by_name, "tables", most=1):
                message = f"{_subject(relationship)}: the package has no table {quoted(element.text)}"
                yield finding_at(MISSPELT_TABLE, element, f"{message}, but {quoted(near)}")


def hierarchy(package: Package) -> Iterator[Finding]:
    """Report hierarchies between two tables."""
    for relationship in package.relationships:
        element = relationship.child("IsHierarchical")
        ends = {_lower(relationship, f"Referenc{end}EntityName") for end in ("ing", "ed")}
        if element is not None and element.text == "1" and len(ends) > 1:
            message = f"{_subject(relationship)} is hierarchical, between two tables"
            yield finding_at(HIERARCHY, element, message)


def roles(package: Package) -> Iterator[Finding]:
    """Report roles that are too many or say what there is not."""
    for relationship in package.relationships:
        subject = _subject(relationship)
        seen: set[str] = set()
        is_one_to_many = relationship.value("EntityRelationshipType") == "OneToMany"
        for role in relationship.under("EntityRelationshipRoles", "EntityRelationshipRole"):
            type_ = role.child("RelationshipRoleType") if is_one_to_many else None
            if type_ is not None and type_.text not in ("0", "1"):
                message = f"{subject}: RelationshipRoleType {quoted(type_.text)} is not 0 or 1"
                yield finding_at(ROLES, type_, message)
            elif type_ is not None and type_.text in seen:
                yield finding_at(ROLES, type_, f"{subject} has two roles of type {type_.text}")
            seen.add("" if type_ is None else type_.text)
            for tag, allowed in (("NavPaneDisplayOption", _DISPLAY), ("NavPaneArea", _AREAS)):
                element = role.child(tag)
                if element is not None and element.text not in allowed:
                    message = f"{subject}: {tag} {quoted(element.text)} is not one of"
                    yield finding_at(ROLES, element, f"{message} {listed(sorted(allowed))}")
            order = role.child("NavPaneOrder")
            if order is not None and (integer(order.text) is None or order.text.startswith("-")):
                message = f"{subject}: NavPaneOrder {quoted(order.text)} is no number"
                yield finding_at(ROLES, order, message)


def role_pairs(package: Package) -> Iterator[Finding]:
    """Report relationships without a role for each side."""
    if not package.is_of_today:
        return
    for relationship in package.relationships:
        if relationship.value("EntityRelationshipType") != "OneToMany" or is_system(relationship):
            continue
        found_ = list(relationship.under("EntityRelationshipRoles", "EntityRelationshipRole"))
        for role in found_:
            if role.child("RelationshipRoleType") is None:
                message = f"{_subject(relationship)}: a role has no RelationshipRoleType"
                yield finding_at(ROLE_PAIR, role, message)
        if len(found_) != 2 and relationship.child("EntityRelationshipRoles") is not None:
            message = f"{_subject(relationship)} has {len(found_)} roles, not two"
            yield finding_at(ROLE_PAIR, relationship, message)


def navigation(package: Package) -> Iterator[Finding]:
    """Report navigation properties that are not named after their lookup."""
    for relationship in package.relationships:
        if relationship.value("EntityRelationshipType") != "OneToMany" or is_system(relationship):
            continue
        column = relationship.value("ReferencingAttributeName") or ""
        for role in relationship.under("EntityRelationshipRoles", "EntityRelationshipRole"):
            type_ = role.value("RelationshipRoleType")
            if type_ not in ("0", "1"):
                continue
            name = role.value("NavigationPropertyName") or ""
            if not name and type_ == "0":
                continue  # Dataverse names it after the relationship
            if not name:
                message = f"{_subject(relationship)}: the role of type {type_} has no"
                yield finding_at(NAVIGATION, role, f"{message} NavigationPropertyName")
            elif type_ == "1" and not name.lower().startswith(column.lower()):
                message = f"{_subject(relationship)}: NavigationPropertyName {quoted(name)}"
                yield finding_at(NAVIGATION, role, f"{message} does not begin with {quoted(column)}")
            elif not _NAME.fullmatch(name):
                message = f"{_subject(relationship)}: {quoted(name)} can't be a navigation property"
                yield finding_at(NAVIGATION, role, message)


def parents(package: Package) -> Iterator[Finding]:
    """Report second parents of tables in the package."""
    seen: dict[str, str] = {}
    for relationship in package.relationships:
        child = _lower(relationship, "ReferencingEntityName")
        if child not in package.by_name or is_system(relationship):
            continue
        if all(relationship.value(tag) == "Cascade" for tag in _PARENTAL):
            first = seen.setdefault(child, _subject(relationship))
            if first != _subject(relationship):
                message = f"{_subject(relationship)} is parental for {quoted(child)}, as {first} is"
                yield finding_at(PARENTS, relationship, message)


CHECKS = (
    types,
    twice,
    cascades,
    no_relationship,
    no_lookup,
    no_table,
    misspelt_tables,
    hierarchy,
    roles,
    role_pairs,
    navigation,
    parents,
)
