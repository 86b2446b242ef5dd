"""A column of the model: its options, its relationship, its payload."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dvspec import names
from dvspec.dataverse.types import TYPES
from dvspec.model import Cascade, Column, OptionSet, Payload, Relationship
from dvspec.spec import defaults
from dvspec.spec.build.parts import Solutionwide, label, option_set
from dvspec.spec.defaults import Around, Spec, complete


def column(name: str, spec: Spec, table: Spec, shared: Solutionwide) -> Column:
    """Return the column of a complete spec."""
    type_ = TYPES[spec["type"]]
    if type_.is_whole or type_.has_choices:
        numbers = {key: _whole(spec[key]) for key in ("example", "minimum", "maximum") if key in spec}
        spec = {**spec, **numbers}
    of_type = {key: spec[key] for key in type_.spec_keys}
    shift = shared.shift if type_.has_choices else 0
    yes_label, no_label = of_type.get("yes_label"), of_type.get("no_label")
    return Column(
        name=name,
        python_name=spec["python_name"],
        logical_name=shared.prefix + spec["logical_name"],
        schema_name=shared.prefix + spec["schema_name"],
        type=type_.name,
        display_name=label(spec["display_name"], shared.language),
        description=label(spec["description"], shared.language),
        live=spec["live"],
        required_level="required" if spec["required"] else "none",
        documented_as=spec["documented_as"] if spec["documented"] and spec["cdm"] is None else None,
        cdm=spec["cdm"],
        example=_shifted(spec["example"], shift),
        format=of_type.get("format"),
        max_length=of_type.get("max_length"),
        minimum=of_type.get("minimum"),
        maximum=of_type.get("maximum"),
        precision=of_type.get("precision"),
        option_set=_options(name, spec, table, shared) if type_.has_choices else None,
        default=_shifted(of_type.get("default"), shift),
        yes_label=None if yes_label is None else label(yes_label, shared.language),
        no_label=None if no_label is None else label(no_label, shared.language),
        relationships=_relationships(spec, shared) if "relationship" in type_.spec_keys else (),
        payload=_payload(spec) if of_type.get("payload") is not None else None,
    )


def _whole(value: Any) -> Any:
    """Return a whole number for one with a zero decimal, as in rows, where 3.0 is 3; other values as they are."""
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _shifted(value: Any, shift: int) -> Any:
    """Return an option value, or a list of them, as that of the publisher built for."""
    if isinstance(value, list) and shift:
        return [_shifted(item, shift) for item in value]
    return value + shift if type(value) is int else _plain(value)


def _options(name: str, spec: Spec, table: Spec, shared: Solutionwide) -> OptionSet | None:
    choices = spec["choices"]
    if choices is None:
        return None
    if isinstance(choices, str):
        return shared.choices.get(choices)
    return option_set(
        f"{shared.prefix}{table['logical_name']}_{shared.prefix}{spec['logical_name']}",
        spec["class_name"],
        label(spec["display_name"], shared.language),
        label(spec["description"], shared.language),
        choices,
        shared,
        is_global=False,
    )


def _relationships(spec: Spec, shared: Solutionwide) -> tuple[Relationship, ...]:
    target = shared.tables.get(spec["target"])
    if target is None or spec["relationship"] is None:
        return ()
    relationship = complete(spec["relationship"], defaults.of_relationship(shared.table_kind), Around())
    name = relationship.pop("name")
    return (
        Relationship(
            schema_name=shared.prefix + name,
            target=spec["target"],
            target_logical_name=shared.prefix + target["logical_name"],
            target_schema_name=shared.prefix + target["schema_name"],
            target_entity_set_name=shared.prefix + target["entity_set_name"],
            navigation=shared.prefix + spec["schema_name"],
            cascade=Cascade(**relationship),
        ),
    )


def _payload(spec: Spec) -> Payload:
    payload = Payload(_plain(spec["payload"]), dict(spec["payload_aliases"]), spec["payload_list_member"])
    if payload.shape is None or spec["class_name"] is None:
        return payload
    members = names.member_names(payload.shape["properties"], spec["payload_names"])
    return replace(payload, class_name=spec["class_name"], names=members)


def _plain(value: Any) -> Any:
    """Return a value without the positions that its mappings and lists carry."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
