# Copied from dvspec. Changes are lost when the package is generated again.
"""Addresses: of one row by its key, of many rows by a filter, escaped for where they are used.

A table is a class of this package. Columns are given by their fields or by their logical names,
system columns (`modifiedon`, `ownerid`) by their logical names. `key_predicate`, `odata_filter`
and `select` return plain text, for a client that escapes it itself (the official SDK does);
`row_url`, `rows_url`, `row_reference` and `batch_line` return finished URLs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote
from uuid import UUID

from .messages import shown
from .row_keys import system_columns_of
from .rows import Row
from .value_reading import GUID, check_text, has_offset
from .value_writing import write_value
from .values import Column, Kind

Key = UUID | str | Mapping[str, object]
"""A primary GUID, or an alternate key: its columns with their values."""

SERVICE_PATH: Final = "/api/data/v9.2/"

_LONGEST_URL: Final = 32_768
_LARGEST_TOP: Final = 2**31 - 1
_BAD_IN_KEYS: Final = frozenset("/<>*%&:\\?+#")
_OPPOSITES: Final = {
    "eq": "ne",
    "ne": "eq",
    "gt": "le",
    "ge": "lt",
    "lt": "ge",
    "le": "gt",
}
_FUNCTIONS: Final = frozenset({"contains", "startswith", "endswith"})
_SERVICE: Final = re.compile(r"https?://[^\s?#]+")
_ESCAPED: Final = re.compile(r"[!\"$-~]+")  # ASCII without spaces and #


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


def key_predicate(
    table: type[Row], key: Key, *, partition_id: str | None = None
) -> str:
    """Return the key of a row as it follows its entity set's name, not percent-encoded.

    An elastic table takes its primary GUID, with the partition id if the row was created with one,
    and no alternate key. Text in alternate keys can't contain `/ < > * % & : ? + #` or a
    backslash: Dataverse doesn't find such rows; use a filter. Raises AddressError for an invalid
    key.
    """
    if isinstance(key, Mapping):
        return f"({','.join(_alternate_key(table, key, partition_id))})"
    guid = _guid_text(table, key)
    if partition_id is None:
        return f"({guid})"
    if table.TABLE_KIND != "elastic":
        raise AddressError(
            f"{table.__name__} is not an elastic table and has no partitions"
        )
    partition = _key_text("partitionid", partition_id)
    return f"({table.PRIMARY_ID}={guid},partitionid={partition})"


def row_url(
    table: type[Row],
    key: Key,
    *,
    columns: Iterable[str] | None = None,
    partition_id: str | None = None,
    service: str = "",
) -> str:
    """Return the URL of a row: relative, or after `service` (https://….dynamics.com/api/data/v9.2/).

    `columns` are those of `$select`; with None there is no `$select`, as writing needs it.
    """
    predicate = key_predicate(table, key, partition_id=partition_id)
    path = f"{table.ENTITY_SET_NAME}{_encoded(predicate)}"
    query = "" if columns is None else f"?$select={select(table, columns)}"
    return _checked_url(f"{_with_slash(service)}{path}{query}")


def row_reference(
    table: type[Row], key: Key, *, partition_id: str | None = None
) -> str:
    """Return a reference to a row in a body: the value of `@odata.bind` or `@odata.id`."""
    return f"/{row_url(table, key, partition_id=partition_id)}"


def batch_line(method: str, url: str) -> str:
    """Return the first line of a request in a `$batch`, from a URL that this module made."""
    if not isinstance(method, str) or not re.fullmatch("[A-Z]+", method):
        raise AddressError(f"a method such as GET expected, not {shown(method)}")
    if not isinstance(url, str) or not _ESCAPED.fullmatch(url):
        raise AddressError(f"an escaped URL expected, not {shown(url)}")
    absolute = url if url.startswith(("https://", "/")) else f"{SERVICE_PATH}{url}"
    return f"{method} {absolute} HTTP/1.1"


def rows_url(
    table: type[Row],
    *conditions: Condition,
    columns: Iterable[str] | None = (),
    order_by: Iterable[str] = (),
    top: int | None = None,
    service: str = "",
) -> str:
    """Return the URL of the rows that match all conditions.

    `columns` are those of `$select`, by default all of the table's own; with None there is no
    `$select`. `order_by` takes columns, each optionally followed by ` desc`.
    """
    options = {}
    if columns is not None:
        options["$select"] = select(table, columns)
    if conditions:
        options["$filter"] = odata_filter(table, *conditions)
    ordering = [_ordering(table, item) for item in _names(order_by)]
    if ordering:
        options["$orderby"] = ",".join(ordering)
    if top is not None:
        if type(top) is not int or not 1 <= top <= _LARGEST_TOP:
            raise AddressError(f"top: a positive number expected, not {shown(top)}")
        options["$top"] = str(top)
    query = "&".join(f"{name}={_encoded(text)}" for name, text in options.items())
    url = f"{_with_slash(service)}{table.ENTITY_SET_NAME}"
    return _checked_url(f"{url}?{query}" if query else url)


def select(table: type[Row], columns: Iterable[str] = ()) -> str:
    """Return the value of `$select`: these columns, or all those of the live table."""
    names = [_column(table, name).key for name in _names(columns)]
    return ",".join(dict.fromkeys(names or table.SELECT))


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


def _alternate_key(
    table: type[Row], key: Mapping[str, object], partition_id: str | None
) -> Iterable[str]:
    if table.TABLE_KIND == "elastic":
        raise AddressError(
            f"{table.__name__} is an elastic table, which takes no alternate key:"
            " use its primary GUID, or a filter"
        )
    if partition_id is not None:
        raise AddressError(
            f"{table.__name__} is not an elastic table and has no partitions"
        )
    given = {}
    for name, value in key.items():
        column = _column(table, name)
        given[column.key] = (column, value)
    for names in table.ALTERNATE_KEYS:
        if set(names) == set(given) and len(given) == len(key):
            return [f"{name}={_key_value(table, *given[name])}" for name in names]
    known = "; ".join(",".join(names) for names in table.ALTERNATE_KEYS) or "none"
    raise AddressError(
        f"{table.__name__} has no alternate key {','.join(given)}; it has {known}"
    )


def _key_value(table: type[Row], column: Column, value: object) -> str:
    if value is None:
        raise AddressError(f"{column.logical_name}: a key's value can't be null")
    if isinstance(value, str) and column.kind is Kind.TEXT:
        _literal(table, column, value)
        return _key_text(column.logical_name, value)
    return _literal(table, column, value)


def _key_text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise AddressError(f"{name}: a string expected, not {shown(value)}")
    bad = sorted(_BAD_IN_KEYS.intersection(value))
    if bad:
        raise AddressError(
            f"{name}: Dataverse finds no row by a key that contains {' '.join(bad)}"
            f" ({shown(value)}); use its primary GUID, or a filter"
        )
    return odata_literal(value)


def _guid_text(table: type[Row], key: object) -> str:
    if isinstance(key, UUID):
        return str(key)
    if isinstance(key, str) and GUID.fullmatch(key):
        return key.lower()
    raise AddressError(f"{table.__name__}: a GUID expected, not {shown(key)}")


def _encoded(text: str) -> str:
    return quote(text, safe="(),='")


def _condition(table: type[Row], condition: Condition, negated: bool = False) -> str:
    if isinstance(condition, Group):
        return _group(table, condition, negated)
    if not isinstance(condition, tuple) or len(condition) != 3:
        message = "a column, an operator and a value expected"
        raise AddressError(f"{message}, not {shown(condition)}")
    name, operator, value = condition
    column = _column(table, name)
    if not isinstance(operator, str):
        raise AddressError(f"unknown operator in a filter: {shown(operator)}")
    if operator == "in":
        values = _values(value)
        return _group(table, any_of(*[(name, "eq", item) for item in values]), negated)
    if column.kind is Kind.CHOICES and value is not None:
        return _choices_condition(table, column, operator, value, negated)
    if operator in _FUNCTIONS:
        if column.kind not in (Kind.TEXT, Kind.JSON) or not isinstance(value, str):
            raise AddressError(
                f"{operator} compares only text, not {column.logical_name}"
            )
        escaped = odata_literal(value.replace("[", "[[]"))
        return f"{'not ' * negated}{operator}({column.key},{escaped})"
    if operator not in _OPPOSITES:
        raise AddressError(f"unknown operator in a filter: {shown(operator)}")
    if value is None and operator not in ("eq", "ne"):
        raise AddressError(f"null can't be compared by {operator}")
    written = _OPPOSITES[operator] if negated else operator
    return f"{column.key} {written} {_literal(table, column, value)}"


def _choices_condition(
    table: type[Row], column: Column, operator: str, value: object, negated: bool
) -> str:
    """Return a condition on whether a choices column contains an option."""
    if operator != "contains":
        raise AddressError(
            f"{column.logical_name} holds several options: use contains for each"
            f" instead of {shown(operator)}; any_of and all_of join them"
        )
    option = _literal(table, column._replace(kind=Kind.CHOICE), value)
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
    listed = _listed(values)
    if listed is None:
        raise AddressError(f"in takes a list of values, not {shown(values)}")
    return listed


def _listed(values: object) -> list[object] | None:
    """Return the items of an iterable, None for a string and for what is not iterable."""
    try:
        return None if isinstance(values, str) else list(values)  # type: ignore[call-overload]
    except TypeError:
        return None


def _literal(table: type[Row], column: Column, value: object) -> str:
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
    if column.kind in (Kind.GUID, Kind.DATETIME, Kind.DATE):
        return str(written)
    return odata_literal(written)


def _ordering(table: type[Row], item: object) -> str:
    name, _, direction = item.partition(" ") if isinstance(item, str) else ("", "", "?")
    if direction not in ("", "asc", "desc"):
        raise AddressError(
            f"a column, optionally with desc, expected, not {shown(item)}"
        )
    return f"{_column(table, name).key} {direction}".rstrip()


def _column(table: type[Row], name: object) -> Column:
    if not isinstance(name, str):
        raise AddressError(f"{table.__name__} has no column {shown(name)}")
    for column in table.COLUMNS:
        if name in (column.field, column.logical_name, column.key):
            return column
        if column.base and name == column.base:
            return Column(name, name, name, Kind.DECIMAL)
    if name in (known := system_columns_of(table.TABLE_KIND)):
        return known[name]
    raise AddressError(f"{table.__name__} has no column {shown(name)}")


def _names(names: object) -> list[object]:
    listed = _listed(names)
    if listed is None:
        raise AddressError(f"a list of columns expected, not {shown(names)}")
    return listed


def _with_slash(service: object) -> str:
    if isinstance(service, str) and not service:
        return ""
    if isinstance(service, str) and _SERVICE.fullmatch(service):
        return f"{service.rstrip('/')}/"
    expected = f"https://….dynamics.com{SERVICE_PATH}"
    raise AddressError(f"service: {expected} expected, not {shown(service)}")


def _checked_url(url: str) -> str:
    if len(url) > _LONGEST_URL:
        raise AddressError(
            f"the URL has {len(url):,} characters; {_LONGEST_URL:,} are allowed"
        )
    return url
