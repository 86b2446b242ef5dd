"""Rules for relationships: their types, names, cascades and hierarchies."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.cascades import BY_ELEMENT, OPERATIONS, PARENTAL
from dvspec.dataverse.relationships import RELATIONSHIP_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.relationship import Relationship
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.xml import finding_at

TYPE = Rule(
    "DV525",
    "unknown-relationship-type",
    Severity.ERROR,
    "A relationship's EntityRelationshipType is OneToMany or ManyToMany.",
    "Write OneToMany or ManyToMany.",
    "0x8004700F",
)
DUPLICATE = Rule(
    "DV526",
    "duplicate-relationship",
    Severity.ERROR,
    "Each relationship is defined once, and its name is unique.",
    "Remove or rename one of the two.",
    "0x80047010",
)
CASCADE = Rule(
    "DV527",
    "invalid-cascade",
    Severity.ERROR,
    "Each cascade has a value that its operation supports.",
    "Write one of the values that the message lists.",
    "0x80048102",
)
HIERARCHY = Rule(
    "DV531",
    "invalid-hierarchy",
    Severity.ERROR,
    "A hierarchical relationship connects a table with itself.",
    "Write IsHierarchical 0.",
    "0x8004701F",
)
PARENTS = Rule(
    "DV534",
    "multiple-parental-relationships",
    Severity.WARNING,
    "A table has at most one parental relationship: one in which all operations cascade.",
    "Choose other cascades for all but one of the relationships.",
    "0x80047007",
)
HIERARCHIES = Rule(
    "DV572",
    "multiple-hierarchies",
    Severity.WARNING,
    "A table has at most one hierarchical relationship.",
    "Write IsHierarchical 0 in all but one of the relationships.",
)
INTERSECT_TABLE = Rule(
    "DV573",
    "duplicate-intersect-table",
    Severity.WARNING,
    "Each many-to-many relationship has its own intersect table, with a unique name.",
    "Choose another IntersectEntityName.",
    "0x8004810C",
)
_PARENTAL = tuple(OPERATIONS[name].xml for name in PARENTAL)


def types(package: Package) -> Iterator[Finding]:
    """Report unknown types."""
    for relationship in package.relationships:
        element = relationship.element.child("EntityRelationshipType")
        if element is not None and element.text and element.text not in RELATIONSHIP_TYPES:
            message = f"{relationship.subject}: type {quoted(element.text)} is not {' or '.join(RELATIONSHIP_TYPES)}"
            yield finding_at(TYPE, element, message)


def duplicates(package: Package) -> Iterator[Finding]:
    """Report names that two relationships have."""
    seen: set[str] = set()
    for relationship in package.relationships:
        name = relationship.name.lower()
        if name and name in seen:
            yield finding_at(DUPLICATE, relationship.element, f"{relationship.subject} is defined more than once")
        seen.add(name)


def cascades(package: Package) -> Iterator[Finding]:
    """Report values that the operation doesn't support."""
    for relationship in package.relationships:
        for element in relationship.element.children:
            operation = BY_ELEMENT.get(element.tag)
            if operation is not None and element.text not in operation.values:
                message = f"{relationship.subject}: {element.tag} {quoted(element.text)} is not one of"
                yield finding_at(CASCADE, element, f"{message} {listed(sorted(operation.values))}")


def hierarchies(package: Package) -> Iterator[Finding]:
    """Report hierarchical relationships between two tables."""
    for relationship in package.relationships:
        element = relationship.element.child("IsHierarchical")
        connects_two = relationship.referencing_table != relationship.referenced_table
        if element is not None and element.text == "1" and connects_two:
            yield finding_at(HIERARCHY, element, f"{relationship.subject} is hierarchical but connects two tables")


def multiple_hierarchies(package: Package) -> Iterator[Finding]:
    """Report further hierarchical relationships of a table."""
    first_hierarchy: dict[str, Relationship] = {}
    for relationship in package.relationships:
        element = relationship.element.child("IsHierarchical")
        if element is None or element.text != "1" or not relationship.is_one_to_many:
            continue
        first = first_hierarchy.setdefault(relationship.referencing_table, relationship)
        if first.name.lower() != relationship.name.lower():
            message = f"{relationship.subject} is hierarchical, and so is {quoted(first.name)} of the same table"
            yield finding_at(HIERARCHIES, element, message)


def intersect_tables(package: Package) -> Iterator[Finding]:
    """Report intersect tables with the name of another table, of a relationship or of the package."""
    first_user: dict[str, Relationship] = {}
    for relationship in package.relationships:
        element = relationship.element.child("IntersectEntityName")
        if element is None or not element.text or relationship.is_one_to_many:
            continue
        name = element.text.lower()
        first = first_user.setdefault(name, relationship)
        if name in package.tables_by_name:
            message = f"{relationship.subject}: the package has a table {quoted(element.text)} already"
            yield finding_at(INTERSECT_TABLE, element, message)
        elif first.name.lower() != relationship.name.lower():
            message = (
                f"{relationship.subject}: {quoted(element.text)} is also the intersect table of {quoted(first.name)}"
            )
            yield finding_at(INTERSECT_TABLE, element, message)


def parents(package: Package) -> Iterator[Finding]:
    """Report further parental relationships of tables in the package."""
    first_parental: dict[str, Relationship] = {}
    for relationship in package.relationships:
        child = relationship.referencing_table
        if child not in package.tables_by_name or relationship.is_system:
            continue
        if all(relationship.element.value(tag) == "Cascade" for tag in _PARENTAL):
            first = first_parental.setdefault(child, relationship)
            if first.name != relationship.name:
                message = f"{relationship.subject} is a second parental relationship of {quoted(child)}"
                yield finding_at(PARENTS, relationship.element, f"{message}, beside {quoted(first.name)}")


CHECKS = (
    types,
    duplicates,
    cascades,
    hierarchies,
    multiple_hierarchies,
    intersect_tables,
    parents,
)
