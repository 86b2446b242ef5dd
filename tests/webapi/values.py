"""The values that a column takes in a body, held against the model."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from dvspec.dataverse.limits import utf16_length
from dvspec.model import Column
from tests.webapi.refusals import Refusal

GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_EARLIEST = datetime(1753, 1, 1, tzinfo=UTC)
_TEXTS = ("string", "memo", "json")


def stored(column: Column, value: Any) -> Any:
    """Return the value as it is kept and answered; refuse one of a wrong type, length or range."""
    if value is None:
        return None
    if column.type in _TEXTS:
        return _text(column, value)
    if column.type == "guid":
        return guid(column.logical_name, value)
    if column.type == "boolean":
        return _typed(column, value, bool)
    if column.type == "choice":
        number = _typed(column, value, int)
        if column.option_set is None or number not in {option.value for option in column.option_set.options}:
            raise Refusal(f"{column.logical_name}: {number} is no option", code="0x8004431a")
        return number
    if column.type == "multichoice":
        return _choices(column, _typed(column, value, str))
    if column.type in ("integer", "bigint"):
        return _number(column, _typed(column, value, int))
    if column.type in ("decimal", "double", "money"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong_type(column, value)
        return _number(column, value)
    if column.type == "datetime":
        return moment(column.logical_name, value)
    if column.type == "date":
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise _wrong_type(column, value)
        date.fromisoformat(value)
        return value
    raise Refusal(f"undeclared property {column.logical_name}: a lookup is written as @odata.bind")


def _choices(column: Column, text: str) -> str:
    known = {str(option.value) for option in column.option_set.options} if column.option_set else set()
    chosen = [number.strip() for number in text.split(",")]
    if not known.issuperset(chosen):
        raise Refusal(f"{column.logical_name}: {text} has a value that is not an option", code="0x8004431a")
    return ",".join(chosen)


def guid(name: str, value: Any) -> str:
    if not isinstance(value, str) or not GUID.fullmatch(value):
        raise Refusal(f"{name}: cannot convert {value!r:.40} to Edm.Guid", code="0x80048d19")
    return value.lower()


def moment(name: str, value: Any) -> str:
    if not isinstance(value, str) or not _DATETIME.fullmatch(value):
        raise Refusal(f"{name}: cannot convert {value!r:.40} to Edm.DateTimeOffset", code="0x80048d19")
    read = datetime.fromisoformat(value).astimezone(UTC)
    if read < _EARLIEST:
        raise Refusal(f"{name}: {value} is before 1753", code="0x80040239")
    return read.isoformat().replace("+00:00", "Z")


def _text(column: Column, value: Any) -> str:
    text: str = _typed(column, value, str)
    if column.max_length is not None and utf16_length(text) > column.max_length:
        message = f"The length of '{column.logical_name}' exceeded the maximum allowed length of '{column.max_length}'"
        raise Refusal(message, code="0x80044331")
    if "\0" in text:
        raise Refusal(f"{column.logical_name}: invalid character", code="0x80040278")
    return text


def _number(column: Column, value: float) -> float:
    if column.minimum is not None and column.maximum is not None and not column.minimum <= value <= column.maximum:
        raise Refusal(f"{column.logical_name}: {value} is outside the valid range", code="0x80044330")
    return value


def _typed(column: Column, value: Any, type_: type) -> Any:
    if type(value) is not type_:
        raise _wrong_type(column, value)
    return value


def _wrong_type(column: Column, value: Any) -> Refusal:
    return Refusal(f"{column.logical_name}: cannot convert {value!r:.40} to {column.type}", code="0x80048d19")
