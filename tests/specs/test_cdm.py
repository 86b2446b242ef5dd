"""The profile's everyday columns against the Common Data Model's CustomerProfile 1.4."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from tests.reference import REFERENCE, needs_reference
from tests.specs.documents import PREFIX, SPECS, Spec, copied, logical_name, schema_name, sentences


def from_cdm(spec: Spec) -> dict[str, Spec]:
    return {name: column for name, column in spec["columns"].items() if "cdm" in column}


PROFILE = SPECS["CustomerProfile"]
COLUMNS = from_cdm(PROFILE)
TYPES = {
    **dict.fromkeys(("string", "name", "firstName", "lastName", "middleName"), "string"),
    **dict.fromkeys(("phone", "email", "url", "country", "postalCode"), "string"),
    "decimal": "decimal",
    "integer": "integer",
    "dateTime": "datetime",
    "boolean": "boolean",
    "listLookup": "choice",
}

pytestmark = needs_reference


@cache
def attributes() -> dict[str, dict[str, Any]]:
    """Return the plain attributes of the CDM's profile by name."""
    text = (REFERENCE / "cdm" / "CustomerProfile.1.4.cdm.json").read_text(encoding="utf-8")
    group = json.loads(text)["definitions"][0]["hasAttributes"][0]["attributeGroupReference"]
    members = [member for member in group["members"] if isinstance(member, dict)]
    return {member["name"]: member for member in members if "dataType" in member}


def data_type(attribute: dict[str, Any]) -> str:
    given = attribute["dataType"]
    return str(given if isinstance(given, str) else given["dataTypeReference"])


def trait(owner: dict[str, Any], name: str) -> Any:
    """Return the first argument of a trait."""
    return next(
        applied["arguments"][0]
        for applied in owner["appliedTraits"]
        if isinstance(applied, dict) and applied["traitReference"] == name
    )


def number(value: str | int | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def test_about_thirty_columns_come_from_the_cdm_each_once() -> None:
    assert len(attributes()) == 97
    named = [column["cdm"] for column in COLUMNS.values()]
    assert 25 <= len(named) == len(set(named)) <= 45
    assert [table for table, spec in SPECS.items() if from_cdm(spec)] == ["CustomerProfile"]


@pytest.mark.parametrize("name", COLUMNS)
def test_column_has_the_names_of_its_attribute(name: str) -> None:
    column = COLUMNS[name]
    attribute = attributes()[column["cdm"]]
    assert name == column["cdm"][0].upper() + column["cdm"][1:]
    assert logical_name(name, column) == attribute["sourceName"]
    assert schema_name(name, column) == trait(attribute, "is.CDS.sourceNamed")
    assert attribute["sourceName"].startswith(PREFIX)


@pytest.mark.parametrize("name", COLUMNS)
def test_column_has_the_type_and_length_of_its_attribute(name: str) -> None:
    column = COLUMNS[name]
    attribute = attributes()[column["cdm"]]
    kind = data_type(attribute)
    assert column["type"] == TYPES[kind]
    assert column.get("format") == (kind if kind in ("phone", "email", "url") else None)
    assert column.get("max_length") == attribute.get("maximumLength")
    assert ("max_length" in column) == (column["type"] == "string")


@pytest.mark.parametrize("name", COLUMNS)
def test_column_has_the_bounds_of_its_attribute(name: str) -> None:
    column = COLUMNS[name]
    attribute = attributes()[column["cdm"]]
    assert number(column.get("minimum")) == number(attribute.get("minimumValue"))
    assert number(column.get("maximum")) == number(attribute.get("maximumValue"))
    numeric = column["type"] in ("decimal", "integer")
    assert ("minimum" in column) == ("maximum" in column) == numeric
    assert ("precision" in column) == (column["type"] == "decimal")  # the CDM gives none; we choose


@pytest.mark.parametrize("name", COLUMNS)
def test_choice_has_the_options_of_its_attribute(name: str) -> None:
    column = COLUMNS[name]
    assert ("choices" in column) == (column["type"] == "choice")
    if "choices" not in column:
        return
    default = trait(attributes()[column["cdm"]]["dataType"], "does.haveDefault")
    rows = sorted(default["entityReference"]["constantValues"], key=lambda row: int(row[3]))
    assert {row[0] for row in rows} == {"en"}
    assert column["choices"] == [{"value": int(row[2]), "label": row[1]} for row in rows]


@pytest.mark.parametrize("name", COLUMNS)
def test_column_claims_neither_the_page_nor_the_live_table(name: str) -> None:
    assert COLUMNS[name].get("documented") is False
    assert "live" not in COLUMNS[name]  # environments differ


def test_no_description_is_a_sentence_of_the_cdm() -> None:
    texts = [attribute.get("description", "") for attribute in attributes().values()]
    theirs = sentences("\n".join(texts))
    assert "churn score of the customer" in theirs
    assert copied(PROFILE, theirs) == []
