"""The relationships behind lookups."""

from __future__ import annotations

from dvspec.dataverse.cascades import OPERATIONS
from dvspec.model import Solution
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.views import RelationshipView


def relationship_views(solution: Solution) -> list[RelationshipView]:
    """Return the relationships behind the lookups of all tables, in order of name."""
    views = []
    for table in solution.tables:
        for column in table.columns:
            for relationship in column.relationships:
                views.append(
                    RelationshipView(
                        name=relationship.schema_name,
                        referencing=table.schema_name,
                        referenced=relationship.target_schema_name,
                        attribute=column.schema_name,
                        navigation=relationship.navigation,
                        cascades=tuple(
                            (operation.xml, getattr(relationship.cascade, operation.name))
                            for operation in OPERATIONS.values()
                        ),
                        descriptions=texts(column.description, solution),
                        version=solution.version,
                    )
                )
    return sorted(views, key=lambda view: view.name)
