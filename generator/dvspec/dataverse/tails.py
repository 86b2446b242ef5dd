"""The elements that each type of column adds to its definition in a solution file, in the order of real exports."""

from __future__ import annotations

from dvspec.model import Column

Tail = tuple[tuple[str, str | int | float | None], ...]
"""Elements and their contents, '' where an element is empty."""


def none(_: Column) -> Tail:
    """Return the tail of types that add no elements."""
    return ()


def string(column: Column) -> Tail:
    """Return the tail of single-line text; its Length is in bytes."""
    return (("Format", column.format), ("MaxLength", column.max_length), ("Length", 2 * (column.max_length or 0)))


def memo(column: Column) -> Tail:
    """Return the tail of multi-line text."""
    return (("Format", "text"), ("MaxLength", column.max_length))


def integer(column: Column) -> Tail:
    """Return the tail of a whole number."""
    return (("Format", "none"), ("MinValue", column.minimum), ("MaxValue", column.maximum))


def decimal(column: Column) -> Tail:
    """Return the tail of a number with decimals."""
    return (("MinValue", column.minimum), ("MaxValue", column.maximum), ("Accuracy", column.precision))


def money(column: Column) -> Tail:
    """Return the tail of an amount of money with its own precision."""
    return (*decimal(column), ("AccuracySource", 0))


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


def datetime(_: Column) -> Tail:
    """Return the tail of a date and time, which users see in their own time zone."""
    return (("Format", "datetime"), ("CanChangeDateTimeBehavior", 1), ("Behavior", 1))


def date(_: Column) -> Tail:
    """Return the tail of a date without a time of day."""
    return (("Format", "date"), ("CanChangeDateTimeBehavior", 0), ("Behavior", 2))


def lookup(_: Column) -> Tail:
    """Return the tail of a lookup, whose table its relationship names."""
    return (("LookupStyle", "single"), ("LookupTypes", ""))
