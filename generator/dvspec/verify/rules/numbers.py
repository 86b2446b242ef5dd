"""Rules for the numbers in column definitions: lengths, bounds, precisions."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse import limits
from dvspec.dataverse.elastic import PROVIDER_ID
from dvspec.dataverse.xml_types import PRECISION_SOURCES, XML_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Column, Table, column_subject
from dvspec.solution_files.values import integer, number
from dvspec.solution_files.xml import finding_at

NOT_A_NUMBER = Rule(
    "DV500",
    "not-a-number",
    Severity.ERROR,
    "Lengths, precisions and numbers of tables are whole numbers, and bounds are numbers.",
    "Write the number without separators and units.",
    "0x8004801A",
)
LENGTH = Rule(
    "DV501",
    "length-out-of-range",
    Severity.ERROR,
    "MaxLength is in the range of the column's type.",
    "Write a length in the range, or use ntext for longer text.",
)
BYTE_LENGTH = Rule(
    "DV502",
    "short-byte-length",
    Severity.WARNING,
    "Length counts bytes, so it is at least twice MaxLength.",
    "Write twice MaxLength.",
)
BOUND = Rule(
    "DV503",
    "bound-out-of-range",
    Severity.ERROR,
    "MinValue and MaxValue are in the range of the column's type; those of files and images are sizes in KB.",
    "Write bounds that are values of the type.",
)
BOUNDS_ORDER = Rule(
    "DV504",
    "reversed-bounds",
    Severity.ERROR,
    "MinValue is less than MaxValue, or equal to it.",
    "Swap the two, or correct one.",
)
PRECISION = Rule(
    "DV505",
    "precision-out-of-range",
    Severity.ERROR,
    "Accuracy and AccuracySource are in the range of the column's type.",
    "Write a number in the range.",
)

_WHOLE_NUMBERS = ("MaxLength", "Length", "Accuracy", "AccuracySource", "ReferencedEntityObjectTypeCode")
_BOUNDS = ("MinValue", "MaxValue")


def _custom_columns(package: Package) -> Iterator[tuple[Table, Column]]:
    """Yield the columns whose numbers somebody chose; some of Dataverse's own go further."""
    return ((table, column) for table, column in package.columns if column.is_custom)


def not_numbers(package: Package) -> Iterator[Finding]:
    """Report values that should be numbers and are not."""
    for table, column in package.columns:
        whole_numbers = [column.properties[tag] for tag in _WHOLE_NUMBERS if tag in column.properties]
        whole_numbers += column.element.under("LookupTypes", "LookupType")
        for element in whole_numbers:
            if integer(element.text) is None and (element.tag, element.text) != ("Length", "max"):
                message = f"{column_subject(table, column)}: {element.tag} {quoted(element.text)} is not a whole number"
                yield finding_at(NOT_A_NUMBER, element, message)
        for tag in _BOUNDS:
            bound = column.properties.get(tag)
            if bound is not None and number(bound.text) is None:
                message = f"{column_subject(table, column)}: {tag} {quoted(bound.text)} is not a number"
                yield finding_at(NOT_A_NUMBER, bound, message)


def lengths(package: Package) -> Iterator[Finding]:
    """Report lengths that columns of the type can't have."""
    for table, column in _custom_columns(package):
        allowed = _allowed_lengths(table, column)
        length = integer(column.text("MaxLength"))
        if allowed is None or length is None:
            continue
        shortest, longest = allowed
        if not shortest <= length <= longest:
            message = f"{column_subject(table, column)}: MaxLength {length} is not in the range"
            message = f"{message} of {column.type} columns, {shortest} to {longest}"
            yield finding_at(LENGTH, column.properties["MaxLength"], message)


def _allowed_lengths(table: Table, column: Column) -> tuple[int, int] | None:
    """Return the range of a column's length; JSON in an elastic table can be as long as multi-line text."""
    is_json = column.text("Format") == "json" and table.provider == PROVIDER_ID
    type_ = XML_TYPES.get("ntext" if is_json and column.type == "nvarchar" else column.type)
    return None if type_ is None else type_.lengths


def byte_lengths(package: Package) -> Iterator[Finding]:
    """Report lengths in bytes that are too small for the characters."""
    for table, column in _custom_columns(package):
        characters, size = integer(column.text("MaxLength")), integer(column.text("Length"))
        if column.type != "nvarchar" or characters is None or size is None or size == -1:
            continue
        if size < limits.BYTES_PER_CHARACTER * characters:
            message = f"{column_subject(table, column)}: Length {size} is less than twice MaxLength {characters}"
            yield finding_at(BYTE_LENGTH, column.properties["Length"], message)


def bounds(package: Package) -> Iterator[Finding]:
    """Report bounds that are not values of the type."""
    for table, column in _custom_columns(package):
        for tag in _BOUNDS:
            value = number(column.text(tag))
            reason = "" if value is None else _invalid_bound(column.type, value)
            if reason:
                subject = f"{column_subject(table, column)}: {tag} {column.text(tag)}"
                yield finding_at(BOUND, column.properties[tag], f"{subject} is not {reason}")


def _invalid_bound(column_type: str, value: float) -> str:
    """Return what a bound of the type must be, if the value is not that."""
    type_ = XML_TYPES.get(column_type)
    if type_ is not None and type_.bounds:
        low, high = type_.bounds
        if not float(low) <= value <= float(high):
            return f"in the range of {column_type} columns, {int(low)} to {int(high)}"
    if column_type == "int" and value != int(value):
        return "a whole number"
    return ""


def bounds_order(package: Package) -> Iterator[Finding]:
    """Report bounds that no value can meet."""
    for table, column in _custom_columns(package):
        low, high = number(column.text("MinValue")), number(column.text("MaxValue"))
        if low is not None and high is not None and low > high:
            message = f"{column_subject(table, column)}: MinValue {column.text('MinValue')} is greater than"
            yield finding_at(
                BOUNDS_ORDER, column.properties["MinValue"], f"{message} MaxValue {column.text('MaxValue')}"
            )


def precisions(package: Package) -> Iterator[Finding]:
    """Report precisions that columns of the type can't have."""
    for table, column in _custom_columns(package):
        type_ = XML_TYPES.get(column.type)
        if type_ is None or type_.max_precision is None:
            continue
        for tag, largest in (("Accuracy", type_.max_precision), ("AccuracySource", len(PRECISION_SOURCES) - 1)):
            value = integer(column.text(tag))
            if value is not None and not 0 <= value <= largest:
                message = f"{column_subject(table, column)}: {tag} {value} is not in the range of {column.type}"
                yield finding_at(PRECISION, column.properties[tag], f"{message} columns, 0 to {largest}")


CHECKS = (not_numbers, lengths, byte_lengths, bounds, bounds_order, precisions)
