"""Every key that specs can leave out has one default, and no other key has one."""

from __future__ import annotations

import pytest

from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.types import TYPE_KEYS, TYPES
from dvspec.spec import defaults, properties
from dvspec.spec.defaults import Around, complete, shorten
from tests.targets.invented import Spec, grammar

_TABLE, _SOLUTION = grammar("table"), grammar("solution")
_PROPERTIES = _TABLE["properties"]
_COLUMN = _TABLE["$defs"]["column"]
_QUERY = _PROPERTIES["queries"]["additionalProperties"]
_CHOICE = _SOLUTION["properties"]["choices"]["additionalProperties"]
_PARTS: dict[str, tuple[Spec, defaults.Defaults]] = {
    "solution": (_SOLUTION, defaults.SOLUTION),
    "publisher": (_SOLUTION["properties"]["publisher"], defaults.PUBLISHER),
    "guid_scheme": (_SOLUTION["properties"]["guid_scheme"], defaults.GUID_SCHEME),
    "choice": (_CHOICE | {"required": ["options"]}, defaults.CHOICE),
    "table": (_TABLE | {"required": _TABLE["else"]["required"]}, defaults.TABLE),
    "table that extends another": (_TABLE | {"required": []}, defaults.of_table({"extends": "account"})),
    "source": (_TABLE["$defs"]["source"], defaults.SOURCE),
    "option": (_TABLE["$defs"]["options"]["items"], defaults.OPTION),
    "relationship": (_TABLE["$defs"]["relationship"] | {"required": ["name"]}, defaults.of_relationship("elastic")),
    "external table": (_SOLUTION["properties"]["external_tables"]["additionalProperties"], defaults.EXTERNAL_TABLE),
    "key": (_PROPERTIES["keys"]["additionalProperties"], defaults.KEY),
    "many_to_many": (_PROPERTIES["many_to_many"]["additionalProperties"], defaults.MANY_TO_MANY),
    "query": (_QUERY, defaults.QUERY),
    "condition": (_QUERY["properties"]["where"]["items"]["anyOf"][1], defaults.CONDITION),
}
# Their defaults are in the catalogue.
_PROPERTY_KEYS = {
    "table": properties.TABLE.own | {properties.MANAGED},
    "column": properties.COLUMN.own | {properties.MANAGED},
    "many_to_many": properties.MANY_TO_MANY.own | {properties.MANAGED},
    "relationship": properties.RELATIONSHIP.own | {properties.MANAGED},
}


@pytest.mark.parametrize("part", _PARTS)
def test_optional_keys_have_defaults(part: str) -> None:
    schema, given = _PARTS[part]
    rows: set[str] = {*_PROPERTY_KEYS.get(part.partition(" ")[0], ())}
    assert given.keys() == schema["properties"].keys() - schema["required"] - rows


@pytest.mark.parametrize("type_name", TYPES)
def test_optional_keys_of_columns_have_defaults(type_name: str) -> None:
    common = _COLUMN["properties"].keys() - {"type"} - TYPE_KEYS - _PROPERTY_KEYS["column"]
    assert defaults.of_column(type_name).keys() == common | TYPES[type_name].spec_keys


def test_relationships_of_elastic_tables_cascade_nothing_by_default() -> None:
    elastic, standard = defaults.of_relationship("elastic"), defaults.of_relationship("standard")
    assert {elastic[operation] for operation in OPERATIONS} == {"NoCascade"}
    assert {operation for operation in OPERATIONS if standard[operation] != "NoCascade"} == {"delete", "archive"}


def test_defaults_depend_on_what_is_around_and_on_each_other() -> None:
    table = complete({"table": "Thing", "primary_id": "ThingId", "logical_name": "t"}, defaults.TABLE, Around())
    assert (table["display_collection_name"], table["schema_name"]) == ("Thing", "t")
    around = Around("ThingId", table=table)
    column = complete({"type": "guid", "description": "Its key."}, defaults.of_column("guid"), around)
    assert (column["schema_name"], column["python_name"], column["documented_as"]) == ("tId", "thing_id", "ThingId")
    assert shorten(column, defaults.of_column("guid"), around) == {"type": "guid", "description": "Its key."}
    moved = complete({"type": "string", "logical_name": "x"}, defaults.of_column("string"), Around("Name", table=table))
    assert (moved["schema_name"], moved["max_length"], moved["format"]) == ("x", 100, "text")
