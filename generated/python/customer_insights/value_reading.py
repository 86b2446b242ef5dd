# Copied from dvspec. Changes are lost when the package is generated again.
"""Reading values: from the types that JSON has to those of Python."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Set
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum
from functools import cache
from typing import Final
from uuid import UUID

from .guids import HYPHENATED_GUID
from .values import Column, Kind, RowReference


def plain_value(value: object) -> object:
    """Return a value of pandas or NumPy as Python's own, and None for their missing values.

    Neither library is imported: a missing value is a NaN, NaT or NA.
    """
    if str(type(value).__module__).partition(".")[0] == "numpy":
        try:
            value = value.item()  # type: ignore[attr-defined]
        except Exception:  # an array of several values, for example
            return value
    if type(value).__name__ in ("NAType", "NaTType") or (
        isinstance(value, float) and math.isnan(value)
    ):
        return None
    return value


def check_text(text: str) -> None:
    """Raise ValueError for characters that Dataverse stores in no text."""
    if "\0" in text:
        raise ValueError("text without NUL characters expected")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError("text without lone surrogates expected") from None


def _expected(column: Column) -> ValueError:
    return ValueError(f"{column.kind.value} expected")


def read_text(value: object, column: Column) -> str:
    """Return a string."""
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


def read_reference(value: object, column: Column) -> RowReference:
    """Return a reference; that of a GUID alone doesn't know its table."""
    if not isinstance(value, RowReference):
        return RowReference("", read_guid(value, column))
    if not isinstance(value.table, str):
        raise _expected(column)
    return RowReference(value.table, read_guid(value.id, column))


def read_integer(value: object, column: Column) -> int:
    """Return a whole number; 2.0 is one too."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    raise _expected(column)


def read_decimal(value: object, column: Column) -> Decimal:
    """Return a decimal number; that of a float has the digits of its repr."""
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
    """Return the option of the choice that has this value."""
    if type(value) is float and value.is_integer():
        value = int(value)
    if column.options is None or not isinstance(value, int) or isinstance(value, bool):
        raise _expected(column)
    try:
        return column.options(int(value))
    except ValueError:
        known = [f"{option.value} ({option.name})" for option in column.options]
        raise ValueError(f"{column.kind.value} expected: {', '.join(known)}") from None


_COMMA: Final = re.compile(", *")
_NUMBERS: Final = re.compile("-?[0-9]{1,10}(?:, *-?[0-9]{1,10})*")


def read_choices(value: object, column: Column) -> frozenset[int]:
    """Return the options of the choice in a string such as "1,9", or in a set.

    Without known options, as of another solution's choice, they are whole numbers.
    """
    if isinstance(value, Set):
        read = read_integer if column.options is None else read_choice
        return frozenset(read(option, column) for option in value)
    if not isinstance(value, str):
        raise _expected(column)
    if column.options is None:
        if not _NUMBERS.fullmatch(value):
            raise _expected(column)
        return frozenset(map(int, value.split(",")))
    known = _by_text(column.options)
    try:
        return frozenset(known[text] for text in _COMMA.split(value))
    except KeyError:
        values = [f"{option.value} ({option.name})" for option in column.options]
        message = f"{column.kind.value} expected: {', '.join(values)}"
        raise ValueError(message) from None


@cache
def _by_text(options: type[IntEnum]) -> Mapping[str, IntEnum]:
    return {str(option.value): option for option in options}


EARLIEST: Final = datetime(1753, 1, 1, tzinfo=UTC)

# How the Web API writes a date and time: seconds may be absent, and have up to 7 decimals.
MINUTE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]"
ZONE: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DATETIME: Final = re.compile(rf"{MINUTE}(?::[0-5][0-9](?:\.[0-9]{{1,7}})?)?{ZONE}")


def read_datetime(value: object, column: Column) -> datetime:
    """Return a date and time with a time zone."""
    if isinstance(value, str) and _DATETIME.fullmatch(value):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise _expected(column) from None
    if isinstance(value, datetime) and has_offset(value):
        if (
            type(value) is not datetime
        ):  # a Timestamp of pandas, which counts nanoseconds
            if getattr(value, "nanosecond", 0):
                raise ValueError("a date and time without nanoseconds expected")
            value = datetime.combine(value.date(), value.timetz())
        if value.year > 1753 or value >= EARLIEST:
            return value
    raise _expected(column)


def has_offset(moment: datetime) -> bool:
    """Return whether a date and time has a time zone with an offset from UTC."""
    try:
        return moment.utcoffset() is not None
    except Exception:  # an incomplete time zone class of the caller
        return False


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
    Kind.REFERENCE: read_reference,
    Kind.INTEGER: read_integer,
    Kind.DECIMAL: read_decimal,
    Kind.DOUBLE: read_double,
    Kind.BOOLEAN: read_boolean,
    Kind.CHOICE: read_choice,
    Kind.CHOICES: read_choices,
    Kind.DATETIME: read_datetime,
    Kind.DATE: read_date,
}
