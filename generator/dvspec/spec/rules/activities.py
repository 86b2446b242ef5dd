"""Activity tables: owned by users and teams, with the primary columns that all activities have."""

from __future__ import annotations

from dvspec.dataverse.tables import ACTIVITY_PRIMARY_ID, ACTIVITY_PRIMARY_NAME
from dvspec.findings import Rule, Severity
from dvspec.model import Table
from dvspec.spec.document import Document

INVALID_ACTIVITY_TABLE = Rule(
    "DV245",
    "invalid-activity-table",
    Severity.ERROR,
    f"Activity tables are owned by users and teams, their primary id is {ACTIVITY_PRIMARY_ID.lower()} and their"
    f" primary name {ACTIVITY_PRIMARY_NAME.lower()}.",
    "Remove ownership, and the logical_name and prefix of both columns.",
    "0x8004F120",
)


def check(table: Table, document: Document) -> None:
    """Report an activity table's ownership and primary columns that are not those of activities."""
    if table.ownership != "UserOwned":
        message = f"{table.name} is an activity table, so its ownership is UserOwned, not {table.ownership}"
        document.report(INVALID_ACTIVITY_TABLE, message, document.place(("ownership",)))
    for key, name, expected in (
        ("primary_id", table.primary_id, ACTIVITY_PRIMARY_ID),
        ("primary_name", table.primary_name, ACTIVITY_PRIMARY_NAME),
    ):
        column = table.by_name.get(name)
        if column is not None and column.logical_name != expected.lower():
            message = f"the {key} of an activity table is '{expected.lower()}', not '{column.logical_name}'"
            document.report(INVALID_ACTIVITY_TABLE, message, document.place(("columns", name), key=True))
