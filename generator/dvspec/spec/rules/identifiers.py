"""Identifiers: parts that exist, and examples that their parts compose."""

from __future__ import annotations

from dvspec import reserved_names
from dvspec.dataverse.types import TYPES
from dvspec.findings import Place, Rule, Severity, did_you_mean
from dvspec.model import Identifier, Part, Table
from dvspec.spec.document import Document
from dvspec.spec.rules.columns import UNKNOWN_COLUMN
from dvspec.spec.rules.naming import DUPLICATE_NAME, INVALID_PYTHON_NAME

UNKNOWN_PART = Rule(
    "DV204",
    "unknown-identifier-part",
    Severity.ERROR,
    "Each part of an identifier is a text column of the table, a literal or an argument.",
    "Use a text column, or write {literal: …} or {argument: …}.",
)
WRONG_IDENTIFIER_EXAMPLE = Rule(
    "DV205",
    "wrong-identifier-example",
    Severity.ERROR,
    "An identifier's example has a text for each part, and the value that they compose.",
    "Fix the example's parts or its value.",
)
CONSTANT_IDENTIFIER = Rule(
    "DV230",
    "constant-identifier",
    Severity.ERROR,
    "Identifiers have a part that differs from row to row.",
    "Add a column or an argument to the parts.",
)
SELF_REFERENCING_IDENTIFIER = Rule(
    "DV231",
    "self-referencing-identifier",
    Severity.ERROR,
    "The column that holds an identifier is not one of its parts, unless it is the only one and the GUID's source.",
    "Name another column under identifier.column, or remove the column from the parts.",
)


def check(table: Table, document: Document) -> None:
    """Report what is wrong with a table's identifier."""
    if table.identifier is None:
        return
    text_columns = [column.name for column in table.columns if TYPES[column.type].is_text]
    if table.identifier.column not in text_columns:
        message = f"'{table.identifier.column}' is not a text column of {table.name}"
        hint = did_you_mean(table.identifier.column, text_columns)
        document.report(UNKNOWN_COLUMN, message + hint, document.place(("identifier", "column")))
    if not table.identifier.inputs:
        message = f"the identifier of {table.name} consists of literals, so all rows would have the same one"
        document.report(CONSTANT_IDENTIFIER, message, document.place(("identifier", "parts"), key=True))
    python_names: set[str] = set()
    for position, part in enumerate(table.identifier.parts):
        place = document.place(("identifier", "parts", position))
        if part.role == "column":
            _check_column(part, table, table.identifier, text_columns, document, place)
        elif part.role == "argument":
            _check_argument(part, table, document, place)
        if part.role != "literal":
            if part.python_name in python_names:
                document.report(DUPLICATE_NAME, f"duplicate identifier part '{part.python_name}'", place)
            python_names.add(part.python_name)
    _check_example(table.identifier, document)


def _check_column(
    part: Part, table: Table, identifier: Identifier, text_columns: list[str], document: Document, place: Place
) -> None:
    if part.name not in text_columns:
        what = "column" if part.name not in table.by_name else "text column"
        message = f"identifier part '{part.name}' is not a {what} of {table.name}"
        document.report(UNKNOWN_PART, message + did_you_mean(part.name, text_columns), place)
    elif part.name == identifier.column and (len(identifier.parts) > 1 or table.guid is None or table.guid.source):
        message = f"'{part.name}' holds the identifier, so it can't be one of its parts"
        document.report(SELF_REFERENCING_IDENTIFIER, message, place)
    problem = reserved_names.parameter_name_problem(part.python_name, table.python_module)
    if problem and not reserved_names.python_name_problem(part.python_name):  # else the column itself is reported
        message = f"identifier part '{part.name}' yields '{part.python_name}', {problem}; set its python_name"
        document.report(INVALID_PYTHON_NAME, message, place)


def _check_argument(part: Part, table: Table, document: Document, place: Place) -> None:
    problem = reserved_names.parameter_name_problem(part.python_name, table.python_module)
    if problem:
        message = f"argument '{part.name}' yields '{part.python_name}', {problem}; rename it"
        document.report(INVALID_PYTHON_NAME, message, place)
    if part.name in table.by_name:
        message = f"'{part.name}' is a column of {table.name}; write it as a part, not as an argument"
        document.report(UNKNOWN_PART, message, place)


def _check_example(identifier: Identifier, document: Document) -> None:
    texts = identifier.example_parts
    inputs = identifier.inputs
    place = document.place(("identifier", "example", "parts"))
    if len(texts) != len(inputs):
        expected = ", ".join(part.name for part in inputs)
        message = f"the example has {_counted(len(texts), 'part')}; the identifier takes {len(inputs)}: {expected}"
        document.report(WRONG_IDENTIFIER_EXAMPLE, message, place)
        return
    for part, text in zip(inputs, texts, strict=True):
        if not text or "|" in text:
            message = f"the example of part '{part.name}' {'contains a |' if text else 'is empty'}"
            document.report(WRONG_IDENTIFIER_EXAMPLE, message, place)
            return
    rest = iter(texts)
    composed = "|".join(part.name if part.role == "literal" else next(rest) for part in identifier.parts)
    if composed != identifier.example:
        message = f"the example's value is '{identifier.example}', but its parts compose '{composed}'"
        place = document.place(("identifier", "example", "value"))
        document.report(WRONG_IDENTIFIER_EXAMPLE, message, place)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
