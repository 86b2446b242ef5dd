"""The model: what a set of Dataverse tables is.

Frozen values without I/O. Names are complete (prefix included) and every default is filled in, so that targets,
diff and importers need to know nothing about spec files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Label:
    """A text that Dataverse shows, in the base language and optionally in others (by LCID)."""

    text: str
    translations: tuple[tuple[int, str], ...] = ()

    def in_languages(self, base: int) -> tuple[tuple[int, str], ...]:
        """Return (LCID, text) pairs, the base language first."""
        return ((base, self.text), *self.translations)


NO_LABEL = Label("")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice; `name` is its Python name (`NOT_SAID`), `state` the state of a status reason."""

    value: int
    name: str
    label: Label
    description: Label = NO_LABEL
    color: str = ""  # #RRGGBB, '' without one
    external_value: str = ""
    hidden: bool = False
    state: int | None = None


@dataclass(frozen=True, slots=True)
class OptionSet:
    """The options of a choice: local to one column, or global and shared by name.

    An external one belongs to another solution: columns refer to it, packages don't define it. Its options may be
    unknown.
    """

    name: str  # as Dataverse names it, prefix included
    class_name: str  # as Python names it
    is_global: bool
    display_name: Label
    description: Label
    options: tuple[Option, ...]
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class Cascade:
    """What happens to the rows that look up a row: one behaviour for each of its operations."""

    assign: str
    delete: str
    archive: str
    reparent: str
    share: str
    unshare: str
    rollup_view: str


Properties = Mapping[str, Json]
"""The values of all properties that `dvspec.dataverse.properties` has for tables, columns or relationships, by name."""


@dataclass(frozen=True, slots=True)
class ExternalTable:
    """A table that these specs don't declare: Dataverse's own, or another solution's. Names are complete."""

    logical_name: str
    schema_name: str
    entity_set_name: str
    primary_id: str  # its logical name


@dataclass(frozen=True, slots=True)
class Relationship:
    """A one-to-many relationship behind a lookup column: one for each table that the column can refer to.

    `target` is the table's name in the specs, or its logical name if it is external. `navigation` is the lookup's
    navigation property, with which rows are expanded and written.
    """

    schema_name: str
    target: str
    target_logical_name: str
    target_schema_name: str
    target_entity_set_name: str
    navigation: str
    cascade: Cascade
    is_external: bool = False
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ManyToMany:
    """A many-to-many relationship of a table with another, or with itself; `target` as in `Relationship`."""

    schema_name: str
    intersect_name: str  # the table of the pairs
    target: str
    target_logical_name: str
    target_schema_name: str
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Formula:
    """How Dataverse computes a column: `text` is Power Fx for a formula, XAML for a calculated or rollup column.

    `file` is the file beside the specs that has the text, '' if the spec itself has it. Without a text, the
    definition is unknown.
    """

    kind: str  # "formula", "calculated" or "rollup"
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Payload:
    """The JSON inside a text column: a JSON Schema, and the older shapes that readers accept too.

    `aliases` maps a member's older name to its current one; `list_member` names the member that an older, bare list
    is read as. A payload of titled objects has a class in Python; `names` are its members' names there.
    """

    schema: Mapping[str, Json]
    aliases: Mapping[str, str] = field(default_factory=dict)
    list_member: str | None = None
    class_name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def many(self) -> bool:
        """Return whether the payload is a list."""
        return self.schema.get("type") == "array"

    @property
    def shape(self) -> Mapping[str, Any] | None:
        """Return the schema of the objects that the payload is, or is a list of, if their members are declared."""
        return payload_shape(self.schema)


