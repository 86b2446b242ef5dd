"""Alternate keys: columns of types that Dataverse takes in keys, within its size."""

from __future__ import annotations

from dvspec.dataverse.limits import KEY_BYTES, LARGEST_KEY_BYTES
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.model import AlternateKey, Table
from dvspec.spec.document import Document
from dvspec.spec.rules.columns import UNKNOWN_COLUMN
from dvspec.spec.rules.naming import DUPLICATE_NAME

INVALID_ALTERNATE_KEY = Rule(
    "DV222",
    "invalid-alternate-key",
    Severity.ERROR,
    f"Alternate keys have columns of supported types, at most {LARGEST_KEY_BYTES:,} bytes, and differ from each other.",
    "Use other or shorter columns, or remove the key.",
    "0x80060895",
)
LONG_ALTERNATE_KEY = Rule(
    "DV235",
    "long-alternate-key",
    Severity.WARNING,
    f"Alternate keys have at most {KEY_BYTES} bytes, the documented limit; some environments accept up to"
    f" {LARGEST_KEY_BYTES:,}.",
    "Use other or shorter columns.",
    "0x80060895",
)
SECURED_KEY_COLUMN = Rule(
    "DV244",
    "secured-key-column",
    Severity.ERROR,
    "Columns of alternate keys have no column security.",
    "Remove secured from the column, or use another column.",
    "0x80060896",
)


def check(table: Table, document: Document) -> None:
    """Report alternate keys that Dataverse would refuse."""
    by_columns: dict[frozenset[str], str] = {}
    by_logical_name: dict[str, str] = {}
    for key in table.alternate_keys:
        place = document.place(("keys", key.name), key=True)
        size = _check_columns(key, table, document)
        if size > KEY_BYTES:
            rule, limit = LONG_ALTERNATE_KEY, KEY_BYTES
            if size > LARGEST_KEY_BYTES:
                rule, limit = INVALID_ALTERNATE_KEY, LARGEST_KEY_BYTES
            message = f"key '{key.name}' takes {size:,} bytes, 2 for each character of text; the limit is {limit:,}"
            document.report(rule, message, place)
        first = by_logical_name.setdefault(key.logical_name, key.name)
        if first != key.name:
            message = f"logical name '{key.logical_name}' of key '{key.name}' is also that of key '{first}'"
            document.report(DUPLICATE_NAME, message, place)
        first = by_columns.setdefault(frozenset(key.columns), key.name)
        if first != key.name:
            message = f"key '{key.name}' has the same columns as key '{first}'"
            document.report(INVALID_ALTERNATE_KEY, message, place)


def _check_columns(key: AlternateKey, table: Table, document: Document) -> int:
    """Report columns that can't be in a key; return the bytes that the others take."""
    size = 0
    for position, name in enumerate(key.columns):
        place = document.place(("keys", key.name, "columns", position))
        column = table.by_name.get(name)
        if column is None:
            message = f"key column '{name}' is not a column of {table.name}{did_you_mean(name, table.by_name)}"
            document.report(UNKNOWN_COLUMN, message, place)
        elif not TYPES[column.type].xml.in_keys:
            message = f"key column '{name}' is of type {column.type}, which keys do not support"
            document.report(INVALID_ALTERNATE_KEY, message, place)
        elif column.properties.get("secured"):
            message = f"key column '{name}' is secured, which keys do not support"
            document.report(SECURED_KEY_COLUMN, message, place)
        else:
            size += TYPES[column.type].xml.size_in_key(column.max_length)
    return size
