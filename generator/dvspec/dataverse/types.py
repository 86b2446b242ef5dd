"""The catalogue of column types: the names of each in all formats, its values and its capabilities."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from dvspec.dataverse import tails
from dvspec.dataverse.patterns import DATE_PATTERN, DATE_TIME_PATTERN, GUID_PATTERN
from dvspec.dataverse.properties import Where
from dvspec.dataverse.xml_types import XML_TYPES, XmlType
from dvspec.model import Column, Json, Table

_EQUALITY = ("eq", "ne")
_ORDER = ("gt", "ge", "lt", "le")
_TEXT_SEARCH = ("contains", "startswith", "endswith")
OPERATORS = (*_EQUALITY, *_ORDER, *_TEXT_SEARCH)
"""The operators of conditions in queries."""

TEXT_FORMATS = (
    "text", "textarea", "email", "url", "phone", "tickersymbol", "versionnumber", "phoneticguide", "json", "richtext",
)  # fmt: skip
"""The formats of single-line text, by their names in solution files."""
_MEMO_FORMATS = ("text", "textarea", "richtext", "json", "email", "internalextentdata", "")
_NUMBER_FORMATS = ("none", "duration", "timezone", "language", "locale", "")
# '' is what a third of real columns have; it means the same as the default.

# What can be computed, by Microsoft's documentation and real exports.
_FORMULA = ("formula",)
_CALCULATED = ("formula", "calculated")
_ROLLUP = ("formula", "calculated", "rollup")


class ColumnType(NamedTuple):
    """One type of column: its names, its values, and its capabilities.

    `reader` is the kind of its values in generated Python, a member of `Kind`. `spec_keys` are the keys that columns
    of the type have in specs beside the common ones, `defaults` their defaults. Outputs show `example` where a spec
    has none. `formats` and `behaviors` are the values of these keys, `formulas` the ways in which Dataverse can
    compute its columns.
    """

    name: str
    label: str  # in docstrings and messages
    metadata: str  # AttributeTypeName in Dataverse's metadata
    python: str  # annotation in generated Python; of a single option, if values are sets of options
    reader: str
    json_schema: Mapping[str, Json]
    xml: XmlType
    tail: Callable[[Column], tails.Tail]
    example: Json
    operators: tuple[str, ...]
    spec_keys: frozenset[str] = frozenset()
    defaults: Mapping[str, Json] = MappingProxyType({})
    is_text: bool = False  # plain text, which identifiers can consist of
    is_exact: bool = False  # numbers with as many decimals as `precision` allows, and no more
    is_read_only: bool = False  # rows are read with it, and written without it
    formats: tuple[str, ...] = ()
    behaviors: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()

    @property
    def companions(self) -> tuple[str, ...]:
        """The endings of the columns that Dataverse adds for each column of the type."""
        return self.xml.companions

    @property
    def max_length(self) -> int | None:
        """The longest max_length of its columns, None if they have no length."""
        return self.xml.lengths[1] if self.xml.lengths else None

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The range of its numbers in whole numbers, None if its values are not numbers."""
        return (int(self.xml.bounds[0]), int(self.xml.bounds[1])) if self.xml.bounds else None

    @property
    def max_precision(self) -> int | None:
        """The highest precision of its columns, None if its values have no decimals."""
        return self.xml.max_precision

    @property
    def is_json(self) -> bool:
        """Whether its text is JSON."""
        return self.reader == "JSON"

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return self.xml.bounds is not None and self.python == "int"

    @property
    def has_choices(self) -> bool:
        """Whether its values are options, or sets of options, of a choice."""
        return "choices" in self.spec_keys

    @property
    def is_multiple(self) -> bool:
        """Whether its values are sets of options."""
        return self.reader == "CHOICES"

    @property
    def option_set_type(self) -> str:
        """The <OptionSetType> of its local option sets, '' if it has no options."""
        return next(iter(self.xml.option_set_types), "")


def _keys(*names: str) -> frozenset[str]:
    return frozenset(names)


_GUID: Mapping[str, Json] = {"type": "string", "format": "uuid", "pattern": GUID_PATTERN}
_NUMBER = ("minimum", "maximum")
_ORDERED = (*_EQUALITY, *_ORDER)

