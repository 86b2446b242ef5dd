"""What a source says of its tables, before names for our API are proposed and defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dvspec.model import NO_LABEL, Formula, Json, Label


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """An option of a choice."""

    value: int
    label: Label
    description: Label = NO_LABEL
    color: str = ""
    external_value: str = ""
    hidden: bool = False
    state: int | None = None


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """The options of a choice. Without them, and `is_external`, only its name is known."""

    name: str
    options: tuple[OptionFacts, ...]
    is_global: bool = False
    is_external: bool = False
    display_name: Label = NO_LABEL
    description: Label = NO_LABEL


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """A table that a lookup refers to, by its logical name, and the relationship. What is unknown is empty."""

    table: str
    relationship: str = ""  # its schema name
    navigation: str = ""
    cascade: Mapping[str, str] = field(default_factory=dict)  # by names of `dvspec.dataverse.cascades.OPERATIONS`
    properties: Mapping[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class ColumnFacts:
    """A column. `values` are what is known of the fields of the model's column, `known` the keys of specs."""

    logical_name: str
    schema_name: str
    type: str
    name: str = ""  # from which our name is made; the schema name if it is empty
    display_name: Label = NO_LABEL
    description: Label = NO_LABEL
    values: dict[str, Any] = field(default_factory=dict)
    choice: ChoiceFacts | None = None
    targets: tuple[TargetFacts, ...] = ()
    formula: Formula | None = None
    properties: dict[str, Json] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """An alternate key and the logical names of its columns."""

    logical_name: str
    schema_name: str
    display_name: Label
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ManyToManyFacts:
    """A many-to-many relationship with another table, by its logical name."""

    schema_name: str
    intersect_name: str
    table: str
    properties: Mapping[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class TableFacts:
    """A table, or a layer of one that `extends` it. Names are logical names; what is unknown is empty."""

    logical_name: str
    schema_name: str
    entity_set_name: str = ""
    collection_name: str = ""
    primary_id: str = ""
    primary_name: str = ""
    display_name: Label = NO_LABEL
    display_collection_name: Label = NO_LABEL
    description: Label = NO_LABEL
    ownership: str = ""
    kind: str = "standard"
    extends: bool = False
    columns: list[ColumnFacts] = field(default_factory=list)
    keys: list[KeyFacts] = field(default_factory=list)
    many_to_many: list[ManyToManyFacts] = field(default_factory=list)
    properties: dict[str, Json] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
