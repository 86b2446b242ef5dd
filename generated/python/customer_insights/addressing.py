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
from typing import Final
from urllib.parse import quote
from uuid import UUID

from .odata_filters import (
    AddressError,
    Condition,
    Group,
    all_of,
    any_of,
    column_literal,
    column_of,
    listed,
    not_,
    odata_filter,
    odata_literal,
)
from .rows import Row
from .shown import shown
from .value_reading import GUID
from .values import Column, Kind

__all__ = [
    "SERVICE_PATH",
    "AddressError",
    "Condition",
    "Group",
    "Key",
    "all_of",
    "any_of",
    "batch_line",
    "key_predicate",
    "not_",
    "odata_filter",
    "odata_literal",
    "row_reference",
    "row_url",
    "rows_url",
    "select",
]

Key = UUID | str | Mapping[str, object]
"""A primary GUID, or an alternate key: its columns with their values."""

SERVICE_PATH: Final = "/api/data/v9.2/"

_LONGEST_URL: Final = 32_768
_LARGEST_TOP: Final = 2**31 - 1
_BAD_IN_KEYS: Final = frozenset("/<>*%&:\\?+#")
_SERVICE: Final = re.compile(r"https?://[^\s?#]+")
_ESCAPED: Final = re.compile(r"[!\"$-~]+")  # ASCII without spaces and #


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
    names = [column_of(table, name).key for name in _names(columns)]
    return ",".join(dict.fromkeys(names or table.SELECT))


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
        column = column_of(table, name)
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
        column_literal(table, column, value)
        return _key_text(column.logical_name, value)
    return column_literal(table, column, value)


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


def _ordering(table: type[Row], item: object) -> str:
    name, _, direction = item.partition(" ") if isinstance(item, str) else ("", "", "?")
    if direction not in ("", "asc", "desc"):
        raise AddressError(
            f"a column, optionally with desc, expected, not {shown(item)}"
        )
    return f"{column_of(table, name).key} {direction}".rstrip()


def _names(names: object) -> list[object]:
    columns = listed(names)
    if columns is None:
        raise AddressError(f"a list of columns expected, not {shown(names)}")
    return columns


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
