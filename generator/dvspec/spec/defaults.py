"""The default of every key that specs can leave out, declared once.

Building the model fills the defaults in, writing specs leaves them out. A default is a constant, or a function of the
mapping that lacks the key (with the defaults of the keys before it) and of what is around it. The defaults of keys
that only some types of column take are in the catalogue, with the type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dvspec import names
from dvspec.dataverse.cascades import ELASTIC, OPERATIONS
from dvspec.dataverse.tables import ACTIVITY_PRIMARY_ID, ACTIVITY_PRIMARY_NAME
from dvspec.dataverse.types import TYPES
from dvspec.model import ExternalTable, payload_shape

Spec = Mapping[str, Any]  # a mapping of a spec file, or of a part of one


@dataclass(frozen=True, slots=True)
class Around:
    """What defaults may depend on beside their mapping.

    That is its own key, the solution's language, the kind of its table, the table with all defaults, and the table
    that this one extends.
    """

    name: str = ""
    language: int = 0
    table_kind: str = ""
    table: Spec = field(default_factory=dict)
    external: ExternalTable | None = None


Defaults = Mapping[str, Any]  # key -> constant or function of (mapping, around)


def complete(spec: Spec, defaults: Defaults, around: Around) -> dict[str, Any]:
    """Return a mapping with the defaults of the keys that it lacks."""
    result = dict(spec)
    for key, default in defaults.items():
        if key not in result:
            result[key] = default(result, around) if callable(default) else default
    return result


def shorten(spec: Spec, defaults: Defaults, around: Around) -> dict[str, Any]:
    """Return a complete mapping without the keys that have their defaults."""
    return {
        key: value
        for key, value in spec.items()
        if key not in defaults or value != (defaults[key](spec, around) if callable(defaults[key]) else defaults[key])
    }


def _name(_: Spec, around: Around) -> str:
    return around.name


def _lower_name(_: Spec, around: Around) -> str:
    return around.name.lower()


SOLUTION: Defaults = {
    "description": "",
    "python_package": "dataverse_tables",
    "schema_base_uri": "https://schemas.example.com/",
    "choices": {},
    "external_tables": {},
    "carry": "",
}
PUBLISHER: Defaults = {"description": ""}
GUID_SCHEME: Defaults = {"note": "", "namespace": None}
EXTERNAL_TABLE: Defaults = {
    "schema_name": _name,
    "primary_id": lambda _, around: f"{around.name}id",
}
CHOICE: Defaults = {
    "external": False,
    "prefix": None,
    "logical_name": _lower_name,
    "display_name": _name,
    "description": "",
}


def _option_name(option: Spec, around: Around) -> str:
    label = option["label"]
    return names.constant_case(label if isinstance(label, str) else label.get(str(around.language), ""))


OPTION: Defaults = {
    "name": _option_name,
    "description": "",
    "color": "",
    "external_value": "",
    "hidden": False,
    "state": None,
}
TABLE: Defaults = {
    "extends": None,
    "description": "",
    "display_name": lambda table, _: table["table"],
    "display_collection_name": lambda table, _: table["display_name"],
    "source": None,
    "prefix": lambda table, _: "" if table["extends"] else None,  # None is the publisher's
    "schema_name": lambda table, around: around.external.schema_name if around.external else table["logical_name"],
    "table_kind": lambda table, around: "standard" if table["extends"] else around.table_kind,
    "ownership": "UserOwned",
    "identifier": None,
    "guid": None,
    "keys": {},
    "many_to_many": {},
    "queries": {},
}


def _table_name(_: Spec, around: Around) -> str:
    assert around.external is not None
    return extending_name(around.external)


def extending_name(table: ExternalTable) -> str:
    """Return the name of a table that extends another: `Account`, and `WorkOrder` for `msdyn_WorkOrder`."""
    name = table.schema_name.partition("_")[2] if "_" in table.logical_name else table.schema_name
    return f"{name[:1].upper()}{name[1:]}"


def _entity_set_name(_: Spec, around: Around) -> str:
    assert around.external is not None
    return around.external.entity_set_name


_EXTENSION: Defaults = {
    "table": _table_name,
    "logical_name": lambda table, _: table["extends"],
    "entity_set_name": _entity_set_name,
    "collection_name": lambda table, _: table["entity_set_name"],
    "primary_id": lambda table, _: f"{table['table']}Id",
    "primary_name": "",
    "columns": {},
}
_EXTENDING: Defaults = {**_EXTENSION, **TABLE}


def of_table(table: Spec) -> Defaults:
    """Return the defaults of a table, or of one that extends another."""
    return _EXTENDING if table.get("extends") else TABLE


SOURCE: Defaults = {"section": "", "date": ""}


def is_primary_id(column: Spec, around: Around) -> bool:
    """Return whether a column is its table's primary id, which Dataverse makes and names itself."""
    return bool(column["type"] == "guid" and around.name == around.table["primary_id"])


