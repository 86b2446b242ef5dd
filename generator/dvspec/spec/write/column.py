"""The complete spec of a column; its table leaves the defaults out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvspec import names
from dvspec.model import Column, Relationship
from dvspec.spec import defaults
from dvspec.spec.defaults import Around, Spec, shorten
from dvspec.spec.write.parts import Parts

_REQUIRED = {"none": False, "required": True}


def column_spec(column: Column, parts: Parts) -> dict[str, Any]:
    """Return all keys that a column of its type has, in the order of the grammar."""
    relationship = column.relationships[0] if column.relationships else None
    spec: Spec = {
        "type": column.type,
        "description": parts.label(column.description),
        "display_name": parts.label(column.display_name),
        "logical_name": parts.own(column.logical_name),
        "schema_name": parts.own(column.schema_name),
        "python_name": column.python_name,
        "documented_as": column.name if column.documented_as is None else column.documented_as,
        "documented": column.documented_as is not None,
        "live": column.live,
        "cdm": column.cdm,
        "example": column.example,
        "required": _REQUIRED[column.required_level],
        "format": column.format,
        "max_length": column.max_length,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "precision": column.precision,
        "choices": _choices(column, parts),
        "default": column.default,
        "yes_label": column.yes_label and parts.label(column.yes_label),
        "no_label": column.no_label and parts.label(column.no_label),
        "target": relationship and relationship.target,
        "relationship": relationship and _relationship(relationship, parts),
        "payload": column.payload and column.payload.schema,
        "payload_aliases": dict(column.payload.aliases) if column.payload else {},
        "payload_names": _given_names(column.payload.names) if column.payload else {},
        "class_name": _class_name(column),
        "payload_list_member": column.payload and column.payload.list_member,
    }
    optional = defaults.of_column(column.type)
    return {key: value for key, value in spec.items() if key in ("type", "description") or key in optional}


def _choices(column: Column, parts: Parts) -> Any:
    option_set = column.option_set
    if option_set is None or not option_set.is_global:
        return option_set and parts.options(option_set)
    if option_set.name not in parts.choices:
        raise ValueError(f"{option_set.name!r} is not among the solution's option sets")
    return parts.choices[option_set.name]


def _relationship(relationship: Relationship, parts: Parts) -> Spec:
    given = defaults.of_relationship(parts.solution.table_kind)
    cascades = {operation: getattr(relationship.cascade, operation) for operation in given}
    return shorten({"name": parts.own(relationship.schema_name), **cascades}, given, parts.around())


def _class_name(column: Column) -> str | None:
    """Return the class of the column's own options, or of its payload; for a payload without one, the default."""
    if column.option_set:
        return None if column.option_set.is_global else column.option_set.class_name
    payload = column.payload
    if payload is None:
        return None
    return payload.class_name or defaults.class_name(
        {"type": column.type, "payload": payload.schema}, Around(column.name)
    )


def _given_names(members: Mapping[str, str]) -> dict[str, str]:
    """Return the fewest Python names of a payload's members from which the others follow."""
    given: dict[str, str] = {}
    while True:
        derived = names.member_names(members, given)
        missing = {name: members[name] for name in members if derived[name] != members[name]}
        if not missing:
            break
        given |= missing
    for name in list(given):
        fewer = {other: python for other, python in given.items() if other != name}
        if names.member_names(members, fewer) == members:
            given = fewer
    return {name: given[name] for name in members if name in given}
