"""Tables: what EntityMetadata says, as facts of a table or of a layer of one that exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from functools import partial

from dvspec.dataverse import elastic
from dvspec.dataverse.properties import TABLE_PROPERTIES
from dvspec.dataverse.tables import OWNERSHIPS
from dvspec.importers import made_columns, naming
from dvspec.importers.drafts import Source, known_table, plural
from dvspec.importers.facts import ColumnFacts, KeyFacts, TableFacts
from dvspec.importers.metadata.answers import Answers, TableAnswer
from dvspec.importers.metadata.columns import ColumnReader, column_type
from dvspec.importers.metadata.members import Members, label
from dvspec.importers.metadata.properties import read_properties
from dvspec.importers.metadata.relationships import Relationships
from dvspec.importers.status_reasons import are_defaults

_OWNERSHIPS = {"organizationowned": "OrgOwned", "orgowned": "OrgOwned", "userowned": "UserOwned"}
_ACTIVITY_ID, _ACTIVITY_NAME = "activityid", "subject"
_STANDARD = "00000000-0000-0000-0000-000000000000"


class Custom:
    """Which tables and columns somebody made, and whose they are: those with the publisher's prefix are own."""

    def __init__(self, prefix: str, source: Source) -> None:
        self.prefix = prefix
        self.declared = {table.logical_name: table.extends for table in source.solution.tables}

    def is_own_table(self, table: TableAnswer) -> bool:
        """Return whether specs declare the table, in contrast to columns of a table that exists."""
        if table.logical_name in self.declared:
            return not self.declared[table.logical_name]
        if not is_custom_table(table):
            return False
        return self._is_own(table.logical_name, table.members.flag("IsManaged"))

    def is_own_column(self, column: Members) -> bool:
        """Return whether specs declare a column of a table that exists."""
        return is_custom_column(column) and self._is_own(column.text("LogicalName"), column.flag("IsManaged"))

    def _is_own(self, name: str, is_managed: bool | None) -> bool:
        return name.lower().startswith(f"{self.prefix}_") or not is_managed


def is_custom_table(table: TableAnswer) -> bool:
    """Return whether a table is not Dataverse's own; without the flag, by its prefix."""
    flag = table.members.flag("IsCustomEntity")
    if flag is None:
        return bool(naming.prefix_of(table.logical_name)) and known_table(table.logical_name) is None
    return flag


def is_custom_column(column: Members) -> bool:
    """Return whether a column is not Dataverse's own; without the flag, by its prefix."""
    flag = column.flag("IsCustomAttribute")
    name = column.text("LogicalName").lower()
    if flag is None:
        return bool(naming.prefix_of(name)) and name not in made_columns.with_the_table("standard")
    return flag


def publisher_prefix(tables: list[TableAnswer]) -> str:
    """Return the prefix of most tables that somebody made, or else of most columns; '' if there is none."""
    found: Counter[str] = Counter()
    for table in tables:
        prefix = naming.prefix_of(table.logical_name)
        if prefix and is_custom_table(table):
            found[prefix] += 2 if table.members.flag("IsManaged") is False else 1
    if not found:
        for table in tables:
            for name, column in table.columns.items():
                if is_custom_column(column) and not column.flag("IsManaged"):
                    found[naming.prefix_of(name)] += 1
    return max(found, key=lambda prefix: (found[prefix], prefix)).rstrip("_").lower() if found else ""