TYPES: Mapping[str, ColumnType] = {
    type_.name: type_
    for type_ in (
        ColumnType(
            "string", "Text", "StringType", "str", "TEXT", {"type": "string"}, XML_TYPES["nvarchar"], tails.string,
            "text", OPERATORS, _keys("max_length", "format", "autonumber", *_CALCULATED),
            {"max_length": 100, "format": "text"}, is_text=True, formats=TEXT_FORMATS, formulas=_CALCULATED,
        ),
        ColumnType(
            "memo", "Multi-line text", "MemoType", "str", "TEXT", {"type": "string"}, XML_TYPES["ntext"], tails.memo,
            "text", OPERATORS, _keys("max_length", "format"), {"max_length": 2000, "format": "text"}, is_text=True,
            formats=_MEMO_FORMATS,
        ),
        ColumnType(
            "json", "JSON in text", "MemoType", "Json", "JSON", {"type": "string"}, XML_TYPES["ntext"], tails.memo,
            {}, ("contains",),
            _keys(
                "max_length", "format", "payload", "payload_aliases", "payload_list_member", "payload_names",
                "class_name",
            ),
            {"max_length": 1_048_576, "format": "text"}, formats=_MEMO_FORMATS,
        ),
        ColumnType(
            "guid", "GUID", "UniqueidentifierType", "UUID", "GUID", _GUID, XML_TYPES["primarykey"], tails.none,
            "00000000-0000-0000-0000-000000000001", _EQUALITY,
        ),
        ColumnType(
            "integer", "Whole number", "IntegerType", "int", "INTEGER", {"type": "integer"}, XML_TYPES["int"],
            tails.integer, 0, _ORDERED, _keys(*_NUMBER, "format", *_ROLLUP),
            {"minimum": -(2**31), "maximum": 2**31 - 1, "format": "none"}, formats=_NUMBER_FORMATS, formulas=_ROLLUP,
        ),
        ColumnType(
            "bigint", "Whole number of 64 bits", "BigIntType", "int", "INTEGER",
            {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1}, XML_TYPES["bigint"], tails.none, 0,
            _ORDERED,
        ),
        ColumnType(
            "decimal", "Decimal number", "DecimalType", "Decimal", "DECIMAL", {"type": "number"}, XML_TYPES["decimal"],
            tails.decimal, 0, _ORDERED, _keys(*_NUMBER, "precision", *_ROLLUP),
            {"minimum": -100_000_000_000, "maximum": 100_000_000_000, "precision": 2}, is_exact=True,
            formulas=_ROLLUP,
        ),
        ColumnType(
            "double", "Floating-point number", "DoubleType", "float", "DOUBLE", {"type": "number"}, XML_TYPES["float"],
            tails.decimal, 0, _ORDERED, _keys(*_NUMBER, "precision", *_FORMULA),
            {"minimum": -100_000_000_000, "maximum": 100_000_000_000, "precision": 2}, formulas=_FORMULA,
        ),
        ColumnType(
            "money", "Amount of money", "MoneyType", "Decimal", "DECIMAL", {"type": "number"}, XML_TYPES["money"],
            tails.money, 0, _ORDERED, _keys(*_NUMBER, "precision", "precision_source", *_ROLLUP),
            {
                "minimum": -922_337_203_685_477, "maximum": 922_337_203_685_477, "precision": 2,
                "precision_source": "own",
            },
            is_exact=True, formulas=_ROLLUP,
        ),
        ColumnType(
            "boolean", "Yes or no", "BooleanType", "bool", "BOOLEAN", {"type": "boolean"}, XML_TYPES["bit"],
            tails.boolean, False, _EQUALITY,
            _keys("default", "labels", "yes_label", "no_label", "option_set_name", *_CALCULATED),
            {"default": False}, formulas=_CALCULATED,
        ),
        ColumnType(
            "choice", "Choice", "PicklistType", "int", "CHOICE", {"type": "integer"}, XML_TYPES["picklist"],
            tails.choice, None, _EQUALITY, _keys("choices", "default", "class_name", "option_set_name", *_CALCULATED),
            formulas=_CALCULATED,
        ),
        ColumnType(
            "multichoice", "Choices", "MultiSelectPicklistType", "int", "CHOICES", {"type": "string"},
            XML_TYPES["multiselectpicklist"], tails.multichoice, None, ("contains",),
            _keys("choices", "class_name", "option_set_name"),
        ),
        ColumnType(
            "state", "State", "StateType", "int", "CHOICE", {"type": "integer"}, XML_TYPES["state"], tails.none, None,
            _EQUALITY, _keys("choices", "class_name", "option_set_name"),
        ),
        ColumnType(
            "status", "Status reason", "StatusType", "int", "CHOICE", {"type": "integer"}, XML_TYPES["status"],
            tails.none, None, _EQUALITY, _keys("choices", "class_name", "option_set_name"),
        ),
        ColumnType(
            "datetime", "Date and time", "DateTimeType", "datetime", "DATETIME",
            {"type": "string", "pattern": DATE_TIME_PATTERN}, XML_TYPES["datetime"], tails.datetime,
            "2022-05-20T09:30:00Z", _ORDERED, _keys("behavior", *_ROLLUP), {"behavior": "user_local"},
            behaviors=("user_local", "time_zone_independent"), formulas=_ROLLUP,
        ),
        ColumnType(
            "date", "Date", "DateTimeType", "date", "DATE",
            {"type": "string", "format": "date", "pattern": DATE_PATTERN}, XML_TYPES["datetime"], tails.date,
            "2022-05-20", _ORDERED, _keys("behavior", *_ROLLUP), {"behavior": "date_only"},
            behaviors=("date_only", "user_local", "time_zone_independent"), formulas=_ROLLUP,
        ),
        ColumnType(
            "lookup", "Lookup", "LookupType", "UUID", "GUID", _GUID, XML_TYPES["lookup"], tails.lookup,
            "00000000-0000-0000-0000-000000000002", _EQUALITY,
            _keys("target", "targets", "relationship", "relationships"),
        ),
        ColumnType(
            "customer", "Customer", "CustomerType", "UUID", "GUID", _GUID, XML_TYPES["customer"], tails.none,
            "00000000-0000-0000-0000-000000000002", _EQUALITY, _keys("targets", "relationships"),
            {"targets": ["account", "contact"]},
        ),
        ColumnType(
            "file", "File", "FileType", "UUID", "GUID", _GUID, XML_TYPES["file"], tails.file,
            "00000000-0000-0000-0000-000000000003", (), _keys("max_size_kb"), {"max_size_kb": 32_768},
            is_read_only=True,
        ),
        ColumnType(
            "image", "Image", "ImageType", "str", "TEXT", {"type": "string", "contentEncoding": "base64"},
            XML_TYPES["image"], tails.image, "R0lGODlhAQABAAAAACw=", (),
            _keys("max_size_kb", "primary", "store_full_image"),
            {"max_size_kb": 10_240, "primary": False, "store_full_image": False}, is_read_only=True,
        ),
    )
}  # fmt: skip

