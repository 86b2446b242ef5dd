"""The catalogue of column types: what each is called everywhere. A new type is a row here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dvspec.model import Column, Json, Label
from dvspec.runtime.system_columns import SYSTEM_BINDS as _BINDS
from dvspec.runtime.system_columns import SYSTEM_COLUMNS as _ALL
from dvspec.runtime.system_columns import SYSTEM_KEYS as _KEYS
from dvspec.runtime.system_columns import SYSTEM_NAVIGATION as _NAVIGATION
from dvspec.runtime.system_columns import SystemColumn

_LENGTH = frozenset({"max_length"})
_NUMBER = frozenset({"minimum", "maximum"})

UUID_PATTERN = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"

# Days from 1753-01-01 on, the first that Dataverse takes, and moments as its OData library reads them: T and Z are
# capital letters, seconds can be left out and have at most 7 decimals, offsets go to 14 hours.
_YEAR = "(?:175[3-9]|17[6-9][0-9]|1[89][0-9][0-9]|[2-9][0-9]{3})"
_LEAP_YEAR = (
    "(?:17(?:56|[68][048]|[79][26])|(?:1[89]|[2-9][0-9])(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[3579][26])00)"
)
_DAY = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
DATE_PATTERN = f"^{_DAY}$"
_TIME = "T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,7})?)?"
_OFFSET = "(?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)"
# Of any day, even one that no calendar has.
ANY_MOMENT_PATTERN = f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_TIME}(?:Z|[+-]{_OFFSET})$"
# The day before the first is in time west of Greenwich; that the zone decides near it is beyond a pattern.
MOMENT_PATTERN = f"^(?:{_DAY}{_TIME}(?:Z|[+-]{_OFFSET})|1752-12-31{_TIME}-{_OFFSET})$"


@dataclass(frozen=True, slots=True)
class ColumnType:
    """One type. `keys` are the spec keys that it takes beside the common ones, `defaults` their values.

    `bounds` is the range of its numbers, `longest` its largest length in characters, `decimals`
    the largest precision; all after Microsoft's documentation of column types.
    `example` stands in where a spec gives none.
    """

    name: str
    words: str  # in a docstring
    python: str  # annotation in generated Python
    reader: str  # how generated Python reads a value: a name in its rows module
    json_schema: Mapping[str, Json]
    xml: str  # <Type> in customizations.xml
    example: Json
    keys: frozenset[str] = frozenset()
    defaults: Mapping[str, Json] = field(default_factory=dict)
    bounds: tuple[int, int] | None = None
    longest: int | None = None
    decimals: int | None = None


TYPES: Mapping[str, ColumnType] = {
    type_.name: type_
    for type_ in (
        ColumnType(
            "string", "Text", "str", "TEXT", {"type": "string"}, "nvarchar", "text",
            keys=_LENGTH | {"format"}, defaults={"max_length": 100, "format": "text"}, longest=4000,
        ),
        ColumnType(
            "memo", "Multi-line text", "str", "TEXT", {"type": "string"}, "ntext", "text",
            keys=_LENGTH, defaults={"max_length": 2000}, longest=1_048_576,
        ),
        ColumnType(
            "json", "JSON in text", "Json", "JSON", {"type": "string"}, "ntext", {},
            keys=_LENGTH | {"payload", "payload_aliases", "payload_list_member", "payload_names", "class_name"},
            defaults={"max_length": 1_048_576}, longest=1_048_576,
        ),
        ColumnType(
            "guid", "GUID", "UUID", "GUID",
            {"type": "string", "format": "uuid", "pattern": UUID_PATTERN}, "primarykey",
            "00000000-0000-0000-0000-000000000001",
        ),
        ColumnType(
            "integer", "Whole number", "int", "INTEGER", {"type": "integer"}, "int", 0,
            keys=_NUMBER, defaults={"minimum": -2_147_483_648, "maximum": 2_147_483_647},
            bounds=(-2_147_483_648, 2_147_483_647),
        ),
        ColumnType(
            "bigint", "Whole number of 64 bits", "int", "INTEGER",
            {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1}, "bigint", 0,
            bounds=(-(2**63), 2**63 - 1),
        ),
        ColumnType(
            "decimal", "Decimal number", "Decimal", "DECIMAL", {"type": "number"}, "decimal", 0,
            keys=_NUMBER | {"precision"},
            defaults={"minimum": -100_000_000_000, "maximum": 100_000_000_000, "precision": 2},
            bounds=(-100_000_000_000, 100_000_000_000), decimals=10,
        ),
        ColumnType(
            "double", "Floating-point number", "float", "DOUBLE", {"type": "number"}, "float", 0,
            keys=_NUMBER | {"precision"},
            defaults={"minimum": -100_000_000_000, "maximum": 100_000_000_000, "precision": 2},
            bounds=(-100_000_000_000, 100_000_000_000), decimals=5,
        ),
        ColumnType(
            "money", "Amount of money", "Decimal", "DECIMAL", {"type": "number"}, "money", 0,
            keys=_NUMBER | {"precision"},
            defaults={"minimum": -922_337_203_685_477, "maximum": 922_337_203_685_477, "precision": 2},
            bounds=(-922_337_203_685_477, 922_337_203_685_477), decimals=4,
        ),
        ColumnType(
            "boolean", "Yes or no", "bool", "BOOLEAN", {"type": "boolean"}, "bit", False,
            keys=frozenset({"default", "yes_label", "no_label"}), defaults={"default": False},
        ),
        ColumnType(
            "choice", "Choice", "int", "CHOICE", {"type": "integer"}, "picklist", None,
            keys=frozenset({"choices", "default", "class_name"}),
        ),
        ColumnType(
            "datetime", "Date and time", "datetime", "DATETIME",
            {"type": "string", "pattern": MOMENT_PATTERN}, "datetime", "2022-05-20T09:30:00Z",
        ),
        ColumnType(
            "date", "Date", "date", "DATE", {"type": "string", "format": "date", "pattern": DATE_PATTERN}, "datetime",
            "2022-05-20",
        ),
        ColumnType(
            "lookup", "Lookup", "UUID", "GUID",
            {"type": "string", "format": "uuid", "pattern": UUID_PATTERN}, "lookup",
            "00000000-0000-0000-0000-000000000002",
            keys=frozenset({"target", "relationship"}),
        ),
    )
}  # fmt: skip

TYPE_KEYS = frozenset().union(*(type_.keys for type_ in TYPES.values()))


def _value_type(column: SystemColumn) -> str:
    return "guid" if column.type == "lookup" else column.type


_BY_KEY: Mapping[str, SystemColumn] = {
    column.web_api_name: column for column in sorted(_ALL, key=lambda column: column.web_api_name)
}

# Columns that Dataverse gives every table, by the names that the Web API answers with, and their types.
SYSTEM_COLUMNS: Mapping[str, str] = {key: _value_type(column) for key, column in _BY_KEY.items() if column.general}

# Those that can be written.
WRITABLE_SYSTEM_COLUMNS = tuple(key for key, column in _BY_KEY.items() if column.writable)

# System columns that a row has by its table's own nature: owned by the organisation, or with currency columns.
COMPANIONS: Mapping[str, str] = {key: _value_type(column) for key, column in _BY_KEY.items() if not column.general}

# System lookups that can be written: what they refer to, and whether null clears them.
SYSTEM_BINDS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    key: (column.targets, column.clearable) for key, column in _BINDS.items()
}

# The rows that system lookups refer to, where $expand asks for them.
SYSTEM_NAVIGATION = tuple(sorted(_NAVIGATION))

# All keys of system columns that a row can have.
SYSTEM_KEYS = tuple(sorted(_KEYS))


def utf16_length(text: str) -> int:
    """Return a text's length as Dataverse counts it: in UTF-16 units, of which an emoji has two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def base_currency_key(column: Column) -> str:
    """Return the key of a currency column's amount in the base currency, '' for other columns."""
    return f"{column.logical_name}_base" if column.type == "money" else ""


def system_columns(table_kind: str) -> dict[str, str]:
    """Return the system columns that tables of this kind can have, and their types."""
    return {key: _value_type(column) for key, column in _BY_KEY.items() if column.table_kind in ("", table_kind)}


def system_column(name: str, table_kind: str) -> Column | None:
    """Return the system column that has this logical name in tables of this kind, None if there is none."""
    known = system_columns(table_kind)
    for key in (name, f"_{name}_value"):
        if key in known:
            label = Label(name)
            return Column(name, key, key, key, known[key], label, label)
    return None