class TableReader:
    """Reads tables of answers; `source` gets what specs don't say."""

    def __init__(self, answers: Answers, imported: Collection[str], custom: Custom, source: Source) -> None:
        self.answers, self.custom, self.source = answers, custom, source
        self.language = source.solution.language
        self.relationships = Relationships(answers, imported, custom.prefix, source)

    def read(self, table: TableAnswer) -> TableFacts | None:
        """Return the facts of a table, None if nothing of it is imported."""
        name, members = table.logical_name, table.members
        odd = partial(self.source.report, name, f"table {name}")
        kind = self.kind(members)
        if not kind:
            odd("virtual-table", "The rows of the table are in another system.")
            return None
        if members.flag("IsBPFEntity"):
            odd("business-process-flow-table", "The table holds the runs of a business process flow, which makes it.")
            return None
        if members.flag("IsIntersect"):
            odd("intersect-table", "The table holds the pairs of a many-to-many relationship, which makes it.")
            return None
        is_own = self.custom.is_own_table(table)
        if is_own:
            facts = self.own_table(table, kind)
        else:
            shown = label(members.texts("DisplayName"), self.language)
            primary_name = members.text("PrimaryNameAttribute")
            facts = TableFacts(name, name, display_name=shown, kind=kind, extends=True, primary_name=primary_name)
        facts.columns = list(self.columns(table, facts))
        if is_own:
            self.primaries(table, facts)
        facts.keys = list(self.keys(table, facts))
        facts.many_to_many = self.relationships.many_to_many(table, is_own)
        if not is_own and not (facts.columns or facts.keys or facts.many_to_many):
            detail = "The table exists elsewhere, and has no columns, keys or relationships that somebody added."
            odd("table-without-own-columns", detail)
            return None
        return facts

    def kind(self, members: Members) -> str:
        """Return the kind of a table, '' for a virtual one."""
        type_, provider = members.text("TableType").lower(), members.text("DataProviderId").lower()
        if type_ == "elastic" or provider == elastic.PROVIDER_ID:
            return "elastic"
        if type_ == "virtual" or provider not in ("", _STANDARD):
            return ""
        return "activity" if members.flag("IsActivity") else "standard"

    def own_table(self, table: TableAnswer, kind: str) -> TableFacts:
        """Return what is said of a table itself."""
        members, name = table.members, table.logical_name
        odd = partial(self.source.report, name, f"table {name}")
        ownership = members.text("OwnershipType")
        if ownership and ownership.lower() not in _OWNERSHIPS:
            odd("ownership", f"The ownership {ownership} is not one that custom tables can have.")
        entity_set_name = members.text("EntitySetName")
        facts = TableFacts(
            logical_name=name,
            schema_name=members.text("SchemaName") or self.schema_name(table),
            entity_set_name=entity_set_name or plural(name),
            collection_name=members.text("LogicalCollectionName"),
            primary_id=members.text("PrimaryIdAttribute"),
            primary_name=members.text("PrimaryNameAttribute"),
            display_name=label(members.texts("DisplayName"), self.language),
            display_collection_name=label(members.texts("DisplayCollectionName"), self.language),
            description=label(members.texts("Description"), self.language),
            ownership=_OWNERSHIPS.get(ownership.lower(), OWNERSHIPS[0]),
            kind=kind,
            properties=read_properties(TABLE_PROPERTIES, members, self.language),
            known={"logical_name", "columns"},
        )
        if not entity_set_name:
            detail = f"The source does not say the entity set name; '{facts.entity_set_name}' is a proposal."
            odd("entity-set-name", detail)
        facts.known |= {key for key, member in _MEMBERS.items() if member in members}
        facts.known |= facts.properties.keys()
        if any(TABLE_PROPERTIES[key].managed for key in facts.properties):
            facts.known.add("managed_properties")
        return facts

    def schema_name(self, table: TableAnswer) -> str:
        """Return the schema name that the primary id shows, or else the logical name."""
        column = table.columns.get(f"{table.logical_name}id")
        name = column.text("SchemaName")[: -len("id")] if column else ""
        return name if name.lower() == table.logical_name else table.logical_name

    def primaries(self, table: TableAnswer, facts: TableFacts) -> None:
        """Add the primary id and the primary name where the source does not say which they are."""
        name = facts.logical_name
        odd = partial(self.source.report, name, f"table {name}")
        flagged = {
            key: next((column.text("LogicalName") for column in table.columns.values() if column.flag(key)), "")
            for key in ("IsPrimaryId", "IsPrimaryName")
        }
        usual_id = _ACTIVITY_ID if facts.kind == "activity" else f"{name}id"
        facts.primary_id = facts.primary_id or flagged["IsPrimaryId"] or usual_id
        ids = [column for column in facts.columns if column.logical_name == facts.primary_id]
        schema_name = "ActivityId" if facts.kind == "activity" else f"{facts.schema_name}Id"
        if not ids:
            ids = [ColumnFacts(facts.primary_id, schema_name, "guid")]
            facts.columns.insert(0, ids[0])
        if ids[0].logical_name == schema_name.lower():
            ids[0].schema_name = schema_name
        facts.primary_name = facts.primary_name or flagged["IsPrimaryName"]
        strings = [column.logical_name for column in facts.columns if column.type == "string"]
        if not facts.primary_name:
            prefix = naming.prefix_of(name)
            usual = [_ACTIVITY_NAME, f"{prefix}name"]
            facts.primary_name = next((column for column in [*usual, *strings] if column in strings), usual[-1])
            odd("primary-name", f"The source does not say the primary name; '{facts.primary_name}' is a proposal.")
        if facts.primary_name not in [column.logical_name for column in facts.columns]:
            shown = "Subject" if facts.primary_name == _ACTIVITY_NAME else facts.primary_name
            facts.columns.insert(1, ColumnFacts(facts.primary_name, shown, "string"))

    def columns(self, table: TableAnswer, facts: TableFacts) -> Iterator[ColumnFacts]:
        """Yield the columns that specs declare: not those that Dataverse makes with the table or another column."""
        reader = ColumnReader(table.logical_name, self.custom.prefix, self.language, self.answers.choices)
        read: list[ColumnFacts] = []
        in_keys = {name.lower() for key in table.keys.values() for name in key.names("KeyAttributes")}
        for name, column in table.columns.items():
            odd = partial(self.source.report, table.logical_name, f"column {name}")
            if not self.is_wanted(name, column, table, facts) and not (facts.extends and name in in_keys):
                continue
            is_own = not facts.extends or self.custom.is_own_column(column)
            if is_own or name in in_keys:
                found = reader.read(column, self.is_primary_id(name, column, facts), odd)
            else:
                odd("column-of-another-solution", "The column belongs to another solution.")
                continue
            if found is not None and not is_own:
                found.name = found.schema_name
                found.values["existing"] = True
            if found is not None and self.is_more_than_the_default(found, facts):
                self.relationships.complete(table.logical_name, found)
                read.append(found)
            self.answers.findings += column.findings
        beside = set(made_columns.beside(read, all_custom=True))
        yield from (column for column in read if column.logical_name not in beside)

    def is_wanted(self, name: str, column: Members, table: TableAnswer, facts: TableFacts) -> bool:
        """Return whether a column is one that somebody added, or the primary id, primary name or status reason."""
        type_ = column_type(column)
        if not facts.extends:
            if name in (facts.primary_id, facts.primary_name, f"{table.logical_name}id"):
                return True
            if column.flag("IsPrimaryId") or column.flag("IsPrimaryName"):
                return True
            if type_ in ("state", "status"):
                return True
        if not is_custom_column(column) or column.text("CalculationOf"):
            return False
        image = table.columns.get(name.removesuffix("id"))
        if image is not None and image is not column and image.type_name() == "ImageType":
            return False
        return column.type_name() == "ImageType" or not (column.text("AttributeOf") or column.flag("IsLogical"))

    def is_primary_id(self, name: str, column: Members, facts: TableFacts) -> bool:
        """Return whether a column is the primary id of a table that specs declare."""
        usual = _ACTIVITY_ID if facts.kind == "activity" else f"{facts.logical_name}id"
        return not facts.extends and (column.flag("IsPrimaryId") is True or name == (facts.primary_id or usual))

    def is_more_than_the_default(self, column: ColumnFacts, facts: TableFacts) -> bool:
        """Return whether a state or status reason has options that not every table has."""
        if column.type not in ("state", "status") or column.choice is None:
            return True
        return not are_defaults(column.choice.options, facts.kind, self.language)

    def keys(self, table: TableAnswer, facts: TableFacts) -> Iterator[KeyFacts]:
        for name, key in table.keys.items():
            subject = f"key {name}"
            if facts.kind == "elastic" and name.lower() == elastic.BUILT_IN_KEY:
                continue
            is_managed = key.flag("IsManaged")
            if facts.extends and is_managed and not name.lower().startswith(f"{self.custom.prefix}_"):
                detail = "The key belongs to another solution."
                self.source.report(table.logical_name, subject, "key-of-another-solution", detail)
                continue
            if key.flag("IsCustomizable") is False:
                detail = "The key can't be customized where the solution is managed."
                self.source.report(table.logical_name, subject, "managed-property-of-key", detail)
            schema_name = key.text("SchemaName") or name
            columns = tuple(column.lower() for column in key.names("KeyAttributes"))
            yield KeyFacts(name, schema_name, label(key.texts("DisplayName"), self.language), columns)
            self.answers.findings += key.findings


_MEMBERS = {
    "schema_name": "SchemaName",
    "entity_set_name": "EntitySetName",
    "collection_name": "LogicalCollectionName",
    "primary_id": "PrimaryIdAttribute",
    "primary_name": "PrimaryNameAttribute",
    "display_name": "DisplayName",
    "display_collection_name": "DisplayCollectionName",
    "description": "Description",
    "ownership": "OwnershipType",
    "table_kind": "TableType",
}
"""The members of EntityMetadata that keys of specs come from."""
