"""Column types in solution files, including those that specs don't have yet.

The rows follow Microsoft's documentation of column types, its XML schema and what real exports contain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dvspec.dataverse.limits import BYTES_PER_CHARACTER


class XmlType(NamedTuple):
    """One <Type>: the elements that it adds to the definition of a column, and its limits.

    A definition without the `required` elements is incomplete; every real export has the `usual` ones;
    `others` may be there. `lengths`, `bounds` and `max_precision` are the ranges that a column can have.
    """

    name: str
    required: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    formats: frozenset[str] = frozenset()
    lengths: tuple[int, int] | None = None
    bounds: tuple[int | float, int | float] | None = None
    max_precision: int | None = None
    key_bytes: int | None = None  # in an alternate key: of a value, or of each character of text
    option_set_types: tuple[str, ...] = ()  # <OptionSetType> of its option sets; dvspec writes the first
    companions: tuple[str, ...] = ()  # endings of the columns that Dataverse makes beside each one of this type
    other_companions: tuple[str, ...] = ()  # and of those that it makes beside some
    is_lookup: bool = False
    in_elastic_tables: bool = True

    @property
    def elements(self) -> frozenset[str]:
        """All elements that columns of the type take beside those of every column."""
        return frozenset((*self.required, *self.usual, *self.others))

    @property
    def all_companions(self) -> tuple[str, ...]:
        """The endings of all columns that Dataverse can make beside one of this type."""
        return (*self.companions, *self.other_companions)

    @property
    def in_keys(self) -> bool:
        """Whether alternate keys take columns of the type."""
        return self.key_bytes is not None

    def size_in_key(self, max_length: int | None) -> int:
        """Return the bytes that a column takes in an alternate key."""
        return (self.key_bytes or 0) * (1 if self.lengths is None else max_length or 0)


_TEXT_FORMATS = frozenset(
    "text textarea email url phone tickersymbol versionnumber phoneticguide json richtext".split()
)
_OPTIONS = ("AppDefaultValue", "optionset", "OptionSetName")
_LOOKUP = ("LookupStyle", "LookupTypes", "ReferencedEntityObjectTypeCode", "LookupBrowse", "Format")
_LOOKUP_COMPANIONS = ("name", "yominame")
# The table of the row where it can be of several, and its partition where it is of an elastic table.
_LOOKUP_EXTRAS = ("type", "typecode", "idtype", "pid")
_INTEGER = (-(2**31), 2**31 - 1)
_DECIMAL = (-100_000_000_000, 100_000_000_000)
# Microsoft writes both ±922,337,203,685,477 and that with four decimals.
_MONEY = (-922_337_203_685_477.5808, 922_337_203_685_477.5807)

XML_TYPES: Mapping[str, XmlType] = {
    type_.name: type_
    for type_ in (
        XmlType("primarykey"),
        XmlType("uniqueidentifier"),
        XmlType(
            "nvarchar", required=("MaxLength",), usual=("Format", "Length"), others=("YomiOf",),
            formats=_TEXT_FORMATS, lengths=(1, 4000), key_bytes=BYTES_PER_CHARACTER,
        ),
        XmlType(
            "ntext", required=("MaxLength",), usual=("Format",),
            formats=_TEXT_FORMATS | {"", "internalextentdata"}, lengths=(1, 1_048_576),
        ),
        XmlType(
            "datetime", usual=("Format", "Behavior"), others=("CanChangeDateTimeBehavior", "DateTimeFormat"),
            formats=frozenset({"date", "datetime"}), key_bytes=8,
        ),
        XmlType(
            "int", usual=("MinValue", "MaxValue"), others=("Format",),
            formats=frozenset({"", "none", "duration", "timezone", "language", "locale"}),
            bounds=_INTEGER, key_bytes=4,
        ),
        XmlType("bigint", others=("Format", "MinValue", "MaxValue"), bounds=(-(2**63), 2**63 - 1)),
        XmlType(
            "decimal", usual=("MinValue", "MaxValue", "Accuracy"), bounds=_DECIMAL, max_precision=10, key_bytes=17,
        ),
        XmlType(
            "float", usual=("MinValue", "MaxValue", "Accuracy"), bounds=_DECIMAL, max_precision=5,
        ),
        XmlType(
            "money", usual=("MinValue", "MaxValue", "Accuracy", "AccuracySource"), others=("CalculationOf",),
            bounds=_MONEY, max_precision=4, in_elastic_tables=False, companions=("_base",),
        ),
        XmlType(
            "bit", required=("optionset",), others=_OPTIONS, option_set_types=("bit",),
            companions=("name",),
        ),
        XmlType(
            "picklist", others=_OPTIONS, key_bytes=4, option_set_types=("picklist",), companions=("name",),
        ),
        # Real exports have either type of option set in a multiselectpicklist column.
        XmlType(
            "multiselectpicklist", others=_OPTIONS, option_set_types=("picklist", "multiselectpicklist"),
            in_elastic_tables=False, companions=("name",),
        ),
        XmlType(
            "state", required=("optionset",), others=("AppDefaultValue",), option_set_types=("state",),
            in_elastic_tables=False, companions=("name",),
        ),
        XmlType(
            "status", required=("optionset",), others=("AppDefaultValue",), option_set_types=("status",),
            in_elastic_tables=False, companions=("name",),
        ),
        XmlType(
            "lookup", others=_LOOKUP, key_bytes=16, is_lookup=True,
            companions=_LOOKUP_COMPANIONS, other_companions=_LOOKUP_EXTRAS,
        ),
        XmlType(
            "customer", others=_LOOKUP, is_lookup=True, in_elastic_tables=False,
            companions=_LOOKUP_COMPANIONS, other_companions=_LOOKUP_EXTRAS,
        ),
        XmlType(
            "partylist", others=_LOOKUP, is_lookup=True, in_elastic_tables=False,
            companions=_LOOKUP_COMPANIONS, other_companions=_LOOKUP_EXTRAS,
        ),
        XmlType(
            "owner", others=_LOOKUP, is_lookup=True,
            companions=_LOOKUP_COMPANIONS, other_companions=_LOOKUP_EXTRAS,
        ),
        # The bounds of files and images are in KB: 10 GB and 30 MB.
        XmlType(
            "file", others=("MaxValue", "MaxLength"), bounds=(1, 10_485_760), in_elastic_tables=False,
            companions=("_name",),
        ),
        XmlType(
            "image", others=("MaxValue", "Format", "MaxLength", "CanStoreFullImage", "IsPrimaryImage"),
            bounds=(1, 30_720), in_elastic_tables=False, companions=("id", "_url", "_timestamp"),
        ),
    )
}  # fmt: skip

# Types of Microsoft's schema that custom columns no longer have.
OLDER_TYPES = frozenset("""
    virtual char nchar varchar text numeric smallint tinyint binary varbinary real
    smallmoney timezone smalldatetime timestamp sql_variant phoneticguide HierarchyId
    managedproperty
    """.split())

# Elements that belong to types, in the order of exports. On a column of another type they are a mistake.
TYPED_ELEMENTS = tuple("""
    Format MaxLength Length CanChangeDateTimeBehavior Behavior MinValue MaxValue Accuracy
    AccuracySource AppDefaultValue OptionSetName optionset ReferencedEntityObjectTypeCode LookupStyle LookupTypes
    """.split())

# Values of elements that all types have.
REQUIRED_LEVELS = frozenset({"none", "recommended", "required", "applicationrequired", "systemrequired"})
IME_MODES = frozenset({"auto", "inactive", "disabled", "active"})
LOOKUP_STYLES = frozenset({"single", "multi", "polymorphic"})
BEHAVIORS = {"user_local": "1", "date_only": "2", "time_zone_independent": "3"}
"""How dates are stored, and the contents of <Behavior>."""
PRECISION_SOURCES = {"own": "0", "pricing": "1", "currency": "2"}
"""What the decimals of amounts of money come from, and the contents of <AccuracySource>."""
SOURCE_TYPES = {"": "0", "calculated": "1", "rollup": "2", "formula": "3"}
"""How columns are computed, '' for those with values of their own, and the contents of <SourceType>."""
AUTO_NUMBER_PLACEHOLDERS = ("SEQNUM", "RANDSTRING", "DATETIMEUTC")
DISPLAY_MASKS = frozenset("""
    PrimaryName ValidForAdvancedFind ValidForForm ValidForGrid RequiredForForm
    RequiredForGrid ReadOnlyInUI PrimaryImage DenormalizedChild ActivityPointerRegardingName
    ActivityRegardingName QueueItemTitle ValidForMap ObjectTypeCode None
    """.split())

# Endings of the columns that Dataverse makes beside a rollup column, whatever its type.
ROLLUP_COMPANIONS = ("_date", "_state")

LOOKUPS = frozenset(name for name, type_ in XML_TYPES.items() if type_.is_lookup)
CHOICES = frozenset(name for name, type_ in XML_TYPES.items() if "picklist" in type_.option_set_types)
