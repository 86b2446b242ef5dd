"""A table of the specs, changed by the source's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from dvspec.model import NO_LABEL, AlternateKey, Column, ManyToMany, Table
from dvspec.spec.merge.columns import ColumnMerge, new_names
from dvspec.spec.merge.known import Known
from dvspec.spec.merge.labels import Languages, free, inserted

_FIELDS: Mapping[str, str] = {  # of the model, by key of specs
    "schema_name": "schema_name",
    "entity_set_name": "entity_set_name",
    "collection_name": "collection_name",
    "ownership": "ownership",
    "table_kind": "kind",
}
_OF_OWN_TABLES = frozenset({"schema_name", "entity_set_name", "collection_name", "ownership", "kind"})


class Vanished(NamedTuple):
    """Something that the specs have and the source no longer has, and why pruning would keep it: '' if it would not."""

    table: str  # its name in the specs, '' for the solution's
    subject: str  # "column Code"
    kept_for: str = ""  # "the identifier"


class SourceManyToMany(NamedTuple):
    """A many-to-many relationship, and the logical name of the table with which the source has it."""

    home: str
    relationship: ManyToMany


@dataclass(slots=True)
class TableMerge:
    """What merging tables needs to know beside them."""

    languages: Languages
    known: Known
    columns: ColumnMerge
    prune: bool
    own_table: Callable[[str], str]  # a table's name in the specs by its logical name
    many_to_many: Mapping[str, SourceManyToMany]  # of the source, by folded schema name
    declared: frozenset[str]  # those of the specs
    vanished: list[Vanished] = field(default_factory=list)

    def merged(self, old: Table, new: Table) -> Table:
        """Return a table as the source has it; names in our API, prose, identifiers and queries are the specs' own."""
        known = self.known.of_table(new.logical_name)

        def speaks_of(key: str) -> bool:
            return known is None or key in known

        pairs = matched(old.columns, new.columns)
        kept = [
            self._merged_column(new, column, pairs[column.name]) if column.name in pairs else column
            for column in old.columns
        ]
        paired = {column.logical_name for column in pairs.values()}
        own_names = {column.logical_name: name for name, column in pairs.items()}
        added: list[Column] = []
        for column in new.columns:
            if column.logical_name not in paired and not (old.extends and column.existing):
                name, python_name = new_names(column, [*kept, *added])
                own_names[column.logical_name] = name
                added.append(self.columns.added(column, name, python_name))
        order = [own_names.get(column.logical_name, "") for column in new.columns]
        columns = inserted(kept, added, [name for name in order if name], lambda column: column.name)

        def own(name: str) -> str:
            """Return the name in the specs of a column of the source, or of Dataverse's own."""
            column = new.by_name.get(name)
            return name if column is None else own_names.get(column.logical_name, name)

        changes: dict[str, Any] = {
            field_: getattr(new, field_)
            for key, field_ in _FIELDS.items()
            if speaks_of(key) and not (old.extends and field_ in _OF_OWN_TABLES)
        }
        label, prose = self.languages.label, self.languages.prose
        if not old.extends:
            if speaks_of("display_name"):
                changes["display_name"] = label(old.display_name, new.display_name)
            if speaks_of("display_collection_name"):
                changes["display_collection_name"] = label(old.display_collection_name, new.display_collection_name)
            if speaks_of("primary_name") and new.primary_name:
                changes["primary_name"] = own(new.primary_name)
        if speaks_of("description"):
            changes["description"] = prose(old.description, new.description)
        properties = {name: value for name, value in new.properties.items() if speaks_of(name)}
        if speaks_of("keys"):
            changes["alternate_keys"] = self._keys(old, new, own)
        if speaks_of("many_to_many"):
            changes["many_to_many"] = self._many_to_many(old)
        table = replace(old, columns=tuple(columns), properties=dict(old.properties) | properties, **changes)
        self.vanished += [
            Vanished(old.name, f"option {option.value} of column {column}") for column, option in self.columns.vanished
        ]
        self.columns.vanished.clear()
        from_cdm = any(column.cdm for column in new.columns)
        gone = [
            column
            for column in old.columns
            if column.name not in pairs
            and column.live
            and not column.existing
            and not is_partition(table, column)
            and (column.cdm or not from_cdm)
        ]
        return self._without(table, gone)

    def _merged_column(self, table: Table, old: Column, new: Column) -> Column:
        return self.columns.merged(old, new, self.known.of_column(table.logical_name, new.logical_name))

    def added(self, new: Table, name: str, file: str, module: str) -> Table:
        """Return a table that only the source has, under names that are free."""
        label = self.languages.label
        columns = [self.columns.added(column, column.name, column.python_name) for column in new.columns]
        keys = [replace(key, display_name=label(NO_LABEL, key.display_name)) for key in new.alternate_keys]
        return replace(
            new,
            name=name,
            file=file,
            python_module=module,
            description=label(NO_LABEL, new.description),
            display_name=label(NO_LABEL, new.display_name),
            display_collection_name=label(NO_LABEL, new.display_collection_name),
            columns=tuple(columns),
            alternate_keys=tuple(keys),
            many_to_many=tuple(self._target(relationship) for relationship in new.many_to_many),
        )

    def _keys(self, old: Table, new: Table, own: Any) -> tuple[AlternateKey, ...]:
        by_logical = {key.logical_name: key for key in new.alternate_keys}
        own_names = {key.logical_name: key.name for key in old.alternate_keys}
        merged = []
        for key in old.alternate_keys:
            other = by_logical.get(key.logical_name)
            if other is not None:
                columns = tuple(map(own, other.columns))
                columns = key.columns if sorted(columns) == sorted(key.columns) else columns
                display_name = self.languages.label(key.display_name, other.display_name)
                key = replace(key, display_name=display_name, columns=columns, schema_name=other.schema_name)
            else:
                self.vanished.append(Vanished(old.name, f"key {key.name}"))
                if self.prune:
                    continue
            merged.append(key)
        taken = [key.name for key in old.alternate_keys]
        for key in new.alternate_keys:
            if key.logical_name not in own_names:
                name = free(key.name, taken)
                taken.append(name)
                label = self.languages.label(NO_LABEL, key.display_name)
                merged.append(replace(key, name=name, display_name=label, columns=tuple(map(own, key.columns))))
        return tuple(merged)

    def _many_to_many(self, old: Table) -> tuple[ManyToMany, ...]:
        """Return a table's relationships; whichever of their two tables a source has them with."""
        merged = []
        for relationship in old.many_to_many:
            other = self.many_to_many.get(relationship.schema_name.casefold())
            if other is not None:
                properties = dict(relationship.properties) | dict(other.relationship.properties)
                relationship = replace(
                    relationship, properties=properties, intersect_name=other.relationship.intersect_name
                )
            else:
                self.vanished.append(Vanished(old.name, f"many-to-many relationship {relationship.schema_name}"))
                if self.prune:
                    continue
            merged.append(relationship)
        for name, (home, relationship) in self.many_to_many.items():
            if home == old.logical_name and name not in self.declared:
                merged.append(self._target(relationship))
        return tuple(merged)

    def _target(self, relationship: ManyToMany) -> ManyToMany:
        return replace(relationship, target=self.own_table(relationship.target_logical_name))

    def _without(self, table: Table, gone: Sequence[Column]) -> Table:
        """Report columns that have vanished; if pruning, remove those that nothing in the specs refers to."""
        removed = set()
        for column in gone:
            user = user_of(table, column.name)
            self.vanished.append(Vanished(table.name, f"column {column.name}", user))
            if self.prune and not user:
                removed.add(column.name)
        if not removed:
            return table
        return replace(table, columns=tuple(column for column in table.columns if column.name not in removed))


