"""Payload classes: the typed form of the JSON that a json column keeps in its text."""

from __future__ import annotations

from dataclasses import dataclass

from dvspec.dataverse.types import TYPES
from dvspec.model import Column, Json
from dvspec.targets.python import layout

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
    members: str
    aliases: tuple[str, ...]
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
    typed = payload.shape
    required = typed.get("required", [])
    fields = []
    members = []
    for name, schema in typed["properties"].items():
        python = payload.names[name]
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
        members.append(layout.call(8, "Member", entry, after=",").strip().removesuffix(","))
    return PayloadClass(
        name=payload.class_name,
        docstring=layout.docstring(
            4,
            f"{'An entry' if payload.many else 'The content'} of {column.name}.",
            str(typed.get("description", "")),
            "Members that the spec doesn't know are kept in `extra`.",
        ),
        fields=tuple(fields),
        members=layout.tuple_of(4, "MEMBERS: ClassVar[tuple[Member, ...]] = ", members),
        aliases=tuple(
            f"        {layout.string(old)}: {layout.string(new)}," for old, new in sorted(payload.aliases.items())
        ),
        list_member=layout.constant(
            4,
            "LIST_MEMBER",
            "str | None",
            "None" if payload.list_member is None else layout.string(payload.list_member),
        ),
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
        texts = isinstance(items, dict) and items.get("type") == "string" and "prefixItems" not in schema
        if type_ == "array" and texts:
            return "tuple[str, ...]", "Kind.TEXTS"
    return "Json", "Kind.JSON"
