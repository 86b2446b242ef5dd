"""Tables: which of a package's are imported, their columns, keys and settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dvspec.dataverse import elastic
from dvspec.dataverse.properties import COLUMN_PROPERTIES, TABLE_PROPERTIES, Where, defaults
from dvspec.dataverse.tables import OWNERSHIPS
from dvspec.dataverse.xml_types import SOURCE_TYPES, XML_TYPES
from dvspec.importers import made_columns, naming
from dvspec.importers.solution.columns import Around, read_column
from dvspec.importers.solution.elements import Fields
from dvspec.importers.solution.labels import label
from dvspec.importers.solution.report import Scope
from dvspec.importers.solution.states import has_default_states
from dvspec.importers.solution.system_columns import report_changes
from dvspec.importers.solution.targets import entity_set_name_of
from dvspec.model import NO_LABEL, AlternateKey, Column, ExternalTable, Label, ManyToMany
from dvspec.model import Table as ModelTable
from dvspec.solution_files.package import Package
from dvspec.solution_files.table import Column as Source
from dvspec.solution_files.table import Table

_NOT_SETTINGS = ("attributes", "EntityKeys", "IntroducedVersion", "IsActivity", "IsBPFEntity")


class Part(NamedTuple):
    """What is imported of a table: all of it, or the columns that it adds to one that exists elsewhere.

    The columns of `existing` are there before the package is imported.
    """

    table: Table
    is_whole: bool
    kind: str
    columns: tuple[Source, ...]
    existing: frozenset[str]


def part_of(table: Table, package: Package, scope: Scope) -> Part | None:
    """Return what is imported of a table, None if it is nothing; report why."""
    scope = scope.about(f"table {table.logical_name}")
    if table.text("IsBPFEntity") == "1":
        detail = "The table holds the runs of a business process flow, which makes it."
        scope.left_out("business-process-flow-table", detail)
        return None
    kind = "activity" if table.is_activity else "standard"
    if table.provider:
        if table.provider != elastic.PROVIDER_ID:
            detail = "The rows of the table are in another system."
            scope.left_out("virtual-table", detail)
            return None
        kind = "elastic"
    is_whole = package.is_whole(table) and (_declares_primary_id(table) or not _any_primary_id(package))
    columns, existing = _columns(table, is_whole, kind, scope)
    if kind == "activity" and not is_whole:
        kind = "standard"  # as specs have it: what kind the table is, its own solution says
    return Part(table, is_whole, kind, columns, existing) if is_whole or columns else None


def _declares_primary_id(table: Table) -> bool:
    return any(column.type == "primarykey" for column in table.columns)


def _any_primary_id(package: Package) -> bool:
    """Return whether tables declare their primary ids, as in exports; packages made by hand may have none."""
    return any(map(_declares_primary_id, package.tables))


def _columns(table: Table, is_whole: bool, kind: str, scope: Scope) -> tuple[tuple[Source, ...], frozenset[str]]:
    """Return the columns that specs declare, and the names of those among them that exist already.

    Specs don't declare what Dataverse makes with the table or with another column. Of an extended table's own columns
    they declare those of alternate keys.
    """
    custom = {column.logical_name for column in table.columns if column.text("IsCustomField") == "1"}
    made = {name for column in table.columns for name in _companions(column, custom)}
    system = made_columns.with_the_table(kind)
    keys = {part.text for key in table.alternate_keys for part in key.under("EntityKeyAttributes", "AttributeName")}
    declared: list[Source] = []
    existing: set[str] = set()
    for column in table.columns:
        name, is_state = column.logical_name, column.type in ("state", "status")
        is_custom = column.text("IsCustomField") == "1" and naming.prefix_of(name) != ""
        is_custom = is_custom or (is_whole and name not in system)
        if is_whole and (column.type == "primarykey" or column.is_primary_name):
            declared.append(column)
        elif not is_state and (name in made or column.text("CalculationOf") or column.text("AggregateOf")):
            continue
        elif name == "entityimage" and column.text("IsCustomField") == "1":
            detail = "The table has an image of the older kind, which specs don't say."
            scope.about(f"column {name}").left_out("entity-image", detail)
        elif (is_custom and not is_state) or (is_whole and is_state and not has_default_states(column, kind)):
            declared.append(column)
        elif is_whole:
            report_changes(table, column, scope)
        else:
            if name in keys:
                declared.append(column)
                existing.add(name)
            if column.element.attrib.get("unmodified") != "1":
                detail = "The solution changes a column that exists, which specs don't say."
                scope.about(f"column {name}").left_out("existing-column", detail)
    return tuple(declared), frozenset(existing)


def _companions(column: Source, custom: set[str]) -> Iterator[str]:
    """Yield the names of the columns that Dataverse makes beside a column.

    Those of lookups are not custom columns: a custom `datatype` beside the lookup `data` is a separate column.
    """
    type_ = XML_TYPES.get(column.type)
    is_rollup = column.text("SourceType") == SOURCE_TYPES["rollup"]
    names = made_columns.companions(column.logical_name, type_, is_rollup=is_rollup)
    return (name for name in names if not (type_ and type_.is_lookup and name in custom))


def read_table(
    part: Part,
    named: naming.TableName,
    extended: ExternalTable | None,
    many_to_many: tuple[ManyToMany, ...],
    around: Around,
) -> ModelTable:
    """Return a table; report what specs don't say of it."""
    table, scope = part.table, around.scope.about(f"table {part.table.logical_name}")
    columns, primary_id, primary_name = _read_columns(part, named, extended, around)
    keys = tuple(_read_keys(part, columns, around))
    if extended is not None:
        _report_layer(table, scope)
        shared = Label(named.name)
        return ModelTable(
            name=named.name,
            python_module=named.python_module,
            file=named.file,
            description=NO_LABEL,
            display_name=shared,
            display_collection_name=shared,
            logical_name=extended.logical_name,
            schema_name=extended.schema_name,
            entity_set_name=extended.entity_set_name,
            collection_name=extended.entity_set_name,
            primary_id=primary_id,
            primary_name=primary_name,
            columns=columns,
            ownership=OWNERSHIPS[0],
            kind=part.kind,
            extends=True,
            alternate_keys=keys,
            many_to_many=many_to_many,
            properties=Fields({}).properties(TABLE_PROPERTIES, Where(table_kind=part.kind))[0],
        )
    fields, odd = Fields(table.properties), scope.left_out
    fields.skip(*_NOT_SETTINGS)
    if not table.text("EntitySetName"):
        odd("entity-set-name", "The package has no entity set name; specs have a proposal.")
    properties, refused = fields.properties(TABLE_PROPERTIES, Where(table_kind=part.kind))
    for tag in refused:
        odd(f"value-of-{tag}", f"<{tag}> has an unknown value.")
    display_name = scope.label(fields.get("LocalizedNames"))
    collection = scope.label(fields.get("LocalizedCollectionNames"))
    ownership = fields.text("OwnershipTypeMask") or OWNERSHIPS[0]
    if ownership not in OWNERSHIPS:
        odd("ownership", f"The ownership {ownership} is not one that custom tables can have.")
        ownership = OWNERSHIPS[0]
    mask = fields.text("EntityMask")
    if mask not in ("", "ActivityPointer"):
        odd("entity-mask", f"<EntityMask> is {mask}.")
    if part.kind == "elastic":
        fields.skip("DataProviderId", "DataSourceId")
    else:
        for tag in ("DataProviderId", "DataSourceId", "ExternalName", "ExternalCollectionName"):
            if not fields.text(tag).strip("{}0-"):
                fields.skip(tag)
    description = scope.label(fields.get("Descriptions"))
    fields.skip("EntitySetName")
    for rest in fields.unread():
        odd(f"element-{rest.tag}", f"The table has <{rest.tag}>.")
    return ModelTable(
        name=named.name,
        python_module=named.python_module,
        file=named.file,
        description=description,
        display_name=display_name if display_name.text else Label(named.name),
        display_collection_name=collection if collection.text else Label(named.name),
        logical_name=table.logical_name,
        schema_name=table.name,
        entity_set_name=entity_set_name_of(table),
        collection_name=entity_set_name_of(table).lower(),
        primary_id=primary_id,
        primary_name=primary_name,
        columns=columns,
        ownership=ownership,
        kind=part.kind,
        alternate_keys=keys,
        many_to_many=many_to_many,
        properties=properties,
    )


