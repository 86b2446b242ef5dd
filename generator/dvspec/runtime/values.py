"""Values: the kinds of columns, and how a value in JSON's types becomes one in Python's."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import suppress
from dataclasses import Field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    NamedTuple,
    Self,
    TypeAlias,
    TypeVar,
)
from uuid import UUID

from .guids import HYPHENATED_GUID

if TYPE_CHECKING:
    from .payloads import Payload

Json = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


class Unset(Enum):
    """The type of UNSET."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""A column that a row doesn't have, unlike None, which is a column without a value."""


class JsonNull(Enum):
    """The type of JSON_NULL."""

    JSON_NULL = "null"

    def __repr__(self) -> str:
        return "JSON_NULL"

    def __bool__(self) -> Literal[False]:
        return False


JSON_NULL: Final = JsonNull.JSON_NULL
"""The JSON value null in a JSON column, unlike None, which is a column without a value."""

T = TypeVar("T")
Maybe: TypeAlias = T | Unset | None


D = TypeVar("D")


def value_or(value: Maybe[T], default: D) -> T | D:
    """Return the value, or the default where the column is absent or null."""
    return default if value is None or value is UNSET else value


class RowError(ValueError):
    """A row, or a value in it, that its table can't hold."""


def repr_of(obj: object, fields: Iterable[Field[Any]]) -> str:
    """Return a dataclass's repr, without the fields that are UNSET."""
    values = [(field.name, getattr(obj, field.name)) for field in fields if field.repr]
    given = [f"{name}={value!r}" for name, value in values if value is not UNSET]
    return f"{type(obj).__qualname__}({', '.join(given)})"


def hash_of(obj: object, fields: Iterable[Field[Any]]) -> int:
    """Return a hash of the values that have one: equal objects have equal hashes."""
    hashes = []
    for field in fields:
        if field.compare:
            with suppress(TypeError):  # a dict or a list of JSON
                hashes.append(hash(getattr(obj, field.name)))
    return hash(tuple(hashes))


class LabeledEnum(IntEnum):
    """The base of the choices: each option is a number and has the label that Dataverse shows."""

    label: str
    """The label in the base language."""
    translations: Mapping[int, str]
    """The labels in other languages, by LCID."""

    def __new__(
        cls, value: int, label: str, translations: Mapping[int, str] | None = None
    ) -> Self:
        option = int.__new__(cls, value)
        option._value_ = value
        option.label = label
        option.translations = translations or {}
        return option


def plain_value(value: object) -> object:
    """Return what a value of pandas or NumPy is in Python, None for one that is missing there.

    Neither library is imported: a missing value is a NaN, NaT or NA.
    """
    if type(value).__module__.partition(".")[0] == "numpy":
        value = value.item()  # type: ignore[attr-defined]
    if type(value).__name__ in ("NAType", "NaTType") or (
        isinstance(value, float) and math.isnan(value)
    ):
        return None
    return value


class Kind(Enum):
    """How a value is written in a row, and what Python holds it as."""

    TEXT = "a text"
    TEXTS = "a list of texts"
    GUID = "a GUID of 32 hexadecimal digits with hyphens"
    INTEGER = "a whole number"
    DECIMAL = "a number"
    DOUBLE = "a finite number"
    BOOLEAN = "true or false"
    CHOICE = "one of the choice's values"
    CHOICES = "values of the choice, separated by commas,"
    DATETIME = "a date and time with zone, in ISO 8601, from the year 1753"
    DATE = "a date in ISO 8601, from the year 1753"
    JSON = "JSON"

    @property
    def words(self) -> str:
        """What is expected, in words."""
        return self.value


class Column(NamedTuple):
    """A column as rows have it: its field here, its names, and what its values are.

    `base` is the key of a currency column's amount in the base currency; `precision` the most
    decimals of a decimal number; a `required` column is not null in a row that is written.
    """

    field: str
    logical_name: str
    documented_name: str
    kind: Kind
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    options: type[IntEnum] | None = None
    navigation: str = ""
    target: str = ""
    payload: type[Payload] | None = None
    many: bool = False
    json_type: type[dict[str, Json]] | None = None
    base: str = ""
    precision: int | None = None
    required: bool = False

    @property
    def key(self) -> str:
        """The key of the column's value in a row that the Web API answers."""
        return f"_{self.logical_name}_value" if self.navigation else self.logical_name


def check_text(text: str) -> None:
    """Raise ValueError for characters that no text in Dataverse can have."""
    if "\0" in text:
        raise ValueError("a text without NUL expected")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError("a text without lone surrogates expected") from None


def length_of(text: str) -> int:
    """Return a text's length as Dataverse counts it: in UTF-16 units, of which an emoji has two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _expected(column: Column) -> ValueError:
    return ValueError(f"{column.kind.words} expected")


def read_text(value: object, column: Column) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise _expected(column)
    check_text(value)
    return value


GUID: Final = re.compile(HYPHENATED_GUID)


def read_guid(value: object, column: Column) -> UUID:
    """Return a GUID from its text."""
    if isinstance(value, str) and GUID.fullmatch(value):
        return UUID(value)
    if isinstance(value, UUID):
        return value
    raise _expected(column)


def read_integer(value: object, column: Column) -> int:
    """Return a whole number, which may be written with decimals that are zero: 2.0."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    raise _expected(column)


def read_decimal(value: object, column: Column) -> Decimal:
    """Return a decimal number: of a float, the one that its shortest form says."""
    if type(value) is float and math.isfinite(value):
        return Decimal(repr(value))
    if type(value) is int or (isinstance(value, Decimal) and value.is_finite()):
        return Decimal(value)
    raise _expected(column)


