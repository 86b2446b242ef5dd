"""The grammar of spec files: one JSON Schema for tables, one for solution.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs


@cache
def validator(grammar: str) -> jsonschema_rs.Draft202012Validator:
    table = _schema("table")
    registry = jsonschema_rs.Registry([("dvspec:/table.schema.json", table | {"$id": "dvspec:/table.schema.json"})])
    schema = _schema(grammar) | {"$id": f"dvspec:/{grammar}.schema.json"}
    return jsonschema_rs.Draft202012Validator(schema, registry=registry)


@cache
def _schema(grammar: str) -> dict[str, Any]:
    text = Path(__file__).with_name(f"{grammar}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def keys_at(grammar: str, path: tuple[str | int, ...]) -> Iterator[str]:
    """Yield the keys that the grammar knows at a path."""
    pending: list[tuple[Any, tuple[str | int, ...], str]] = [(_schema(grammar), path, grammar)]
    while pending:
        schema, rest, home = pending.pop()
        if "$ref" in schema:
            file, _, pointer = schema["$ref"].partition("#")
            home = "table" if file else home
            target: Any = _schema(home)
            for step in pointer.strip("/").split("/"):
                target = target[step]
            pending.append((target, rest, home))
        pending += [(branch, rest, home) for branch in schema.get("anyOf", ())]
        if not rest:
            yield from schema.get("properties", ())
        elif isinstance(rest[0], int):
            if "items" in schema:
                pending.append((schema["items"], rest[1:], home))
        elif rest[0] in schema.get("properties", ()):
            pending.append((schema["properties"][rest[0]], rest[1:], home))
        elif isinstance(schema.get("additionalProperties"), dict):
            pending.append((schema["additionalProperties"], rest[1:], home))
