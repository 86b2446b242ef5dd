"""Which columns a table has: those that the package declares, and those that Dataverse itself makes."""

from __future__ import annotations

from dvspec.dataverse.system_columns import ACTIVITY_COLUMNS, COMPANION_ENDINGS, COMPONENT_COLUMNS, LOGICAL_NAMES
from dvspec.solution_files.table import Table


def has_column(table: Table, name: str) -> bool:
    """Return whether a table has a column of this logical name."""
    return (
        name in table.columns_by_name
        or name in LOGICAL_NAMES
        or name == table.primary_id
        or (table.is_activity and name in ACTIVITY_COLUMNS)
        or (table.text("IsSolutionAware") == "1" and name in COMPONENT_COLUMNS)
    )


def can_query(table: Table, name: str) -> bool:
    """Return whether queries can use this name; Dataverse also makes columns beside others, as the name of a lookup."""
    return has_column(table, name) or any(
        name.endswith(ending) and has_column(table, name.removesuffix(ending)) for ending in COMPANION_ENDINGS
    )
