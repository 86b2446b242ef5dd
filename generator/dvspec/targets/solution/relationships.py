"""Relationships: those behind lookups, and the many-to-many ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.properties import (
    MANY_TO_MANY_PROPERTIES,
    RELATIONSHIP_ELEMENTS,
    RELATIONSHIP_PROPERTIES,
    in_order,
    to_elements,
)
from dvspec.dataverse.types import TYPES
from dvspec.model import NO_LABEL, Column, Json, ManyToMany, Relationship, Solution, Table
from dvspec.targets.solution.columns import defined_columns
from dvspec.targets.solution.currency_columns import currency_relationship, has_currency
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.views import Elements, RelationshipView, RoleView, Texts
from dvspec.targets.solution.xml import escape

_FILES = "FileAttachment"


def relationship_views(solution: Solution) -> list[RelationshipView]:
    """Return the relationships that the package defines, in order of name."""
    return sorted(_views(solution), key=lambda view: view.name)


def _views(solution: Solution) -> Iterator[RelationshipView]:
    for table in solution.tables:
        columns = list(defined_columns(table))
        for column in columns:
            for relationship in column.relationships:
                yield _one_to_many(relationship, column, table, solution)
            if TYPES[column.type].xml.name == "file":
                yield _attachment(column, table, solution)
        if has_currency(columns, table):
            yield currency_relationship(table, solution)
        for pairs in table.many_to_many:
            yield _many_to_many(pairs, table, solution)


def _one_to_many(relationship: Relationship, column: Column, table: Table, solution: Solution) -> RelationshipView:
    properties = relationship.properties
    elements = to_elements(RELATIONSHIP_PROPERTIES, properties) | {
        "EntityRelationshipType": "OneToMany",
        "IntroducedVersion": solution.version,
        "ReferencingEntityName": table.schema_name,
        "ReferencedEntityName": relationship.target_schema_name,
        "ReferencingAttributeName": column.schema_name,
        **{operation.xml: getattr(relationship.cascade, operation.name) for operation in OPERATIONS.values()},
    }
    menu = _escaped(to_elements(RELATIONSHIP_PROPERTIES, properties, role="1"))
    return RelationshipView(
        name=escape(relationship.schema_name),
        file_table=relationship.target_schema_name,
        elements=_in_order(elements),
        descriptions=texts(column.description, solution),
        roles=(
            RoleView(
                menu,
                _menu_labels(properties, "menu_label", solution),
                escape(relationship.navigation),
                ("RelationshipRoleType", "1"),
            ),
            RoleView((), (), escape(relationship.schema_name), ("RelationshipRoleType", "0")),
        ),
    )


def _many_to_many(relationship: ManyToMany, table: Table, solution: Solution) -> RelationshipView:
    properties = relationship.properties
    elements = to_elements(MANY_TO_MANY_PROPERTIES, properties) | {
        "EntityRelationshipType": "ManyToMany",
        "IntroducedVersion": solution.version,
        "FirstEntityName": table.schema_name,
        "SecondEntityName": relationship.target_schema_name,
        "IntersectEntityName": relationship.intersect_name,
    }
    return RelationshipView(
        name=escape(relationship.schema_name),
        file_table=table.schema_name,
        elements=_in_order(elements),
        descriptions=(),
        roles=tuple(
            RoleView(
                _escaped(to_elements(MANY_TO_MANY_PROPERTIES, properties, role=ordinal)),
                _menu_labels(properties, label, solution),
                escape(relationship.schema_name),
                ("AssociationRoleOrdinal", ordinal),
            )
            for ordinal, label in (("1", "menu_label"), ("2", "target_menu_label"))
        ),
    )


def _attachment(column: Column, table: Table, solution: Solution) -> RelationshipView:
    """Return the relationship between a column of files and the table that stores them."""
    elements = {
        "EntityRelationshipType": "OneToMany",
        "IsCustomizable": "0",
        "IntroducedVersion": solution.version,
        "IsHierarchical": "0",
        "ReferencingEntityName": table.schema_name,
        "ReferencedEntityName": _FILES,
        "CascadeAssign": "NoCascade",
        "CascadeDelete": "RemoveLink",
        "CascadeArchive": "RemoveLink",
        "CascadeReparent": "NoCascade",
        "CascadeShare": "NoCascade",
        "CascadeUnshare": "NoCascade",
        "IsValidForAdvancedFind": "0",
        "ReferencingAttributeName": column.schema_name,
    }
    return RelationshipView(
        name=escape(f"{_FILES}_{table.schema_name}_{column.schema_name}"),
        file_table=_FILES,
        elements=_in_order(elements),
        descriptions=texts(NO_LABEL, solution),
        roles=(),
    )


def _in_order(elements: Mapping[str, str]) -> Elements:
    return tuple((name, escape(text)) for name, text in in_order(elements, RELATIONSHIP_ELEMENTS))


def _escaped(elements: Mapping[str, str]) -> Elements:
    return tuple((name, escape(text)) for name, text in elements.items())


def _menu_labels(properties: Mapping[str, Json], name: str, solution: Solution) -> Texts:
    """Return the label of a menu: a text in the base language, or texts by LCID."""
    label = properties.get(name)
    by_language = label if isinstance(label, dict) else {str(solution.language): label} if label else {}
    return tuple((int(code), escape(str(text))) for code, text in by_language.items())
