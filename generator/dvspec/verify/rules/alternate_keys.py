"""Rules for alternate keys: how many, their names, columns and size."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse import limits
from dvspec.dataverse.elastic import BUILT_IN_KEY, PROVIDER_ID
from dvspec.dataverse.xml_types import XML_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.alternate_key import AlternateKey, alternate_keys
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.values import integer, prefix_of
from dvspec.solution_files.xml import finding_at
from dvspec.verify.known_columns import has_column

_KEY_TYPES = tuple(name for name, type_ in XML_TYPES.items() if type_.in_keys)

UNSUPPORTED = Rule(
    "DV486",
    "unsupported-alternate-key",
    Severity.ERROR,
    "Elastic and virtual tables have no alternate keys, except the one that Dataverse gives every elastic table.",
    "Remove the key, or make the table a standard table.",
)
TOO_MANY = Rule(
    "DV536",
    "too-many-alternate-keys",
    Severity.ERROR,
    f"A table has at most {limits.KEYS_PER_TABLE} alternate keys, and a key at most {limits.COLUMNS_PER_KEY} columns.",
    "Remove keys or columns.",
)
NAME = Rule(
    "DV537",
    "invalid-alternate-key-name",
    Severity.ERROR,
    "An alternate key's Name begins with a prefix, and its LogicalName is the Name in lower case.",
    "Write the Name with a prefix, and the LogicalName as the Name in lower case.",
)
DUPLICATE_NAME = Rule(
    "DV538",
    "duplicate-alternate-key",
    Severity.ERROR,
    "The alternate keys of a table have different names.",
    "Rename or remove one of the two.",
    "0x80060893",
)
SAME_COLUMNS = Rule(
    "DV539",
    "alternate-keys-with-same-columns",
    Severity.ERROR,
    "The alternate keys of a table have different columns.",
    "Remove one of the two.",
    "0x80060894",
)
UNKNOWN_COLUMN = Rule(
    "DV540",
    "unknown-alternate-key-column",
    Severity.ERROR,
    "An alternate key has one or more columns of its table, each listed once by its logical name.",
    "List columns of the table, in lower case.",
)
UNSUPPORTED_COLUMN = Rule(
    "DV541",
    "unsupported-alternate-key-column",
    Severity.ERROR,
    f"Columns of alternate keys are of the types {', '.join(_KEY_TYPES)}, and have no column security.",
    "Choose other columns.",
    "0x80060896",
)
TOO_LARGE = Rule(
    "DV542",
    "oversized-alternate-key",
    Severity.ERROR,
    f"An alternate key has at most {limits.LARGEST_KEY_BYTES:,} bytes; text takes {limits.BYTES_PER_CHARACTER} bytes"
    " for each character.",
    "Choose fewer or shorter columns.",
    "0x80060895",
)
LARGE = Rule(
    "DV543",
    "large-alternate-key",
    Severity.WARNING,
    f"An alternate key has at most {limits.KEY_BYTES} bytes, the documented limit; exports contain keys of up to"
    f" {limits.LARGEST_KEY_BYTES:,} bytes.",
    "Choose fewer or shorter columns.",
    "0x80060895",
)


def _declared_keys(package: Package) -> Iterator[AlternateKey]:
    """Yield the keys that somebody declared, not the one that Dataverse gives every elastic table."""
    return (key for key in alternate_keys(package) if key.name.lower() != BUILT_IN_KEY)


def unsupported(package: Package) -> Iterator[Finding]:
    """Report keys of elastic and virtual tables."""
    for key in _declared_keys(package):
        if key.table.provider:
            table_kind = "elastic" if key.table.provider == PROVIDER_ID else "virtual"
            yield finding_at(UNSUPPORTED, key.element, f"{key.subject}: {table_kind} tables can't have alternate keys")


def too_many(package: Package) -> Iterator[Finding]:
    """Report keys of a table and columns of a key beyond the limits."""
    for table in package.tables:
        if len(table.alternate_keys) > limits.KEYS_PER_TABLE:
            message = (
                f"table {quoted(table.name)} has {len(table.alternate_keys)} alternate keys;"
                f" at most {limits.KEYS_PER_TABLE} are allowed"
            )
            yield finding_at(TOO_MANY, table.alternate_keys[limits.KEYS_PER_TABLE], message)
    for key in _declared_keys(package):
        count = len(key.columns)
        if count > limits.COLUMNS_PER_KEY:
            message = f"{key.subject} has {count} columns; at most {limits.COLUMNS_PER_KEY} are allowed"
            yield finding_at(TOO_MANY, key.element, message)


def names(package: Package) -> Iterator[Finding]:
    """Report keys whose two names differ, and names without a prefix."""
    for key in _declared_keys(package):
        logical_name = key.element.value("LogicalName")
        if logical_name is not None and logical_name != key.name.lower():
            message = f"{key.subject}: LogicalName {quoted(logical_name)} is not the Name in lower case"
            yield finding_at(NAME, key.element, message)
        elif key.name and prefix_of(key.name) is None:
            yield finding_at(NAME, key.element, f"{key.subject}: the name has no prefix")


def duplicate_names(package: Package) -> Iterator[Finding]:
    """Report names that two keys of a table have."""
    seen: set[tuple[str, str]] = set()
    for key in _declared_keys(package):
        name = (key.table.logical_name, key.name.lower())
        if key.name and name in seen:
            yield finding_at(DUPLICATE_NAME, key.element, f"{key.subject} has the same name as another key")
        seen.add(name)


def same_columns(package: Package) -> Iterator[Finding]:
    """Report keys of the same columns."""
    seen: dict[tuple[str, frozenset[str]], AlternateKey] = {}
    for key in _declared_keys(package):
        columns = frozenset(column.text for column in key.columns)
        if not columns:
            continue
        first = seen.setdefault((key.table.logical_name, columns), key)
        if first.name != key.name:
            message = f"{key.subject} has the same columns as {quoted(first.name)}"
            yield finding_at(SAME_COLUMNS, key.element, message)


def unknown_columns(package: Package) -> Iterator[Finding]:
    """Report keys without columns, columns that the table doesn't have, and columns listed more than once."""
    for key in _declared_keys(package):
        if not key.columns and key.element.child("EntityKeyAttributes") is not None:
            yield finding_at(UNKNOWN_COLUMN, key.element, f"{key.subject} has no columns")
        seen: set[str] = set()
        for column in key.columns:
            name = column.text
            if name in seen:
                yield finding_at(
                    UNKNOWN_COLUMN, column, f"{key.subject} lists the column {quoted(name)} more than once"
                )
            elif package.is_whole(key.table) and not has_column(key.table, name):
                message = f"{key.subject}: {quoted(key.table.name)} has no column {quoted(name)}"
                yield finding_at(UNKNOWN_COLUMN, column, message)
            seen.add(name)