TYPE_KEYS = frozenset().union(*(type_.spec_keys for type_ in TYPES.values()))


def row_value(column: Column, value: Json) -> Json:
    """Return a value from a spec, such as an example, as rows of the Web API contain it."""
    type_ = TYPES[column.type]
    if type_.is_json:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if type_.is_multiple and isinstance(value, list):
        return ",".join(map(str, value))
    return value


def column_place(column: Column, table: Table) -> Where:
    """Return what the defaults of a column's properties depend on."""
    role = "primary_id" if column.name == table.primary_id else ""
    return Where(
        table_kind=table.kind,
        column_type=column.type,
        role=role or ("primary_name" if column.name == table.primary_name else ""),
        formula=column.formula.kind if column.formula else "",
        primary_image=column.is_primary_image,
        existing=column.existing,
    )


def longest(column: Column) -> int | None:
    """Return the greatest max_length that a column can have, None if it has none; JSON can be as long as a memo."""
    return TYPES["memo" if column.format == "json" else column.type].max_length


def in_elastic_tables(column: Column) -> bool:
    """Return whether elastic tables can have the column."""
    return TYPES[column.type].xml.in_elastic_tables and column.formula is None


def base_currency_key(column: Column) -> str:
    """Return the key of a currency column's amount in the base currency, '' for other columns."""
    return f"{column.logical_name}_base" if "_base" in TYPES[column.type].companions else ""
