"""Kinds of tables, and who can own their rows."""

from __future__ import annotations

TABLE_KINDS = ("standard", "elastic")
OWNERSHIPS = ("UserOwned", "OrgOwned")
"""What custom tables can choose from."""
SYSTEM_OWNERSHIPS = ("None", "TeamOwned", "BusinessOwned", "BusinessParented")
"""What tables of Dataverse's own have besides."""
OWNERSHIP_COLUMNS = {
    "UserOwned": frozenset({"ownerid", "owningbusinessunit", "owningteam", "owninguser"}),
    "OrgOwned": frozenset({"organizationid"}),
}
"""System columns of the tables with an ownership, which those with the other one don't have."""
