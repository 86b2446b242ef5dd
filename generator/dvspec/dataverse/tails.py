"""The elements that each type of column adds to its definition in a solution file, in the order of real exports."""

from __future__ import annotations

from dvspec.model import Column

Tail = tuple[tuple[str, str | int | float | None], ...]
"""Elements and what they hold; '' is an empty element."""


def none(_: Column) -> Tail:
    """Return the tail of a GUID, or of a number without bounds: nothing."""
    return ()


def string(column: Column) -> Tail:
    """Return the tail of a text in one line; its Length is in bytes."""
    return (("Format", column.format), ("MaxLength", column.max_length), ("Length", 2 * (column.max_length or 0)))


def memo(column: Column) -> Tail:
    """Return the tail of a text of several lines."""
    return (("Format", "text"), ("MaxLength", column.max_length))


def integer(column: Column) -> Tail:
    """Return the tail of a whole number."""
    return (("Format", "none"), ("MinValue", column.minimum), ("MaxValue", column.maximum))


def decimal(column: Column) -> Tail:
    """Return the tail of a number with decimals."""
    return (("MinValue", column.minimum), ("MaxValue", column.maximum), ("Accuracy", column.precision))


def money(column: Column) -> Tail:
    """Return the tail of an amount, whose precision is the column's own."""
    return (*decimal(column), ("AccuracySource", 0))


def boolean(column: Column) -> Tail:
    """Return the tail of a yes/no column; its option set follows."""
    return (("AppDefaultValue", int(bool(column.default))),)


def choice(column: Column) -> Tail:
    """Return the tail of a choice, with the name of a global one; an option set of its own follows."""
    return (("AppDefaultValue", -1 if column.default is None else column.default), *multichoice(column))


def multichoice(column: Column) -> Tail:
    """Return the tail of a column of several options: as a choice's, but it can't have a default."""
    is_global = column.option_set is not None and column.option_set.is_global
    return (("OptionSetName", column.option_set.name),) if column.option_set and is_global else ()


def datetime(_: Column) -> Tail:
    """Return the tail of a date and time, shown in the zone of who looks at it."""
    return (("Format", "datetime"), ("CanChangeDateTimeBehavior", 1), ("Behavior", 1))


def date(_: Column) -> Tail:
    """Return the tail of a date without a time of day."""
    return (("Format", "date"), ("CanChangeDateTimeBehavior", 0), ("Behavior", 2))


def lookup(_: Column) -> Tail:
    """Return the tail of a lookup, whose table its relationship names."""
    return (("LookupStyle", "single"), ("LookupTypes", ""))
