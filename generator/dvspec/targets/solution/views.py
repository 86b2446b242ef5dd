"""What the solution's templates may use: finished values, in the order that exports have them."""

from __future__ import annotations

from typing import NamedTuple

Texts = tuple[tuple[int, str], ...]
"""A label in each language: LCID and escaped text."""


class OptionView(NamedTuple):
    """An option: its value and its labels."""

    value: int
    labels: Texts


class OptionSetView(NamedTuple):
    """An option set, local or global."""

    name: str
    type: str  # picklist or bit
    is_global: bool
    version: str
    display_names: Texts
    descriptions: Texts
    options: tuple[OptionView, ...]


class AttributeView(NamedTuple):
    """A column as customizations.xml has it; its `tail` is (element, text), '' where the element is empty."""

    physical_name: str
    logical_name: str
    type: str
    required_level: str
    mask: str
    ime_mode: str
    updatable: int
    custom: int
    audited: int
    requirement_modifiable: int
    searchable: int
    filterable: int
    retrievable: int
    version: str
    tail: tuple[tuple[str, str], ...]
    option_set: OptionSetView | None
    display_names: Texts
    descriptions: Texts


class KeyView(NamedTuple):
    """An alternate key."""

    name: str
    logical_name: str
    columns: tuple[str, ...]
    version: str
    display_names: Texts


class EntityView(NamedTuple):
    """A table."""

    schema_name: str
    name: str
    display_names: Texts
    collection_names: Texts
    descriptions: Texts
    attributes: tuple[AttributeView, ...]
    keys: tuple[KeyView, ...]
    entity_set_name: str
    ownership: str
    elastic: bool
    provider_id: str
    source_id: str
    version: str


class RelationshipView(NamedTuple):
    """A one-to-many relationship; `cascades` are (element, what happens)."""

    name: str
    referencing: str
    referenced: str
    attribute: str
    navigation: str
    cascades: tuple[tuple[str, str], ...]
    descriptions: Texts
    version: str


class ManifestView(NamedTuple):
    """What solution.xml says: the solution, its publisher, its root components as (type, schema name)."""

    unique_name: str
    display_names: Texts
    descriptions: Texts
    version: str
    managed: int
    language: int
    publisher: str
    publisher_names: Texts
    publisher_descriptions: Texts
    prefix: str
    option_value_prefix: int
    components: tuple[tuple[int, str], ...]
