"""Tables: their properties, columns and alternate keys."""

from __future__ import annotations

from dvspec.dataverse import elastic
from dvspec.dataverse.properties import TABLE_ELEMENTS, TABLE_PROPERTIES, Where, in_order, to_elements
from dvspec.model import AlternateKey, Solution, Table
from dvspec.targets.solution.columns import attribute_view, defined_columns
from dvspec.targets.solution.currency_columns import currency_views
from dvspec.targets.solution.elastic_columns import elastic_attribute_views
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.views import Elements, EntityView, KeyView
from dvspec.targets.solution.xml import escape


def entity_view(table: Table, solution: Solution) -> EntityView:
    """Return a table with its columns in the order of their schema names, as exports have them."""
    columns = list(defined_columns(table))
    attributes = [attribute_view(column, table, solution) for column in columns]
    attributes += currency_views(columns, table, solution)
    if table.kind == "elastic" and not table.extends:
        attributes += elastic_attribute_views(solution)
    return EntityView(
        schema_name=escape(table.schema_name),
        name=escape(table.display_name.text or table.schema_name),
        is_layer=table.extends,
        display_names=texts(table.display_name, solution),
        collection_names=texts(table.display_collection_name, solution),
        descriptions=texts(table.description, solution),
        attributes=tuple(sorted(attributes, key=lambda attribute: attribute.logical_name)),
        keys=tuple(_key_view(key, table, solution) for key in table.alternate_keys),
        elements=() if table.extends else _elements(table, solution),
    )


def _elements(table: Table, solution: Solution) -> Elements:
    """Return what the table is, and its properties."""
    elements = to_elements(TABLE_PROPERTIES, table.properties, Where(table.kind)) | {
        "EntitySetName": table.entity_set_name,
        "IsBPFEntity": "0",
        "OwnershipTypeMask": table.ownership,
        "IsActivity": str(int(table.kind == "activity")),
        "IntroducedVersion": solution.version,
    }
    if table.kind == "elastic":
        elements |= {"DataProviderId": f"{{{elastic.PROVIDER_ID}}}", "DataSourceId": f"{{{elastic.SOURCE_ID}}}"}
    if "HasRelatedActivities" in elements:
        elements["EntityMask"] = "ActivityPointer"
    return tuple((name, escape(text)) for name, text in in_order(elements, TABLE_ELEMENTS))


def _key_view(key: AlternateKey, table: Table, solution: Solution) -> KeyView:
    return KeyView(
        name=escape(key.schema_name),
        logical_name=escape(key.logical_name),
        columns=tuple(escape(table.by_name[name].logical_name) for name in key.columns),
        version=escape(solution.version),
        display_names=texts(key.display_name, solution),
    )
