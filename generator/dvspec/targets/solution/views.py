"""What the solution's templates may use: finished values, in the order that exports have them."""

from __future__ import annotations

from typing import NamedTuple

Texts = tuple[tuple[int, str], ...]
"""A label in each language: LCID and escaped text."""


Elements = tuple[tuple[str, str], ...]
"""Names of elements, or of attributes, and their escaped contents, '' where they are empty."""


class OptionView(NamedTuple):
    """An option: its attributes, beginning with its value, its labels, and its descriptions if it has any."""

    attributes: Elements
    labels: Texts
    descriptions: Texts = ()


class OptionSetView(NamedTuple):
    """An option set, local or global; `group` and `item` are the elements of all options and of each."""

    name: str
    type: str  # picklist, bit, state or status
    is_global: bool
    has_external_type: bool
    version: str
    display_names: Texts
    descriptions: Texts
    options: tuple[OptionView, ...]
    group: str = "options"
    item: str = "option"


class AttributeView(NamedTuple):
    """A column as customizations.xml has it; its type adds the `tail` to the elements of all columns."""

    physical_name: str
    logical_name: str
    elements: Elements
    tail: Elements
    option_set: OptionSetView | None
    display_names: Texts
    descriptions: Texts
    formula_file: str = ""


class KeyView(NamedTuple):
    """An alternate key."""

    name: str
    logical_name: str
    columns: tuple[str, ...]
    version: str
    display_names: Texts


class EntityView(NamedTuple):
    """A table; a layer adds columns and alternate keys to a table that exists."""

    schema_name: str
    name: str
    is_layer: bool
    display_names: Texts
    collection_names: Texts
    descriptions: Texts
    attributes: tuple[AttributeView, ...]
    keys: tuple[KeyView, ...]
    elements: Elements  # that follow
    carried_parts: tuple[str, ...] = ()  # empty elements that stand for carried files


class RoleView(NamedTuple):
    """A table's part in a relationship: how its forms show the other rows, its navigation property, and its number."""

    menu: Elements
    menu_labels: Texts
    navigation: str
    ordinal: tuple[str, str]  # an element and its text


class RelationshipView(NamedTuple):
    """A relationship; `file_table` is the table under whose name it is unpacked."""

    name: str
    file_table: str
    elements: Elements  # up to its description
    descriptions: Texts  # of a one-to-many relationship
    roles: tuple[RoleView, ...]


class ImageView(NamedTuple):
    """A column of images."""

    table: str
    column: str


class ComponentView(NamedTuple):
    """A root component: its type, its schema name or its id, and how much of a table comes with it."""

    type: int
    schema_name: str
    behavior: int = 0
    id: str = ""


class ManifestView(NamedTuple):
    """What solution.xml says: the solution, its publisher, its root components."""

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
    components: tuple[ComponentView, ...]
