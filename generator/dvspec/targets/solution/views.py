"""What the solution's templates may use: finished values, in the order that exports have them."""

from __future__ import annotations

from dataclasses import dataclass

from dvspec.dataverse import elastic
from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.languages import ENGLISH, YES_NO
from dvspec.dataverse.types import TYPES
from dvspec.model import Column, Key, Label, OptionSet, Solution, Table
from dvspec.numbers import plain
from dvspec.targets.solution.xml import escape

Texts = tuple[tuple[int, str], ...]  # (LCID, escaped text)

_MASK = "ValidForAdvancedFind|ValidForForm|ValidForGrid"
_MASKS = {
    "primarykey": "ValidForAdvancedFind|RequiredForGrid",
    "primaryname": f"PrimaryName|{_MASK}|RequiredForForm",
}


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option: its value and its labels."""

    value: int
    labels: Texts


@dataclass(frozen=True, slots=True)
class OptionSetView:
    """An option set, local or global."""

    name: str
    type: str  # picklist or bit
    is_global: bool
    version: str
    display_names: Texts
    descriptions: Texts
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class AttributeView:
    """A column as customizations.xml has it; `tail` is what its type adds, as (element, text)."""

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


@dataclass(frozen=True, slots=True)
class KeyView:
    """An alternate key."""

    name: str
    logical_name: str
    columns: tuple[str, ...]
    version: str
    display_names: Texts


@dataclass(frozen=True, slots=True)
class EntityView:
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


@dataclass(frozen=True, slots=True)
class RelationshipView:
    """A one-to-many relationship; `cascades` are (element, what happens)."""

    name: str
    referencing: str
    referenced: str
    attribute: str
    cascades: tuple[tuple[str, str], ...]
    descriptions: Texts
    version: str


@dataclass(frozen=True, slots=True)
class ManifestView:
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


def manifest_view(solution: Solution, *, managed: bool | None = None) -> ManifestView:
    """Return the manifest of a package, or of a source folder, which can become either (Managed 2)."""
    publisher = solution.publisher
    return ManifestView(
        unique_name=solution.unique_name,
        display_names=_texts(solution.display_name, solution),
        descriptions=_texts(solution.description, solution) if solution.description.text else (),
        version=solution.version,
        managed=2 if managed is None else int(managed),
        language=solution.language,
        publisher=publisher.unique_name,
        publisher_names=_texts(publisher.display_name, solution),
        publisher_descriptions=(_texts(publisher.description, solution) if publisher.description.text else ()),
        prefix=publisher.prefix,
        option_value_prefix=publisher.option_value_prefix,
        components=(
            *((1, table.logical_name) for table in sorted(solution.tables, key=lambda table: table.logical_name)),
            *((9, options.name) for options in sorted(solution.option_sets, key=lambda options: options.name)),
        ),
    )


def entity_view(table: Table, solution: Solution) -> EntityView:
    """Return a table with its columns in the order of their schema names, as exports have them."""
    is_elastic = solution.table_kind == "elastic"
    attributes = [_attribute(column, table, solution) for column in table.columns]
    if is_elastic:
        attributes += _elastic_attributes(solution)
    return EntityView(
        schema_name=table.schema_name,
        name=escape(table.display_name.text),
        display_names=_texts(table.display_name, solution),
        collection_names=_texts(table.display_collection_name, solution),
        descriptions=_texts(table.description, solution),
        attributes=tuple(sorted(attributes, key=lambda attribute: attribute.logical_name)),
        keys=tuple(_key(key, table, solution) for key in table.keys),
        entity_set_name=table.entity_set_name,
        ownership=table.ownership,
        elastic=is_elastic,
        provider_id=f"{{{elastic.PROVIDER_ID}}}" if is_elastic else "",
        source_id=f"{{{elastic.SOURCE_ID}}}" if is_elastic else "",
        version=solution.version,
    )


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
                    descriptions=_texts(column.description, solution),
                    version=solution.version,
                )
            )
    return sorted(views, key=lambda view: view.name)


def option_set_view(options: OptionSet, solution: Solution) -> OptionSetView:
    """Return an option set of picklist columns."""
    return OptionSetView(
        name=options.name,
        type="picklist",
        is_global=options.is_global,
        version=solution.version,
        display_names=_texts(options.display_name, solution),
        descriptions=_texts(options.description, solution),
        options=tuple(OptionView(option.value, _texts(option.label, solution)) for option in options.options),
    )


def _texts(label: Label, solution: Solution) -> Texts:
    return tuple((code, escape(text)) for code, text in label.in_languages(solution.language))


def _attribute(column: Column, table: Table, solution: Solution) -> AttributeView:
    type_ = TYPES[column.type].xml
    primary_id = column.name == table.primary_id
    primary_name = column.name == table.primary_name
    return AttributeView(
        physical_name=column.schema_name,
        logical_name=column.logical_name,
        type=type_.name,
        required_level=("systemrequired" if primary_id else "required" if column.required else "none"),
        mask=(_MASKS["primarykey"] if primary_id else _MASKS["primaryname"] if primary_name else _MASK),
        ime_mode=type_.ime_mode,
        updatable=int(not primary_id),
        custom=int(not primary_id),
        audited=int(not primary_id and not type_.is_lookup),
        requirement_modifiable=int(not primary_id),
        searchable=int(primary_name),
        filterable=int(primary_id),
        retrievable=int(primary_id or primary_name),
        version=solution.version,
        tail=_tail(column),
        option_set=_local_options(column, table, solution),
        display_names=_texts(column.display_name, solution),
        descriptions=_texts(column.description, solution),
    )


def _tail(column: Column) -> tuple[tuple[str, str], ...]:
    """Return the elements that a column's type adds, in their order."""
    tail = TYPES[column.type].tail(column)
    return tuple((element, value if isinstance(value, str) else plain(value or 0)) for element, value in tail)


