"""References between specs: tables that are listed or looked up, and global choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.spec.document import Document
from dvspec.spec.rules.options import INVALID_OPTIONS

UNKNOWN_TABLE = Rule(
    "DV208",
    "unknown-table",
    Severity.ERROR,
    "Each listed table and each lookup's target has a spec.",
    "Name a table of this solution, or add the table's spec.",
)
UNLISTED_SPEC = Rule(
    "DV218",
    "unlisted-spec",
    Severity.ERROR,
    "Each table with a spec is listed in solution.yaml.",
    "List the table under tables, or move the file out of the folder of specs.",
)
INCOMPLETE_LOOKUP = Rule(
    "DV223",
    "incomplete-lookup",
    Severity.ERROR,
    "Each lookup has a target and a relationship.",
    "Add target and relationship.",
)


def check(solution_document: Document, documents: Mapping[str, Document], *, all_read: bool) -> None:
    """Report references to what the specs lack; tables only if all files could be read."""
    if all_read:
        _check_listing(solution_document, documents)
    choices = solution_document.value.get("choices", {})
    for table in solution_document.value["tables"]:
        if table in documents:
            _check_columns(documents[table], choices, documents if all_read else None)


def _check_columns(document: Document, choices: Mapping[str, Any], documents: Mapping[str, Document] | None) -> None:
    for name, column in document.value["columns"].items():
        type_ = TYPES[column["type"]]
        if type_.has_choices:
            _check_choice(column.get("choices"), choices, document, name)
        elif "relationship" in type_.spec_keys:
            _check_lookup(column, documents, document, name)


def _check_listing(solution_document: Document, documents: Mapping[str, Document]) -> None:
    listed = solution_document.value["tables"]
    for position, table in enumerate(listed):
        if table not in documents:
            message = f"there is no spec of table '{table}'{did_you_mean(table, documents)}"
            solution_document.report(UNKNOWN_TABLE, message, solution_document.place(("tables", position)))
    for table, document in documents.items():
        if table not in listed:
            message = f"table '{table}' is not listed under tables in solution.yaml"
            document.report(UNLISTED_SPEC, message, document.place(("table",)))


def _check_choice(choices: Any, known: Mapping[str, Any], document: Document, name: str) -> None:
    if isinstance(choices, str) and choices not in known:
        message = f"there is no global choice '{choices}' in solution.yaml{did_you_mean(choices, known)}"
        document.report(INVALID_OPTIONS, message, document.place(("columns", name, "choices")))


def _check_lookup(
    column: Mapping[str, Any], documents: Mapping[str, Document] | None, document: Document, name: str
) -> None:
    target = column.get("target")
    if target is None or "relationship" not in column:
        message = f"lookup '{name}' needs a target and a relationship"
        document.report(INCOMPLETE_LOOKUP, message, document.place(("columns", name), key=True))
    elif documents is not None and target not in documents:
        message = f"lookup '{name}' has the target '{target}', which has no spec{did_you_mean(target, documents)}"
        document.report(UNKNOWN_TABLE, message, document.place(("columns", name, "target")))
