"""Identifiers and GUIDs: parts that exist, examples that their parts make, sources that are text."""

from __future__ import annotations

from dvspec import names
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.guids import SCHEMES
from dvspec.model import Solution, Table
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
INVALID_GUID_SOURCE = Rule(
    "DV216",
    "invalid-guid-source",
    Severity.ERROR,
    "A table's guid fills its primary id, from the table's identifier or from a text column.",
    "Name the primary id under column, and identifier or a text column under from.",
)
NAMESPACE_MISMATCH = Rule(
    "DV217",
    "namespace-mismatch",
    Severity.ERROR,
    "guid_scheme has a namespace if it is uuid5 or uuid3, and none otherwise.",
    "Add or remove guid_scheme.namespace.",
)
CONSTANT_IDENTIFIER = Rule(
    "DV230",
    "constant-identifier",
    Severity.ERROR,
    "Identifiers have a part that differs from row to row.",
    "Add a column or an argument to the parts.",
)


def check_scheme(solution: Solution, head: Document) -> None:
    """Report a GUID scheme that lacks its namespace, or has one to no purpose."""
    scheme = SCHEMES[solution.guid_scheme.name]
    if scheme.namespaced and solution.guid_scheme.namespace is None:
        message = f"{scheme.name} needs a namespace"
        head.report(NAMESPACE_MISMATCH, message, head.place(("guid_scheme",), key=True))
    elif not scheme.namespaced and solution.guid_scheme.namespace is not None:
        message = f"{scheme.name} has no namespace"
        head.report(NAMESPACE_MISMATCH, message, head.place(("guid_scheme", "namespace"), key=True))


def check(table: Table, document: Document) -> None:
    """Report what is wrong with a table's identifier and its GUID rule."""
    if table.identifier:
        _check_parts(table, document)
        _check_example(table, document)
    if table.guid:
        _check_guid(table, document)


def _check_parts(table: Table, document: Document) -> None:
    assert table.identifier is not None
    text_columns = [column.name for column in table.columns if TYPES[column.type].is_text]
    holder = table.by_name.get(table.identifier.column)
    if holder is None or not TYPES[holder.type].is_text:
        message = f"'{table.identifier.column}' is not a text column of {table.name}"
        hint = did_you_mean(table.identifier.column, text_columns)
        document.report(UNKNOWN_COLUMN, message + hint, document.place(("identifier", "column")))
    if not table.identifier.inputs:
        message = f"the identifier of {table.name} has literals only, so all rows would have the same"
        document.report(CONSTANT_IDENTIFIER, message, document.place(("identifier", "parts"), key=True))
    seen: set[str] = set()
    for position, part in enumerate(table.identifier.parts):
        place = document.place(("identifier", "parts", position))
        if part.kind == "column" and part.name not in text_columns:
            what = "column" if part.name not in table.by_name else "text column"
            message = (
                f"identifier part '{part.name}' is not a {what} of {table.name}{did_you_mean(part.name, text_columns)}"
            )
            document.report(UNKNOWN_PART, message, place)
        if part.kind == "literal":
            continue
        if part.python_name in seen:
            document.report(DUPLICATE_NAME, f"duplicate identifier part '{part.python_name}'", place)
        seen.add(part.python_name)
        problem = names.parameter_name_problem(part.python_name, table.python_module)
        if problem and part.kind == "argument":
            message = f"argument '{part.name}' gives '{part.python_name}', {problem}; rename it"
            document.report(INVALID_PYTHON_NAME, message, place)
        elif problem and not names.python_name_problem(part.python_name):  # of a column, which is reported itself
            message = f"identifier part '{part.name}' gives '{part.python_name}', {problem}; set its python_name"
            document.report(INVALID_PYTHON_NAME, message, place)
        if part.kind == "argument" and part.name in table.by_name:
            message = f"'{part.name}' is a column of {table.name}; write it as a part, not as an argument"
            document.report(UNKNOWN_PART, message, place)


def _check_example(table: Table, document: Document) -> None:
    assert table.identifier is not None
    given = table.identifier.example_parts
    inputs = table.identifier.inputs
    place = document.place(("identifier", "example", "parts"))
    if len(given) != len(inputs):
        wanted = ", ".join(part.name for part in inputs)
        message = f"the example has {len(given)} parts; the identifier takes {len(inputs)}: {wanted}"
        document.report(WRONG_IDENTIFIER_EXAMPLE, message, place)
        return
    for part, text in zip(inputs, given, strict=True):
        if not text or "|" in text:
            message = f"the example of part '{part.name}' is {'empty' if not text else 'a text with a |'}"
            document.report(WRONG_IDENTIFIER_EXAMPLE, message, place)
            return
    rest = iter(given)
    composed = "|".join(part.name if part.kind == "literal" else next(rest) for part in table.identifier.parts)
    if composed != table.identifier.example:
        message = f"the example says '{table.identifier.example}', but its parts make '{composed}'"
        document.report(WRONG_IDENTIFIER_EXAMPLE, message, document.place(("identifier", "example", "value")))


def _check_guid(table: Table, document: Document) -> None:
    assert table.guid is not None
    if table.guid.column != table.primary_id:
        message = f"guid stands on '{table.guid.column}', but the primary id is '{table.primary_id}'"
        document.report(INVALID_GUID_SOURCE, message, document.place(("guid", "column")))
    if table.guid.source is None:
        if table.identifier is None:
            message = f"guid comes from the identifier, but {table.name} has none"
            document.report(INVALID_GUID_SOURCE, message, document.place(("guid", "from")))
        return
    source = table.by_name.get(table.guid.source)
    if source is None or not TYPES[source.type].is_text:
        known = ["identifier", *(column.name for column in table.columns if TYPES[column.type].is_text)]
        message = f"guid comes from '{table.guid.source}', which is not a text column of {table.name}"
        hint = did_you_mean(table.guid.source, known)
        document.report(INVALID_GUID_SOURCE, message + hint, document.place(("guid", "from")))
    elif len(source.python_name) > names.LONGEST_PARAMETER:
        message = f"'{source.name}' gives '{source.python_name}', longer than {names.LONGEST_PARAMETER} characters"
        document.report(INVALID_PYTHON_NAME, f"{message}; set its python_name", document.place(("guid", "from")))
