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
    """A column as customizations.xml has it; `elements` and `tail`, which its type adds, are (element, text)."""

    physical_name: str
    logical_name: str
    elements: tuple[tuple[str, str], ...]
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
    elements: tuple[tuple[str, str], ...]  # that follow


class RelationshipView(NamedTuple):
    """A one-to-many relationship: `menu` are the elements of the role that has them."""

    name: str
    referenced: str
    navigation: str
    elements: tuple[tuple[str, str], ...]  # up to its column
    menu: tuple[tuple[str, str], ...]
    descriptions: Texts


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
