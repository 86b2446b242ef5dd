"""From what a source says to the model: names for our API, the tables that lookups refer to, and every default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.known_tables import KNOWN_TABLES
from dvspec.dataverse.properties import (
    COLUMN_PROPERTIES,
    MANY_TO_MANY_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    TABLE_PROPERTIES,
    Where,
    with_defaults,
)
from dvspec.dataverse.tables import OWNERSHIPS
from dvspec.dataverse.types import TYPES
from dvspec.importers import naming
from dvspec.importers.facts import (
    ChoiceFacts,
    ColumnFacts,
    KeyFacts,
    ManyToManyFacts,
    OptionFacts,
    TableFacts,
    TargetFacts,
)
from dvspec.importers.result import Imported, KnownKeys, LeftOut
from dvspec.importers.yes_no import without_usual_labels
from dvspec.model import (
    NO_LABEL,
    AlternateKey,
    Cascade,
    Column,
    ExternalTable,
    Label,
    ManyToMany,
    Option,
    OptionSet,
    Relationship,
    Solution,
    Table,
)

_FIELDS = frozenset(field.name for field in fields(Column))
_ENDINGS = ("", "Column", "IdentifierParts")  # of the classes that a table's module has


@dataclass
class Source:
    """All that a source says. `solution` gives what is not its tables'; `left_out` grows as the model is built.

    `others` are tables that the source knows and that are not imported, by logical name.
    """

    solution: Solution
    tables: list[TableFacts] = field(default_factory=list)
    choices: dict[str, ChoiceFacts] = field(default_factory=dict)  # the global ones, by name in lower case
    others: dict[str, ExternalTable] = field(default_factory=dict)
    left_out: dict[LeftOut, None] = field(default_factory=dict)

    def report(self, table: str, subject: str, feature: str, detail: str) -> None:
        """Add something that the source has and specs don't say, or that specs say and the source doesn't."""
        self.left_out[LeftOut(table, subject, feature, detail)] = None


def draft(source: Source) -> Imported:
    """Return the model of a source."""
    return _Draft(source).imported()


class _Draft:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.language = source.solution.language
        self.external: dict[str, ExternalTable] = {}
        self.columns_known: dict[tuple[str, str], frozenset[str]] = {}
        extended = [table.logical_name for table in source.tables if table.extends]
        self.extended = {name: self._external(name) for name in extended}
        self.choices: dict[str, OptionSet] = {}
        self.named = dict(zip((table.logical_name for table in source.tables), self._table_names(), strict=True))

    def imported(self) -> Imported:
        source = self.source
        used = [column.choice for table in source.tables for column in table.columns if column.choice]
        self._name_choices(choice for choice in used if choice.is_global)
        by_name = {table.logical_name: table for table in source.tables}
        tables = tuple(self._table(table, by_name) for table in source.tables)
        solution = replace(
            source.solution,
            tables=tables,
            option_sets=tuple(self.choices.values()),
            external_tables=tuple(table for _, table in sorted(self.external.items())),
        )
        known = KnownKeys(
            tables={table.logical_name: frozenset(table.known) for table in source.tables},
            columns=self.columns_known,
        )
        return Imported(without_usual_labels(solution), tuple(source.left_out), known)

    # Names

    def _table_names(self) -> list[naming.TableName]:
        tables = self.source.tables
        return naming.table_names((_own_name(self._schema_name(table)), table.display_name.text) for table in tables)

    def _schema_name(self, table: TableFacts) -> str:
        return self.extended[table.logical_name].schema_name if table.extends else table.schema_name

    def _name_choices(self, used: Iterable[ChoiceFacts]) -> None:
        """Build the global choices that columns have."""
        by_name: dict[str, ChoiceFacts] = {}
        for choice in used:
            by_name[choice.name.lower()] = self.source.choices.get(choice.name.lower(), choice)
        taken = [f"{name.name}{ending}" for name in self.named.values() for ending in _ENDINGS]
        proposals = [naming.readable(_own_name(choice.name), choice.display_name.text) for choice in by_name.values()]
        classes = naming.class_names(proposals, taken)
        for (name, choice), class_name in zip(by_name.items(), classes, strict=True):
            self.choices[name] = OptionSet(
                name=choice.name,
                class_name=class_name,
                is_global=True,
                display_name=choice.display_name if choice.display_name.text else Label(class_name),
                description=choice.description,
                options=_options(choice.options),
                is_external=choice.is_external,
            )

    # Tables

    def _table(self, facts: TableFacts, by_name: Mapping[str, TableFacts]) -> Table:
        named = self.named[facts.logical_name]
        columns, primary_id, primary_name = self._columns(facts, named)
        keys = tuple(self._keys(facts, columns))
        many = tuple(self._many_to_many(relationship, by_name) for relationship in facts.many_to_many)
        shown = facts.display_name if facts.display_name.text else Label(named.name)
        where = Where(table_kind=facts.kind)
        shared: dict[str, Any] = {
            "name": named.name,
            "python_module": named.python_module,
            "file": named.file,
            "primary_id": primary_id,
            "columns": columns,
            "kind": facts.kind,
            "alternate_keys": keys,
            "many_to_many": many,
        }
        if facts.extends:
            external = self.extended[facts.logical_name]
            return Table(
                **shared,
                description=NO_LABEL,
                display_name=Label(named.name),
                display_collection_name=Label(named.name),
                logical_name=external.logical_name,
                schema_name=external.schema_name,
                entity_set_name=external.entity_set_name,
                collection_name=external.entity_set_name,
                primary_name=primary_name,
                ownership=OWNERSHIPS[0],
                extends=True,
                properties=with_defaults(TABLE_PROPERTIES, {}, where),
            )
        return Table(
            **shared,
            description=facts.description,
            display_name=shown,
            display_collection_name=facts.display_collection_name if facts.display_collection_name.text else shown,
            logical_name=facts.logical_name,
            schema_name=facts.schema_name,
            entity_set_name=facts.entity_set_name,
            collection_name=facts.collection_name or facts.entity_set_name.lower(),
            primary_name=primary_name,
            ownership=facts.ownership or OWNERSHIPS[0],
            properties=with_defaults(TABLE_PROPERTIES, facts.properties, where),
        )

    def _columns(self, facts: TableFacts, named: naming.TableName) -> tuple[tuple[Column, ...], str, str]:
        """Return the columns, and the names of the primary id and the primary name."""
        external = self.extended.get(facts.logical_name)
        proposals = [(part.name or _own_name(part.schema_name), part.display_name.text) for part in facts.columns]
        if external is None:
            names = naming.column_names(proposals)
            columns: list[Column] = []
            primary_id = ""
        else:
            names = naming.column_names([(f"{named.name}Id", ""), *proposals])
            primary_id = names[0].name
            columns = [_existing_id(external, names.pop(0), facts.kind)]
        local = [name.name for name, part in zip(names, facts.columns, strict=True) if _is_local(part)]
        taken = [f"{named.name}{ending}" for ending in _ENDINGS]
        for part in facts.columns:
            if part.choice is not None and part.choice.is_global:
                taken.append(self.choices[part.choice.name.lower()].class_name)
        classes = iter(naming.class_names(local, taken))
        primary_name = ""
        for name, column in zip(names, facts.columns, strict=True):
            role = ""
            if external is None and column.logical_name == facts.primary_id:
                role, primary_id = "primary_id", name.name
            elif column.logical_name == facts.primary_name:
                role, primary_name = "primary_name", name.name
            columns.append(self._column(facts, column, name, next(classes) if _is_local(column) else "", role))
            self.columns_known[facts.logical_name, column.logical_name] = frozenset(column.known)
        return tuple(columns), primary_id, primary_name

    def _column(
        self, table: TableFacts, facts: ColumnFacts, named: naming.ColumnName, class_name: str, role: str
    ) -> Column:
        values: dict[str, Any] = {key: value for key, value in TYPES[facts.type].defaults.items() if key in _FIELDS}
        values |= {key: value for key, value in facts.values.items() if value is not None}
        display_name = facts.display_name if facts.display_name.text else Label(named.name)
        where = Where(
            table_kind=table.kind,
            column_type=facts.type,
            role=role,
            formula=facts.formula.kind if facts.formula else "",
            primary_image=bool(values.get("is_primary_image")),
            existing=bool(values.get("existing")),
        )
        if facts.type == "boolean":
            values.setdefault("option_set_name", f"{table.logical_name}_{facts.logical_name}")
        if facts.choice is not None:
            values["option_set"] = self._option_set(table, facts, facts.choice, display_name, class_name)
        if facts.targets:
            values["relationships"] = tuple(self._relationships(table, facts))
        values.setdefault("documented_as", None if values.get("cdm") else named.name)
        values.setdefault("required_level", "none")
        return Column(
            name=named.name,
            python_name=named.python_name,
            logical_name=facts.logical_name,
            schema_name=facts.schema_name,
            type=facts.type,
            display_name=display_name,
            description=facts.description,
            live=True,
            formula=facts.formula,
            properties=with_defaults(COLUMN_PROPERTIES, facts.properties, where),
            **values,
        )

    def _option_set(
        self, table: TableFacts, facts: ColumnFacts, choice: ChoiceFacts, display_name: Label, class_name: str
    ) -> OptionSet:
        if choice.is_global:
            return self.choices[choice.name.lower()]
        return OptionSet(
            name=choice.name or f"{table.logical_name}_{facts.logical_name}",
            class_name=class_name,
            is_global=False,
            display_name=display_name,
            description=facts.description,
            options=_options(choice.options),
        )

    def _keys(self, facts: TableFacts, columns: tuple[Column, ...]) -> Iterator[AlternateKey]:
        by_logical_name = {column.logical_name: column.name for column in columns}
        usable: list[KeyFacts] = []
        for key in facts.keys:
            unknown = [column for column in key.columns if column not in by_logical_name]
            if unknown or not key.columns:
                detail = f"The key has columns that specs don't declare: {', '.join(unknown)}."
                self.source.report(facts.logical_name, f"key {key.logical_name}", "key-of-undeclared-columns", detail)
            else:
                usable.append(key)
        names = naming.column_names((_own_name(key.schema_name), key.display_name.text) for key in usable)
        for key, name in zip(usable, names, strict=True):
            yield AlternateKey(
                name=name.name,
                logical_name=key.logical_name,
                schema_name=key.schema_name,
                display_name=key.display_name if key.display_name.text else Label(name.name),
                columns=tuple(by_logical_name[column] for column in key.columns),
            )

    # What refers to other tables

    def _relationships(self, table: TableFacts, facts: ColumnFacts) -> Iterator[Relationship]:
        several = len(facts.targets) > 1
        for target in sorted(facts.targets, key=lambda target: target.table):
            name, other, is_external = self._target(target.table)
            navigation = f"{facts.schema_name}_{other.logical_name}" if several else facts.schema_name
            if target.navigation and target.navigation != navigation:
                detail = f"The navigation property is {target.navigation}; specs have {navigation}."
                self.source.report(table.logical_name, f"column {facts.logical_name}", "navigation-property", detail)
            yield Relationship(
                schema_name=target.relationship or self._relationship_name(table, facts, other),
                target=name,
                target_logical_name=other.logical_name,
                target_schema_name=other.schema_name,
                target_entity_set_name=other.entity_set_name,
                navigation=navigation,
                cascade=_cascade(target, table.kind),
                is_external=is_external,
                properties=with_defaults(
                    RELATIONSHIP_PROPERTIES,
                    target.properties,
                    Where(table_kind=table.kind, column_type=facts.type),
                ),
            )

    def _relationship_name(self, table: TableFacts, facts: ColumnFacts, other: ExternalTable) -> str:
        """Return the name that specs give a relationship by default, which is that of the maker portal."""
        own = self.source.solution.publisher.prefix
        names = [_without(name, own) for name in (self._schema_name(table), facts.schema_name)]
        return f"{own}_{'_'.join(names)}_{other.schema_name}"

    def _many_to_many(self, facts: ManyToManyFacts, by_name: Mapping[str, TableFacts]) -> ManyToMany:
        name, other, _ = self._target(facts.table)
        return ManyToMany(
            schema_name=facts.schema_name,
            intersect_name=facts.intersect_name,
            target=name,
            target_logical_name=other.logical_name,
            target_schema_name=other.schema_name,
            properties=with_defaults(MANY_TO_MANY_PROPERTIES, facts.properties),
        )

    def _target(self, logical_name: str) -> tuple[str, ExternalTable, bool]:
        """Return a table's name in specs, its names in Dataverse, and whether it is external."""
        for table in self.source.tables:
            if table.logical_name == logical_name:
                names = self.extended.get(logical_name) or ExternalTable(
                    logical_name, table.schema_name, table.entity_set_name, table.primary_id
                )
                return self.named[logical_name].name, names, False
        for existing in self.source.solution.tables:  # of the specs that are imported into
            if existing.logical_name == logical_name:
                primary_id = existing.by_name.get(existing.primary_id)
                names = ExternalTable(
                    logical_name,
                    existing.schema_name,
                    existing.entity_set_name,
                    primary_id.logical_name if primary_id else f"{logical_name}id",
                )
                return existing.name, names, False
        return logical_name, self._external(logical_name), True

    def _external(self, logical_name: str) -> ExternalTable:
        """Return a table that specs don't declare; one that is not Dataverse's own is collected."""
        known = known_table(logical_name)
        if known is not None:
            return known
        declared = {table.logical_name: table for table in self.source.solution.external_tables}
        table = self.source.others.get(logical_name) or declared.get(logical_name)
        if table is None:
            table = ExternalTable(logical_name, logical_name, plural(logical_name), f"{logical_name}id")
            detail = (
                f"The source does not say the entity set name of {logical_name}; '{table.entity_set_name}' is a"
                " proposal. Check it under external_tables in solution.yaml."
            )
            self.source.report("", f"table {logical_name}", "external-entity-set-name", detail)
        self.external[logical_name] = table
        return table


