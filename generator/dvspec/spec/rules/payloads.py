"""Payloads: schemas that are valid, and keys beside them that fit their members."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from dvspec import reserved_names
from dvspec.dataverse.types import TYPES
from dvspec.findings import Place, Rule, Severity, did_you_mean
from dvspec.model import Column, Json, Payload, Table
from dvspec.spec.document import Document
from dvspec.spec.rules.naming import DUPLICATE_NAME, INVALID_PYTHON_NAME

if TYPE_CHECKING:
    import jsonschema_rs

INVALID_PAYLOAD_SCHEMA = Rule(
    "DV215",
    "invalid-payload-schema",
    Severity.ERROR,
    "Payloads are JSON Schemas (draft 2020-12) that refer only to themselves.",
    "Fix the schema at the location shown.",
)
INVALID_PAYLOAD_MEMBER = Rule(
    "DV229",
    "invalid-payload-member",
    Severity.ERROR,
    "payload_aliases, payload_list_member, payload_names and class_name fit the members that the payload declares.",
    "Name a member under the payload's properties, allow the alias in the payload, or remove the key.",
)

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FORMATS = {
    "regex": "a regular expression that every validator accepts (ECMA-262)",
    "uri-reference": "a URI reference; percent-encode other characters, such as a space as %20",
}
_MEMBER_KEYS = ("payload_aliases", "payload_list_member", "payload_names", "class_name")


def check(table: Table, document: Document) -> None:
    """Report what is wrong with the payloads of a table's columns."""
    for column in table.columns:
        if column.payload and not _check_schema(column, column.payload, document):
            continue
        if column.payload and column.payload.shape is not None:
            _check_members(column, column.payload, column.payload.shape, document)
        elif TYPES[column.type].is_json:
            _check_no_members(column, document)


def validator(schema: Mapping[str, Json], outside: list[str]) -> jsonschema_rs.Draft202012Validator:
    """Return a payload's validator; it fetches nothing, but keeps in `outside` the address of what it would."""
    import jsonschema_rs

    def fetch(uri: str) -> NoReturn:
        outside.append(uri)
        raise ValueError(uri)

    return jsonschema_rs.Draft202012Validator(dict(schema), retriever=fetch)


def _check_schema(column: Column, payload: Payload, document: Document) -> bool:
    import jsonschema_rs

    path = ("columns", column.name, "payload")
    schema = payload.schema
    if schema.get("$schema", _DIALECT) != _DIALECT:
        message = f"the $schema of the payload of '{column.name}' is not {_DIALECT}"
        document.report(INVALID_PAYLOAD_SCHEMA, message, document.place((*path, "$schema")))
        return False
    outside: list[str] = []
    try:
        _metaschema_validator().validate(schema)
        validator(schema, outside)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        where = getattr(error, "instance_path", [])
        reason = f"it does not contain {outside[0]}" if outside else _reason(error)
        message = f"the payload of '{column.name}' is not a valid JSON Schema: {reason}"
        document.report(INVALID_PAYLOAD_SCHEMA, message, document.place((*path, *where)))
        return False
    return True


def _reason(error: Exception) -> str:
    import jsonschema_rs

    if not isinstance(error, jsonschema_rs.ValidationError):
        return str(error)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.PropertyNames):
        return _reason(error.kind.error)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Format) and error.kind.format in _FORMATS:
        return f'"{error.instance}" is not {_FORMATS[error.kind.format]}'
    return error.message


