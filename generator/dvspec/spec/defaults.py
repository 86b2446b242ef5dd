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
from dvspec.dataverse.types import TYPES
from dvspec.model import payload_shape

Spec = Mapping[str, Any]  # a mapping of a spec file, or of a part of one


@dataclass(frozen=True, slots=True)
class Around:
    """What defaults may depend on beside their mapping: its own key, the solution, and its table with all defaults."""

    name: str = ""
    language: int = 0
    table_kind: str = ""
    table: Spec = field(default_factory=dict)


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
}
PUBLISHER: Defaults = {"description": ""}
GUID_SCHEME: Defaults = {"note": "", "namespace": None}
CHOICE: Defaults = {"logical_name": _lower_name, "display_name": _name, "description": ""}


def _option_name(option: Spec, around: Around) -> str:
    label = option["label"]
    return names.constant_case(label if isinstance(label, str) else label.get(str(around.language), ""))


OPTION: Defaults = {"name": _option_name}
TABLE: Defaults = {
    "display_name": lambda table, _: table["table"],
    "display_collection_name": lambda table, _: table["display_name"],
    "source": None,
    "schema_name": lambda table, _: table["logical_name"],
    "ownership": "UserOwned",
    "identifier": None,
    "guid": None,
    "keys": {},
    "queries": {},
}
SOURCE: Defaults = {"section": "", "date": ""}


def is_primary_id(column: Spec, around: Around) -> bool:
    """Return whether a column is its table's primary id, which Dataverse makes and names itself."""
    return bool(column["type"] == "guid" and around.name == around.table["primary_id"])


def _column_schema_name(column: Spec, around: Around) -> Any:
    return f"{around.table['schema_name']}Id" if is_primary_id(column, around) else column["logical_name"]


def class_name(column: Spec, around: Around) -> str | None:
    """Return the class of a choice's own options, or of a payload with a title; None if there is no class."""
    if TYPES[column["type"]].has_choices:
        return names.class_name(around.name) if isinstance(column["choices"], list) else None
    shape = payload_shape(column["payload"]) if column["payload"] is not None else None
    title = shape.get("title") if shape else None
    return names.class_name(title) if isinstance(title, str) else None


COLUMN: Defaults = {
    "display_name": _name,
    "logical_name": _lower_name,
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
    """Return the cascades of a relationship of tables of this kind."""
    if table_kind == "elastic":
        return dict.fromkeys(OPERATIONS, ELASTIC)
    return dict.fromkeys(OPERATIONS, "NoCascade") | {"delete": "RemoveLink", "archive": "RemoveLink"}


KEY: Defaults = {"logical_name": _lower_name, "display_name": _name}
QUERY: Defaults = {"order_by": ()}


def _argument(condition: Spec, around: Around) -> str:
    column = around.table["columns"].get(condition["column"])
    return names.snake_case(column["python_name"] if column else condition["column"])


CONDITION: Defaults = {"operator": "eq", "argument": _argument}