def matched(old: Iterable[Column], new: Iterable[Column]) -> dict[str, Column]:
    """Return the source's columns by the names of the specs' columns that they are."""
    by_logical = {column.logical_name: column for column in new}
    by_cdm = {column.cdm: column for column in new if column.cdm}
    pairs: dict[str, Column] = {}
    for column in old:
        other = by_logical.pop(column.logical_name, None)
        if other is not None:
            pairs[column.name] = other
    for column in old:  # of the Common Data Model, under another name in Dataverse
        other = by_cdm.get(column.cdm) if column.cdm else None
        if column.name not in pairs and other is not None and other.logical_name in by_logical:
            pairs[column.name] = by_logical.pop(other.logical_name)
    return pairs


def is_partition(table: Table, column: Column) -> bool:
    """Return whether a column is the partition of a lookup's row, which Dataverse adds to lookups of elastic tables."""
    lookups = {other.logical_name for other in table.columns if other.type == "lookup"}
    name = column.logical_name
    return name.endswith("pid") and name.removesuffix("pid") in lookups


def user_of(table: Table, column: str) -> str:
    """Return what in a table's spec refers to a column, '' if nothing does."""
    identifier, guid = table.identifier, table.guid
    if column in (table.primary_id, table.primary_name):
        return "the table's primary id or name"
    if identifier and (
        column == identifier.column or any(part.name == column for part in identifier.parts if part.role == "column")
    ):
        return "the identifier"
    if guid and column in (guid.column, guid.source):
        return "the GUID"
    for key in table.alternate_keys:
        if column in key.columns:
            return f"key {key.name}"
    for query in table.queries:
        if any(condition.column == column for condition in query.conditions) or any(
            name == column for name, _ in query.order_by
        ):
            return f"query {query.name}"
    return ""
