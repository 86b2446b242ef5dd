"""Relationships: their types in solution files, and how forms of a table show the rows that refer to it."""

from __future__ import annotations

RELATIONSHIP_TYPES = ("OneToMany", "ManyToMany")
ROLE_TYPES = ("0", "1")
"""Of a one-to-many relationship: the role of the referenced table, and that of the referencing one."""

NAV_PANE_DISPLAY_OPTIONS = frozenset({"UseCollectionName", "UseLabel", "DoNotDisplay"})
NAV_PANE_AREAS = frozenset({"Details", "Sales", "Service", "Marketing", "InternetMarketing", "ProcessCenter"})


def navigation_property(column: str, target: str, *, several: bool, activity: str = "") -> str:
    """Return the navigation property of a lookup that Dataverse makes, by the schema name of its column.

    If the lookup refers to several tables, there is one for each, with the logical name of the target. `activity` is
    the schema name of its table if that is an activity, '' if not.
    """
    return "_".join(part for part in (column, activity, target if several else "") if part)
