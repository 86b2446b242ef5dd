"""The catalogue of column types: rows that fit each other, Microsoft's schema and the order of real exports."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any
from xml.etree import ElementTree

import pytest

from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.row_values import is_read_only, value_type
from dvspec.dataverse.types import OPERATORS, TYPES, ColumnType, in_elastic_tables
from dvspec.dataverse.xml_types import BEHAVIORS, OLDER_TYPES, SOURCE_TYPES, TYPED_ELEMENTS, XML_TYPES
from dvspec.model import Cascade, Column, Formula, Label, Option, OptionSet
from dvspec.runtime.value_reading import READERS
from dvspec.runtime.values import Kind
from tests.reference import REFERENCE, needs_reference

every_type = pytest.mark.parametrize("type_", TYPES.values(), ids=TYPES)
LABEL = Label("")
COLOUR = OptionSet("abc_colour", "Colour", True, LABEL, LABEL, (Option(1, "RED", LABEL),))


def column(type_: ColumnType) -> Column:
    """Return a column of a type, with its defaults; a choice is a global one."""
    defaults: dict[str, Any] = dict(type_.defaults)
    option_set = COLOUR if type_.has_choices else None
    for key in ("primary", "store_full_image", "targets"):
        defaults.pop(key, None)
    names = ("Name", "name", "abc_name", "abc_Name", type_.name)
    return Column(*names, LABEL, LABEL, live=True, required_level="none", option_set=option_set, **defaults)


def enumeration(name: str) -> set[str]:
    """Return the values that Microsoft's schema of solution files gives a type of elements."""
    schema = ElementTree.parse(REFERENCE / "xsd" / "CustomizationsSolution.xsd")
    space = "{http://www.w3.org/2001/XMLSchema}"
    [found] = [each for each in schema.iter(f"{space}simpleType") if each.get("name") == name]
    return {value.get("value", "") for value in found.iter(f"{space}enumeration")}


@needs_reference
def test_types_of_solution_files_are_those_of_microsofts_schema() -> None:
    known = enumeration("CrmDataType")
    assert known == XML_TYPES.keys() | OLDER_TYPES


@needs_reference
def test_cascades_are_those_of_microsofts_schema() -> None:
    security, delete = enumeration("CrmCascadeSecurityLinkType"), enumeration("CrmCascadeDeleteLinkType")
    for operation in OPERATIONS.values():
        assert set(operation.values) == (delete if operation.name in ("delete", "archive") else security)


def test_operations_are_those_of_the_model() -> None:
    assert [field.name for field in fields(Cascade)] == list(OPERATIONS)


@every_type
def test_tail_has_elements_of_its_type_in_the_order_of_exports(type_: ColumnType) -> None:
    elements = [element for element, _ in type_.tail(column(type_))]
    assert type_.xml.elements.issuperset(elements)
    assert elements == sorted(elements, key=TYPED_ELEMENTS.index)
    assert set(type_.xml.required) <= {*elements, "optionset"}


@every_type
def test_defaults_are_of_keys_and_in_limits(type_: ColumnType) -> None:
    defaults = type_.defaults
    assert defaults.keys() <= type_.spec_keys
    if type_.bounds and "minimum" in defaults:
        assert type_.bounds == (defaults["minimum"], defaults["maximum"])
    if "max_length" in defaults:
        assert type_.max_length is not None and int(str(defaults["max_length"])) <= type_.max_length


@every_type
def test_capabilities_agree(type_: ColumnType) -> None:
    assert set(type_.operators) <= set(OPERATORS)
    assert type_.is_text == ("startswith" in type_.operators)
    assert ("format" in type_.spec_keys, "behavior" in type_.spec_keys) == (bool(type_.formats), bool(type_.behaviors))
    assert set(type_.formulas) == type_.spec_keys & {"formula", "calculated", "rollup"}
    assert set(type_.formulas) <= SOURCE_TYPES.keys() and set(type_.behaviors) <= BEHAVIORS.keys()
    assert not (type_.has_choices and not type_.option_set_type)
    assert Kind[type_.reader] in READERS or type_.is_json
    assert type_.json_schema["type"] in ("string", "integer", "number", "boolean")
    if "pattern" in type_.json_schema and isinstance(type_.example, str):
        assert re.search(str(type_.json_schema["pattern"]), type_.example)


@every_type
def test_formats_are_those_of_solution_files(type_: ColumnType) -> None:
    assert set(type_.formats) <= type_.xml.formats and type_.defaults.get("format", "") in (*type_.formats, "")


def tail(type_name: str, **given: Any) -> dict[str, Any]:
    return dict(TYPES[type_name].tail(replace(column(TYPES[type_name]), **given)))


def test_tails_say_what_the_model_says() -> None:
    assert tail("memo", format="richtext")["Format"] == "richtext" and tail("memo", format="")["Format"] == ""
    assert tail("integer", format="duration")["Format"] == "duration"
    assert tail("money", precision_source="currency")["AccuracySource"] == "2"
    assert tail("date") == {"Format": "date", "CanChangeDateTimeBehavior": 1, "Behavior": "2"}
    assert tail("date", behavior="user_local")["Behavior"] == "1"
    assert tail("datetime", behavior="time_zone_independent")["Behavior"] == "3"
    assert tail("file", max_size_kb=5)["MaxValue"] == 5 and tail("file", max_size_kb=None) == {}


def test_dates_that_are_moments_have_values_of_moments() -> None:
    date = column(TYPES["date"])
    assert value_type(date) is TYPES["date"]
    assert value_type(replace(date, behavior="user_local")) is TYPES["datetime"]
    assert value_type(replace(date, behavior="time_zone_independent")) is TYPES["datetime"]


def test_computed_columns_are_read_only_and_not_in_elastic_tables() -> None:
    text = column(TYPES["string"])
    computed = replace(text, formula=Formula("formula", "1"))
    assert not is_read_only(text) and is_read_only(computed) and is_read_only(column(TYPES["image"]))
    assert in_elastic_tables(text) and not in_elastic_tables(computed)
    outside = {name for name, type_ in TYPES.items() if not in_elastic_tables(column(type_))}
    assert outside == {"money", "multichoice", "customer", "state", "status", "file", "image"}
