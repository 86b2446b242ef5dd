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
            if column.relationship is None:
                continue
            cascade = column.relationship.cascade
            views.append(
                RelationshipView(
                    name=column.relationship.schema_name,
                    referencing=table.schema_name,
                    referenced=column.relationship.target_schema_name,
                    attribute=column.schema_name,
                    cascades=tuple(
                        (operation.xml, getattr(cascade, operation.name)) for operation in OPERATIONS.values()
                    ),
                    descriptions=texts(column.description, solution),
                    version=solution.version,
                )
            )
    return sorted(views, key=lambda view: view.name)
