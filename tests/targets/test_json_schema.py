"""The committed JSON Schemas, read by another implementation than the one that checked them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from dvspec.model import Json, Payload
from dvspec.spec import load_folder
from dvspec.targets.json_schema import payload_schema
from tests.targets.test_agreement import schema_validators

FOLDER = Path(__file__).parents[2] / "generated" / "json_schema"
SOLUTION = load_folder(FOLDER.parents[1] / "specs").solution
TREE = {f"json_schema/{path.name}": path.read_bytes() for path in sorted(FOLDER.glob("*.json"))}
VALIDATORS = schema_validators(TREE)
every_schema = pytest.mark.parametrize("name", VALIDATORS)


def references(schema: Any) -> Iterator[str]:
    """Yield every $ref in a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for inner in schema.values():
            yield from references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from references(inner)


def schema_of(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(TREE[f"json_schema/{name}.schema.json"])
    return schema


@every_schema
def test_id_is_absolute_and_ends_in_the_file_name(name: str) -> None:
    base, _, last = schema_of(name)["$id"].rpartition("/")
    assert base.startswith("https://")
    assert last == f"{name}.schema.json"


@every_schema
def test_references_resolve_to_schemas_in_the_folder(name: str) -> None:
    for reference in references(schema_of(name)):
        assert f"json_schema/{reference}" in TREE


@every_schema
def test_examples_validate(name: str) -> None:
    examples = schema_of(name)["examples"]
    assert examples
    for example in examples:
        VALIDATORS[name].validate(example)


@every_schema
def test_json_inside_text_is_valid(name: str) -> None:
    schema = schema_of(name)
    for column, rules in schema.get("properties", {}).items():
        if "contentSchema" not in rules:
            continue
        content = VALIDATORS[rules["contentSchema"]["$ref"].removesuffix(".schema.json")]
        content.validate(json.loads(schema["examples"][0][column]))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("msdynci_title", "x" * 4001),
        ("msdynci_title", 7),
        ("msdynci_activitytime", "yesterday"),
        ("msdynci_unifiedactivityid", None),
        ("msdynci_unifiedactivityid", "not a GUID"),
        ("msdynci_unknown", "x"),
    ],
)
def test_bad_row_is_refused(column: str, value: object) -> None:
    row = schema_of("unified_activity")["examples"][0]
    VALIDATORS["unified_activity"].validate(row)
    assert not VALIDATORS["unified_activity"].is_valid(row | {column: value})


def test_annotations_system_columns_and_nulls_are_accepted() -> None:
    row = schema_of("unified_activity")["examples"][0]
    more = {"@odata.etag": 'W/"1"', "createdon": "2024-01-01T00:00:00Z", "_ownerid_value": None, "msdynci_title": None}
    VALIDATORS["unified_activity"].validate(row | more)


@pytest.mark.parametrize(
    ("name", "older"),
    [
        ("segment_membership.segments", ["A", "B"]),
        ("alternate_key.key_ring", [{"dataSourceName": "d", "tableName": "t", "keys": ["k"]}]),
    ],
)
def test_older_shapes_of_payloads_are_accepted(name: str, older: object) -> None:
    VALIDATORS[name].validate(older)
    assert not VALIDATORS[name].is_valid(7)


def test_dialect_is_2020_12() -> None:
    assert {schema_of(name)["$schema"] for name in VALIDATORS} == {Draft202012Validator.META_SCHEMA["$id"]}


@pytest.mark.parametrize("own", [{}, {"$id": "https://a.example/b"}, {"$id": "own#"}])
def test_references_of_a_payload_with_an_older_shape_resolve(own: dict[str, Json]) -> None:
    payload = Payload(
        {
            **own,
            "type": "object",
            "properties": {"a/~é": {"$ref": "#/$defs/list"}, "child": {"$ref": "#"}},
            "$defs": {"list": {"type": "array", "items": {"type": "integer"}}},
        },
        list_member="a/~é",
    )
    column = replace(SOLUTION.by_name["CustomerMeasure"].by_name["Measures"], payload=payload)
    for validator in (
        Draft202012Validator(payload_schema(column)),
        jsonschema_rs.Draft202012Validator(payload_schema(column)),
    ):
        for value, fits in (
            ([1], True), (["x"], False), ({"a/~é": [1]}, True), ({"a/~é": ["x"]}, False),
            ({"child": {"a/~é": [2]}}, True), ({"child": [2]}, False),
        ):  # fmt: skip
            assert validator.is_valid(value) == fits
