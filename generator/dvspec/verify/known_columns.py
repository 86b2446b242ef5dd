"""Which columns a table has: those that the package declares, and those that Dataverse itself makes."""

from __future__ import annotations

from collections.abc import Collection

from dvspec.dataverse.system_columns import ACTIVITY_COLUMNS, COMPONENT_COLUMNS, LOGICAL_NAMES
from dvspec.dataverse.xml_types import ROLLUP_COMPANIONS, XML_TYPES
from dvspec.solution_files.table import Column, Table

_ROLLUP = "2"  # <SourceType>
_ALL_COMPANIONS = frozenset(ROLLUP_COMPANIONS).union(*(type_.all_companions for type_ in XML_TYPES.values()))


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
    """Return whether queries can use this name: a column, or a companion that Dataverse makes beside one."""
    return has_column(table, name) or any(
        name.endswith(ending) and _has_companion(table, name.removesuffix(ending), ending) for ending in _ALL_COMPANIONS
    )


def _has_companion(table: Table, name: str, ending: str) -> bool:
    column = table.columns_by_name.get(name)
    if column is None:
        return has_column(table, name)  # of a system column, whose type is not declared
    return ending in _companions(column)


def _companions(column: Column) -> Collection[str]:
    type_ = XML_TYPES.get(column.type)
    if type_ is None:
        return _ALL_COMPANIONS
    return (*type_.all_companions, *ROLLUP_COMPANIONS) if column.text("SourceType") == _ROLLUP else type_.all_companions
