"""Columns of a table's class: the field of each, its docstring, and its entry in COLUMNS."""

from __future__ import annotations

from typing import NamedTuple

from dvspec.dataverse.row_values import companions, decimals, has_unknown_options, is_read_only, value_type
from dvspec.dataverse.types import TYPES, row_value
from dvspec.model import Column, Table
from dvspec.numbers import plain
from dvspec.targets.python import layout
from dvspec.targets.python.imports import Imports
from dvspec.targets.python.payloads import payload_type


class ColumnView(NamedTuple):
    """What the template needs of a column: finished lines."""

    field: str
    docstring: str
    entry: str


def column_view(column: Column, table: Table, needed: Imports) -> ColumnView:
    """Return a column for the template, and note what its annotation needs."""
    return ColumnView(
        field=layout.field(4, column.python_name, "Maybe", _annotation(column, needed), "UNSET"),
        docstring=layout.docstring(4, f"{_sentence(column.description.text)} {_facts(column)}".lstrip()),
        entry=layout.call(8, "Column", _entry(column, table), after=","),
    )


def _annotation(column: Column, needed: Imports) -> str:
    if column.option_set:
        class_name = "int" if has_unknown_options(column) else column.option_set.class_name
        return f"frozenset[{class_name}]" if TYPES[column.type].is_multiple else class_name
    if len(column.relationships) > 1:
        needed.add(".values", "RowReference")
        return "RowReference"
    annotation = value_type(column).python
    payload = payload_type(column)
    if payload:
        annotation = payload.annotation
        if "Json" in annotation:
            needed.add(".values", "Json")
        if annotation == "Json":
            needed.add(".values", "JsonNull")
            annotation = "Json | JsonNull"
    needed.add_type(annotation)
    return annotation


def _entry(column: Column, table: Table) -> list[str]:
    """Return the arguments of the column's entry in COLUMNS."""
    column_type = value_type(column)
    unknown = has_unknown_options(column)
    reader = "REFERENCE" if len(column.relationships) > 1 else column_type.reader
    if unknown and not column_type.is_multiple:
        reader, column_type = "INTEGER", TYPES["integer"]
    arguments = [
        layout.string(column.python_name),
        layout.string(column.logical_name),
        layout.string(column.documented_as or column.name),
        f"Kind.{reader}",
    ]
    if column_type.max_length:
        arguments.append(f"max_length={column.max_length}")
    if column.minimum is not None and column.maximum is not None:
        arguments += [f"minimum={plain(column.minimum)}", f"maximum={plain(column.maximum)}"]
    elif column_type.json_schema["type"] in ("integer", "number") and (bounds := column_type.bounds):
        arguments += [f"minimum={bounds[0]}", f"maximum={bounds[1]}"]
    if column.option_set and not unknown:
        arguments.append(f"options={column.option_set.class_name}")
    if column.relationships:
        arguments.append(_targets(column))
    if (precision := decimals(column)) is not None:
        arguments.append(f"precision={precision}")
    if column.required or column.name == table.primary_id:
        arguments.append("required=True")
    if is_read_only(column):
        arguments.append("read_only=True")
    if endings := companions(column):
        items = ", ".join(map(layout.string, endings))
        arguments.append(f"companions=({items}{',' * (len(endings) == 1)})")
    payload = payload_type(column)
    if payload:
        if payload.class_name:
            arguments.append(f"payload={payload.class_name}")
        if payload.many:
            arguments.append("many=True")
        if payload.annotation == "dict[str, Json]":
            arguments.append("json_type=dict")
    return arguments


def _targets(column: Column) -> str:
    targets = [
        layout.nested_call(
            16,
            "LookupTarget",
            [
                layout.string(relationship.navigation),
                layout.string(relationship.target_entity_set_name),
                layout.string(relationship.target_logical_name),
            ],
        )
        for relationship in column.relationships
    ]
    return layout.nested_tuple(12, targets, before="targets=")


def _facts(column: Column) -> str:
    """Return type, length, bounds, origin and example of a column as sentences."""
    type_ = _type(column)
    if column.max_length is not None:
        type_ += f" of at most {column.max_length:,} characters"
    if column.minimum is not None and column.maximum is not None:
        type_ += f" from {plain(column.minimum, grouped=True)} to {plain(column.maximum, grouped=True)}"
    if column.precision_source == "currency":
        type_ += ", with the decimals of its currency"
    elif column.precision_source == "pricing":
        type_ += ", with the decimals of the organization's prices"
    elif column.precision is not None:
        type_ += f", {column.precision} decimals"
    if column.relationships:
        type_ += f" to {' or '.join(relationship.target for relationship in column.relationships)}"
    elif has_unknown_options(column) and column.option_set:
        type_ += f" of {column.option_set.name}, whose options are not in the specs"
    example = row_value(column, column.example) if TYPES[column.type].is_multiple else column.example
    example = plain(example) if isinstance(example, float) else example
    sentences = f"{type_}. {_written(column)}{_origin(column)}."
    return f"{sentences} Example: {example}." if isinstance(example, str | int) else sentences


def _type(column: Column) -> str:
    """Return the type of a column in words, with what its format and behavior say about its values."""
    label = TYPES[column.type].label
    if (column.type, column.format) in _FORMATS:
        label = _FORMATS[column.type, column.format]
    elif column.format not in _PLAIN_FORMATS:
        label += f" ({column.format})"
    if column.behavior == "time_zone_independent":
        label += ", the same in every time zone"
    if column.type == "date" and value_type(column).name != "date":
        label += ", in rows with a time"
    return label


# Formats that no docstring mentions, and those that say what a number is.
_PLAIN_FORMATS = (None, "", "none", "text", "textarea")
_FORMATS: dict[tuple[str, str | None], str] = {
    ("integer", "duration"): "Whole number: a duration in minutes",
    ("integer", "timezone"): "Whole number: the code of a time zone",
    ("integer", "language"): "Whole number: the code of a language (LCID)",
    ("integer", "locale"): "Whole number: the code of a locale (LCID)",
}


def _written(column: Column) -> str:
    """Return how a column gets its value, if it is not just written; '' or a sentence and a space."""
    if column.formula:
        return "Dataverse computes it: rows are not written with it. "
    if is_read_only(column):
        return "Rows are not written with it. "
    if column.autonumber:
        return "Dataverse numbers rows that are created without it. "
    return "Recommended in apps. " if column.required_level == "recommended" else ""


def _origin(column: Column) -> str:
    origin = f"Column {column.logical_name}"
    if column.cdm:
        origin += f", attribute {column.cdm} of the Common Data Model"
    elif column.documented_as and column.documented_as not in (column.name, column.logical_name):
        origin += f", documented as {column.documented_as}"
    elif column.documented_as is None:
        origin += ", not documented"
    return origin if column.live else f"{origin}, documented but absent from the live table"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
