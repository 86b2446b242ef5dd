"""Relationships: a table has one parent at most."""

from __future__ import annotations

from dvspec.dataverse.cascades import is_parental
from dvspec.findings import Rule, Severity
from dvspec.model import Table
from dvspec.spec.document import Document

SECOND_PARENT = Rule(
    "DV227",
    "second-parent",
    Severity.ERROR,
    "A table has at most one relationship in which every operation cascades.",
    "Use another cascade in one of the relationships.",
    "0x80047007",
)


def check(table: Table, document: Document) -> None:
    """Report relationships that cascade everything, after the first."""
    parental = [column.name for column in table.columns for side in column.relationships if is_parental(side.cascade)]
    for name in parental[1:]:
        message = f"the relationships of '{parental[0]}' and '{name}' both cascade everything"
        document.report(SECOND_PARENT, message, document.place(("columns", name, "relationship"), key=True))