def _read_columns(
    part: Part, named: naming.TableName, extended: ExternalTable | None, around: Around
) -> tuple[tuple[Column, ...], str, str]:
    """Return the columns, and the names of the primary id and the primary name."""
    sources = part.columns
    made_id = _made_id(part, named, extended)
    first = [(made_id.logical_name, "")] if made_id else []
    own = [
        (_without_prefix(source, part.table), label(source.properties.get("displaynames"), around.scope.language).text)
        for source in sources
    ]
    names = naming.column_names([*first, *own])
    columns: list[Column] = []
    primary_id = primary_name = ""
    if made_id:
        names[0] = naming.ColumnName(made_id.name, made_id.python_name)
        primary_id = made_id.name
        columns.append(made_id)
    names = names[len(first) :]
    taken = [named.name, f"{named.name}Column", *_global_classes(sources, around)]
    classes = naming.class_names(
        [name.name for name, source in zip(names, sources, strict=True) if source.properties.get("optionset")], taken
    )
    unused = iter(classes)
    for source, name in zip(sources, names, strict=True):
        class_name = next(unused) if source.properties.get("optionset") else ""
        role = "primary_name" if source.is_primary_name else ""
        if part.is_whole and source.type == "primarykey":
            role = "primary_id"
        column = read_column(source, name, class_name, role, around, existing=source.logical_name in part.existing)
        if column is None:
            continue
        columns.append(column)
        if role == "primary_id":
            primary_id = name.name
        elif role == "primary_name":
            primary_name = name.name
    return tuple(columns), primary_id, primary_name


