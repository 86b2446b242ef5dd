"""The specs against the live tables: names, types, lengths and relationships, one for one."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from dvspec.dataverse.types import TYPES
from tests.reference import REFERENCE, needs_reference
from tests.specs.documents import (
    PREFIX,
    SOLUTION,
    SPECS,
    Spec,
    copied,
    logical_name,
    schema_name,
    sentences,
)

pytestmark = needs_reference


@cache
def metadata() -> dict[str, Any]:
    """Return the live tables by logical name."""
    text = (REFERENCE / "msdynci_metadata.json").read_text(encoding="utf-8")
    return {table["logicalName"]: table for table in json.loads(text)["tables"]}


def live_table(spec: Spec) -> dict[str, Any]:
    table: dict[str, Any] = metadata()[PREFIX + spec["logical_name"]]
    return table


def live_columns(spec: Spec) -> list[tuple[str, str, Spec]]:
    """Return what a spec claims of the live table: logical name, name and column."""
    return [
        (logical_name(name, column), name, column)
        for name, column in spec["columns"].items()
        if column.get("live", True) and "cdm" not in column
    ]


def attributes(spec: Spec) -> list[tuple[str, Spec, dict[str, Any]]]:
    """Return each live column that is specified: name, column, and what the metadata says of it."""
    known = {attribute["logicalName"]: attribute for attribute in live_table(spec)["attributes"]}
    return [(name, column, known[logical]) for logical, name, column in live_columns(spec)]


def test_tables_are_those_of_the_metadata() -> None:
    assert sorted(PREFIX + spec["logical_name"] for spec in SPECS.values()) == sorted(metadata())
    assert {table["tableType"].lower() for table in metadata().values()} == {SOLUTION["table_kind"]}


@pytest.mark.parametrize("name", SPECS)
def test_table_has_its_live_names(name: str) -> None:
    spec, live = SPECS[name], live_table(SPECS[name])
    display_name = spec.get("display_name", name)
    assert PREFIX + str(spec.get("schema_name", spec["logical_name"])) == live["schemaName"]
    assert PREFIX + spec["entity_set_name"] == live["entitySetName"]
    assert PREFIX + spec["collection_name"] == live["logicalCollectionName"]
    assert PREFIX + spec["collection_name"] == live["collectionSchemaName"]
    assert display_name == live["displayName"]
    assert spec.get("display_collection_name", display_name) == live["displayCollectionName"]
    assert spec.get("ownership", "UserOwned") == live["ownershipType"]


@pytest.mark.parametrize("name", SPECS)
def test_table_has_its_live_primary_columns(name: str) -> None:
    spec, live = SPECS[name], live_table(SPECS[name])
    primary = {key: spec[key] for key in ("primary_id", "primary_name")}
    logical = {key: logical_name(name, spec["columns"][name]) for key, name in primary.items()}
    assert logical["primary_id"] == live["primaryIdAttribute"]
    assert logical["primary_name"] == live["primaryNameAttribute"]


@pytest.mark.parametrize("name", SPECS)
def test_every_live_column_stands_once_and_no_other_claims_to_be_live(name: str) -> None:
    spec = SPECS[name]
    known = sorted(attribute["logicalName"] for attribute in live_table(spec)["attributes"])
    assert sorted(logical for logical, _, _ in live_columns(spec)) == known
    every = [logical_name(*item) for item in spec["columns"].items()]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("name", SPECS)
def test_columns_have_their_live_types_and_lengths(name: str) -> None:
    for key, column, live in attributes(SPECS[name]):
        assert TYPES[column["type"]].metadata == f"{live['type']}Type", key
        assert column["type"] != "memo", key  # all multi-line text is JSON
        assert column.get("max_length") == live.get("maxLength"), key
        assert column.get("format", "text") == "text", key
        assert live["requiredLevel"] in ("None", "SystemRequired")  # the latter by Dataverse itself
        assert not column.get("required", False), key
        if live["type"] == "DateTime":
            assert live["format"] == "DateAndTime", key


@pytest.mark.parametrize("name", SPECS)
def test_columns_have_their_live_schema_and_display_names(name: str) -> None:
    spec = SPECS[name]
    for key, column, live in attributes(spec):
        if key == spec["primary_id"]:  # derived from the table's name
            assert "schema_name" not in column
            assert f"{PREFIX}{spec['logical_name']}Id" == live["schemaName"]
        else:
            assert schema_name(key, column) == live["schemaName"]
        if live["displayName"] in ("", live["logicalName"]):  # Dataverse shows nothing readable
            assert "display_name" not in column
        else:
            assert column.get("display_name", key) == live["displayName"]


@pytest.mark.parametrize("name", SPECS)
def test_columns_say_only_what_differs_from_their_name(name: str) -> None:
    for key, column in SPECS[name]["columns"].items():
        assert column.get("logical_name") != key.lower()
        assert column.get("display_name") != key or "cdm" in column  # where the library's is another
        assert PREFIX + column.get("schema_name", "") != logical_name(key, column)


@pytest.mark.parametrize("name", SPECS)
def test_lookup_has_its_live_relationship_and_target(name: str) -> None:
    spec = SPECS[name]
    lookups = [(column, live) for _, column, live in attributes(spec) if column["type"] == "lookup"]
    names = [PREFIX + column["relationship"]["name"] for column, _ in lookups]
    known = live_table(spec)["relationshipToCustomer"]
    assert names == ([known] if known else [])
    for column, live in lookups:
        assert [PREFIX + SPECS[column["target"]]["logical_name"]] == live["targets"]
        cascades = {key: value for key, value in column["relationship"].items() if key != "name"}
        assert cascades.keys() >= {"delete", "archive"}  # whose default would remove the link
        assert set(cascades.values()) == {"NoCascade"}


@pytest.mark.parametrize("name", SPECS)
def test_no_description_is_a_sentence_of_the_metadata(name: str) -> None:
    lives = [attribute for table in metadata().values() for attribute in table["attributes"]]
    theirs = sentences("\n".join(attribute["description"] for attribute in lives))
    assert "unique identifier for entity instances" in theirs
    assert copied(SPECS[name], theirs) == []
