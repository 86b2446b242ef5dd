"""Images: one of a table's is its primary image."""

from __future__ import annotations

from dvspec.findings import Rule, Severity
from dvspec.model import Table
from dvspec.spec.document import Document

SECOND_PRIMARY_IMAGE = Rule(
    "DV242",
    "second-primary-image",
    Severity.ERROR,
    "A table has at most one primary image.",
    "Remove primary from all images but one.",
)


def check(table: Table, document: Document) -> None:
    """Report primary images after the first."""
    primary = [column.name for column in table.columns if column.is_primary_image]
    for name in primary[1:]:
        message = f"both '{primary[0]}' and '{name}' are the primary image of {table.name}"
        document.report(SECOND_PRIMARY_IMAGE, message, document.place(("columns", name, "primary"), key=True))
