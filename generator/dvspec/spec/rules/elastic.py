"""Elastic tables: what they don't have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dvspec.dataverse import cascades
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity
from dvspec.model import Table
from dvspec.spec.document import Document

UNSUPPORTED_IN_ELASTIC_TABLE = Rule(
    "DV221",
    "unsupported-in-elastic-table",
    Severity.ERROR,
    "Elastic tables have no money or multichoice columns, no alternate keys and no cascades.",
    "Use another type, NoCascade or no key, or set table_kind to standard.",
)


def check(table: Table, document: Document) -> None:
    """Report what an elastic table's spec declares and elastic tables don't have."""
    for column in table.columns:
        path = ("columns", column.name)
        type_ = TYPES[column.type]
        if not type_.xml.in_elastic_tables:
            instead = "; use decimal" if type_.is_exact else ""
            message = f"'{column.name}' is of type {column.type}, which elastic tables do not support{instead}"
            document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, document.place((*path, "type")))
        for steps, relationship in _relationships(document.value["columns"][column.name]):
            for operation in cascades.OPERATIONS:
                cascade = relationship.get(operation, cascades.ELASTIC)
                if cascade != cascades.ELASTIC:
                    message = f"'{operation}' of '{column.name}' is {cascade}; elastic tables support"
                    message += f" {cascades.ELASTIC} only"
                    place = document.place((*path, *steps, operation))
                    document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, place)
    for key in table.alternate_keys:
        message = f"'{key.name}' is an alternate key, which elastic tables do not support"
        document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, document.place(("keys", key.name), key=True))


def _relationships(column: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Yield the relationships of a column's spec, each with the path to it."""
    if "relationship" in column:
        yield ("relationship",), column["relationship"]
    for target, relationship in column.get("relationships", {}).items():
        yield ("relationships", target), relationship
