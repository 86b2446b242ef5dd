"""Rules for alternate keys: number, columns, types, size."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.values import integer, prefix_of
from dvspec.solution_files.xml import Element, finding_at
from dvspec.verify import types

TOO_MANY = Rule(
    "DV536",
    "too-many",
    Severity.ERROR,
    "A table has at most 10 alternate keys, a key at most 16 columns.",
    "Remove keys or columns.",
)
NAMES = Rule(
    "DV537",
    "names",
    Severity.ERROR,
    "A key's LogicalName is its Name in lower case, and begins with a prefix.",
    "Write the lower-case Name.",
)
TWICE = Rule(
    "DV538",
    "twice-package",
    Severity.ERROR,
    "No two keys of a table have one name.",
    "Rename one of the two.",
    "0x80060893",
)
SAME_COLUMNS = Rule(
    "DV539",
    "same-columns",
    Severity.ERROR,
    "No two keys of a table have the same columns.",
    "Remove one of the two.",
    "0x80060894",
)
COLUMNS = Rule(
    "DV540",
    "columns-package",
    Severity.ERROR,
    "A key stands on columns of its table, each named once, by its logical name.",
    "Name columns of the table in lower case.",
)
TYPES = Rule(
    "DV541",
    "types",
    Severity.ERROR,
    "Key columns are text, whole numbers, decimals, dates, lookups or choices, without column security.",
    "Choose other columns.",
    "0x80060896",
)
SIZE = Rule(
    "DV542",
    "size",
    Severity.ERROR,
    "A key takes at most 1,700 bytes; text takes two for each character.",
    "Choose fewer or shorter columns.",
    "0x80060895",
)
LARGE = Rule(
    "DV543",
    "large",
    Severity.WARNING,
    "A key takes at most 900 bytes, the documented limit; exports have larger ones, of up to 1,700 bytes.",
    "Choose fewer or shorter columns.",
    "0x80060895",
)

_MOST_KEYS = 10
_MOST_COLUMNS = 16
_DOCUMENTED = 900
_LARGEST = 1700  # what an index of SQL Server takes


def _keys(package: Package) -> Iterator[tuple[Table, Element, str, list[Element]]]:
    """Yield each key with how messages call it, and its column names."""
    for table in package.tables:
        for key in table.keys:
            subject = f"key {quoted(key.value('Name') or '')} of {quoted(table.name)}"
            yield table, key, subject, list(key.under("EntityKeyAttributes", "AttributeName"))


def too_many(package: Package) -> Iterator[Finding]:
    """Report keys and columns beyond the limits."""
    for table in package.tables:
        if len(table.keys) > _MOST_KEYS:
            message = f"table {quoted(table.name)} has {len(table.keys)} keys, {_MOST_KEYS} are allowed"
            yield finding_at(TOO_MANY, table.keys[_MOST_KEYS], message)
    for _, key, subject, columns in _keys(package):
        if len(columns) > _MOST_COLUMNS:
            message = f"{subject} has {len(columns)} columns, {_MOST_COLUMNS} are allowed"
            yield finding_at(TOO_MANY, key, message)


def names(package: Package) -> Iterator[Finding]:
    """Report keys whose names differ or lack a prefix."""
    for _, key, subject, _columns in _keys(package):
        name, logical = key.value("Name") or "", key.value("LogicalName")
        if logical is not None and logical != name.lower():
            yield finding_at(NAMES, key, f"{subject}: LogicalName is {quoted(logical)}")
        elif name and prefix_of(name) is None:
            yield finding_at(NAMES, key, f"{subject} has no prefix")


def twice(package: Package) -> Iterator[Finding]:
    """Report names that two keys of a table have."""
    seen: set[tuple[str, str]] = set()
    for table, key, subject, _ in _keys(package):
        name = (key.value("Name") or "").lower()
        if name and (table.logical, name) in seen:
            yield finding_at(TWICE, key, f"{subject} is defined twice")
        seen.add((table.logical, name))


def same_columns(package: Package) -> Iterator[Finding]:
    """Report keys on the same columns."""
    seen: dict[tuple[str, frozenset[str]], str] = {}
    for table, key, subject, columns in _keys(package):
        names_ = frozenset(column.text for column in columns)
        if not names_:
            continue
        other = seen.setdefault((table.logical, names_), subject)
        if other != subject:
            yield finding_at(SAME_COLUMNS, key, f"{subject} has the columns of {other}")


def columns(package: Package) -> Iterator[Finding]:
    """Report columns that are not there, or named twice, or none at all."""
    for table, key, subject, elements in _keys(package):
        if not elements and key.child("EntityKeyAttributes") is not None:
            yield finding_at(COLUMNS, key, f"{subject} has no columns")
        seen: set[str] = set()
        for element in elements:
            name = element.text
            if name in seen:
                yield finding_at(COLUMNS, element, f"{subject} names {quoted(name)} twice")
            elif package.is_whole(table) and not table.knows(name):
                message = f"{subject}: {quoted(table.name)} has no column {quoted(name)}"
                yield finding_at(COLUMNS, element, message)
            seen.add(name)


def key_types(package: Package) -> Iterator[Finding]:
    """Report columns of types that keys don't take."""
    for table, _, subject, elements in _keys(package):
        for element in elements:
            column = table.by_name.get(element.text)
            if column is None:
                continue
            name = quoted(column.logical)
            if column.type in types.TAILS and column.type not in types.KEY_TYPES:
                message = f"{subject}: {name} is {column.type}, which keys don't take"
                yield finding_at(TYPES, element, message)
            elif column.text("IsSecured") == "1":
                message = f"{subject}: {name} has column security, which keys don't take"
                yield finding_at(TYPES, element, message)


def size(package: Package) -> Iterator[Finding]:
    """Report keys that take more bytes than an index does."""
    for key, subject, total in _sizes(package):
        if total > _LARGEST:
            yield finding_at(SIZE, key, f"{subject} takes {total:,} bytes, {_LARGEST:,} are allowed")


def large(package: Package) -> Iterator[Finding]:
    """Report keys that take more bytes than the documentation allows."""
    for key, subject, total in _sizes(package):
        if _DOCUMENTED < total <= _LARGEST:
            yield finding_at(LARGE, key, f"{subject} takes {total:,} bytes, the documented limit is {_DOCUMENTED}")


def _sizes(package: Package) -> Iterator[tuple[Element, str, int]]:
    for table, key, subject, elements in _keys(package):
        total = 0
        for name in {element.text for element in elements}:
            column = table.by_name.get(name)
            if column is None:
                continue
            tail = types.TAILS.get(column.type)
            if column.type == "nvarchar":
                total += 2 * (integer(column.text("MaxLength")) or 0)
            elif tail is not None:
                total += tail.key_bytes or 0
        yield key, subject, total


CHECKS = (too_many, names, twice, same_columns, columns, key_types, size, large)
