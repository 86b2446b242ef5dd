"""Columns: keys that their type takes, numbers in range, options, payloads and examples that fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from dvspec import names
from dvspec.dataverse import cascades
from dvspec.dataverse.limits import NAME_LENGTH, option_values, utf16_length
from dvspec.dataverse.patterns import ANY_DATE_PATTERN, ANY_DATE_TIME_PATTERN, EARLIEST, GUID_PATTERN
from dvspec.dataverse.types import TYPE_KEYS, TYPES
from dvspec.findings import Place, Rule, Severity, did_you_mean
from dvspec.model import Column, Json, OptionSet, Solution, Table
from dvspec.spec.document import Document
from dvspec.spec.grammar import EXCEEDS_LIMIT
from dvspec.spec.rules.naming import DUPLICATE_NAME, INVALID_PYTHON_NAME

if TYPE_CHECKING:
    import jsonschema_rs

UNKNOWN_COLUMN = Rule(
    "DV203",
    "unknown-column-reference",
    Severity.ERROR,
    "primary_id, primary_name, identifier, keys and queries name columns of their table.",
    "Name a column of the table.",
)
UNSUPPORTED_KEY = Rule(
    "DV207",
    "unsupported-key",
    Severity.ERROR,
    "Columns have only the keys that their type supports.",
    "Remove the key, or change the column's type.",
)
UNSUITABLE_PRIMARY_ID = Rule(
    "DV209",
    "unsuitable-primary-id",
    Severity.ERROR,
    "The primary id is the table's only guid column, and its logical name is the table's followed by id.",
    "Name the guid column in primary_id and set its logical_name to the table's followed by id; make other"
    " GUIDs strings with max_length 36, or lookups.",
)
UNSUITABLE_PRIMARY_NAME = Rule(
    "DV210",
    "unsuitable-primary-name",
    Severity.ERROR,
    "The primary name is a string column of format text.",
    "Name a string column of format text in primary_name.",
    "0x8004701E",
)
INVALID_EXAMPLE = Rule(
    "DV212",
    "invalid-example",
    Severity.ERROR,
    "Examples are values that their columns can hold.",
    "Write an example that fits the column's type, length, bounds and options.",
)
INVALID_OPTIONS = Rule(
    "DV213",
    "invalid-options",
    Severity.ERROR,
    "Choices have options with unique values and names, and a default is one of them.",
    "Fix the options, the default or the name of the global choice.",
)
FOREIGN_OPTION_VALUE = Rule(
    "DV214",
    "foreign-option-value",
    Severity.WARNING,
    "Option values begin with the publisher's option value prefix.",
    "Use option_value_prefix * 10000 + n, with n from 0 to 9999.",
    "0x80048402",
)
INVALID_PAYLOAD_SCHEMA = Rule(
    "DV215",
    "invalid-payload-schema",
    Severity.ERROR,
    "Payloads are JSON Schemas (draft 2020-12) that refer only to themselves.",
    "Fix the schema at the location shown.",
)
UNSUPPORTED_IN_ELASTIC_TABLE = Rule(
    "DV221",
    "unsupported-in-elastic-table",
    Severity.ERROR,
    "Elastic tables have no money columns, no alternate keys and no cascades.",
    "Use another type, NoCascade or no key, or set table_kind to standard.",
)
SECOND_PARENT = Rule(
    "DV227",
    "second-parent",
    Severity.ERROR,
    "A table has at most one relationship in which every operation cascades.",
    "Use another cascade in one of the relationships.",
    "0x80047007",
)
INVALID_PAYLOAD_MEMBER = Rule(
    "DV229",
    "invalid-payload-member",
    Severity.ERROR,
    "payload_aliases, payload_list_member, payload_names and class_name fit the members that the payload declares.",
    "Name a member under the payload's properties, or remove the key.",
)

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DATE = re.compile(ANY_DATE_PATTERN)
_DATE_TIME = re.compile(ANY_DATE_TIME_PATTERN)


def check(table: Table, solution: Solution, document: Document) -> None:
    """Report what is wrong with a table's columns, its primary id and its primary name."""
    for name, column_key, types, rule in (
        (table.primary_id, "primary_id", ("guid",), UNSUITABLE_PRIMARY_ID),
        (table.primary_name, "primary_name", ("string",), UNSUITABLE_PRIMARY_NAME),
    ):
        column = table.by_name.get(name)
        if column is None:
            message = f"{column_key} '{name}' is not a column of {table.name}{did_you_mean(name, table.by_name)}"
            document.report(UNKNOWN_COLUMN, message, document.place((column_key,)))
        elif column.type not in types:
            message = f"{column_key} '{name}' is of type {column.type}; it has to be {types[0]}"
            document.report(rule, message, document.place((column_key,)))
    for column in table.columns:
        _check_column(column, table, solution, document)
    _check_parents(table, document)