def payload_shape(schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the schema, in a payload's, of the objects that it is, or is a list of, if their members are declared."""
    shape: Any = schema
    if schema.get("type") == "array":
        shape = None if "prefixItems" in schema else schema.get("items")
    if not isinstance(shape, dict) or shape.get("type") != "object":
        return None
    return shape if isinstance(shape.get("properties"), dict) else None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `name` is its name in our API, `type` a key of `dvspec.dataverse.types.TYPES`.

    Lengths count characters; `minimum` and `maximum` bound numbers, `precision` counts decimals. An existing column
    is there before the package is imported: packages don't define it.
    """

    name: str
    python_name: str
    logical_name: str
    schema_name: str
    type: str
    display_name: Label
    description: Label
    live: bool
    required_level: str  # "none", "recommended", "required" or "systemrequired"
    documented_as: str | None = None
    cdm: str | None = None
    example: Json = None
    format: str | None = None
    max_length: int | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    precision: int | None = None
    option_set: OptionSet | None = None
    default: int | bool | None = None
    yes_label: Label | None = None  # of a boolean, if it is not Dataverse's own; no_label likewise
    no_label: Label | None = None
    option_set_name: str | None = None  # of a boolean's own option set
    relationships: tuple[Relationship, ...] = ()  # of a lookup
    payload: Payload | None = None
    behavior: str | None = None  # of a date: "user_local", "date_only" or "time_zone_independent"
    precision_source: str | None = None  # of money: "own", "pricing" or "currency"
    autonumber: str | None = None  # the format of the numbers that Dataverse gives
    formula: Formula | None = None
    max_size_kb: int | None = None  # of a file or an image
    is_primary_image: bool = False
    stores_full_image: bool = False
    existing: bool = False
    properties: Properties = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Return whether rows must have a value."""
        return self.required_level in ("required", "systemrequired")

    @property
    def web_api_name(self) -> str:
        """Return the key under which the Web API answers with the column's value."""
        return f"_{self.logical_name}_value" if self.relationships else self.logical_name


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an identifier: a column's value, a literal, or an argument of the caller."""

    role: str  # "column", "literal" or "argument"
    name: str  # the column's name, the literal text, or the argument's name
    python_name: str  # "" for a literal


@dataclass(frozen=True, slots=True)
class Identifier:
    """How a table's identifier is composed: its parts, joined by `|`."""

    column: str
    parts: tuple[Part, ...]
    example_parts: tuple[str, ...]
    example: str

    @property
    def inputs(self) -> tuple[Part, ...]:
        """Return the parts that a caller supplies: all but the literals."""
        return tuple(part for part in self.parts if part.role != "literal")

    @property
    def pattern(self) -> str:
        """How an identifier looks: the names of its parts and its literals, as `Customer_Measure|CustomerId`."""
        return "|".join(part.name for part in self.parts)


@dataclass(frozen=True, slots=True)
class Guid:
    """Where a table's primary GUID comes from: its identifier, or a column whose text is a GUID."""

    column: str
    source: str | None  # a column's name; None is the identifier


@dataclass(frozen=True, slots=True)
class AlternateKey:
    """An alternate key: columns that together name a row."""

    name: str
    logical_name: str
    schema_name: str
    display_name: Label
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """How a query compares a column with an argument."""

    column: str
    operator: str  # eq ne gt ge lt le contains startswith endswith
    argument: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query that people run on a table: the rows for which all conditions hold.

    `order_by` are columns' names, each with whether the largest comes first.
    """

    name: str
    description: str
    conditions: tuple[Condition, ...]
    order_by: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts about a table come from: a page, a section of it, and the date on which it was read."""

    page: str
    section: str = ""
    date: str = ""

    def __str__(self) -> str:
        return ", ".join(text for text in (self.page, self.section, self.date) if text)


@dataclass(frozen=True)
class Table:
    """One table; `source` says where its facts come from, `file` which spec declares it.

    A table that `extends` one is a layer: the table exists, and the package adds columns, keys and relationships.
    """

    name: str
    python_module: str
    file: str
    description: Label
    display_name: Label
    display_collection_name: Label
    logical_name: str
    schema_name: str
    entity_set_name: str
    collection_name: str
    primary_id: str
    primary_name: str  # '' if an extended table's is unknown
    columns: tuple[Column, ...]
    ownership: str
    kind: str = "standard"  # a member of `dvspec.dataverse.tables.TABLE_KINDS`
    extends: bool = False
    source: Source | None = None
    identifier: Identifier | None = None
    guid: Guid | None = None
    alternate_keys: tuple[AlternateKey, ...] = ()
    many_to_many: tuple[ManyToMany, ...] = ()
    properties: Properties = field(default_factory=dict)
    queries: tuple[Query, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Return the columns by their names in our API."""
        return {column.name: column for column in self.columns}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the solution; both prefixes mark what is theirs in Dataverse."""

    unique_name: str
    display_name: Label
    description: Label
    prefix: str
    option_value_prefix: int


@dataclass(frozen=True, slots=True)
class GuidScheme:
    """How an identifier becomes a GUID: a name of `dvspec.guids.SCHEMES`, and its namespace if any.

    `note` is what the outputs say about the scheme beside that.
    """

    name: str
    namespace: str | None
    note: str = field(default="", compare=False)


@dataclass(frozen=True)
class Solution:
    """Everything: the solution that is published, and its tables in their order."""

    unique_name: str
    display_name: Label
    description: Label
    version: str
    publisher: Publisher
    language: int
    table_kind: str  # of tables that don't have their own
    guid_scheme: GuidScheme
    python_package: str
    schema_base_uri: str
    tables: tuple[Table, ...]
    option_sets: tuple[OptionSet, ...] = ()  # the global ones
    external_tables: tuple[ExternalTable, ...] = ()  # that the specs name beside Dataverse's own
    carried_folder: str = ""  # beside the specs, with the files of `carried_files`
    carried_files: Mapping[str, bytes] = field(default_factory=dict)  # of the unpacked solution, packed unchanged

    @cached_property
    def by_name(self) -> Mapping[str, Table]:
        """Return the tables by name."""
        return {table.name: table for table in self.tables}

    @cached_property
    def languages(self) -> tuple[int, ...]:
        """Return every LCID that a label uses, the base language first."""
        others = {code for label in self._labels() for code, _ in label.translations}
        others |= {int(code) for value in self._property_values() if isinstance(value, dict) for code in value}
        return (self.language, *sorted(others - {self.language}))

    def _property_values(self) -> Iterator[Json]:
        """Yield the values of the relationships' properties, of which labels are texts by LCID."""
        for table in self.tables:
            for pairs in table.many_to_many:
                yield from pairs.properties.values()
            for column in table.columns:
                for relationship in column.relationships:
                    yield from relationship.properties.values()

    def _labels(self) -> list[Label]:
        labels = [self.display_name, self.description]
        labels += [self.publisher.display_name, self.publisher.description]
        sets = list(self.option_sets)
        for table in self.tables:
            labels += [table.description, table.display_name, table.display_collection_name]
            labels += [key.display_name for key in table.alternate_keys]
            for column in table.columns:
                labels += [column.display_name, column.description]
                labels += [label for label in (column.yes_label, column.no_label) if label]
                if column.option_set:
                    sets.append(column.option_set)
        for options in sets:
            labels += [options.display_name, options.description]
            for option in options.options:
                labels += [option.label, option.description]
        return labels
