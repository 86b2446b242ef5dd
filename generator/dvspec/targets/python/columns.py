"""Columns of a table's class: the field of each, its docstring, and its entry in COLUMNS."""

from __future__ import annotations

from typing import NamedTuple

from dvspec.dataverse.types import TYPES, base_currency_key, row_value
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
        docstring=layout.docstring(4, f"{_sentence(column.description.text)} {_facts(column)}"),
        entry=layout.call(8, "Column", _entry(column, table), after=","),
    )


def _annotation(column: Column, needed: Imports) -> str:
    if column.option_set:
        class_name = column.option_set.class_name
        return f"frozenset[{class_name}]" if TYPES[column.type].is_multiple else class_name
    annotation = TYPES[column.type].python
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
    column_type = TYPES[column.type]
    arguments = [
        layout.string(column.python_name),
        layout.string(column.logical_name),
        layout.string(column.documented_as or column.name),
        f"Kind.{column_type.reader}",
    ]
    if column_type.max_length:
        arguments.append(f"max_length={column.max_length}")
    if column.minimum is not None and column.maximum is not None:
        arguments += [f"minimum={plain(column.minimum)}", f"maximum={plain(column.maximum)}"]
    elif bounds := column_type.bounds:
        arguments += [f"minimum={bounds[0]}", f"maximum={bounds[1]}"]
    if column.option_set:
        arguments.append(f"options={column.option_set.class_name}")
    for relationship in column.relationships:
        arguments.append(f"navigation={layout.string(relationship.navigation)}")
        arguments.append(f"target={layout.string(relationship.target_entity_set_name)}")
    if column_type.is_exact and column.precision is not None:
        arguments.append(f"precision={column.precision}")
    if column.required or column.name == table.primary_id:
        arguments.append("required=True")
    if base := base_currency_key(column):
        arguments.append(f"base={layout.string(base)}")
    payload = payload_type(column)
    if payload:
        if payload.class_name:
            arguments.append(f"payload={payload.class_name}")
        if payload.many:
            arguments.append("many=True")
        if payload.annotation == "dict[str, Json]":
            arguments.append("json_type=dict")
    return arguments


def _facts(column: Column) -> str:
    """Return type, length, bounds, origin and example of a column as sentences."""
    type_ = TYPES[column.type].label
    if column.max_length is not None:
        type_ += f" of at most {column.max_length:,} characters"
    if column.minimum is not None and column.maximum is not None:
        type_ += f" from {plain(column.minimum, grouped=True)} to {plain(column.maximum, grouped=True)}"
    if column.precision is not None:
        type_ += f", {column.precision} decimals"
    if column.relationships:
        type_ += f" to {', '.join(relationship.target for relationship in column.relationships)}"
    example = row_value(column, column.example) if TYPES[column.type].is_multiple else column.example
    example = plain(example) if isinstance(example, float) else example
    sentences = f"{type_}. {_origin(column)}."
    return f"{sentences} Example: {example}." if isinstance(example, str | int) else sentences


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
    return text if text.endswith((".", "!", "?")) else f"{text}."
