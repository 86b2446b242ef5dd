"""Alternate keys: columns of types that Dataverse takes in keys, within its size."""

from __future__ import annotations

from dvspec.dataverse.limits import KEY_BYTES
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.model import Solution, Table
from dvspec.spec.document import Document
from dvspec.spec.rules.columns import UNKNOWN_COLUMN, UNSUPPORTED_IN_ELASTIC_TABLE
from dvspec.spec.rules.naming import DUPLICATE_NAME

INVALID_ALTERNATE_KEY = Rule(
    "DV222",
    "invalid-alternate-key",
    Severity.ERROR,
    "Alternate keys have columns of supported types, at most 900 bytes, and differ from each other.",
    "Use other or shorter columns, or remove the key.",
    "0x80060895",
)


def check(table: Table, solution: Solution, document: Document) -> None:
    """Report alternate keys that Dataverse would refuse."""
    seen: dict[frozenset[str], str] = {}
    logical_names: dict[str, str] = {}
    for key in table.keys:
        place = document.place(("keys", key.name), key=True)
        if solution.table_kind == "elastic":
            message = f"key '{key.name}': elastic tables have no alternate keys"
            document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, place)
        size = 0
        for position, name in enumerate(key.columns):
            here = document.place(("keys", key.name, "columns", position))
            column = table.by_name.get(name)
            if column is None:
                message = f"key column '{name}' is not a column of {table.name}{did_you_mean(name, table.by_name)}"
                document.report(UNKNOWN_COLUMN, message, here)
            elif not TYPES[column.type].xml.in_keys:
                message = f"key column '{name}' is of type {column.type}, which keys don't take"
                document.report(INVALID_ALTERNATE_KEY, message, here)
            else:
                size += TYPES[column.type].xml.size_in_key(column.max_length)
        if size > KEY_BYTES:
            message = f"key '{key.name}' takes {size:,} bytes, {KEY_BYTES} are allowed (2 for each character of text)"
            document.report(INVALID_ALTERNATE_KEY, message, place)
        first = logical_names.setdefault(key.logical_name, key.name)
        if first != key.name:
            message = f"logical name '{key.logical_name}' of key '{key.name}' is also that of key '{first}'"
            document.report(DUPLICATE_NAME, message, place)
        twin = seen.setdefault(frozenset(key.columns), key.name)
        if twin != key.name:
            message = f"key '{key.name}' has the columns of key '{twin}'"
            document.report(INVALID_ALTERNATE_KEY, message, place)