def _global_classes(sources: tuple[Source, ...], around: Around) -> Iterator[str]:
    for source in sources:
        name = source.text("OptionSetName")
        if name and source.type in ("picklist", "multiselectpicklist") and source.properties.get("optionset") is None:
            yield around.choices.find(name).class_name


def _without_prefix(source: Source, table: Table) -> str:
    """Return a column's name without its prefix; names of Dataverse's own can look as if they had one."""
    name = source.physical_name if source.physical_name.lower() == source.logical_name else source.logical_name
    prefix = naming.prefix_of(name)
    is_own = source.text("IsCustomField") == "1" or prefix.lower() == naming.prefix_of(table.logical_name)
    return name.removeprefix(prefix) if is_own else name


def _made_id(part: Part, named: naming.TableName, extended: ExternalTable | None) -> Column | None:
    """Return the primary id of a table that does not declare it: one that exists, or is made with the table."""
    if extended is None and _declares_primary_id(part.table):
        return None
    name = f"{named.name}Id"
    schema_name = f"{extended.schema_name if extended else part.table.name}Id"
    logical_name = extended.primary_id if extended else schema_name.lower()
    where = Where(table_kind=part.kind, column_type="guid", role="primary_id", existing=extended is not None)
    return Column(
        name=name,
        python_name=f"{named.python_module}_id",
        logical_name=logical_name,
        schema_name=schema_name if schema_name.lower() == logical_name else logical_name,
        type="guid",
        display_name=Label(name),
        description=NO_LABEL,
        live=True,
        required_level="none",
        documented_as=name,
        existing=extended is not None,
        properties=defaults(COLUMN_PROPERTIES, where),
    )


def _read_keys(part: Part, columns: tuple[Column, ...], around: Around) -> Iterator[AlternateKey]:
    by_logical_name = {column.logical_name: column.name for column in columns}
    sources = [Fields.of(element) for element in part.table.alternate_keys]
    elements = part.table.alternate_keys
    named = naming.column_names(
        (
            (element.value("Name") or "").removeprefix(naming.prefix_of(element.value("Name") or "")),
            label(element.child("displaynames"), around.scope.language).text,
        )
        for element in elements
    )
    for fields, element, name in zip(sources, elements, named, strict=True):
        schema_name = fields.text("Name")
        logical_name = fields.text("LogicalName") or schema_name.lower()
        scope = around.scope.about(f"key {logical_name}")
        if part.kind == "elastic" and logical_name == elastic.BUILT_IN_KEY:
            continue
        parts = [inside.text for inside in element.under("EntityKeyAttributes", "AttributeName")]
        unknown = [column for column in parts if column not in by_logical_name]
        if unknown or not parts:
            detail = f"The key has columns that specs don't declare: {', '.join(unknown)}."
            scope.left_out("key-of-undeclared-columns", detail)
            continue
        fields.skip("IntroducedVersion", "EntityKeyAttributes", "IsCustomizable")  # which no key is
        display_name = scope.label(fields.get("displaynames"))
        for rest in fields.unread():
            scope.left_out(f"element-{rest.tag}", f"The key has <{rest.tag}>.")
        yield AlternateKey(
            name=name.name,
            logical_name=logical_name,
            schema_name=schema_name,
            display_name=display_name if display_name.text else Label(name.name),
            columns=tuple(by_logical_name[column] for column in parts),
        )


def _report_layer(table: Table, scope: Scope) -> None:
    """Report the settings that a layer has: specs of a table that exists say what they add to it."""
    if any(tag not in ("attributes", "EntityKeys") for tag in table.properties):
        detail = "The solution has the settings of a table that exists, which specs don't say."
        scope.about(f"settings of {table.logical_name}").left_out("settings-of-existing-table", detail)


def table_names(
    parts: list[Part], extended: Mapping[str, ExternalTable], language: int, taken: list[str]
) -> list[naming.TableName]:
    """Return names for the tables that are imported."""

    def of(part: Part) -> tuple[str, str]:
        name = part.table.name
        external = extended.get(part.table.logical_name)
        if external is not None:
            name = external.schema_name
        own = name.removeprefix(naming.prefix_of(name))
        return own, label(part.table.properties.get("LocalizedNames"), language).text

    return naming.table_names([of(part) for part in parts], taken)
