"""Payload classes: the typed form of the JSON that a json column keeps in its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dvspec.model import Column, Json
from dvspec.names import snake_case
from dvspec.targets import python_layout as layout

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


@dataclass(frozen=True, slots=True)
class PayloadType:
    """How a payload is typed: its annotation, its class if it has one, and whether it is a list of them."""

    annotation: str
    class_name: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class PayloadClass:
    """What the template needs of a payload class: finished lines."""

    name: str
    docstring: str
    fields: tuple[tuple[str, str], ...]  # field, docstring
    members: tuple[str, ...]
    aliases: tuple[str, ...]
    list_member: str


def shape(schema: Any) -> dict[str, Any] | None:
    """Return the object schema that gives a class: the payload's own or its items', if it is titled."""
    inner = schema.get("items", {}) if schema.get("type") == "array" else schema
    if isinstance(inner, dict) and isinstance(inner.get("properties"), dict) and isinstance(inner.get("title"), str):
        return inner
    return None


def payload_type(column: Column) -> PayloadType | None:
    """Return how a json column's payload is typed; None for other columns."""
    if column.type != "json":
        return None
    schema = column.payload.schema if column.payload else {}
    typed = shape(schema)
    many = schema.get("type") == "array"
    if typed:
        name = typed["title"]
        return PayloadType(f"tuple[{name}, ...]" if many else name, name, many)
    return PayloadType("dict[str, Json]" if schema.get("type") == "object" else "Json")


def payload_class(column: Column) -> PayloadClass | None:
    """Return the class of a json column's payload, if it has one."""
    if column.payload is None:
        return None
    typed = shape(column.payload.schema)
    if typed is None:
        return None
    required = typed.get("required", [])
    fields = []
    members = []
    for name, schema in typed["properties"].items():
        python = snake_case(name)
        annotation, reader = _member_type(schema)
        if name in required:
            line = f"    {python}: {annotation}"
        else:
            line = layout.field(4, python, "Maybe", annotation, "UNSET")
        description = schema.get("description", f"Member {name}.") if isinstance(schema, dict) else f"Member {name}."
        fields.append((line, layout.docstring(4, description)))
        entry = [layout.string(python), layout.string(name), reader]
        if name in required:
            entry.append("required=True")
        members.append(layout.call(8, "Member", entry, after=","))
    return PayloadClass(
        name=typed["title"],
        docstring=layout.docstring(
            4,
            f"{'An entry' if column.payload.schema.get('type') == 'array' else 'The content'} of {column.name}.",
            str(typed.get("description", "")),
            "Members that the spec doesn't know are kept in `extra`.",
        ),
        fields=tuple(fields),
        members=tuple(members),
        aliases=tuple(
            f"        {layout.string(old)}: {layout.string(new)},"
            for old, new in sorted(column.payload.aliases.items())
            if new in typed["properties"]
        ),
        list_member=(layout.string(column.payload.list_member) if column.payload.list_member else "None"),
    )


def _member_type(schema: Json) -> tuple[str, str]:
    """Return a member's annotation and the Kind that reads it."""
    if isinstance(schema, dict):
        type_, items = schema.get("type"), schema.get("items")
        if isinstance(type_, str) and type_ in _SCALARS:
            kind = {
                "string": "TEXT",
                "integer": "INTEGER",
                "number": "DOUBLE",
                "boolean": "BOOLEAN",
            }[type_]
            return _SCALARS[type_], f"Kind.{kind}"
        if type_ == "array" and isinstance(items, dict) and items.get("type") == "string":
            return "tuple[str, ...]", "Kind.TEXTS"
    return "Json", "Kind.JSON"
