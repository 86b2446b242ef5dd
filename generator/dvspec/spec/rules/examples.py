"""Examples: values that their columns can hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from dvspec.dataverse.limits import utf16_length
from dvspec.dataverse.patterns import ANY_DATE_PATTERN, ANY_DATE_TIME_PATTERN, EARLIEST, GUID_PATTERN
from dvspec.dataverse.row_values import value_type
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity
from dvspec.model import Column, Table
from dvspec.spec.document import Document
from dvspec.spec.rules.payloads import validator

INVALID_EXAMPLE = Rule(
    "DV212",
    "invalid-example",
    Severity.ERROR,
    "Examples are values that their columns can hold.",
    "Write an example that fits the column's type, length, bounds and options.",
)

_DATE = re.compile(ANY_DATE_PATTERN)
_DATE_TIME = re.compile(ANY_DATE_TIME_PATTERN)


def check(table: Table, document: Document) -> None:
    """Report examples that can't be values of their columns."""
    for column in table.columns:
        if "example" not in document.value["columns"][column.name]:
            continue
        problem = PROBLEMS[value_type(column).reader](column, column.example)
        if problem:
            message = f"the example of '{column.name}' {problem}"
            document.report(INVALID_EXAMPLE, message, document.place(("columns", column.name, "example")))


def _text_problem(column: Column, example: Any) -> str | None:
    if not isinstance(example, str):
        return "is not a string; quote it"
    length = utf16_length(example)
    if column.max_length is not None and length > column.max_length:
        return f"has {length:,} characters; max_length is {column.max_length:,}"
    return None


def _guid_problem(_: Column, example: Any) -> str | None:
    if not isinstance(example, str) or not re.fullmatch(GUID_PATTERN, example):
        return "is not a GUID of 32 hexadecimal digits with hyphens"
    return None


def _boolean_problem(_: Column, example: Any) -> str | None:
    return None if isinstance(example, bool) else "is neither true nor false"


def _choices_problem(column: Column, example: Any) -> str | None:
    if not isinstance(example, list) or not example:
        return "is not a list of option values"
    for value in example:
        problem = _choice_problem(column, value)
        if problem:
            return problem
    return None


def _choice_problem(column: Column, example: Any) -> str | None:
    values = [option.value for option in column.option_set.options] if column.option_set else []
    if column.option_set and column.option_set.is_external and not values:
        return None if type(example) is int else "is not a whole number"
    if isinstance(example, bool) or example not in values:
        return f"is not one of the values {', '.join(map(str, values))}"
    return None


def _number_problem(column: Column, example: Any) -> str | None:
    type_ = TYPES[column.type]
    if isinstance(example, bool) or not isinstance(example, int if type_.is_whole else int | float):
        return "is not a whole number" if type_.is_whole else "is not a number"
    lowest, highest = type_.bounds or (0, 0)
    low = lowest if column.minimum is None else column.minimum
    high = highest if column.maximum is None else column.maximum
    if not low <= example <= high:
        return f"is not between {low:,} and {high:,}"
    if column.precision is not None and _decimals(example) > column.precision:
        return f"has more than {column.precision} decimals"
    return None


def _decimals(number: int | float) -> int:
    exponent = Decimal(str(number)).as_tuple().exponent
    return 0 if number == int(number) or not isinstance(exponent, int) else -exponent


def _date_problem(_: Column, example: Any) -> str | None:
    return _calendar_problem(example, _DATE, "date such as 2022-05-20")


def _date_time_problem(_: Column, example: Any) -> str | None:
    return _calendar_problem(example, _DATE_TIME, "date and time such as 2022-05-20T09:30:00Z")


def _calendar_problem(example: Any, pattern: re.Pattern[str], expected: str) -> str | None:
    if not isinstance(example, str) or not pattern.fullmatch(example):
        return f"is not a {expected}"
    try:
        moment = datetime.fromisoformat(example)
    except ValueError:
        return "is not a day of the calendar"
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"is before {EARLIEST:%Y-%m-%d}, the earliest date in Dataverse" if moment < EARLIEST else None


def _json_problem(column: Column, example: Any) -> str | None:
    import jsonschema_rs

    length = utf16_length(json.dumps(example, ensure_ascii=False))
    if column.max_length is not None and length > column.max_length:
        return f"has {length:,} characters as JSON; max_length is {column.max_length:,}"
    if column.payload:
        try:
            payload_validator = validator(column.payload.schema, [])
        except (ValueError, jsonschema_rs.ReferencingError):
            return None  # the payload itself is reported
        try:
            payload_validator.validate(example)
        except jsonschema_rs.ValidationError as error:
            return f"does not match its payload: {error.message}"
    return None


PROBLEMS: Mapping[str, Callable[[Column, Any], str | None]] = {  # by the kind of value
    "TEXT": _text_problem,
    "JSON": _json_problem,
    "GUID": _guid_problem,
    "INTEGER": _number_problem,
    "DECIMAL": _number_problem,
    "DOUBLE": _number_problem,
    "BOOLEAN": _boolean_problem,
    "CHOICE": _choice_problem,
    "CHOICES": _choices_problem,
    "DATETIME": _date_time_problem,
    "DATE": _date_problem,
}
