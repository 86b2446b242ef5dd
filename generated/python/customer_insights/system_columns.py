# Copied from dvspec. Changes are lost when the package is generated again.
"""System columns: those that Dataverse adds to tables, and their keys in rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class SystemColumn(NamedTuple):
    """A column that Dataverse adds to tables.

    `type` is "lookup", "string", "integer", "bigint", "decimal" or "datetime". `table_kind` is the
    only kind of tables that has the column, "" if all kinds have it. Columns that are not
    `general` depend on the table: whether the organization owns its rows, whether it has currency
    columns. A writable lookup refers to a row of one of the entity sets `targets`; null clears it
    if it is `clearable`.
    """

    logical_name: str
    type: str
    table_kind: str = ""
    general: bool = True
    writable: bool = False
    targets: tuple[str, ...] = ()
    clearable: bool = False

    def is_of(self, table_kind: str) -> bool:
        """Return whether tables of a kind can have the column; activities have those of standard tables."""
        kinds = ("standard", "activity") if table_kind == "activity" else (table_kind,)
        return not self.table_kind or self.table_kind in kinds

    @property
    def web_api_name(self) -> str:
        """The key of its value in the rows that the Web API returns."""
        if self.type == "lookup":
            return f"_{self.logical_name}_value"
        return self.logical_name


SYSTEM_COLUMNS: Final[tuple[SystemColumn, ...]] = (
    SystemColumn("createdby", "lookup"),
    SystemColumn("createdon", "datetime"),
    SystemColumn("createdonbehalfby", "lookup"),
    SystemColumn("exchangerate", "decimal", "standard", general=False),
    SystemColumn("importsequencenumber", "integer", writable=True),
    SystemColumn("modifiedby", "lookup"),
    SystemColumn("modifiedon", "datetime"),
    SystemColumn("modifiedonbehalfby", "lookup"),
    SystemColumn("organizationid", "lookup", general=False),
    SystemColumn("overriddencreatedon", "datetime", writable=True),
    SystemColumn("ownerid", "lookup", targets=("systemusers", "teams")),
    SystemColumn("owningbusinessunit", "lookup", targets=("businessunits",)),
    SystemColumn("owningteam", "lookup"),
    SystemColumn("owninguser", "lookup"),
    SystemColumn("partitionid", "string", "elastic", writable=True),
    SystemColumn("statecode", "integer", "standard", writable=True),
    SystemColumn("statuscode", "integer", "standard", writable=True),
    SystemColumn("timezoneruleversionnumber", "integer"),
    SystemColumn(
        "transactioncurrencyid",
        "lookup",
        "standard",
        general=False,
        targets=("transactioncurrencies",),
        clearable=True,
    ),
    SystemColumn("ttlinseconds", "integer", "elastic", writable=True),
    SystemColumn("utcconversiontimezonecode", "integer"),
    SystemColumn("versionnumber", "bigint"),
)

COMPANIONS: Final[Mapping[str, str]] = {
    "_base": "decimal",
    "_date": "datetime",
    "_name": "string",
    "_state": "integer",
    "_timestamp": "bigint",
    "_url": "string",
    "id": "guid",
}
"""The types of the columns that Dataverse adds for others, by the endings of their names.

They are an amount in the base currency, when and how a rollup was computed, the name of a file, and
of an image the version, the address and the GUID.
"""

SYSTEM_BINDS: Final[Mapping[str, SystemColumn]] = {
    f"{column.logical_name}@odata.bind": column
    for column in SYSTEM_COLUMNS
    if column.targets
}
"""The writable lookups, by the key that sets them in a row."""

SYSTEM_KEYS: Final = frozenset(
    [*(column.web_api_name for column in SYSTEM_COLUMNS), *SYSTEM_BINDS]
)
"""All keys of system columns in rows."""

SYSTEM_NAVIGATION: Final = frozenset(
    column.logical_name for column in SYSTEM_COLUMNS if column.type == "lookup"
)
"""The keys of the rows that system lookups refer to, where `$expand` asks for them."""
