"""Kinds of tables, and who can own their rows."""

from __future__ import annotations

TABLE_KINDS = ("standard", "elastic", "activity")
ACTIVITY_PRIMARY_ID = "ActivityId"
ACTIVITY_PRIMARY_NAME = "Subject"
"""The schema names of two columns that every activity table has."""
OWNERSHIPS = ("UserOwned", "OrgOwned")
"""What custom tables can choose from."""
SYSTEM_OWNERSHIPS = ("None", "TeamOwned", "BusinessOwned", "BusinessParented")
"""What tables of Dataverse's own have besides."""
OWNERSHIP_COLUMNS = {
    "UserOwned": frozenset({"ownerid", "owningbusinessunit", "owningteam", "owninguser"}),
    "OrgOwned": frozenset({"organizationid"}),
}
"""System columns of the tables with an ownership, which those with the other one don't have."""
