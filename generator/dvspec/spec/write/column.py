"""The complete spec of a column; its table leaves the defaults out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvspec import names
from dvspec.dataverse.cascades import OPERATIONS
from dvspec.model import Column, ExternalTable, Relationship
from dvspec.spec import defaults, properties
from dvspec.spec.build.column import FORMULAS, REQUIRED_LEVELS, place
from dvspec.spec.defaults import Around, Spec, shorten
from dvspec.spec.write.parts import OwnNames, Parts
from dvspec.spec.yaml_text import FlagText

_REQUIRED = {level: value for value, level in REQUIRED_LEVELS.items()}


def column_spec(column: Column, table: Spec, external: ExternalTable | None, parts: Parts) -> dict[str, Any]:
    """Return all keys that a column of its type has, in the order of the grammar; its table has all defaults."""
    around = parts.around(column.name, table, external)
    existing = {"type": column.type, "existing": column.existing}
    own = parts.own((column.schema_name,), (column.logical_name,), defaults.column_prefix(existing, around))
    spec: dict[str, Any] = {
        "type": column.type,
        "description": parts.label(column.description),
        "display_name": parts.label(column.display_name),
        "existing": column.existing,
        "prefix": own.prefix,
        "logical_name": own.logical_names[0],
        "schema_name": own.schema_names[0],
        "python_name": column.python_name,
        "documented_as": column.name if column.documented_as is None else column.documented_as,
        "documented": column.documented_as is not None,
        "live": column.live,
        "cdm": column.cdm,
        "example": column.example,
        "required": _REQUIRED[column.required_level],
        "format": column.format,
        "behavior": column.behavior,
        "autonumber": column.autonumber,
        **_formula(column),
        "max_length": column.max_length,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "precision": column.precision,
        "precision_source": column.precision_source,
        "choices": _choices(column, parts),
        "default": column.default,
        "labels": _labels(column, parts),
        "yes_label": None,
        "no_label": None,
        "option_set_name": _option_set_name(column, table, own, parts),
        "target": None,
        "targets": None,
        "relationship": None,
        "relationships": None,
        "max_size_kb": column.max_size_kb,
        "primary": column.is_primary_image,
        "store_full_image": column.stores_full_image,
        "payload": column.payload and column.payload.schema,
        "payload_aliases": dict(column.payload.aliases) if column.payload else {},
        "payload_names": _given_names(column.payload.names) if column.payload else {},
        "class_name": _class_name(column),
        "payload_list_member": column.payload and column.payload.list_member,
    }
    if column.relationships:
        spec |= _relationships(column, table, spec, parts)
    optional = defaults.of_column(column.type)
    spec = {key: value for key, value in spec.items() if key == "type" or key in optional}
    return spec | properties.COLUMN.shorten(column.properties, place(column.name, spec, table))


def _choices(column: Column, parts: Parts) -> Any:
    option_set = column.option_set
    if option_set is None or not option_set.is_global:
        return option_set and parts.options(option_set)
    if option_set.name not in parts.choices:
        raise ValueError(f"{option_set.name!r} is not among the solution's option sets")
    return parts.choices[option_set.name]


def _formula(column: Column) -> Spec:
    formula, spec = column.formula, dict.fromkeys(FORMULAS)
    return spec if formula is None else spec | {formula.kind: formula.file or formula.text or True}


def _labels(column: Column, parts: Parts) -> Any:
    labels = {True: column.yes_label, False: column.no_label}
    return {FlagText(value): parts.label(label) for value, label in labels.items() if label} or None


def _option_set_name(column: Column, table: Spec, own: OwnNames, parts: Parts) -> str | None:
    """Return the name of the column's own option set, if it is not composed of the table's and the column's."""
    option_set = column.option_set
    name = option_set.name if option_set and not option_set.is_global else column.option_set_name
    usual = f"{parts.full(table['prefix'], table['logical_name'])}_{column.logical_name}"
    return None if name == usual else name


def _relationships(column: Column, table: Spec, spec: Spec, parts: Parts) -> Spec:
    """Return the keys of a lookup that say what it refers to."""
    given = {side.target: _relationship(side, table, spec, parts) for side in column.relationships}
    if len(given) == 1 and defaults.of_column(column.type)["targets"] is None:
        [(target, relationship)] = given.items()
        return {"target": target, "relationship": relationship or None}
    relationships = {target: relationship for target, relationship in given.items() if relationship}
    return {"targets": list(given), "relationships": relationships or None}


def _relationship(relationship: Relationship, table: Spec, column: Spec, parts: Parts) -> Spec:
    name = defaults.relationship_name(table, column, relationship.target_schema_name)
    optional = {"name": name, **defaults.of_relationship(table["table_kind"])}
    if relationship.schema_name == f"{parts.solution.publisher.prefix}_{name}":
        own = OwnNames(None, (name,), ())
    else:
        own = parts.own((relationship.schema_name,))
    cascades = {operation: getattr(relationship.cascade, operation) for operation in OPERATIONS}
    spec = {"name": own.schema_names[0], "prefix": own.prefix, **cascades}
    return shorten(spec, optional, parts.around()) | properties.RELATIONSHIP.shorten(relationship.properties)


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