def _check_parents(table: Table, document: Document) -> None:
    first = ""
    for column in table.columns:
        if column.relationship is None or not column.relationship.cascade.is_parental:
            continue
        if first:
            message = (
                f"the relationships of '{first}' and '{column.name}' both cascade everything,"
                f" and a row of {table.name} can have one parent only"
            )
            document.report(SECOND_PARENT, message, document.place(("columns", column.name, "relationship"), key=True))
        first = first or column.name


def _check_column(column: Column, table: Table, solution: Solution, document: Document) -> None:
    path = ("columns", column.name)
    value = document.value["columns"][column.name]
    type_ = TYPES[column.type]
    for key in value:
        if key in TYPE_KEYS and key not in type_.spec_keys:
            message = f"a column of type {column.type} takes no '{key}'"
            document.report(UNSUPPORTED_KEY, message, document.place((*path, key), key=True))
    if column.type == "guid" and table.primary_id in table.by_name:
        _check_guid(column, table, document)
    if type_.max_length and column.max_length is not None and column.max_length > type_.max_length:
        message = f"max_length {column.max_length:,} is more than a {column.type} column holds, {type_.max_length:,}"
        document.report(EXCEEDS_LIMIT, message, document.place((*path, "max_length")))
    if column.name == table.primary_name and column.type == "string" and column.format != "text":
        message = f"the primary name is of format text, not {column.format}"
        document.report(UNSUITABLE_PRIMARY_NAME, message, document.place((*path, "format")))
    _check_bounds(column, document)
    if type_.has_choices:
        _check_options(column, value, solution, document)
    elif "default" in type_.spec_keys and not isinstance(column.default, bool):
        document.report(
            INVALID_OPTIONS,
            "the default of a boolean is true or false",
            document.place((*path, "default")),
        )
    if column.payload:
        _check_payload(column, document)
    if "payload" in type_.spec_keys:
        _check_members(column, value, document)
    if "class_name" in value and column.option_set and column.option_set.is_global:
        message = f"'{column.name}' has a global choice, whose class is named in solution.yaml"
        document.report(UNSUPPORTED_KEY, message, document.place((*path, "class_name"), key=True))
    set_name = f"{table.logical_name}_{column.logical_name}"  # of the options that are the column's own
    if (
        type_.option_set_type
        and not (column.option_set and column.option_set.is_global)
        and len(set_name) > NAME_LENGTH
    ):
        message = (
            f"the names of table and column give the option set '{set_name}' of {len(set_name)} characters;"
            f" {NAME_LENGTH} are allowed"
        )
        document.report(EXCEEDS_LIMIT, message, document.place(path, key=True))
    if solution.table_kind == "elastic" and not type_.xml.in_elastic_tables:
        instead = "; use decimal" if type_.is_exact else ""
        message = f"'{column.name}' is of type {column.type}, which elastic tables don't have{instead}"
        document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, document.place((*path, "type")))
    for operation, cascade in value.get("relationship", {}).items() if solution.table_kind == "elastic" else ():
        if operation != "name" and cascade != cascades.ELASTIC:
            message = f"'{operation}' takes {cascades.ELASTIC} in elastic tables, not {cascade}"
            document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, document.place((*path, "relationship", operation)))
    if "example" in value:
        problem = example_problem(column, column.example)
        if problem:
            message = f"the example of '{column.name}' {problem}"
            document.report(INVALID_EXAMPLE, message, document.place((*path, "example")))


