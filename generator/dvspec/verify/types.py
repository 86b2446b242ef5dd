"""Column types as solution files write them: what each type's definition ends with, and in which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dvspec.solution_files.vocabulary import words


@dataclass(frozen=True, slots=True)
class Tail:
    """What a column of one type has beside what every column has.

    Without `required` the type means nothing; `usual` stands in every real export.
    """

    required: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    formats: frozenset[str] = frozenset()
    lengths: tuple[int, int] | None = None
    bounds: tuple[float, float] | None = None
    accuracy: int | None = None
    key_bytes: int | None = None  # in an alternate key; text has two for each character

    @property
    def all(self) -> frozenset[str]:
        """All elements that the type takes."""
        return frozenset((*self.required, *self.usual, *self.others))


_TEXT = frozenset(words("text textarea email url phone tickersymbol versionnumber phoneticguide"))
_RICH = frozenset({"json", "richtext"})
_SETS = ("AppDefaultValue", "optionset", "OptionSetName")
_LOOKUP = Tail(
    others=("LookupStyle", "LookupTypes", "ReferencedEntityObjectTypeCode", "LookupBrowse", "Format"),
    key_bytes=16,
)
INT = (-2_147_483_648, 2_147_483_647)
DECIMAL = (-100_000_000_000, 100_000_000_000)
# Microsoft writes both ±922,337,203,685,477 and that with four decimals.
MONEY = (-922_337_203_685_477.5808, 922_337_203_685_477.5807)
LONGEST_TEXT = 4000
LONGEST_MEMO = 1_048_576

TAILS: Mapping[str, Tail] = {
    "primarykey": Tail(),
    "uniqueidentifier": Tail(),
    "nvarchar": Tail(
        required=("MaxLength",),
        usual=("Format", "Length"),
        others=("YomiOf",),
        formats=_TEXT | _RICH,
        lengths=(1, LONGEST_TEXT),
    ),
    "ntext": Tail(
        required=("MaxLength",),
        usual=("Format",),
        formats=_TEXT | _RICH | {"", "internalextentdata"},
        lengths=(1, LONGEST_MEMO),
    ),
    "datetime": Tail(
        usual=("Format", "Behavior"),
        others=("CanChangeDateTimeBehavior", "DateTimeFormat"),
        formats=frozenset({"date", "datetime"}),
        key_bytes=8,
    ),
    "int": Tail(
        usual=("MinValue", "MaxValue"),
        others=("Format",),
        formats=frozenset({"", "none", "duration", "timezone", "language", "locale"}),
        bounds=INT,
        key_bytes=4,
    ),
    "bigint": Tail(others=("Format", "MinValue", "MaxValue")),
    "decimal": Tail(usual=("MinValue", "MaxValue", "Accuracy"), bounds=DECIMAL, accuracy=10, key_bytes=17),
    "float": Tail(usual=("MinValue", "MaxValue", "Accuracy"), bounds=DECIMAL, accuracy=5),
    "money": Tail(
        usual=("MinValue", "MaxValue", "Accuracy", "AccuracySource"),
        others=("CalculationOf",),
        bounds=MONEY,
        accuracy=4,
    ),
    "bit": Tail(required=("optionset",), others=_SETS),
    "picklist": Tail(others=_SETS, key_bytes=4),
    "multiselectpicklist": Tail(others=_SETS),
    "state": Tail(required=("optionset",), others=("AppDefaultValue",)),
    "status": Tail(required=("optionset",), others=("AppDefaultValue",)),
    "lookup": _LOOKUP,
    "customer": _LOOKUP,
    "partylist": _LOOKUP,
    "owner": _LOOKUP,
    "file": Tail(others=("MaxValue", "MaxLength")),
    "image": Tail(others=("MaxValue", "Format", "MaxLength", "CanStoreFullImage", "IsPrimaryImage")),
}
# Types that Microsoft's schema names and that no custom column of today has.
OLDER_TYPES = frozenset(words("""
    virtual char nchar varchar text numeric smallint tinyint binary varbinary real
    smallmoney timezone smalldatetime timestamp sql_variant phoneticguide HierarchyId
    managedproperty
    """))
LOOKUPS = frozenset({"lookup", "customer", "partylist", "owner"})
CHOICES = frozenset({"picklist", "multiselectpicklist"})
KEY_TYPES = frozenset({"nvarchar", "datetime", "int", "decimal", "lookup", "picklist"})
# Elements that belong to types: on a column of another type they are a mistake.
TYPED = frozenset(words("""
    Format MaxLength Length CanChangeDateTimeBehavior Behavior MinValue MaxValue Accuracy
    AccuracySource AppDefaultValue OptionSetName optionset LookupStyle LookupTypes
    """))
# <OptionSetType> by <Type>; a choices column has been seen with either word.
SET_TYPES: Mapping[str, frozenset[str]] = {
    "bit": frozenset({"bit"}),
    "picklist": frozenset({"picklist"}),
    "multiselectpicklist": frozenset({"picklist", "multiselectpicklist"}),
    "state": frozenset({"state"}),
    "status": frozenset({"status"}),
}
REQUIRED_LEVELS = frozenset({"none", "recommended", "required", "applicationrequired", "systemrequired"})
IME_MODES = frozenset({"auto", "inactive", "disabled", "active"})
LOOKUP_STYLES = frozenset({"single", "multi", "polymorphic"})
BEHAVIORS = frozenset({"1", "2", "3"})
SOURCE_TYPES = frozenset({"0", "1", "2", "3"})
MASKS = frozenset(words("""
    PrimaryName ValidForAdvancedFind ValidForForm ValidForGrid RequiredForForm
    RequiredForGrid ReadOnlyInUI PrimaryImage DenormalizedChild ActivityPointerRegardingName
    ActivityRegardingName QueueItemTitle ValidForMap ObjectTypeCode None
    """))
