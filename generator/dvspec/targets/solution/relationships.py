"""The relationships behind lookups."""

from __future__ import annotations

from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.properties import (
    RELATIONSHIP_ELEMENTS,
    RELATIONSHIP_PROPERTIES,
    in_order,
    to_elements,
)
from dvspec.model import Column, Relationship, Solution, Table
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.views import RelationshipView


def relationship_views(solution: Solution) -> list[RelationshipView]:
    """Return the relationships behind the lookups of all tables, in order of name."""
    views = [
        _view(relationship, column, table, solution)
        for table in solution.tables
        for column in table.columns
        for relationship in column.relationships
    ]
    return sorted(views, key=lambda view: view.name)


def _view(relationship: Relationship, column: Column, table: Table, solution: Solution) -> RelationshipView:
    elements = to_elements(RELATIONSHIP_PROPERTIES, relationship.properties) | {
        "EntityRelationshipType": "OneToMany",
        "IntroducedVersion": solution.version,
        "ReferencingEntityName": table.schema_name,
        "ReferencedEntityName": relationship.target_schema_name,
        "ReferencingAttributeName": column.schema_name,
        **{operation.xml: getattr(relationship.cascade, operation.name) for operation in OPERATIONS.values()},
    }
    return RelationshipView(
        name=relationship.schema_name,
        referenced=relationship.target_schema_name,
        navigation=relationship.navigation,
        elements=in_order(elements, RELATIONSHIP_ELEMENTS),
        menu=tuple(to_elements(RELATIONSHIP_PROPERTIES, relationship.properties, role="1").items()),
        descriptions=texts(column.description, solution),
    )