def _local_options(column: Column, table: Table, solution: Solution) -> OptionSetView | None:
    if column.option_set:
        return None if column.option_set.is_global else option_set_view(column.option_set, solution)
    if not TYPES[column.type].option_set_type:
        return None
    return OptionSetView(
        name=f"{table.logical_name}_{column.logical_name}",
        type=TYPES[column.type].option_set_type,
        is_global=False,
        version=solution.version,
        display_names=_texts(column.display_name, solution),
        descriptions=_texts(column.description, solution),
        options=(
            OptionView(1, _yes_no(column.yes_label, 0, solution)),
            OptionView(0, _yes_no(column.no_label, 1, solution)),
        ),
    )


def _yes_no(given: Label | None, position: int, solution: Solution) -> Texts:
    """Return the labels of a value of a yes/no column: those given, else Dataverse's own words in every language."""
    if given:
        return _texts(given, solution)
    known = [(code, YES_NO[code][position]) for code in solution.languages if code in YES_NO]
    if solution.language not in YES_NO:  # no language of Dataverse's: a label there must be
        known.insert(0, (solution.language, YES_NO[ENGLISH][position]))
    return tuple(known)


def _elastic_attributes(solution: Solution) -> list[AttributeView]:
    """Return the two columns that every elastic table has of its own, labelled where English is a language."""

    def english(text: str) -> Texts:
        return ((ENGLISH, text),) if ENGLISH in solution.languages else ()

    def system(name: str, type_: str, ime_mode: str, label: str, text: str, *tail: tuple[str, str]) -> AttributeView:
        return AttributeView(
            physical_name=name,
            logical_name=name.lower(),
            type=type_,
            required_level="none",
            mask=_MASK,
            ime_mode=ime_mode,
            updatable=1,
            custom=0,
            audited=0,
            requirement_modifiable=1,
            searchable=0,
            filterable=0,
            retrievable=0,
            version=solution.version,
            tail=tail,
            option_set=None,
            display_names=english(label),
            descriptions=english(text),
        )

    length = (("Format", "text"), ("MaxLength", "100"), ("Length", "200"))
    seconds = (("Format", "none"), ("MinValue", "1"), ("MaxValue", "2147483647"))
    return [
        system(
            "PartitionId",
            "nvarchar",
            "auto",
            "Partition Id",
            "The partition that stores the row.",
            *length,
        ),
        system(
            "TTLInSeconds",
            "int",
            "disabled",
            "Time to live",
            "Seconds until the row is deleted.",
            *seconds,
        ),
    ]


def _key(key: Key, table: Table, solution: Solution) -> KeyView:
    return KeyView(
        name=key.schema_name,
        logical_name=key.logical_name,
        columns=tuple(table.by_name[name].logical_name for name in key.columns),
        version=solution.version,
        display_names=_texts(key.display_name, solution),
    )
