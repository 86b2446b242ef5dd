"""A table of the model: its columns, identifier, alternate keys and queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dvspec import names
from dvspec.dataverse.properties import Where
from dvspec.model import AlternateKey, Column, Condition, Guid, Identifier, ManyToMany, Part, Query, Source, Table
from dvspec.spec import defaults, properties
from dvspec.spec.build.column import column
from dvspec.spec.build.parts import Solutionwide, label
from dvspec.spec.defaults import Around, Spec, complete


def table(spec: Spec, file: str, shared: Solutionwide) -> Table:
    """Return the table of a complete spec."""
    language, full, logical = shared.language, shared.full, shared.logical
    columns = tuple(column(name, part, spec, shared) for name, part in spec["columns"].items())
    by_name = {column.name: column for column in columns}
    return Table(
        name=spec["table"],
        python_module=names.snake_case(spec["table"]),
        file=file.replace("\\", "/").rpartition("/")[2],
        description=label(spec["description"], language),
        display_name=label(spec["display_name"], language),
        display_collection_name=label(spec["display_collection_name"], language),
        logical_name=logical(spec, spec["logical_name"]),
        schema_name=full(spec, spec["schema_name"]),
        entity_set_name=full(spec, spec["entity_set_name"]),
        collection_name=logical(spec, spec["collection_name"]),
        primary_id=spec["primary_id"],
        primary_name=spec["primary_name"],
        columns=columns,
        ownership=spec["ownership"],
        kind=spec["table_kind"],
        extends=spec["extends"] is not None,
        source=_source(spec["source"]) if spec["source"] is not None else None,
        identifier=_identifier(spec["identifier"], by_name) if spec["identifier"] is not None else None,
        guid=_guid(spec["guid"]) if spec["guid"] is not None else None,
        alternate_keys=tuple(_key(name, key, shared) for name, key in spec["keys"].items()),
        many_to_many=tuple(_many_to_many(spec["many_to_many"], shared)),
        properties=properties.TABLE.complete(spec, Where(spec["table_kind"])),
        queries=tuple(_query(name, query, spec) for name, query in spec["queries"].items()),
    )


def _source(spec: Spec) -> Source:
    source = complete(spec, defaults.SOURCE, Around())
    return Source(source["page"], source["section"], source["date"])


def _identifier(spec: Spec, columns: Mapping[str, Column]) -> Identifier:
    parts = []
    for part in spec["parts"]:
        if isinstance(part, str):
            python_name = columns[part].python_name if part in columns else names.snake_case(part)
            parts.append(Part("column", part, python_name))
        elif "literal" in part:
            parts.append(Part("literal", part["literal"], ""))
        else:
            parts.append(Part("argument", part["argument"], names.snake_case(part["argument"])))
    example = spec["example"]
    return Identifier(spec["column"], tuple(parts), tuple(example["parts"]), example["value"])


def _guid(spec: Spec) -> Guid:
    source = spec["from"]
    return Guid(spec["column"], None if source == "identifier" else source)


def _key(name: str, spec: Spec, shared: Solutionwide) -> AlternateKey:
    key = complete(spec, defaults.KEY, Around(name))
    return AlternateKey(
        name,
        shared.logical(key, key["logical_name"]),
        shared.full(key, key["schema_name"]),
        label(key["display_name"], shared.language),
        tuple(key["columns"]),
    )


def _many_to_many(specs: Spec, shared: Solutionwide) -> Iterator[ManyToMany]:
    for name, given in specs.items():
        target = shared.target(given["with"])
        if target:
            spec = complete(given, defaults.MANY_TO_MANY, Around(name))
            yield ManyToMany(
                shared.full(spec, name),
                shared.full(spec, spec["intersect"]),
                target.name,
                target.logical_name,
                target.schema_name,
                properties.MANY_TO_MANY.complete(spec),
            )


def _query(name: str, spec: Spec, table: Spec) -> Query:
    query = complete(spec, defaults.QUERY, Around(name))
    conditions = tuple(_condition(condition, table) for condition in query["where"])
    order = tuple((text.removesuffix(" desc"), text.endswith(" desc")) for text in query["order_by"])
    return Query(name, query["description"], conditions, order)


def _condition(spec: str | Spec, table: Spec) -> Condition:
    condition = {"column": spec} if isinstance(spec, str) else spec
    condition = complete(condition, defaults.CONDITION, Around(table=table))
    return Condition(condition["column"], condition["operator"], names.snake_case(condition["argument"]))
