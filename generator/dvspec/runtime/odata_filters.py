"""Filters: conditions on rows, as the `$filter` of the Web API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from .row_keys import companion, system_columns_of
from .rows import Row
from .shown import shown
from .value_reading import check_text, has_offset
from .value_writing import write_value
from .values import Column, Kind

_OPPOSITES: Final = {
    "eq": "ne",
    "ne": "eq",
    "gt": "le",
    "ge": "lt",
    "lt": "ge",
    "le": "gt",
}
_FUNCTIONS: Final = frozenset({"contains", "startswith", "endswith"})


class AddressError(ValueError):
    """A key, a column or a condition that Dataverse can't use."""


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions joined by "and" or "or", and perhaps negated; any_of, all_of and not_ make it."""

    word: str
    conditions: tuple[Condition, ...]
    negated: bool = False


Condition = tuple[str, str, object] | Group
"""A column, an operator (eq ne gt ge lt le in contains startswith endswith) and a value, a list of
values for `in`; or what any_of, all_of and not_ return.
"""


def any_of(*conditions: Condition) -> Group:
    """Return a condition that holds where at least one of these does."""
    return Group("or", conditions)


def all_of(*conditions: Condition) -> Group:
    """Return a condition that holds where all of these do."""
    return Group("and", conditions)


def not_(condition: Condition) -> Group:
    """Return the opposite of a condition.

    It is written with the opposite operators (`le` for `gt`), so a row in which the column is null
    matches neither `gt` nor its opposite. Microsoft doesn't document whether such a row matches
    `ne` or a negated text function: where that matters, add a condition with None.
    """
    return Group("and", (condition,), negated=True)


def odata_filter(table: type[Row], *conditions: Condition) -> str:
    """Return the value of `$filter`, not percent-encoded: all conditions, joined by `and`.

    Example: odata_filter(table, any_of(("name", "eq", "A"), ("size", "gt", 2)),
    ("modifiedon", "ge", moment)). None is compared by eq, ne and in only. `in` becomes eq for each
    value, which every version of Dataverse takes; a filter may have 500 comparisons.

    For a choices column, `contains` takes one option.

    In contains, startswith and endswith Dataverse reads `%` and `_` as wildcards and `[` as the
    beginning of a set. Only the last is escaped here, so that no row is missed in either case:
    check the rows that come back.
    """
    if not conditions:
        raise AddressError("a filter needs a condition")
    try:
        return " and ".join(_condition(table, condition) for condition in conditions)
    except RecursionError:
        raise AddressError("the conditions are nested too deep") from None


def odata_literal(value: object) -> str:
    """Return a value as filters write it: text in quotes, with its own quotes doubled."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        try:
            check_text(value)
        except ValueError as error:
            raise AddressError(f"{error}: {shown(value)}") from None
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, (int, float)):
        try:
            return repr(int(value) if isinstance(value, int) else float(value))
        except (ValueError, OverflowError):
            raise AddressError("a number of fewer digits expected") from None
    if isinstance(value, datetime) and not has_offset(value):
        raise AddressError(
            f"a date and time with a time zone expected, not {shown(value)}"
        )
    if isinstance(value, (UUID, date)):
        moment = value.isoformat() if isinstance(value, date) else str(value)
        return moment.replace("+00:00", "Z")
    raise AddressError(f"filters can't compare with {shown(value)}")


def _condition(table: type[Row], condition: Condition, negated: bool = False) -> str:
    if isinstance(condition, Group):
        return _group(table, condition, negated)
    if not isinstance(condition, tuple) or len(condition) != 3:
        message = "a column, an operator and a value expected"
        raise AddressError(f"{message}, not {shown(condition)}")
    name, operator, value = condition
    column = column_of(table, name)
    if not isinstance(operator, str):
        raise AddressError(f"unknown operator in a filter: {shown(operator)}")
    if operator == "in":
        values = _values(value)
        return _group(table, any_of(*[(name, "eq", item) for item in values]), negated)
    if operator not in _FUNCTIONS and operator not in _OPPOSITES:
        raise AddressError(f"unknown operator in a filter: {shown(operator)}")
    if value is None and operator not in ("eq", "ne"):
        raise AddressError(f"null can't be compared by {operator}")
    if column.kind is Kind.CHOICES and value is not None:
        return _choices_condition(table, column, operator, value, negated)
    if operator in _FUNCTIONS:
        if column.kind not in (Kind.TEXT, Kind.JSON) or not isinstance(value, str):
            raise AddressError(
                f"{operator} compares only text, not {column.logical_name}"
            )
        escaped = odata_literal(value.replace("[", "[[]"))
        return f"{'not ' * negated}{operator}({column.key},{escaped})"
    written = _OPPOSITES[operator] if negated else operator
    return f"{column.key} {written} {column_literal(table, column, value)}"


def _choices_condition(
    table: type[Row], column: Column, operator: str, value: object, negated: bool
) -> str:
    """Return a condition on whether a choices column contains an option."""
    if operator != "contains":
        raise AddressError(
            f"{column.logical_name} holds several options: use contains for each"
            f" instead of {shown(operator)}; any_of and all_of join them"
        )
    option = column_literal(table, column._replace(kind=Kind.CHOICE), value)
    function = "DoesNotContainValues" if negated else "ContainValues"
    arguments = f"PropertyName='{column.key}',PropertyValues=['{option}']"
    return f"Microsoft.Dynamics.CRM.{function}({arguments})"


def _group(table: type[Row], group: Group, negated: bool) -> str:
    if not isinstance(group.conditions, tuple) or not group.conditions:
        raise AddressError("any_of and all_of need a condition, and in needs a value")
    negated = negated is not bool(group.negated)
    word = group.word
    if negated:
        word = "and" if word == "or" else "or"
    parts = [_condition(table, condition, negated) for condition in group.conditions]
    return parts[0] if len(parts) == 1 else f"({f' {word} '.join(parts)})"


def _values(values: object) -> list[object]:
    items = listed(values)
    if items is None:
        raise AddressError(f"in takes a list of values, not {shown(values)}")
    return items


def listed(values: object) -> list[object] | None:
    """Return the items of an iterable, None for a string and for what is not iterable."""
    try:
        return None if isinstance(values, str) else list(values)  # type: ignore[call-overload]
    except TypeError:
        return None


def column_literal(table: type[Row], column: Column, value: object) -> str:
    """Return a literal of a value that the column could have."""
    if value is None:
        return odata_literal(value)
    where = f"{table.__name__}.{column.field} ({column.logical_name})"
    if column.kind is Kind.JSON:
        if not isinstance(value, str):
            raise AddressError(
                f"{where}: part of the JSON text expected, not {shown(value)}"
            )
        return odata_literal(value)
    try:
        written = write_value(value, column)
    except ValueError as error:
        raise AddressError(f"{where}: {error}; the value is {shown(value)}") from None
    if column.kind in (Kind.GUID, Kind.REFERENCE, Kind.DATETIME, Kind.DATE):
        return str(written)
    return odata_literal(written)


def column_of(table: type[Row], name: object) -> Column:
    """Return the column, a system column included, that has this name or field."""
    if not isinstance(name, str):
        raise AddressError(f"{table.__name__} has no column {shown(name)}")
    for column in table.COLUMNS:
        if name in (column.field, column.logical_name, column.key):
            return column
        if added := companion(column, name):
            return added
    if name in (known := system_columns_of(table.TABLE_KIND)):
        return known[name]
    raise AddressError(f"{table.__name__} has no column {shown(name)}")
