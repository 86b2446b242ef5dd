"""The elements that each type of column adds to its definition in a solution file, in the order of real exports."""

from __future__ import annotations

from dvspec.dataverse.limits import BYTES_PER_CHARACTER
from dvspec.dataverse.xml_types import BEHAVIORS, PRECISION_SOURCES
from dvspec.model import Column

Tail = tuple[tuple[str, str | int | float | None], ...]
"""Elements and their contents, '' where an element is empty."""


def none(_: Column) -> Tail:
    """Return the tail of types that add no elements."""
    return ()


def string(column: Column) -> Tail:
    """Return the tail of single-line text; its Length is in bytes."""
    return (
        ("Format", _format(column, "text")),
        ("MaxLength", column.max_length),
        ("Length", BYTES_PER_CHARACTER * (column.max_length or 0)),
    )


def memo(column: Column) -> Tail:
    """Return the tail of multi-line text."""
    return (("Format", _format(column, "text")), ("MaxLength", column.max_length))


def integer(column: Column) -> Tail:
    """Return the tail of a whole number."""
    return (("Format", _format(column, "none")), ("MinValue", column.minimum), ("MaxValue", column.maximum))


def _format(column: Column, default: str) -> str:
    """Return a column's format, which can be ''."""
    return default if column.format is None else column.format


def decimal(column: Column) -> Tail:
    """Return the tail of a number with decimals."""
    return (("MinValue", column.minimum), ("MaxValue", column.maximum), ("Accuracy", column.precision))


def money(column: Column) -> Tail:
    """Return the tail of an amount of money."""
    return (*decimal(column), ("AccuracySource", PRECISION_SOURCES[column.precision_source or "own"]))


def boolean(column: Column) -> Tail:
    """Return the tail of a yes/no column; its option set follows."""
    return (("AppDefaultValue", int(bool(column.default))),)


def choice(column: Column) -> Tail:
    """Return the tail of a choice: its default, and its option set if it is global; a local one follows the tail."""
    return (("AppDefaultValue", -1 if column.default is None else column.default), *multichoice(column))


def multichoice(column: Column) -> Tail:
    """Return the tail of a multichoice column, which has no default."""
    if column.option_set is None or not column.option_set.is_global:
        return ()
    return (("OptionSetName", column.option_set.name),)


def datetime(column: Column) -> Tail:
    """Return the tail of a date and time."""
    return _moment("datetime", column.behavior or "user_local")


def date(column: Column) -> Tail:
    """Return the tail of a date, which is shown without its time of day."""
    return _moment("date", column.behavior or "date_only")


def _moment(format_: str, behavior: str) -> Tail:
    return (("Format", format_), ("CanChangeDateTimeBehavior", 1), ("Behavior", BEHAVIORS[behavior]))


def lookup(column: Column) -> Tail:
    """Return the tail of a lookup, whose tables its relationships name."""
    if len(column.relationships) > 1:
        return (("LookupStyle", "polymorphic"),)
    return (("LookupStyle", "single"), ("LookupTypes", ""))


def file(column: Column) -> Tail:
    """Return the tail of a file."""
    return () if column.max_size_kb is None else (("MaxValue", column.max_size_kb),)


def image(column: Column) -> Tail:
    """Return the tail of an image; all exports have the same format and length."""
    return (("Format", "jpeg"), ("MaxLength", 9_437_328), ("MaxValue", column.max_size_kb))