def read_double(value: object, column: Column) -> float:
    """Return a floating-point number."""
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        try:
            return float(value)
        except OverflowError:
            pass
    raise _expected(column)


def read_boolean(value: object, column: Column) -> bool:
    """Return true or false."""
    if isinstance(value, bool):
        return value
    raise _expected(column)


def read_choice(value: object, column: Column) -> int:
    """Return the choice's option of this value."""
    if type(value) is float and value.is_integer():
        value = int(value)
    if column.options is None or not isinstance(value, int) or isinstance(value, bool):
        raise _expected(column)
    try:
        return column.options(value)
    except ValueError:
        known = [f"{option.value} ({option.name})" for option in column.options]
        raise ValueError(f"{column.kind.words} expected: {', '.join(known)}") from None


_COMMA: Final = re.compile(", *")


def read_choices(value: object, column: Column) -> frozenset[int]:
    """Return the choice's options of these values: of a text such as "1,9", or of a set."""
    if column.options is None:
        raise _expected(column)
    if isinstance(value, Set):
        return frozenset(read_choice(option, column) for option in value)
    if not isinstance(value, str):
        raise _expected(column)
    known = _by_text(column.options)
    try:
        return frozenset(known[text] for text in _COMMA.split(value))
    except KeyError:
        values = [f"{option.value} ({option.name})" for option in column.options]
        message = f"{column.kind.words} expected: {', '.join(values)}"
        raise ValueError(message) from None


@cache
def _by_text(options: type[IntEnum]) -> Mapping[str, IntEnum]:
    return {str(option.value): option for option in options}


EARLIEST: Final = datetime(1753, 1, 1, tzinfo=UTC)


# The grammar of the Web API's dates with time: seconds can be left out, and have up to 7 decimals.
MINUTE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]"
ZONE: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DATETIME: Final = re.compile(rf"{MINUTE}(?::[0-5][0-9](?:\.[0-9]{{1,7}})?)?{ZONE}")
_FINER: Final = re.compile(r"\.[0-9]{6}[1-9]")


def read_datetime(value: object, column: Column) -> datetime:
    """Return a point in time, which has a zone."""
    if isinstance(value, str) and _DATETIME.fullmatch(value):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise _expected(column) from None
    if isinstance(value, datetime) and value.tzinfo and value.utcoffset() is not None:
        if type(value) is not datetime:  # of pandas, which counts nanoseconds
            if getattr(value, "nanosecond", 0):
                raise ValueError("a date and time without nanoseconds expected")
            value = datetime.combine(value.date(), value.timetz())
        if value.year > 1753 or value >= EARLIEST:
            return value
    raise _expected(column)


def same_moment(value: object, text: object) -> bool:
    """Return whether a text says this moment and more decimals of its second than datetime holds."""
    if not isinstance(text, str) or not _FINER.search(text):
        return False
    return isinstance(value, datetime) and datetime.fromisoformat(text) == value


_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_date(value: object, column: Column) -> date:
    """Return a date."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise _expected(column) from None
    if type(value) is date and value >= EARLIEST.date():
        return value
    raise _expected(column)


READERS: Final[Mapping[Kind, Callable[[object, Column], object]]] = {
    Kind.TEXT: read_text,
    Kind.GUID: read_guid,
    Kind.INTEGER: read_integer,
    Kind.DECIMAL: read_decimal,
    Kind.DOUBLE: read_double,
    Kind.BOOLEAN: read_boolean,
    Kind.CHOICE: read_choice,
    Kind.CHOICES: read_choices,
    Kind.DATETIME: read_datetime,
    Kind.DATE: read_date,
}


def write_value(value: object, column: Column) -> Json:
    """Return a value in its JSON type; what would not be read back is refused too."""
    read = READERS[column.kind](value, column)
    if isinstance(read, str):
        if column.max_length is not None and len(read) * 2 > column.max_length:
            check_length(read, column)
        return read
    if isinstance(read, (int, float, Decimal)) and column.kind is not Kind.CHOICE:
        low, high = column.minimum, column.maximum
        number = float(read) if isinstance(read, Decimal) else read  # as the bounds are
        if low is not None and high is not None and not low <= number <= high:
            raise ValueError(f"a number from {low:,} to {high:,} expected")
    return _plain(read, column)


def check_length(text: str, column: Column) -> None:
    """Raise ValueError for a text that is longer than its column."""
    most = column.max_length
    if most is not None and length_of(text) > most:
        what = "JSON of " if column.kind is Kind.JSON else ""
        message = f"{what}at most {most:,} characters expected"
        raise ValueError(f"{message}, not {length_of(text):,}")


def _plain(value: object, column: Column) -> Json:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return _number(value, column)
    if isinstance(value, datetime):
        offset = value.utcoffset()
        if offset is not None and offset.total_seconds() % 60:
            value = value.astimezone(UTC)  # OData has no seconds in offsets
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, frozenset):
        if not value and column.required:
            raise ValueError("a value expected: the column is required")
        return ",".join(str(int(option)) for option in sorted(value)) or None
    return value  # type: ignore[return-value]


def _number(value: Decimal, column: Column) -> int | float:
    """Return a decimal number as JSON's, which Python writes with the digits of a float."""
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    text = repr(number)
    exact = Decimal(text) == value
    if not exact or "e" in text:
        text = f"{value:f}".rstrip("0")
    decimals = len(text.partition(".")[2])
    if column.precision is not None and decimals > column.precision:
        raise ValueError(f"at most {column.precision} decimals expected")
    if not exact:
        raise ValueError(
            f"a number that a float holds expected; the nearest is {number!r}"
        )
    return number
