"""Relationships: their types in solution files, and how forms of a table show the rows that refer to it."""

from __future__ import annotations

RELATIONSHIP_TYPES = ("OneToMany", "ManyToMany")
ROLE_TYPES = ("0", "1")
"""Of a one-to-many relationship: the role of the referenced table, and that of the referencing one."""

NAV_PANE_DISPLAY_OPTIONS = frozenset({"UseCollectionName", "UseLabel", "DoNotDisplay"})
NAV_PANE_AREAS = frozenset({"Details", "Sales", "Service", "Marketing", "InternetMarketing", "ProcessCenter"})
