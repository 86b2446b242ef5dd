"""Columns whose values Dataverse gives: numbered rows, formulas, calculated and rollup columns."""

from __future__ import annotations

import re

from dvspec.dataverse.xml_types import AUTO_NUMBER_PLACEHOLDERS
from dvspec.findings import Rule, Severity
from dvspec.model import Column, Table
from dvspec.spec.build.column import FORMULAS
from dvspec.spec.document import Document

INVALID_AUTONUMBER = Rule(
    "DV236",
    "invalid-autonumber",
    Severity.ERROR,
    "autonumber is on string columns of format text; its braces contain placeholders, and its numbers fit max_length.",
    f"Write {', '.join(AUTO_NUMBER_PLACEHOLDERS)} in braces, such as R-{{SEQNUM:5}}, or remove autonumber.",
    "0x8009049A",
)
INVALID_COMPUTED_COLUMN = Rule(
    "DV237",
    "invalid-computed-column",
    Severity.ERROR,
    "A column has at most one of formula, calculated, rollup and autonumber, and is not required if it is computed.",
    "Keep one of the keys, and remove required.",
)
COMPUTED_IDENTIFIER = Rule(
    "DV238",
    "computed-identifier",
    Severity.ERROR,
    "Identifiers and GUIDs are composed of columns that rows are written with, and stored in one.",
    "Use a column that is not computed.",
)

_PLACEHOLDER = re.compile(rf"\{{(?P<name>{'|'.join(AUTO_NUMBER_PLACEHOLDERS)})(?::(?P<argument>[^{{}}]*))?\}}", re.I)
_MOST_DIGITS = 30


def check(table: Table, document: Document) -> None:
    """Report what is wrong with a table's computed columns, and with identifiers that are composed of them."""
    for column in table.columns:
        given = [key for key in (*FORMULAS, "autonumber") if key in document.value["columns"].get(column.name, {})]
        if len(given) > 1:
            message = f"'{column.name}' has both {given[0]} and {given[1]}"
            document.report(
                INVALID_COMPUTED_COLUMN, message, document.place(("columns", column.name, given[1]), key=True)
            )
        if column.autonumber is not None:
            _check_autonumber(column, document)
        if column.formula is not None:
            _check_formula(column, document)
    _check_identifier(table, document)


def _check_autonumber(column: Column, document: Document) -> None:
    number_format = column.autonumber or ""
    place = document.place(("columns", column.name, "autonumber"))
    if column.format != "text":
        message = f"'{column.name}' has the format {column.format}; only columns of format text can have autonumber"
        document.report(INVALID_AUTONUMBER, message, place)
        return
    rest = _PLACEHOLDER.sub("", number_format)
    if "{" in rest or "}" in rest:
        problem = "braces that are not closed" if rest.count("{") != rest.count("}") else "an unknown placeholder"
        document.report(INVALID_AUTONUMBER, f"autonumber {number_format!r} has {problem}", place)
        return
    if rest == number_format:
        message = f"autonumber {number_format!r} has no placeholder, so all rows would have the same text"
        document.report(INVALID_AUTONUMBER, message, place)
        return
    length = len(rest)
    for placeholder in _PLACEHOLDER.finditer(number_format):
        name, argument = placeholder["name"].upper(), placeholder["argument"]
        if name == "DATETIMEUTC":
            length += len(argument or "")
        elif argument is not None and not (
            argument.isascii() and argument.isdigit() and 0 < int(argument) <= _MOST_DIGITS
        ):
            message = f"autonumber {number_format!r}: {name} takes a number of characters, not {argument!r}"
            document.report(INVALID_AUTONUMBER, message, place)
            return
        else:
            length += int(argument or 1)
    if column.max_length is not None and length > column.max_length:
        message = f"autonumber {number_format!r} gives {length} characters; max_length is {column.max_length}"
        document.report(INVALID_AUTONUMBER, message, place)


def _check_formula(column: Column, document: Document) -> None:
    if column.required and not column.existing:
        message = f"'{column.name}' is computed, so rows can't be required to have a value"
        document.report(INVALID_COMPUTED_COLUMN, message, document.place(("columns", column.name, "required")))


def _check_identifier(table: Table, document: Document) -> None:
    """Report computed columns that an identifier or a GUID is made of, or that hold an identifier."""
    if table.identifier is not None:
        holder = table.by_name.get(table.identifier.column)
        if holder is not None and holder.formula is not None:
            message = f"'{holder.name}' is computed, so no identifier can be written to it"
            document.report(COMPUTED_IDENTIFIER, message, document.place(("identifier", "column")))
        for position, part in enumerate(table.identifier.parts):
            column = table.by_name.get(part.name) if part.role == "column" else None
            if column is not None and column.formula is not None:
                message = f"identifier part '{part.name}' is computed by Dataverse after a row is written"
                document.report(COMPUTED_IDENTIFIER, message, document.place(("identifier", "parts", position)))
    source = table.by_name.get(table.guid.source) if table.guid is not None and table.guid.source else None
    if source is not None and source.formula is not None:
        message = f"guid is read from '{source.name}', which Dataverse computes after a row is written"
        document.report(COMPUTED_IDENTIFIER, message, document.place(("guid", "from")))