def _check_guid(column: Column, table: Table, document: Document) -> None:
    if column.name != table.primary_id:
        message = (
            f"'{column.name}' is of type guid, which Dataverse has for primary ids only;"
            " use a string of 36, or a lookup"
        )
        document.report(UNSUITABLE_PRIMARY_ID, message, document.place(("columns", column.name, "type")))
    elif column.logical_name != f"{table.logical_name}id":
        prefix = table.logical_name.partition("_")[0] + "_"
        expected = f"{table.logical_name}id".removeprefix(prefix)
        given = column.logical_name.removeprefix(prefix)
        message = f"Dataverse names the primary id '{expected}'; '{column.name}' has '{given}'"
        document.report(UNSUITABLE_PRIMARY_ID, message, document.place(("columns", column.name), key=True))


def _check_bounds(column: Column, document: Document) -> None:
    type_ = TYPES[column.type]
    if type_.bounds:
        low, high = type_.bounds
        for key, bound in (("minimum", column.minimum), ("maximum", column.maximum)):
            place = document.place(("columns", column.name, key))
            if bound is None:
                continue
            if not low <= bound <= high:
                document.report(EXCEEDS_LIMIT, f"{key} {bound:,} is out of {low:,} to {high:,}", place)
            elif type_.is_whole and bound != int(bound):
                document.report(
                    EXCEEDS_LIMIT,
                    f"{key} {bound} of an integer column is no whole number",
                    place,
                )
        if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
            message = f"minimum {column.minimum:,} is above maximum {column.maximum:,}"
            document.report(EXCEEDS_LIMIT, message, document.place(("columns", column.name, "minimum")))
    if type_.max_precision is not None and column.precision is not None and column.precision > type_.max_precision:
        message = f"precision {column.precision} is more than a {column.type} column has, {type_.max_precision}"
        document.report(EXCEEDS_LIMIT, message, document.place(("columns", column.name, "precision")))


def _check_options(column: Column, value: dict[str, Any], solution: Solution, document: Document) -> None:
    path = ("columns", column.name)
    if "choices" not in value:
        document.report(INVALID_OPTIONS, f"choice '{column.name}' has no choices", document.place(path, key=True))
    if column.option_set is None:
        return
    if not column.option_set.is_global:
        check_options(column.option_set, solution, document, (*path, "choices"))
    values = [option.value for option in column.option_set.options]
    if column.default is not None and (isinstance(column.default, bool) or column.default not in values):
        message = f"the default {str(column.default).lower()} is none of the options"
        document.report(INVALID_OPTIONS, message, document.place((*path, "default")))


def check_options(option_set: OptionSet, solution: Solution, document: Document, path: tuple[str | int, ...]) -> None:
    """Report what is wrong with the options of a choice; `path` is where their list stands."""
    allowed = option_values(solution.publisher.option_value_prefix)
    values: set[int] = set()
    option_names: set[str] = set()
    for position, option in enumerate(option_set.options):
        place = document.place((*path, position))
        if option.value in values:
            document.report(INVALID_OPTIONS, f"value {option.value} stands twice", place)
        if not option.name or not option.name.isidentifier():
            message = f"the label '{option.label.text}' gives no Python name; set its name"
            document.report(INVALID_PYTHON_NAME, message, place)
        elif len(option.name) > 60:
            message = f"the label '{option.label.text[:40]}…' gives a very long Python name; set its name"
            document.report(INVALID_PYTHON_NAME, message, place)
        elif option.name in option_names:
            document.report(INVALID_OPTIONS, f"the Python name {option.name} stands twice; set name", place)
        if option.value not in allowed:
            message = f"value {option.value} is not under the option value prefix: {allowed[0]} to {allowed[-1]}"
            document.report(FOREIGN_OPTION_VALUE, message, place)
        values.add(option.value)
        option_names.add(option.name)


