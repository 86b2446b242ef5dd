"""Relationships: those behind lookups, and the many-to-many ones of a table."""

from __future__ import annotations

from collections.abc import Collection

from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.properties import MANY_TO_MANY_PROPERTIES, RELATIONSHIP_PROPERTIES
from dvspec.importers.drafts import Source
from dvspec.importers.facts import ColumnFacts, ManyToManyFacts, TargetFacts
from dvspec.importers.metadata.answers import Answers, TableAnswer
from dvspec.importers.metadata.members import Members
from dvspec.importers.metadata.properties import read_properties

_SIDES = ("Entity1LogicalName", "Entity2LogicalName")
_MENUS = ("Entity1AssociatedMenuConfiguration", "Entity2AssociatedMenuConfiguration")


class Relationships:
    """The relationships of answers; each many-to-many one is given to the first of its tables that is imported."""

    def __init__(self, answers: Answers, imported: Collection[str], prefix: str, source: Source) -> None:
        self.answers, self.imported, self.prefix, self.source = answers, imported, prefix, source
        self.by_column: dict[tuple[str, str], list[Members]] = {}
        for relationship in answers.one_to_many.values():
            table, column = relationship.text("ReferencingEntity"), relationship.text("ReferencingAttribute")
            self.by_column.setdefault((table.lower(), column.lower()), []).append(relationship)

    def complete(self, table: str, column: ColumnFacts) -> None:
        """Add what the answers say of a lookup's relationships; report those that they don't have."""
        if not column.targets:
            return
        targets = {target.table: target for target in column.targets}
        found = self.by_column.get((table, column.logical_name), [])
        for relationship in found:
            target = relationship.text("ReferencedEntity").lower()
            targets[target] = self._target(target, relationship)
            self.answers.findings += relationship.findings
        column.targets = tuple(targets[name] for name in sorted(targets))
        if found:
            column.known |= {"relationship", "relationships"}
        for facts in column.targets:
            if not facts.relationship:
                detail = f"The source lacks the relationship to {facts.table}; its name and behavior are the usual."
                self.source.report(table, f"column {column.logical_name}", "relationship", detail)

    def _target(self, table: str, relationship: Members) -> TargetFacts:
        configuration = relationship.inside("CascadeConfiguration")
        cascade = {}
        for name, operation in OPERATIONS.items():
            value = configuration.text(operation.xml.removeprefix("Cascade"))
            if value in operation.values:
                cascade[name] = value
        return TargetFacts(
            table=table,
            relationship=relationship.text("SchemaName"),
            navigation=relationship.text("ReferencingEntityNavigationPropertyName"),
            cascade=cascade,
            properties=read_properties(RELATIONSHIP_PROPERTIES, relationship, self.source.solution.language),
        )

    def many_to_many(self, table: TableAnswer, is_own: bool) -> list[ManyToManyFacts]:
        """Return the many-to-many relationships that are given to a table."""
        result = []
        for relationship in self.answers.many_to_many.values():
            sides = [relationship.text(side).lower() for side in _SIDES]
            owner = next((side for side in sides if side in self.imported), "")
            if table.logical_name != owner or not self._is_own(relationship, is_own):
                continue
            is_first = sides[0] == owner
            renamed = {} if is_first else dict(zip(_MENUS, reversed(_MENUS), strict=True))
            result.append(
                ManyToManyFacts(
                    schema_name=relationship.text("SchemaName"),
                    intersect_name=relationship.text("IntersectEntityName"),
                    table=sides[1 if is_first else 0],
                    properties=read_properties(
                        MANY_TO_MANY_PROPERTIES, relationship, self.source.solution.language, renamed
                    ),
                )
            )
            self.answers.findings += relationship.findings
        return result

    def _is_own(self, relationship: Members, is_own_table: bool) -> bool:
        """Return whether specs declare a relationship: not Dataverse's own, nor on other tables another solution's."""
        if relationship.flag("IsCustomRelationship") is False:
            return False
        is_prefixed = relationship.text("SchemaName").lower().startswith(f"{self.prefix}_")
        return is_own_table or is_prefixed or not relationship.flag("IsManaged")
