"""Rules for the numbers of columns: lengths, bounds, precisions."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.elastic import PROVIDER_ID
from dvspec.dataverse.xml_types import MAX_ACCURACY_SOURCE, XML_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.parts import column_subject
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Column, Table
from dvspec.solution_files.values import integer, number
from dvspec.solution_files.xml import finding_at

NOT_A_NUMBER = Rule(
    "DV500",
    "not-a-number",
    Severity.ERROR,
    "Lengths and precisions are whole numbers, bounds are numbers.",
    "Write the number, without separators and units.",
    "0x8004801A",
)
LENGTH_RANGE = Rule(
    "DV501",
    "length-range",
    Severity.ERROR,
    "MaxLength is in the range of the column's type: text 1..4000, multi-line text 1..1048576.",
    "Write a length in the range, or choose ntext.",
)
LENGTH_BYTES = Rule(
    "DV502",
    "length-bytes",
    Severity.WARNING,
    "Length, in bytes, is twice MaxLength or more.",
    "Write twice MaxLength.",
)
BOUNDS = Rule(
    "DV503",
    "bounds",
    Severity.ERROR,
    "MinValue and MaxValue are in the range of the column's type.",
    "Write bounds that the type can hold.",
)
BOUNDS_ORDER = Rule(
    "DV504", "bounds-order", Severity.ERROR, "MinValue is not above MaxValue.", "Exchange or correct the two."
)
ACCURACY = Rule(
    "DV505",
    "accuracy",
    Severity.ERROR,
    "Accuracy is 0..10 for decimal, 0..5 for float, 0..4 for money, and money's source is 0..2.",
    "Write a number of decimals in the range.",
)

_WHOLE = ("MaxLength", "Length", "Accuracy", "AccuracySource", "ReferencedEntityObjectTypeCode")
_BOUNDS = ("MinValue", "MaxValue")


def _columns(package: Package) -> Iterator[tuple[Table, Column]]:
    """Yield the columns whose numbers somebody chose; some of Dataverse's own go further."""
    for table in package.tables:
        for column in table.columns:
            if column.is_custom:
                yield table, column


def not_a_number(package: Package) -> Iterator[Finding]:
    """Report what should be a number and is none."""
    for table, column in _columns(package):
        for tag in (*_WHOLE, *_BOUNDS):
            element = column.fields.get(tag)
            if element is None:
                continue
            read = number(element.text) if tag in _BOUNDS else integer(element.text)
            if tag == "Length" and element.text == "max":
                continue
            if read is None:
                message = f"{column_subject(table, column)}: {tag} {quoted(element.text)} is no number"
                yield finding_at(NOT_A_NUMBER, element, message)


def length_range(package: Package) -> Iterator[Finding]:
    """Report lengths that a column of the type can't have."""
    for table, column in _columns(package):
        tail, element = XML_TYPES.get(column.type), column.fields.get("MaxLength")
        length = integer(column.text("MaxLength"))
        if element is None or length is None or tail is None or tail.lengths is None:
            continue
        low, high = tail.lengths
        if column.text("Format") == "json" and table.provider == PROVIDER_ID:
            _, high = XML_TYPES["ntext"].lengths or (0, 0)
        if not low <= length <= high:
            message = (
                f"{column_subject(table, column)}: MaxLength {length} is out of range"
                f" {low}..{high} for {column.type}"
            )
            yield finding_at(LENGTH_RANGE, element, message)


def length_bytes(package: Package) -> Iterator[Finding]:
    """Report lengths in bytes that are too small for the characters."""
    for table, column in _columns(package):
        characters, size = integer(column.text("MaxLength")), integer(column.text("Length"))
        if column.type != "nvarchar" or characters is None or size is None or size == -1:
            continue
        if size < 2 * characters:
            message = f"{column_subject(table, column)}: Length {size} is less than" f" twice MaxLength {characters}"
            yield finding_at(LENGTH_BYTES, column.fields["Length"], message)


def bounds(package: Package) -> Iterator[Finding]:
    """Report bounds that the type can't hold."""
    for table, column in _columns(package):
        tail = XML_TYPES.get(column.type)
        for tag in _BOUNDS:
            element = column.fields.get(tag)
            value = None if element is None else number(element.text)
            if element is None or value is None or tail is None:
                continue
            subject = column_subject(table, column)
            if tail.bounds and not float(tail.bounds[0]) <= value <= float(tail.bounds[1]):
                low, high = (int(bound) for bound in tail.bounds)
                message = f"{subject}: {tag} {element.text} is out of range {low}..{high}"
                yield finding_at(BOUNDS, element, f"{message} for {column.type}")
            elif column.type == "int" and value != int(value):
                message = f"{subject}: {tag} {element.text} is not whole"
                yield finding_at(BOUNDS, element, message)
            elif column.type in ("file", "image") and value < 1:
                message = f"{subject}: {tag} {element.text} is no size in KB"
                yield finding_at(BOUNDS, element, message)


def bounds_order(package: Package) -> Iterator[Finding]:
    """Report bounds that leave no value."""
    for table, column in _columns(package):
        low, high = number(column.text("MinValue")), number(column.text("MaxValue"))
        if low is not None and high is not None and low > high:
            message = (
                f"{column_subject(table, column)}: MinValue {column.text('MinValue')}"
                f" is above MaxValue {column.text('MaxValue')}"
            )
            yield finding_at(BOUNDS_ORDER, column.fields["MinValue"], message)


def accuracy(package: Package) -> Iterator[Finding]:
    """Report numbers of decimals that the type can't have."""
    for table, column in _columns(package):
        tail = XML_TYPES.get(column.type)
        if tail is None or tail.max_precision is None:
            continue
        for tag, most in (("Accuracy", tail.max_precision), ("AccuracySource", MAX_ACCURACY_SOURCE)):
            value = integer(column.text(tag))
            if value is not None and not 0 <= value <= most:
                message = (
                    f"{column_subject(table, column)}: {tag} {value} is out of range" f" 0..{most} for {column.type}"
                )
                yield finding_at(ACCURACY, column.fields[tag], message)


CHECKS = (not_a_number, length_range, length_bytes, bounds, bounds_order, accuracy)