def _check_payload(column: Column, document: Document) -> None:
    import jsonschema_rs

    assert column.payload is not None
    path = ("columns", column.name, "payload")
    schema = column.payload.schema
    if schema.get("$schema", _DIALECT) != _DIALECT:
        message = f"the payload of '{column.name}' is of another dialect than {_DIALECT}"
        document.report(INVALID_PAYLOAD_SCHEMA, message, document.place((*path, "$schema")))
        return
    outside: list[str] = []
    try:
        jsonschema_rs.meta.validate({**schema, "$schema": _DIALECT})
        _validator(schema, outside)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        where = getattr(error, "instance_path", [])
        reason = f"it holds no {outside[0]}" if outside else getattr(error, "message", error)
        message = f"the payload of '{column.name}' is no JSON Schema: {reason}"
        document.report(INVALID_PAYLOAD_SCHEMA, message, document.place((*path, *where)))


def _check_members(column: Column, value: dict[str, Any], document: Document) -> None:
    """Report keys beside a payload that refer to members which it hasn't, and members without a Python name."""
    path = ("columns", column.name)
    shape = column.payload.shape if column.payload else None
    if shape is None or not column.payload:
        for key in ("payload_aliases", "payload_list_member", "payload_names", "class_name"):
            if key in value:
                message = f"'{key}' needs a payload that declares members: of type object, or a list of such, with"
                document.report(INVALID_PAYLOAD_MEMBER, f"{message} properties", document.place((*path, key), key=True))
        return
    members = shape["properties"]

    def unknown(name: str, place: Place) -> None:
        if name not in members:
            message = f"'{name}' is not a member of {column.name}'s payload{did_you_mean(name, members)}"
            document.report(INVALID_PAYLOAD_MEMBER, message, place)

    for old, new in column.payload.aliases.items():
        place = document.place((*path, "payload_aliases", old))
        unknown(new, place)
        if old in members:
            message = f"'{old}' is a member of {column.name}'s payload itself, so it can't be an older name of '{new}'"
            document.report(INVALID_PAYLOAD_MEMBER, message, place)
    if column.payload.list_member is not None:
        place = document.place((*path, "payload_list_member"))
        unknown(column.payload.list_member, place)
        _check_list_member(column, shape, document, place)
    given = value.get("payload_names", {})
    for name in given:
        unknown(name, document.place((*path, "payload_names", name), key=True))
    if given and not column.payload.names:
        message = "'payload_names' needs a payload with a title, or a class_name: plain JSON has no names in Python"
        document.report(INVALID_PAYLOAD_MEMBER, message, document.place((*path, "payload_names"), key=True))
    seen: dict[str, str] = {}
    for name, python in column.payload.names.items():
        within = ("payload", "items", "properties") if column.payload.many else ("payload", "properties")
        place = document.place((*path, *(("payload_names",) if name in given else within), name), key=name not in given)
        if not python:
            message = f"member '{name}' of {column.name}'s payload gives no Python name; set one in payload_names"
            document.report(INVALID_PYTHON_NAME, message, place)
            continue
        problem = names.member_name_problem(python)
        if problem:
            message = f"'{python}' for member '{name}' is {problem}; give another in payload_names"
            document.report(INVALID_PYTHON_NAME, message, place)
        first = seen.setdefault(python, name)
        if first != name:
            message = f"'{python}' for member '{name}' is also the Python name of '{first}'"
            message += "; set another in payload_names"
            document.report(DUPLICATE_NAME, message, place)


def _check_list_member(column: Column, shape: Mapping[str, Any], document: Document, place: Place) -> None:
    """Report a list member for which a bare list can't stand."""
    assert column.payload is not None
    name = column.payload.list_member
    member = shape["properties"].get(name, True)
    types = member.get("type", "array") if isinstance(member, dict) else "array"
    others = [other for other in shape.get("required", ()) if other != name]
    if column.payload.many:
        problem = f"a bare list can't stand for '{name}': the payload of {column.name} is a list itself"
    elif "array" not in (types if isinstance(types, list) else [types]):
        problem = f"a bare list can't stand for '{name}', which is not of type array"
    elif others:
        problem = f"a bare list can't stand for '{name}' alone: '{others[0]}' is required too"
    else:
        return
    document.report(INVALID_PAYLOAD_MEMBER, problem, place)


