"""Writing values: from Python's types to those that JSON has."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Final
from uuid import UUID

from .value_reading import READERS
from .values import Column, Json, Kind, RowReference


def write_value(value: object, column: Column) -> Json:
    """Return a value in its JSON type; raise ValueError for one that its column can't hold."""
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


def length_of(text: str) -> int:
    """Return a text's length as Dataverse counts it: in UTF-16 code units, two for an emoji."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def check_length(text: str, column: Column) -> None:
    """Raise ValueError for a text that is longer than its column."""
    maximum = column.max_length
    if maximum is not None and length_of(text) > maximum:
        subject = "JSON of " if column.kind is Kind.JSON else ""
        message = f"{subject}at most {maximum:,} characters expected"
        raise ValueError(f"{message}, not {length_of(text):,}")


def _plain(value: object, column: Column) -> Json:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, RowReference):
        return str(value.id)
    if isinstance(value, Decimal):
        return _number(value, column)
    if isinstance(value, datetime):
        offset = value.utcoffset()
        if offset is not None and offset.total_seconds() % 60:
            try:
                value = value.astimezone(UTC)  # OData has no seconds in offsets
            except OverflowError:
                raise ValueError(
                    "a date and time up to the year 9999 expected"
                ) from None
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, frozenset):
        if not value and column.required:
            raise ValueError("a value expected, since the column is required")
        return ",".join(str(int(option)) for option in sorted(value)) or None
    return value  # type: ignore[return-value]


def _number(value: Decimal, column: Column) -> int | float:
    """Return a decimal number as an int or as a float, which JSON writes with its repr."""
    if value and not -_MOST_DIGITS < value.adjusted() < _MOST_DIGITS:
        raise ValueError("a number that a float holds expected")
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


_MOST_DIGITS: Final = 400  # before or after the point, more than any float has

_FINER: Final = re.compile(r"\.[0-9]{6}[1-9]")


def same_moment(value: object, text: object) -> bool:
    """Return whether a text is this date and time, with more decimals than datetime holds."""
    if not isinstance(text, str) or not _FINER.search(text):
        return False
    return isinstance(value, datetime) and datetime.fromisoformat(text) == value
