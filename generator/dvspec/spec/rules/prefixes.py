"""Prefixes: whatever a package adds to Dataverse has one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dvspec.findings import Place, Rule, Severity
from dvspec.model import Column, Solution, Table
from dvspec.spec.document import Document

NO_PREFIX = Rule(
    "DV247",
    "no-prefix",
    Severity.ERROR,
    "Tables, columns, keys, relationships and global choices that a package adds have a customization prefix.",
    "Remove prefix to use the publisher's; prefix '' is for what exists already.",
    "0x80044366",
)

_PREFIXED = re.compile("[A-Za-z][A-Za-z0-9]{1,7}_")  # a complete name that has a prefix


def check(solution: Solution, solution_document: Document, documents: Mapping[str, Document]) -> None:
    """Report names without prefix of what packages define."""
    for name, choice in solution_document.value.get("choices", {}).items():
        if choice.get("prefix") == "" and not choice.get("external"):
            place = solution_document.place(("choices", name, "prefix"))
            solution_document.report(NO_PREFIX, f"choice '{name}' has no prefix", place)
    for table in solution.tables:
        document = documents[table.name]
        for what, place in _without_prefix(table, document):
            document.report(NO_PREFIX, f"{what} has no prefix", place)


def _without_prefix(table: Table, document: Document) -> Iterator[tuple[str, Place]]:
    """Yield what a table's spec gives an empty prefix, with its place."""
    if document.value.get("prefix") == "" and not table.extends:
        yield f"table '{table.name}'", document.place(("prefix",))
    for column in table.columns:
        spec = document.value["columns"].get(column.name, {})
        path = ("columns", column.name)
        if spec.get("prefix") == "" and not _is_system_column(column, table):
            yield f"column '{column.name}'", document.place((*path, "prefix"))
        sides: dict[tuple[str, ...], Mapping[str, Any]] = {("relationship",): spec.get("relationship", {})}
        sides |= {("relationships", target): side for target, side in spec.get("relationships", {}).items()}
        for keys, side in sides.items():
            if side.get("prefix") == "" and not column.existing:
                yield f"a relationship of '{column.name}'", document.place((*path, *keys, "prefix"))
    for collection, what in (("keys", "key"), ("many_to_many", "many-to-many relationship")):
        for name, spec in document.value.get(collection, {}).items():
            if spec.get("prefix") == "" and not _PREFIXED.match(name):
                yield f"{what} '{name}'", document.place((collection, name, "prefix"))


def _is_system_column(column: Column, table: Table) -> bool:
    """Return whether Dataverse names a column itself, without prefix."""
    if column.existing or column.type in ("state", "status"):
        return True
    if column.type == "image" and column.logical_name == "entityimage":
        return True
    return table.kind == "activity" and column.name in (table.primary_id, table.primary_name)
