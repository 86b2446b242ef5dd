"""System columns: those that Dataverse adds to tables.

Those of rows are declared in `runtime`, since the generated package has them too.
"""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.dataverse.elastic import COLUMNS as _ELASTIC_COLUMNS
from dvspec.model import Column, Label
from dvspec.runtime import system_columns as runtime
from dvspec.runtime.system_columns import SystemColumn

COLUMNS: Mapping[str, SystemColumn] = {column.logical_name: column for column in runtime.SYSTEM_COLUMNS}

_BY_KEY: Mapping[str, SystemColumn] = dict(sorted((column.web_api_name, column) for column in COLUMNS.values()))


def _value_type(column: SystemColumn) -> str:
    return "guid" if column.type == "lookup" else column.type


# In rows, by their names in the Web API. Those of every table, and their types:
SYSTEM_COLUMNS: Mapping[str, str] = {key: _value_type(column) for key, column in _BY_KEY.items() if column.general}
WRITABLE_SYSTEM_COLUMNS = tuple(key for key, column in _BY_KEY.items() if column.writable)
# Those of some tables only:
COMPANIONS: Mapping[str, str] = {key: _value_type(column) for key, column in _BY_KEY.items() if not column.general}
# System lookups that can be written: the entity sets that they refer to, and whether null clears them.
SYSTEM_BINDS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    key: (column.targets, column.clearable) for key, column in runtime.SYSTEM_BINDS.items()
}
# The keys of the rows that system lookups refer to and `$expand` adds.
SYSTEM_NAVIGATION = tuple(sorted(runtime.SYSTEM_NAVIGATION))
# All keys of system columns in rows.
SYSTEM_KEYS = tuple(sorted(runtime.SYSTEM_KEYS))


def system_columns(table_kind: str) -> dict[str, str]:
    """Return the system columns that tables of this kind can have, and their types."""
    return {key: _value_type(column) for key, column in _BY_KEY.items() if column.is_of(table_kind)}


def system_column(name: str, table_kind: str) -> Column | None:
    """Return the system column that has this logical name in tables of this kind, None if there is none."""
    column = COLUMNS.get(name) or _BY_KEY.get(name)
    if column is None or not column.is_of(table_kind):
        return None
    key, label = column.web_api_name, Label(name)
    return Column(name, key, key, key, _value_type(column), label, label, live=True, required_level="none")


# In solution files, by logical name; exports declare some of them. Beside those above:
LOGICAL_NAMES = frozenset(COLUMNS) | frozenset("""
    owneridname owneridtype owneridyominame processid stageid traversedpath entityimage entityimage_timestamp
    entityimage_url entityimageid createdbyname modifiedbyname slaid slainvokedid onholdtime lastonholdtime
    """.split())
# Of activities:
ACTIVITY_COLUMNS = frozenset("""
    activityid activitytypecode subject description regardingobjectid regardingobjecttypecode scheduledstart
    scheduledend scheduleddurationminutes actualstart actualend actualdurationminutes prioritycode isbilled
    isworkflowcreated ismapiprivate isregularactivity instancetypecode seriesid senton deliverylastattemptedon
    deliveryprioritycode exchangeitemid exchangeweblink postponeactivityprocessinguntil leftvoicemail sortdate
    community sendermailboxid serviceid activityadditionalparams allparties bcc cc from to customers optionalattendees
    organizer partners requiredattendees resources
    """.split())
# Of tables whose rows are components of solutions:
COMPONENT_COLUMNS = frozenset("""
    componentidunique componentstate iscustomizable ismanaged overwritetime solutionid supportingsolutionid
    """.split())
# Of elastic tables:
ELASTIC_COLUMNS = frozenset(_ELASTIC_COLUMNS)
# Of tables with currency columns:
MONEY_COLUMNS = frozenset({"transactioncurrencyid", "exchangerate"})
# Those whose options and labels a table can have of its own, and which packages then declare:
STATE_COLUMNS = frozenset({"statecode", "statuscode"})