@cache
def _metaschema_validator() -> jsonschema_rs.Draft202012Validator:
    """Return the validator of schemas, regular expressions included, as other implementations check them."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator({"$ref": _DIALECT}, validate_formats=True)


def _check_no_members(column: Column, document: Document) -> None:
    for key in _MEMBER_KEYS:
        if key in document.value["columns"][column.name]:
            message = f"'{key}' needs a payload of type object, or a list of such, that declares properties"
            place = document.place(("columns", column.name, key), key=True)
            document.report(INVALID_PAYLOAD_MEMBER, message, place)


def _check_members(column: Column, payload: Payload, shape: Mapping[str, Any], document: Document) -> None:
    path = ("columns", column.name)
    members = shape["properties"]

    def report_unknown(name: str, place: Place) -> None:
        if name not in members:
            message = f"'{name}' is not a member of the payload of '{column.name}'{did_you_mean(name, members)}"
            document.report(INVALID_PAYLOAD_MEMBER, message, place)

    for alias, name in payload.aliases.items():
        place = document.place((*path, "payload_aliases", alias))
        report_unknown(name, place)
        problem = _alias_problem(alias, name, shape)
        if problem:
            document.report(INVALID_PAYLOAD_MEMBER, f"'{alias}' can't be an older name of '{name}': {problem}", place)
    if payload.list_member is not None:
        place = document.place((*path, "payload_list_member"))
        report_unknown(payload.list_member, place)
        problem = _list_member_problem(payload.list_member, payload, shape)
        if problem:
            message = f"a bare list can't take the place of '{payload.list_member}': {problem}"
            document.report(INVALID_PAYLOAD_MEMBER, message, place)
    python_names = document.value["columns"][column.name].get("payload_names", {})
    for name in python_names:
        report_unknown(name, document.place((*path, "payload_names", name), key=True))
    if python_names and not payload.names:
        message = "'payload_names' needs a payload with a title, or a class_name: only classes have Python names"
        document.report(INVALID_PAYLOAD_MEMBER, message, document.place((*path, "payload_names"), key=True))
    _check_python_names(column, payload, python_names, document)


def _alias_problem(alias: str, name: str, shape: Mapping[str, Any]) -> str | None:
    """Return why a member can't have had this name earlier, None if it can."""
    if alias in shape["properties"]:
        return "it is a member itself"
    if "propertyNames" in shape and not _allows(shape["propertyNames"], shape, alias):
        return "propertyNames of the payload does not allow it"
    for pattern, schema in shape.get("patternProperties", {}).items():
        if _matches(pattern, alias) and (schema is False or _are_disjoint(schema, shape["properties"].get(name))):
            return f"'{pattern}' under patternProperties of the payload does not allow it"
    return None


def _allows(schema: Any, shape: Mapping[str, Any], value: str) -> bool:
    """Return whether a schema inside a payload takes a text; one that refers elsewhere is given the benefit."""
    import jsonschema_rs

    try:
        rooted = schema if isinstance(schema, bool) else {**schema, "$defs": shape.get("$defs", {})}
        return jsonschema_rs.Draft202012Validator(rooted).is_valid(value)
    except (ValueError, jsonschema_rs.ReferencingError):
        return True


def _matches(pattern: str, text: str) -> bool:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid(text)


def _are_disjoint(first: Any, second: Any) -> bool:
    """Return whether no value satisfies both schemas because of their types."""
    one, other = _types(first), _types(second)
    return bool(one and other) and not one & other


def _types(schema: Any) -> set[str]:
    """Return the types that a schema names, empty if it names none."""
    types = schema.get("type", []) if isinstance(schema, dict) else []
    allowed = {types} if isinstance(types, str) else set(types)
    return allowed | {"integer"} if "number" in allowed else allowed


def _list_member_problem(name: str, payload: Payload, shape: Mapping[str, Any]) -> str | None:
    """Return why a bare list can't take the place of an object with this member alone, None if it can."""
    member = shape["properties"].get(name, True)
    types = member.get("type", "array") if isinstance(member, dict) else "array"
    others = [other for other in shape.get("required", ()) if other != name]
    if payload.many:
        return "the payload is a list itself"
    if "array" not in (types if isinstance(types, list) else [types]):
        return "that member is not of type array"
    if others:
        return f"'{others[0]}' is required too"
    return None


def _check_python_names(column: Column, payload: Payload, python_names: Mapping[str, str], document: Document) -> None:
    path = ("columns", column.name)
    properties = ("payload", "items", "properties") if payload.many else ("payload", "properties")
    first_members: dict[str, str] = {}
    for name, python_name in payload.names.items():
        if name in python_names:
            place = document.place((*path, "payload_names", name))
        else:
            place = document.place((*path, *properties, name), key=True)
        if not python_name:
            message = f"member '{name}' of the payload of '{column.name}' does not yield a Python name"
            document.report(INVALID_PYTHON_NAME, f"{message}; set it in payload_names", place)
            continue
        problem = reserved_names.member_name_problem(python_name)
        if problem:
            message = f"'{python_name}' for member '{name}' is {problem}; set another in payload_names"
            document.report(INVALID_PYTHON_NAME, message, place)
        first = first_members.setdefault(python_name, name)
        if first != name:
            message = f"'{python_name}' for member '{name}' is also the Python name of member '{first}'"
            document.report(DUPLICATE_NAME, f"{message}; set another in payload_names", place)
