"""Tables: their properties, columns and alternate keys."""

from __future__ import annotations

from dvspec.dataverse import elastic
from dvspec.model import AlternateKey, Solution, Table
from dvspec.targets.solution.columns import attribute_view
from dvspec.targets.solution.elastic_columns import elastic_attribute_views
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.views import EntityView, KeyView
from dvspec.targets.solution.xml import escape


def entity_view(table: Table, solution: Solution) -> EntityView:
    """Return a table with its columns in the order of their schema names, as exports have them."""
    is_elastic = table.kind == "elastic"
    attributes = [attribute_view(column, table, solution) for column in table.columns]
    if is_elastic:
        attributes += elastic_attribute_views(solution)
    return EntityView(
        schema_name=table.schema_name,
        name=escape(table.display_name.text),
        display_names=texts(table.display_name, solution),
        collection_names=texts(table.display_collection_name, solution),
        descriptions=texts(table.description, solution),
        attributes=tuple(sorted(attributes, key=lambda attribute: attribute.logical_name)),
        keys=tuple(_key_view(key, table, solution) for key in table.alternate_keys),
        entity_set_name=table.entity_set_name,
        ownership=table.ownership,
        elastic=is_elastic,
        provider_id=f"{{{elastic.PROVIDER_ID}}}" if is_elastic else "",
        source_id=f"{{{elastic.SOURCE_ID}}}" if is_elastic else "",
        version=solution.version,
    )


def _key_view(key: AlternateKey, table: Table, solution: Solution) -> KeyView:
    return KeyView(
        name=key.schema_name,
        logical_name=key.logical_name,
        columns=tuple(table.by_name[name].logical_name for name in key.columns),
        version=solution.version,
        display_names=texts(key.display_name, solution),
    )
