"""The columns that Dataverse makes with each table: whether a package changes them."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.dataverse.languages import ENGLISH
from dvspec.importers.solution.labels import label
from dvspec.importers.solution.report import Scope
from dvspec.solution_files.table import Column, Table

# Their labels in English, in tables other than activities.
_LABELS: Mapping[str, tuple[str, ...]] = {
    "createdby": ("Created By",),
    "createdon": ("Created On",),
    "createdonbehalfby": ("Created By (Delegate)",),
    "exchangerate": ("Exchange Rate",),
    "importsequencenumber": ("Import Sequence Number",),
    "modifiedby": ("Modified By",),
    "modifiedon": ("Modified On",),
    "modifiedonbehalfby": ("Modified By (Delegate)",),
    "organizationid": ("Organization Id",),
    "overriddencreatedon": ("Record Created On",),
    "ownerid": ("Owner",),
    "owningbusinessunit": ("Owning Business Unit",),
    "owningteam": ("Owning Team",),
    "owninguser": ("Owning User",),
    "statecode": ("Status",),
    "statuscode": ("Status Reason",),
    "transactioncurrencyid": ("Currency",),
}
# Those with auditing on; the others have it off, and of owners either.
_AUDITED = frozenset({
    "exchangerate", "importsequencenumber", "organizationid", "overriddencreatedon", "statecode", "statuscode",
    "transactioncurrencyid",
})  # fmt: skip
_EITHER = frozenset({"ownerid", "owningbusinessunit"})


def report_changes(table: Table, column: Column, scope: Scope) -> None:
    """Report what a package changes in a system column of a table: label, audit and security."""
    name, changed = column.logical_name, []
    text = label(column.properties.get("displaynames"), ENGLISH)
    if name in _LABELS and not table.is_activity:
        is_english = scope.language == ENGLISH or ENGLISH in dict(text.translations)
        if text.text and is_english and text.text not in _LABELS[name]:
            changed.append(f"its label '{text.text}'")
        if name not in _EITHER and column.text("IsAuditEnabled") not in ("", "1" if name in _AUDITED else "0"):
            changed.append("its auditing")
    if column.text("IsSecured") == "1":
        changed.append("its security")
    if changed:
        detail = f"The solution changes a column that Dataverse makes: {', '.join(changed)}."
        scope.about(f"column {name}").left_out("system-column", detail)
