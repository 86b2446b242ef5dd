"""Rules for the settings of columns that have one of a few values, such as RequiredLevel, DisplayMask or Format."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse import xml_types
from dvspec.dataverse.xml_types import XML_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.table import Column, Table, column_subject
from dvspec.solution_files.xml import Element, finding_at

INVALID = Rule(
    "DV494",
    "invalid-column-setting",
    Severity.ERROR,
    "RequiredLevel, SourceType, Behavior and the Format of a date have allowed values.",
    "Write one of the values that the message lists.",
    "0x80044150",
)
UNKNOWN = Rule(
    "DV495",
    "unknown-column-setting",
    Severity.WARNING,
    "DisplayMask, ImeMode, LookupStyle and Format have values that are known from real exports.",
    "Check the spelling; a correctly spelled value may be newer than dvspec.",
    "0x80044150",
)
MISSPELLED = Rule(
    "DV507",
    "misspelled-column-setting",
    Severity.ERROR,
    "The values of DisplayMask, ImeMode, LookupStyle and Format are spelled correctly.",
    "Write the value that the message suggests.",
    "0x80044150",
)
DATE_ONLY = Rule(
    "DV497",
    "date-only-with-time",
    Severity.WARNING,
    "A column with Behavior 2, date only, has the Format date.",
    "Write Format date, or another Behavior.",
)

_ALLOWED = {
    "RequiredLevel": xml_types.REQUIRED_LEVELS,
    "SourceType": frozenset(xml_types.SOURCE_TYPES.values()),
    "Behavior": frozenset(xml_types.BEHAVIORS.values()),
}


def invalid_settings(package: Package) -> Iterator[Finding]:
    """Report values of settings whose values are all known."""
    for table, column in package.columns:
        for tag, allowed in _ALLOWED.items():
            element = column.properties.get(tag)
            if element is not None and element.text not in allowed and not _is_level_of_export(table, column, element):
                yield _invalid(table, column, element, allowed)
        date_format = column.properties.get("Format")
        allowed = XML_TYPES["datetime"].formats
        if column.type == "datetime" and date_format is not None and date_format.text not in allowed:
            yield _invalid(table, column, date_format, allowed)


def _is_level_of_export(table: Table, column: Column, element: Element) -> bool:
    """Return whether it is the 0 that some exports have for none, in Dataverse's own columns and virtual tables."""
    return element.tag == "RequiredLevel" and element.text == "0" and (bool(table.provider) or not column.is_custom)


def _invalid(table: Table, column: Column, element: Element, allowed: frozenset[str]) -> Finding:
    message = f"{column_subject(table, column)}: {element.tag} {quoted(element.text)} is not one of"
    return finding_at(INVALID, element, f"{message} {listed(sorted(allowed))}")


def unknown_settings(package: Package) -> Iterator[Finding]:
    """Report values that no known export has: misspelled ones, and others that may be newer."""
    for table, column in package.columns:
        for tag, values, known in _open_settings(column):
            for value in values:
                if value in known:
                    continue
                message = f"{column_subject(table, column)}: {tag} {quoted(value)} is not one of"
                message = f"{message} {listed(sorted(known - {''}))}"
                intended = _intended(package, value, known, tag)
                if intended:
                    yield finding_at(MISSPELLED, column.properties[tag], f"{message}; did you mean {quoted(intended)}?")
                else:
                    yield finding_at(UNKNOWN, column.properties[tag], message)


def _open_settings(column: Column) -> Iterator[tuple[str, list[str], frozenset[str]]]:
    """Yield the settings that may have values newer than those known: name, values, known values."""
    mask = column.text("DisplayMask")
    if mask:
        yield "DisplayMask", mask.split("|"), xml_types.DISPLAY_MASKS
    if "ImeMode" in column.properties:
        yield "ImeMode", [column.text("ImeMode")], xml_types.IME_MODES
    if "LookupStyle" in column.properties:
        yield "LookupStyle", [column.text("LookupStyle")], xml_types.LOOKUP_STYLES
    type_ = XML_TYPES.get(column.type)
    if "Format" in column.properties and type_ is not None and type_.formats and column.type != "datetime":
        yield "Format", [column.text("Format")], type_.formats


def _intended(package: Package, value: str, known: frozenset[str], tag: str) -> str | None:
    """Return the known value that differs from a value in case or by a letter or two; None if there is none."""
    by_folded = {name.casefold(): name for name in known if name}
    return by_folded.get(value.casefold()) or package.intended_name(value, known, tag)


def date_only_with_time(package: Package) -> Iterator[Finding]:
    """Report dates whose format shows a time that their behavior doesn't store."""
    for table, column in package.columns:
        date_format = column.properties.get("Format")
        if column.type != "datetime" or column.text("Behavior") != "2" or date_format is None:
            continue
        if date_format.text == "datetime":
            message = f"{column_subject(table, column)} has Behavior 2, date only, but Format datetime"
            yield finding_at(DATE_ONLY, date_format, message)


CHECKS = (invalid_settings, unknown_settings, date_only_with_time)