def known_table(logical_name: str) -> ExternalTable | None:
    """Return one of Dataverse's own tables, None if it is none of the everyday ones."""
    return KNOWN_TABLES.get(logical_name)


def plural(name: str) -> str:
    """Return the entity set name that the maker portal would give."""
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "z", "ch", "sh")) else f"{name}s"


def _own_name(name: str) -> str:
    return name.removeprefix(naming.prefix_of(name))


def _without(name: str, prefix: str) -> str:
    return name[len(prefix) + 1 :] if name.lower().startswith(f"{prefix.lower()}_") else name


def _is_local(column: ColumnFacts) -> bool:
    return column.choice is not None and not column.choice.is_global


def _options(facts: tuple[OptionFacts, ...]) -> tuple[Option, ...]:
    labels = [option.label if option.label.text else Label(str(option.value)) for option in facts]
    names = naming.option_names((option.value, label.text) for option, label in zip(facts, labels, strict=True))
    return tuple(
        Option(
            value=option.value,
            name=name,
            label=label,
            description=option.description,
            color=option.color,
            external_value=option.external_value,
            hidden=option.hidden,
            state=option.state,
        )
        for option, label, name in zip(facts, labels, names, strict=True)
    )


def _cascade(target: TargetFacts, table_kind: str) -> Cascade:
    given = dict.fromkeys(OPERATIONS, "NoCascade")
    if table_kind != "elastic":
        given |= {"delete": "RemoveLink", "archive": "RemoveLink"}
    return Cascade(**{**given, **target.cascade})


def _existing_id(extended: ExternalTable, name: naming.ColumnName, kind: str) -> Column:
    """Return the primary id of a table that exists, which every layer of it declares."""
    schema_name = f"{extended.schema_name}Id"
    where = Where(table_kind=kind, column_type="guid", role="primary_id", existing=True)
    return Column(
        name=name.name,
        python_name=name.python_name,
        logical_name=extended.primary_id,
        schema_name=schema_name if schema_name.lower() == extended.primary_id else extended.primary_id,
        type="guid",
        display_name=Label(name.name),
        description=NO_LABEL,
        live=True,
        required_level="none",
        documented_as=name.name,
        existing=True,
        properties=with_defaults(COLUMN_PROPERTIES, {}, where),
    )
