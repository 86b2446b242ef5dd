"""Kinds of tables, and who can own their rows."""

from __future__ import annotations

TABLE_KINDS = ("standard", "elastic")
OWNERSHIPS = ("UserOwned", "OrgOwned")
"""What custom tables can choose from; exports have others in tables of Dataverse's own."""
