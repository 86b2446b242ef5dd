"""References between specs: tables that are listed or looked up, and global choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.spec.document import Document
from dvspec.spec.externals import Externals
from dvspec.spec.rules.options import INVALID_OPTIONS

UNKNOWN_TABLE = Rule(
    "DV208",
    "unknown-table",
    Severity.ERROR,
    "Each listed table has a spec, and each table that a spec refers to has one or is known.",
    "Name a table of this solution, add the table's spec, or list a table of another solution by its logical name under"
    " external_tables.",
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
    "Each lookup has a target.",
    "Add target, or targets for several tables.",
)


def check(
    solution_document: Document, documents: Mapping[str, Document], externals: Externals, *, all_read: bool
) -> None:
    """Report references to what the specs lack; tables only if all files could be read."""
    if all_read:
        _check_listing(solution_document, documents)
    choices = solution_document.value.get("choices", {})
    for document in documents.values():
        _check_table(document, choices, documents if all_read else None, externals)


def _check_table(
    document: Document, choices: Mapping[str, Any], documents: Mapping[str, Document] | None, externals: Externals
) -> None:
    extended = document.value.get("extends")
    if extended is not None and externals.get(extended) is None:
        message = f"there is no table '{extended}' to extend{externals.hint(extended)}"
        document.report(UNKNOWN_TABLE, message, document.place(("extends",)))
    for name, column in document.value["columns"].items():
        type_ = TYPES[column["type"]]
        if type_.has_choices:
            _check_choice(column.get("choices"), choices, document, name)
        elif type_.xml.is_lookup:
            _check_lookup(name, column, documents, externals, document)
    for name, pairs in document.value.get("many_to_many", {}).items():
        target = pairs["with"]
        if documents is not None and target not in documents and externals.get(target) is None:
            message = f"many-to-many relationship '{name}' is with '{target}', which has no spec and is not known"
            hint = did_you_mean(target, documents) or externals.hint(target)
            document.report(UNKNOWN_TABLE, message + hint, document.place(("many_to_many", name, "with")))


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
    name: str,
    column: Mapping[str, Any],
    documents: Mapping[str, Document] | None,
    externals: Externals,
    document: Document,
) -> None:
    path: tuple[str | int, ...] = ("columns", name)
    targets = {(*path, "targets", position): target for position, target in enumerate(column.get("targets", ()))}
    if not targets and "target" in column:
        targets = {(*path, "target"): column["target"]}
    if not targets and "targets" not in TYPES[column["type"]].defaults:
        document.report(INCOMPLETE_LOOKUP, f"lookup '{name}' needs a target", document.place(path, key=True))
    for place, target in targets.items():
        if documents is not None and target not in documents and externals.get(target) is None:
            message = f"lookup '{name}' has the target '{target}', which has no spec and is not known"
            hint = did_you_mean(target, documents) or externals.hint(target)
            document.report(UNKNOWN_TABLE, message + hint, document.place(place))
