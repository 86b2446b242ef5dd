"""The schemas of payloads, which accept the older shapes too."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from dvspec.model import Column, Json, Payload, Table, payload_shape

_REFERENCE = re.compile(r'"\$(?:dynamicRef|ref)"')


def payload_file(table: Table, column: Column) -> str:
    """Return the file name of a payload's schema."""
    return f"{table.python_module}.{column.python_name}.schema.json"


def payload_schema(column: Column) -> dict[str, Json]:
    """Return the JSON Schema of a payload, which accepts the older shapes too."""
    assert column.payload is not None
    schema: dict[str, Any] = json.loads(json.dumps(column.payload.schema))
    shape = payload_shape(schema)
    if shape is None:
        return schema
    has_references = _REFERENCE.search(json.dumps(schema)) is not None
    list_member = column.payload.list_member
    bare_list = shape["properties"].get(list_member, True)
    for name, member in shape["properties"].items():
        if name not in shape.get("required", ()):
            shape["properties"][name] = _nullable(member, has_references)
    _add_older_names(shape, column.payload)
    if list_member not in shape["properties"]:
        return schema
    return _or_bare_list(schema, str(list_member), bare_list, has_references)


def _or_bare_list(schema: dict[str, Any], list_member: str, bare_list: Json, has_references: bool) -> dict[str, Json]:
    """Return a payload's schema that accepts the list of a member in place of the object too."""
    description = f"An older shape: the value of {list_member} alone."
    if not has_references:
        member = bare_list if isinstance(bare_list, dict) else {}
        return {"anyOf": [schema, {**_described(description, member), "type": "array"}]}
    # References in the schema are relative to it, so it keeps its own identity.
    own_id = schema.get("$id")
    schema_id = own_id.rstrip("#") if isinstance(own_id, str) else uuid5(NAMESPACE_URL, json.dumps(schema)).urn
    definition = "alone"
    while definition in schema.get("$defs", {}):
        definition += "_"
    schema |= {"$id": schema_id, "$defs": schema.get("$defs", {}) | {definition: bare_list}}
    older: Json = {"description": description, "$ref": f"{schema_id}#/$defs/{definition}", "type": "array"}
    return {"anyOf": [schema, older]}


def _add_older_names(shape: dict[str, Any], payload: Payload) -> None:
    """Add the older names of members to a schema; it accepts each member under one of its names only."""
    for new in dict.fromkeys(payload.aliases.values()):
        older = [old for old, name in payload.aliases.items() if name == new]
        for old in older:
            member = shape["properties"][new]  # a schema, or true or false
            description = f"An older name of {new}."
            shape["properties"][old] = _described(description, member) if isinstance(member, dict) else member
        named: list[Json] = [{"required": [name]} for name in (new, *older)]
        if new in shape.get("required", ()):
            shape["required"] = [name for name in shape["required"] if name != new]
        else:
            named.append({"not": {"anyOf": list(named)}})
        shape["allOf"] = [*shape.get("allOf", ()), {"oneOf": named}]


def _described(description: str, schema: dict[str, Json]) -> dict[str, Json]:
    """Return a member's schema with another description."""
    return {"description": description} | {key: value for key, value in schema.items() if key != "description"}


def _nullable(schema: Json, has_references: bool) -> Json:
    """Return the schema of an optional member, which accepts null too, as the class does.

    If the payload has references, which may point into the schema, its parts keep their places.
    """
    if not isinstance(schema, dict) or not schema.keys() - {"description", "title", "examples", "default", "$comment"}:
        return schema
    types = schema.get("type")
    if types is None or schema.keys() & {"$ref", "allOf", "anyOf", "const", "if", "not", "oneOf"}:
        if has_references and schema.keys() - {"$ref", "title", "description"}:
            return schema
        annotations = {key: value for key, value in schema.items() if key in ("title", "description")}
        return {**annotations, "anyOf": [schema, {"type": "null"}]}
    type_names: list[Json] = types if isinstance(types, list) else [types]
    if "null" not in type_names:
        type_names = [*type_names, "null"]
    nullable: dict[str, Json] = {**schema, "type": type_names}
    options = schema.get("enum")
    if isinstance(options, list) and None not in options:
        nullable["enum"] = [*options, None]
    return nullable