def unsupported_columns(package: Package) -> Iterator[Finding]:
    """Report columns that keys can't have, by their type or their security."""
    for key in _declared_keys(package):
        for element in key.columns:
            column = key.table.columns_by_name.get(element.text)
            if column is None:
                continue
            subject = f"{key.subject}: column {quoted(column.logical_name)}"
            if column.type in XML_TYPES and column.type not in _KEY_TYPES:
                message = f"{subject} is of type {column.type}, which keys don't support"
                yield finding_at(UNSUPPORTED_COLUMN, element, message)
            elif column.text("IsSecured") == "1":
                message = f"{subject} has column security, which keys don't support"
                yield finding_at(UNSUPPORTED_COLUMN, element, message)


def sizes(package: Package) -> Iterator[Finding]:
    """Report keys that take more bytes than an index can, or more than the documentation allows."""
    for key in _declared_keys(package):
        size = _size(key)
        if size > limits.LARGEST_KEY_BYTES:
            message = f"{key.subject} takes {size:,} bytes; at most {limits.LARGEST_KEY_BYTES:,} are allowed"
            yield finding_at(TOO_LARGE, key.element, message)
        elif size > limits.KEY_BYTES:
            message = f"{key.subject} takes {size:,} bytes; the documented limit is {limits.KEY_BYTES}"
            yield finding_at(LARGE, key.element, message)


def _size(key: AlternateKey) -> int:
    """Return the bytes that a value of the key takes."""
    size = 0
    for name in {element.text for element in key.columns}:
        column = key.table.columns_by_name.get(name)
        if column is not None and column.type in XML_TYPES:
            size += XML_TYPES[column.type].size_in_key(integer(column.text("MaxLength")))
    return size


CHECKS = (
    unsupported,
    too_many,
    names,
    duplicate_names,
    same_columns,
    unknown_columns,
    unsupported_columns,
    sizes,
)
