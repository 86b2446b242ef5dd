"""Payload classes: the typed form of the JSON that a json column keeps in its text."""

from __future__ import annotations

from typing import NamedTuple

from dvspec.dataverse.types import TYPES
from dvspec.model import Column, Json
from dvspec.targets.python import layout

# JSON Schema's type -> annotation, and the Kind that reads a value of it.
_SCALARS = {
    "string": ("str", "Kind.TEXT"),
    "integer": ("int", "Kind.INTEGER"),
    "number": ("float", "Kind.DOUBLE"),
    "boolean": ("bool", "Kind.BOOLEAN"),
}


class PayloadType(NamedTuple):
    """How a payload is typed: its annotation, its class if it has one, and whether it is a list of them."""

    annotation: str
    class_name: str = ""
    many: bool = False


class MemberView(NamedTuple):
    """What the template needs of a payload's member: finished lines."""

    field: str
    docstring: str
    entry: str


class PayloadClass(NamedTuple):
    """What the template needs of a payload class: finished lines."""

    name: str
    docstring: str
    members: list[MemberView]
    entries: str
    aliases: list[str]
    list_member: str


def payload_type(column: Column) -> PayloadType | None:
    """Return how a json column's payload is typed; None for other columns."""
    if not TYPES[column.type].is_json:
        return None
    payload = column.payload
    if payload and payload.class_name:
        name = payload.class_name
        return PayloadType(f"tuple[{name}, ...]" if payload.many else name, name, payload.many)
    is_object = payload is not None and payload.schema.get("type") == "object"
    return PayloadType("dict[str, Json]" if is_object else "Json")


def payload_class(column: Column) -> PayloadClass | None:
    """Return the class of a json column's payload, if it has one."""
    payload = column.payload
    if payload is None or payload.shape is None or not payload.class_name:
        return None
    required = payload.shape.get("required", [])
    members = [
        _member(payload.names[name], name, schema, name in required)
        for name, schema in payload.shape["properties"].items()
    ]
    list_member = "None" if payload.list_member is None else layout.string(payload.list_member)
    return PayloadClass(
        name=payload.class_name,
        docstring=layout.docstring(
            4,
            f"{'An entry' if payload.many else 'The content'} of {column.name}.",
            str(payload.shape.get("description", "")),
            "Members that are not in the spec are kept in `extra`.",
        ),
        members=members,
        entries=layout.tuple_of(4, "MEMBERS: ClassVar[tuple[Member, ...]] = ", [member.entry for member in members]),
        aliases=[f"{layout.string(old)}: {layout.string(new)}" for old, new in sorted(payload.aliases.items())],
        list_member=layout.constant(4, "LIST_MEMBER", "str | None", list_member),
    )


def _member(field: str, name: str, schema: Json, required: bool) -> MemberView:
    annotation, reader = _member_type(schema)
    description = schema.get("description", f"Member {name}.") if isinstance(schema, dict) else f"Member {name}."
    entry = [layout.string(field), layout.string(name), reader]
    if required:
        entry.append("required=True")
    return MemberView(
        f"    {field}: {annotation}" if required else layout.field(4, field, "Maybe", annotation, "UNSET"),
        layout.docstring(4, str(description)),
        layout.nested_call(8, "Member", entry),
    )


def _member_type(schema: Json) -> tuple[str, str]:
    """Return a member's annotation and the Kind that reads it."""
    if isinstance(schema, dict):
        type_, items = schema.get("type"), schema.get("items")
        if isinstance(type_, str) and type_ in _SCALARS:
            return _SCALARS[type_]
        texts = isinstance(items, dict) and items.get("type") == "string" and "prefixItems" not in schema
        if type_ == "array" and texts:
            return "tuple[str, ...]", "Kind.TEXTS"
    return "Json", "Kind.JSON"