def _is_activity_column(column: Spec, around: Around, key: str) -> bool:
    """Return whether a column is an activity's primary id or primary name, which have one name in all activities."""
    return bool(around.table_kind == "activity" and not around.external and around.name == around.table[key])


def _is_existing(column: Spec, around: Around) -> bool:
    return around.external is not None and is_primary_id(column, around)


def column_prefix(column: Spec, around: Around) -> str | None:
    """Return the prefix of a column's names where nothing else is said; None is the publisher's."""
    if column["existing"] or column["type"] in _SYSTEM_NAMES:
        return ""
    if is_primary_id(column, around):
        prefix: str | None = around.table["prefix"]
        return "" if around.table_kind == "activity" else prefix
    return "" if _is_activity_column(column, around, "primary_name") else None


def _column_logical_name(column: Spec, around: Around) -> str:
    if around.external and is_primary_id(column, around):
        return around.external.primary_id
    if _is_activity_column(column, around, "primary_id"):
        return ACTIVITY_PRIMARY_ID.lower()
    if _is_activity_column(column, around, "primary_name"):
        return ACTIVITY_PRIMARY_NAME.lower()
    return _SYSTEM_NAMES.get(column["type"], around.name.lower())


def _column_schema_name(column: Spec, around: Around) -> Any:
    if not is_primary_id(column, around):
        is_subject = _is_activity_column(column, around, "primary_name")
        return ACTIVITY_PRIMARY_NAME if is_subject else column["logical_name"]
    if _is_activity_column(column, around, "primary_id"):
        return ACTIVITY_PRIMARY_ID
    name = f"{around.table['schema_name']}Id"
    is_its_name = around.external is None or around.external.primary_id == name.lower()
    return name if is_its_name else column["logical_name"]


def class_name(column: Spec, around: Around) -> str | None:
    """Return the class of a choice's own options, or of a payload with a title; None if there is no class."""
    if TYPES[column["type"]].has_choices:
        return names.class_name(around.name) if isinstance(column["choices"], list) else None
    shape = payload_shape(column["payload"]) if column["payload"] is not None else None
    title = shape.get("title") if shape else None
    return names.class_name(title) if isinstance(title, str) else None


_SYSTEM_NAMES = {"state": "statecode", "status": "statuscode"}  # of columns of these types

COLUMN: Defaults = {
    "description": "",
    "display_name": _name,
    "existing": _is_existing,
    "prefix": column_prefix,
    "logical_name": _column_logical_name,
    "schema_name": _column_schema_name,
    "python_name": lambda _, around: names.snake_case(around.name),
    "documented_as": _name,
    "cdm": None,
    "documented": lambda column, _: column["cdm"] is None,
    "live": True,
    "example": None,
    "required": False,
}
_OF_TYPES: Defaults = {"payload_aliases": {}, "payload_names": {}, "class_name": class_name}  # if not the catalogue's


@cache
def of_column(type_name: str) -> Defaults:
    """Return the defaults of a column of this type; keys of the type that have no other default have None."""
    type_ = TYPES[type_name]
    own = {key: type_.defaults.get(key, _OF_TYPES.get(key)) for key in sorted(type_.spec_keys - {"class_name"})}
    if "class_name" in type_.spec_keys:  # which depends on the others
        own["class_name"] = _OF_TYPES["class_name"]
    return {**COLUMN, **own}


@cache
def of_relationship(table_kind: str) -> Defaults:
    """Return the defaults of a relationship of tables of this kind, without its name."""
    if table_kind == "elastic":
        return {"prefix": None, **dict.fromkeys(OPERATIONS, ELASTIC)}
    cascades = dict.fromkeys(OPERATIONS, "NoCascade") | {"delete": "RemoveLink", "archive": "RemoveLink"}
    return {"prefix": None, **cascades}


def relationship_name(table: Spec, column: Spec, target_schema_name: str) -> str:
    """Return the name of a lookup's relationship, without prefix, as the maker portal gives it."""
    return f"{table['schema_name']}_{column['schema_name']}_{target_schema_name}"


KEY: Defaults = {
    "prefix": None,
    "logical_name": _lower_name,
    "schema_name": lambda key, _: key["logical_name"],
    "display_name": _name,
}
MANY_TO_MANY: Defaults = {"prefix": None, "intersect": _name}
QUERY: Defaults = {"order_by": ()}


def _argument(condition: Spec, around: Around) -> str:
    column = around.table["columns"].get(condition["column"])
    return names.snake_case(column["python_name"] if column else condition["column"])


CONDITION: Defaults = {"operator": "eq", "argument": _argument}
