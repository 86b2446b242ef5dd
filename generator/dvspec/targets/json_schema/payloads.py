"""The schemas of payloads: those of the specs, with the older shapes that readers accept too."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from dvspec.model import Column, Json, Payload, Table, payload_shape

_REFERENCE = re.compile(r'"\$(?:dynamicRef|ref)"')
_A_LIST: dict[str, Json] = {"type": "array"}


def payload_file(table: Table, column: Column) -> str:
    """Return the name of a payload's schema."""
    return f"{table.python_module}.{column.python_name}.schema.json"


def payload_schema(column: Column) -> dict[str, Json]:
    """Return a payload's JSON Schema with the older shapes that readers accept too."""
    assert column.payload is not None
    schema = json.loads(json.dumps(column.payload.schema))
    shape = payload_shape(schema)
    bare_list: Json = None
    if shape is not None:
        bare_list = shape["properties"].get(column.payload.list_member)
        for name, member in shape["properties"].items():
            if name not in shape.get("required", ()):
                shape["properties"][name] = _nullable(member, referred=bool(_REFERENCE.search(json.dumps(schema))))
        _add_older_names(shape, column.payload)
    member = column.payload.list_member
    if member is not None and shape is not None and member in shape["properties"]:
        text = f"An older shape: the value of {member} alone."
        if not _REFERENCE.search(json.dumps(schema)):
            return {"anyOf": [schema, _described(text, bare_list if isinstance(bare_list, dict) else {}) | _A_LIST]}
        # Its references are to places in itself, so it stays a document of its own.
        own = schema.get("$id")
        name = own.rstrip("#") if isinstance(own, str) else uuid5(NAMESPACE_URL, json.dumps(schema)).urn
        alone = "alone"
        while alone in schema.get("$defs", {}):
            alone += "_"
        schema |= {"$id": name, "$defs": schema.get("$defs", {}) | {alone: bare_list}}
        older: Json = {"description": text, "$ref": f"{name}#/$defs/{alone}", **_A_LIST}
        return {"anyOf": [schema, older]}
    result: dict[str, Json] = schema
    return result


def _add_older_names(shape: dict[str, Any], payload: Payload) -> None:
    """Add the older names of members to a schema that takes each member by one of its names."""
    for new in dict.fromkeys(payload.aliases.values()):
        older = [old for old, name in payload.aliases.items() if name == new]
        for old in older:
            member = shape["properties"][new]  # true and false take no description
            text = f"An older name of {new}."
            shape["properties"][old] = _described(text, member) if isinstance(member, dict) else member
        named: list[Json] = [{"required": [name]} for name in (new, *older)]
        if new in shape.get("required", ()):
            shape["required"] = [name for name in shape["required"] if name != new]
        else:
            named.append({"not": {"anyOf": list(named)}})
        shape["allOf"] = [*shape.get("allOf", ()), {"oneOf": named}]


def _described(description: str, schema: dict[str, Json]) -> dict[str, Json]:
    """Return a member's schema with another description."""
    return {"description": description} | {key: value for key, value in schema.items() if key != "description"}


def _nullable(schema: Json, *, referred: bool) -> Json:
    """Return a member's schema that allows null too, as the classes do where a member is not required.

    Where references may lead into the schema, its members stay in their places.
    """
    if not isinstance(schema, dict) or not schema.keys() - {"description", "title", "examples", "default", "$comment"}:
        return schema
    types = schema.get("type")
    if types is None or schema.keys() & {"$ref", "allOf", "anyOf", "const", "if", "not", "oneOf"}:
        if referred and schema.keys() - {"$ref", "title", "description"}:
            return schema
        words = {key: value for key, value in schema.items() if key in ("title", "description")}
        return {**words, "anyOf": [schema, {"type": "null"}]}
    names: list[Json] = types if isinstance(types, list) else [types]
    nullable: dict[str, Json] = {**schema, "type": names if "null" in names else [*names, "null"]}
    options = schema.get("enum")
    if isinstance(options, list) and None not in options:
        nullable["enum"] = [*options, None]
    return nullable
