"""Columns: the primary ones, the keys that their types support, lengths and bounds."""

from __future__ import annotations

from dvspec.dataverse.limits import NAME_LENGTH
from dvspec.dataverse.patterns import is_color
from dvspec.dataverse.types import TYPE_KEYS, TYPES, longest
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.model import Column, Table
from dvspec.spec.document import Document
from dvspec.spec.grammar_errors import EXCEEDS_LIMIT, INVALID_VALUE

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
    "The primary id is the table's only guid column that does not exist already, and its logical name is the table's"
    " followed by id.",
    "Name the guid column in primary_id and set its logical_name to the table's followed by id; make other GUIDs"
    " strings with max_length 36, or lookups.",
)
UNSUITABLE_PRIMARY_NAME = Rule(
    "DV210",
    "unsuitable-primary-name",
    Severity.ERROR,
    "The primary name is a string column of format text.",
    "Name a string column of format text in primary_name.",
    "0x8004701E",
)


def check(table: Table, document: Document) -> None:
    """Report what is wrong with a table's columns, its primary id and its primary name."""
    _check_primary(table, document, "primary_id", table.primary_id, "guid", UNSUITABLE_PRIMARY_ID)
    if table.primary_name or not table.extends:
        _check_primary(table, document, "primary_name", table.primary_name, "string", UNSUITABLE_PRIMARY_NAME)
    color = table.properties.get("color")
    if isinstance(color, str) and color and not is_color(color):
        message = f"'color' must be a color such as #0078d4, not {color[:60]!r}"
        document.report(INVALID_VALUE, message, document.place(("color",)))
    for column in table.columns:
        _check_keys(column, document)
        if column.type == "guid" and table.primary_id in table.by_name:
            _check_guid(column, table, document)
        if column.existing:
            continue  # whose limits are Dataverse's or another solution's
        if column.name == table.primary_name and column.type == "string" and column.format != "text":
            message = f"primary_name '{column.name}' has the format {column.format}, not text"
            document.report(UNSUITABLE_PRIMARY_NAME, message, document.place(("columns", column.name, "format")))
        _check_words(column, document)
        _check_limits(column, document)
        _check_bounds(column, document)
        _check_option_set_name(column, table, document)


def _check_primary(table: Table, document: Document, key: str, name: str, type_: str, rule: Rule) -> None:
    column = table.by_name.get(name)
    if column is None:
        message = f"{key} '{name}' is not a column of {table.name}{did_you_mean(name, table.by_name)}"
        document.report(UNKNOWN_COLUMN, message, document.place((key,)))
    elif column.type != type_:
        message = f"{key} '{name}' is of type {column.type}, not {type_}"
        document.report(rule, message, document.place((key,)))


def _check_keys(column: Column, document: Document) -> None:
    path = ("columns", column.name)
    value = document.value["columns"][column.name]
    for key in value:
        if key in TYPE_KEYS and key not in TYPES[column.type].spec_keys:
            message = f"columns of type {column.type} do not support '{key}'"
            document.report(UNSUPPORTED_KEY, message, document.place((*path, key), key=True))
    if "class_name" in value and column.option_set and column.option_set.is_global:
        message = f"'{column.name}' has a global choice, whose class is named after it in solution.yaml"
        document.report(UNSUPPORTED_KEY, message, document.place((*path, "class_name"), key=True))


def _check_guid(column: Column, table: Table, document: Document) -> None:
    if column.name != table.primary_id:
        if not column.existing:
            message = f"'{column.name}' is of type guid, which only primary ids have"
            document.report(UNSUITABLE_PRIMARY_ID, message, document.place(("columns", column.name, "type")))
    elif table.kind == "activity" or table.extends:
        return  # whose primary ids have other names
    elif column.logical_name != f"{table.logical_name}id":
        prefix = table.logical_name.partition("_")[0] + "_"
        expected = f"{table.logical_name}id".removeprefix(prefix)
        given = column.logical_name.removeprefix(prefix)
        message = f"the logical name of primary id '{column.name}' is '{given}'; Dataverse names it '{expected}'"
        document.report(UNSUITABLE_PRIMARY_ID, message, document.place(("columns", column.name), key=True))


def _check_words(column: Column, document: Document) -> None:
    """Report a format or a behavior that other types have."""
    type_ = TYPES[column.type]
    for key, given, known in (("format", column.format, type_.formats), ("behavior", column.behavior, type_.behaviors)):
        if given is not None and given not in known:
            words = ", ".join(word for word in known if word)
            message = f"'{key}' of a column of type {column.type} must be one of {words}; not '{given}'"
            document.report(INVALID_VALUE, message, document.place(("columns", column.name, key)))


def _check_limits(column: Column, document: Document) -> None:
    type_ = TYPES[column.type]
    for key, given, most in (
        ("max_length", column.max_length, longest(column)),
        ("precision", column.precision, type_.max_precision),
    ):
        if given is not None and most is not None and given > most:
            message = f"{key} {given:,} exceeds {most:,}, the limit of {column.type} columns"
            document.report(EXCEEDS_LIMIT, message, document.place(("columns", column.name, key)))
    if column.max_size_kb is not None and type_.xml.bounds is not None:
        low, high = type_.xml.bounds
        if not low <= column.max_size_kb <= high:
            message = f"max_size_kb {column.max_size_kb:,} of a column of type {column.type} is not between"
            message += f" {low:,} and {high:,}"
            document.report(EXCEEDS_LIMIT, message, document.place(("columns", column.name, "max_size_kb")))


def _check_bounds(column: Column, document: Document) -> None:
    type_ = TYPES[column.type]
    if type_.bounds is None:
        return
    low, high = type_.bounds
    for key, bound in (("minimum", column.minimum), ("maximum", column.maximum)):
        if bound is None:
            continue
        place = document.place(("columns", column.name, key))
        if not low <= bound <= high:
            document.report(EXCEEDS_LIMIT, f"{key} {bound:,} is not between {low:,} and {high:,}", place)
        elif type_.is_whole and bound != int(bound):
            message = f"{key} {bound} of a column of type {column.type} is not a whole number"
            document.report(EXCEEDS_LIMIT, message, place)
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        message = f"minimum {column.minimum:,} is greater than maximum {column.maximum:,}"
        document.report(EXCEEDS_LIMIT, message, document.place(("columns", column.name, "minimum")))


def _check_option_set_name(column: Column, table: Table, document: Document) -> None:
    """Report an option set of a column's own that its table's name and its own make too long a name for."""
    if not TYPES[column.type].option_set_type or (column.option_set and column.option_set.is_global):
        return
    name = column.option_set.name if column.option_set else column.option_set_name
    name = name or f"{table.logical_name}_{column.logical_name}"
    if len(name) > NAME_LENGTH:
        message = (
            f"'{name}', the option set's name composed of table and column, has {len(name)} characters;"
            f" the limit is {NAME_LENGTH}"
        )
        document.report(EXCEEDS_LIMIT, message, document.place(("columns", column.name), key=True))
