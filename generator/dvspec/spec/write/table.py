"""The spec of a table."""

from __future__ import annotations

from typing import Any

from dvspec.dataverse.properties import Where
from dvspec.model import AlternateKey, Condition, Identifier, ManyToMany, Query, Source, Table
from dvspec.spec import defaults, properties
from dvspec.spec.defaults import Spec, shorten
from dvspec.spec.write.column import column_spec
from dvspec.spec.write.parts import Parts, unique


def table_spec(table: Table, parts: Parts) -> dict[str, Any]:
    """Return the shortest spec of a table, in the order of the grammar."""
    label, guid, extends = parts.label, table.guid, table.logical_name if table.extends else None
    own = parts.own(
        (table.schema_name, table.entity_set_name),
        (table.logical_name, table.collection_name),
        "" if table.extends else None,
    )
    schema_name, entity_set_name = own.schema_names
    logical_name, collection_name = own.logical_names
    spec: dict[str, Any] = {
        "table": table.name,
        "extends": extends,
        "description": label(table.description),
        "display_name": label(table.display_name),
        "display_collection_name": label(table.display_collection_name),
        "source": table.source and _source(table.source, parts),
        "prefix": own.prefix,
        "logical_name": logical_name,
        "schema_name": schema_name,
        "entity_set_name": entity_set_name,
        "collection_name": collection_name,
        "table_kind": table.kind,
        "ownership": table.ownership,
        "primary_id": table.primary_id,
        "primary_name": table.primary_name,
        **properties.TABLE.shorten(table.properties, Where(table.kind)),
    }
    external = parts.externals.extended(spec)
    complete = {**spec, "columns": {}}
    complete["columns"] = unique(
        (column.name, column_spec(column, complete, external, parts)) for column in table.columns
    )
    spec["columns"] = {
        name: shorten(column, defaults.of_column(column["type"]), parts.around(name, complete, external))
        for name, column in complete["columns"].items()
    }
    if table.extends and next(iter(spec["columns"].items()), None) == (table.primary_id, {"type": "guid"}):
        del spec["columns"][table.primary_id]
    spec["identifier"] = table.identifier and _identifier(table.identifier)
    spec["guid"] = guid and {"column": guid.column, "from": "identifier" if guid.source is None else guid.source}
    spec["keys"] = unique(_key(key, parts) for key in table.alternate_keys)
    spec["many_to_many"] = unique(_many_to_many(pairs, parts) for pairs in table.many_to_many)
    spec["queries"] = unique(_query(query, complete, parts) for query in table.queries)
    return shorten(spec, defaults.of_table(spec), parts.around(external=external))


def _source(source: Source, parts: Parts) -> Spec:
    spec = {"page": source.page, "section": source.section, "date": source.date}
    return shorten(spec, defaults.SOURCE, parts.around())


def _identifier(identifier: Identifier) -> Spec:
    return {
        "column": identifier.column,
        "parts": [part.name if part.role == "column" else {part.role: part.name} for part in identifier.parts],
        "example": {"parts": list(identifier.example_parts), "value": identifier.example},
    }


def _key(key: AlternateKey, parts: Parts) -> tuple[str, Spec]:
    own = parts.own((key.schema_name,), (key.logical_name,))
    spec = {
        "prefix": own.prefix,
        "logical_name": own.logical_names[0],
        "schema_name": own.schema_names[0],
        "display_name": parts.label(key.display_name),
        "columns": list(key.columns),
    }
    return key.name, shorten(spec, defaults.KEY, parts.around(key.name))


def _many_to_many(pairs: ManyToMany, parts: Parts) -> tuple[str, Spec]:
    own = parts.own((pairs.schema_name, pairs.intersect_name))
    name, intersect = own.schema_names
    spec = {"with": pairs.target, "prefix": own.prefix, "intersect": intersect}
    short = shorten(spec, defaults.MANY_TO_MANY, parts.around(name))
    return name, short | properties.MANY_TO_MANY.shorten(pairs.properties)


def _query(query: Query, table: Spec, parts: Parts) -> tuple[str, Spec]:
    spec = {
        "description": query.description,
        "where": [_condition(condition, table, parts) for condition in query.conditions],
        "order_by": tuple(f"{name} desc" if descending else name for name, descending in query.order_by),
    }
    return query.name, shorten(spec, defaults.QUERY, parts.around(query.name))


def _condition(condition: Condition, table: Spec, parts: Parts) -> str | Spec:
    spec = {"column": condition.column, "operator": condition.operator, "argument": condition.argument}
    spec = shorten(spec, defaults.CONDITION, parts.around(table=table))
    return condition.column if len(spec) == 1 else spec