def _validator(schema: Mapping[str, Json], outside: list[str]) -> jsonschema_rs.Draft202012Validator:
    """Return a payload's validator; it fetches nothing, but keeps the address of what it would."""
    import jsonschema_rs

    def fetch(uri: str) -> NoReturn:
        outside.append(uri)
        raise ValueError(uri)

    return jsonschema_rs.Draft202012Validator(dict(schema), retriever=fetch)


def example_problem(column: Column, example: Any) -> str | None:
    """Return why an example can't be a value of its column, None if it can."""
    return EXAMPLE_PROBLEMS[TYPES[column.type].reader](column, example)


def _text_problem(column: Column, example: Any) -> str | None:
    if not isinstance(example, str):
        return "is no text; quote it"
    if column.max_length is not None and utf16_length(example) > column.max_length:
        return f"has {utf16_length(example):,} characters, more than {column.max_length:,}"
    return None


def _guid_problem(_: Column, example: Any) -> str | None:
    if not isinstance(example, str) or not re.fullmatch(GUID_PATTERN, example):
        return "is no GUID of 32 hexadecimal digits with hyphens"
    return None


def _boolean_problem(_: Column, example: Any) -> str | None:
    return None if isinstance(example, bool) else "is neither true nor false"


def _choice_problem(column: Column, example: Any) -> str | None:
    values = [option.value for option in column.option_set.options] if column.option_set else []
    if isinstance(example, bool) or example not in values:
        return f"is none of the values {', '.join(map(str, values))}"
    return None


def _number_problem(column: Column, example: Any) -> str | None:
    whole = TYPES[column.type].is_whole
    if isinstance(example, bool) or not isinstance(example, int if whole else int | float):
        return "is no whole number" if whole else "is no number"
    lowest, highest = TYPES[column.type].bounds or (0, 0)
    low = lowest if column.minimum is None else column.minimum
    high = highest if column.maximum is None else column.maximum
    if not low <= example <= high:
        return f"is out of {low:,} to {high:,}"
    exponent = Decimal(str(example)).as_tuple().exponent
    if (
        column.precision is not None
        and isinstance(exponent, int)
        and -exponent > column.precision
        and example != int(example)
    ):
        return f"has more than {column.precision} decimals"
    return None


def _date_problem(_: Column, example: Any) -> str | None:
    return _day_problem(example, _DATE, "date as in 2022-05-20")


def _date_time_problem(_: Column, example: Any) -> str | None:
    return _day_problem(example, _DATE_TIME, "date and time as in 2022-05-20T09:30:00Z")


def _day_problem(example: Any, pattern: re.Pattern[str], expected: str) -> str | None:
    if not isinstance(example, str) or not pattern.fullmatch(example):
        return f"is no {expected}"
    try:
        moment = datetime.fromisoformat(example)
    except ValueError:
        return "is not a day of the calendar"
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"is before {EARLIEST:%Y-%m-%d}, the earliest that Dataverse takes" if moment < EARLIEST else None


def _payload_problem(column: Column, example: Any) -> str | None:
    import json

    import jsonschema_rs

    text = json.dumps(example, ensure_ascii=False)
    if column.max_length is not None and utf16_length(text) > column.max_length:
        return f"has {utf16_length(text):,} characters as JSON, more than {column.max_length:,}"
    if column.payload:
        try:
            validator = _validator(column.payload.schema, [])
        except (ValueError, jsonschema_rs.ReferencingError):
            return None  # the payload itself is reported
        try:
            validator.validate(example)
        except jsonschema_rs.ValidationError as error:
            return f"is none that its payload allows: {error.message}"
    return None


EXAMPLE_PROBLEMS: Mapping[str, Callable[[Column, Any], str | None]] = {  # by the kind of value
    "TEXT": _text_problem,
    "JSON": _payload_problem,
    "GUID": _guid_problem,
    "INTEGER": _number_problem,
    "DECIMAL": _number_problem,
    "DOUBLE": _number_problem,
    "BOOLEAN": _boolean_problem,
    "CHOICE": _choice_problem,
    "DATETIME": _date_time_problem,
    "DATE": _date_problem,
}
