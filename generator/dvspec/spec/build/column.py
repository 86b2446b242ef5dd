"""A column of the model: its options, its relationship, its payload."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dvspec import names
from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.properties import Where
from dvspec.dataverse.relationships import navigation_property
from dvspec.dataverse.tables import ACTIVITY_PRIMARY_ID
from dvspec.dataverse.types import TYPES
from dvspec.model import Cascade, Column, Formula, OptionSet, Payload, Relationship
from dvspec.spec import defaults, properties
from dvspec.spec.build.parts import Solutionwide, Target, label, option_set
from dvspec.spec.defaults import Around, Spec, complete

FORMULAS = ("formula", "calculated", "rollup")
"""How Dataverse computes columns."""
REQUIRED_LEVELS = {False: "none", "recommended": "recommended", True: "required", "system": "systemrequired"}
"""The required levels of columns by what specs say."""


def column(name: str, spec: Spec, table: Spec, shared: Solutionwide) -> Column:
    """Return the column of a complete spec."""
    type_ = TYPES[spec["type"]]
    if type_.is_whole or type_.has_choices:
        numbers = {key: _whole(spec[key]) for key in ("example", "minimum", "maximum") if key in spec}
        spec = {**spec, **numbers}
    of_type = {key: spec[key] for key in type_.spec_keys}
    shift = _shift(spec, shared)
    yes_label, no_label = of_type.get("yes_label"), of_type.get("no_label")
    return Column(
        name=name,
        python_name=spec["python_name"],
        logical_name=shared.logical(spec, spec["logical_name"]),
        schema_name=shared.full(spec, spec["schema_name"]),
        type=type_.name,
        display_name=label(spec["display_name"], shared.language),
        description=label(spec["description"], shared.language),
        live=spec["live"],
        required_level=REQUIRED_LEVELS[spec["required"]],
        documented_as=spec["documented_as"] if spec["documented"] and spec["cdm"] is None else None,
        cdm=spec["cdm"],
        example=_shifted(spec["example"], shift, shared.values),
        format=of_type.get("format"),
        max_length=of_type.get("max_length"),
        minimum=of_type.get("minimum"),
        maximum=of_type.get("maximum"),
        precision=of_type.get("precision"),
        option_set=_options(name, spec, table, shared) if type_.has_choices else None,
        default=_shifted(of_type.get("default"), shift, shared.values),
        yes_label=None if yes_label is None else label(yes_label, shared.language),
        no_label=None if no_label is None else label(no_label, shared.language),
        option_set_name=_option_set_name(spec, table, shared) if type_.reader == "BOOLEAN" else None,
        relationships=_relationships(spec, table, shared) if type_.xml.is_lookup else (),
        payload=_payload(spec) if of_type.get("payload") is not None else None,
        behavior=of_type.get("behavior"),
        precision_source=of_type.get("precision_source"),
        autonumber=of_type.get("autonumber"),
        formula=_formula(of_type, shared),
        max_size_kb=of_type.get("max_size_kb"),
        is_primary_image=of_type.get("primary", False),
        stores_full_image=of_type.get("store_full_image", False),
        existing=spec["existing"],
        properties=properties.COLUMN.complete(spec, place(name, spec, table)),
    )


def place(name: str, spec: Spec, table: Spec) -> Where:
    """Return what the defaults of a column's properties depend on."""
    role = "primary_id" if name == table["primary_id"] else "primary_name" if name == table["primary_name"] else ""
    formula = next((kind for kind in FORMULAS if spec.get(kind)), "")
    is_primary_image = bool(spec.get("primary"))
    return Where(table["table_kind"], spec["type"], role, formula, is_primary_image, spec["existing"])


def _whole(value: Any) -> Any:
    """Return a whole number for one with a zero decimal, as in rows, where 3.0 is 3; other values as they are."""
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _shift(spec: Spec, shared: Solutionwide) -> int:
    """Return the shift of a column's option values; those of what exists already stay as they are."""
    if not shared.shift or not TYPES[spec["type"]].has_choices or spec["existing"]:
        return 0
    choices = spec["choices"]
    is_external = isinstance(choices, str) and choices in shared.choices and shared.choices[choices].is_external
    return 0 if is_external else shared.shift


def _shifted(value: Any, shift: int, values: range) -> Any:
    """Return an option value, or a list of them, as that of the publisher built for."""
    if isinstance(value, list) and shift:
        return [_shifted(item, shift, values) for item in value]
    return value + shift if type(value) is int and value in values else _plain(value)


def _options(name: str, spec: Spec, table: Spec, shared: Solutionwide) -> OptionSet | None:
    choices = spec["choices"]
    if choices is None:
        return None
    if isinstance(choices, str):
        return shared.choices.get(choices)
    return option_set(
        _option_set_name(spec, table, shared),
        spec["class_name"],
        label(spec["display_name"], shared.language),
        label(spec["description"], shared.language),
        choices,
        shared,
        is_global=False,
        shift=_shift(spec, shared),
    )


def _formula(spec: Spec, shared: Solutionwide) -> Formula | None:
    for kind in FORMULAS:
        given = spec.get(kind)
        if given is True:
            return Formula(kind, "")
        if given and kind == "formula":
            return Formula(kind, given)
        if given:
            return Formula(kind, shared.files.get(given, b"").decode(errors="replace"), given)
    return None


def _option_set_name(spec: Spec, table: Spec, shared: Solutionwide) -> str:
    """Return the complete name of a column's own option set."""
    given: str | None = spec.get("option_set_name")
    return given or f"{shared.logical(table, table['logical_name'])}_{shared.logical(spec, spec['logical_name'])}"


def _relationships(spec: Spec, table: Spec, shared: Solutionwide) -> tuple[Relationship, ...]:
    names_ = targets_of(spec)
    targets = [target for target in map(shared.target, names_) if target]
    return tuple(_relationship(target, len(names_) > 1, spec, table, shared) for target in targets)


def targets_of(spec: Spec) -> list[str]:
    """Return the tables that a complete lookup refers to."""
    if spec["targets"] is not None:
        return list(spec["targets"])
    return [spec["target"]] if spec.get("target") else []


def _relationship(target: Target, several: bool, spec: Spec, table: Spec, shared: Solutionwide) -> Relationship:
    given = (spec["relationships"] or {}).get(target.name) or (not several and spec.get("relationship")) or {}
    relationship = complete(given, defaults.of_relationship(table["table_kind"]), Around())
    name = relationship.get("name") or defaults.relationship_name(table, spec, target.schema_name)
    navigation = navigation_property(
        shared.full(spec, spec["schema_name"]),
        target.logical_name,
        several=several,
        activity=_activity(table, shared),
    )
    return Relationship(
        schema_name=shared.full(relationship, name),
        target=target.name,
        target_logical_name=target.logical_name,
        target_schema_name=target.schema_name,
        target_entity_set_name=target.entity_set_name,
        navigation=navigation,
        cascade=Cascade(**{operation: relationship[operation] for operation in OPERATIONS}),
        is_external=target.is_external,
        properties=properties.RELATIONSHIP.complete(relationship),
    )


def _activity(table: Spec, shared: Solutionwide) -> str:
    """Return the schema name of a table if it is an activity, '' if not."""
    extended = shared.externals.get(table["extends"]) if table["extends"] else None
    is_activity = extended.primary_id == ACTIVITY_PRIMARY_ID.lower() if extended else table["table_kind"] == "activity"
    return shared.full(table, table["schema_name"]) if is_activity else ""


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
