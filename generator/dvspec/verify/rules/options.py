"""Rules for the options of option sets: their values, and the defaults among them."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse import limits
from dvspec.dataverse.xml_types import CHOICES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.option_set import option_set_of, option_sets, option_value
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.table import column_subject
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import finding_at

VALUE = Rule(
    "DV511",
    "invalid-option-value",
    Severity.ERROR,
    "An option's value is a whole number of 32 bits.",
    f"Write a whole number from {limits.OPTION_VALUES[0]} to {limits.OPTION_VALUES[1]}.",
    "0x8004801A",
)
DUPLICATE_VALUE = Rule(
    "DV512",
    "duplicate-option-value",
    Severity.ERROR,
    "The options of a set have different values.",
    "Give one of the two another value.",
)
VALUE_PREFIX = Rule(
    "DV513",
    "unprefixed-option-value",
    Severity.NOTE,
    "Option values begin with the publisher's option value prefix, so that those of two publishers never collide.",
    "For new options, use values from the range that the message gives.",
)
YES_NO = Rule(
    "DV514",
    "invalid-yes-no-options",
    Severity.ERROR,
    "A yes/no column has two options, 0 and 1.",
    "Write the options 0 and 1, and no others.",
)
DEFAULT = Rule(
    "DV515",
    "invalid-default-option",
    Severity.ERROR,
    "AppDefaultValue is the value of an option, or -1 for no default.",
    "Write the value of one of the options, or -1.",
)
HIDDEN = Rule(
    "DV578",
    "invalid-hidden-flag",
    Severity.ERROR,
    "IsHidden of an option is 0 or 1.",
    "Write 0 or 1.",
    "0x8004801A",
)

_SMALLEST, _LARGEST = limits.OPTION_VALUES


def values(package: Package) -> Iterator[Finding]:
    """Report values that are not whole numbers of 32 bits."""
    for option_set in option_sets(package):
        for option in option_set.options:
            text, value = option.attrib.get("value", ""), option_value(option)
            if text and (value is None or not _SMALLEST <= value <= _LARGEST):
                message = f"{option_set.subject}: value {quoted(text)} is not a whole number of 32 bits"
                yield finding_at(VALUE, option, message)


def duplicate_values(package: Package) -> Iterator[Finding]:
    """Report values that two options of a set have."""
    for option_set in option_sets(package):
        seen: set[int] = set()
        for option in option_set.options:
            value = option_value(option)
            if value is None:
                continue
            if value in seen:
                message = f"{option_set.subject}: more than one option has the value {value}"
                yield finding_at(DUPLICATE_VALUE, option, message)
            seen.add(value)


def value_prefixes(package: Package) -> Iterator[Finding]:
    """Report values outside the publisher's range, all those of a set in one finding."""
    prefix = package.option_prefix
    smallest, largest = limits.OPTION_VALUE_PREFIXES
    if prefix is None or not smallest <= prefix <= largest:
        return
    allowed = limits.option_values(prefix)
    for option_set in option_sets(package):
        if option_set.column is None:
            is_own = package.is_own(option_set.name)
        else:
            is_own = option_set.column.is_custom and package.is_own(option_set.column.logical_name)
        if not is_own or option_set.type not in CHOICES:
            continue
        outside = sorted(value for value in option_set.values if value is not None and value not in allowed)
        if outside:
            shown = listed([str(value) for value in outside])
            message = (
                f"{option_set.subject}: values outside the publisher's range {allowed[0]} to {allowed[-1]}: {shown}"
            )
            yield finding_at(VALUE_PREFIX, option_set.element, message)


def yes_no_options(package: Package) -> Iterator[Finding]:
    """Report yes/no columns with other options than 0 and 1."""
    for option_set in option_sets(package):
        if option_set.type == "bit" and (option_set.values != {0, 1} or len(option_set.options) != 2):
            shown = listed([option.attrib.get("value", "") for option in option_set.options])
            message = (
                f"{option_set.subject} has the options {shown}" if shown else f"{option_set.subject} has no options"
            )
            yield finding_at(YES_NO, option_set.element, f"{message}; a yes/no column has 0 and 1")


def hidden_flags(package: Package) -> Iterator[Finding]:
    """Report values of IsHidden that are not flags."""
    for option_set in option_sets(package):
        for option in option_set.options:
            hidden = option.attrib.get("IsHidden", "0")
            if hidden not in ("0", "1"):
                message = f"{option_set.subject}: IsHidden {quoted(hidden)} is not 0 or 1"
                yield finding_at(HIDDEN, option, message)


def defaults(package: Package) -> Iterator[Finding]:
    """Report defaults that are not numbers, or not among the options."""
    for table, column in package.columns:
        element = column.properties.get("AppDefaultValue")
        takes_several = column.type == "multiselectpicklist"
        if element is None or (not element.text and takes_several):
            continue
        message = f"{column_subject(table, column)}: AppDefaultValue {quoted(element.text)} is not"
        chosen = [integer(part) for part in element.text.split(",")]
        if None in chosen or (len(chosen) > 1 and not takes_several):
            yield finding_at(DEFAULT, element, f"{message} a whole number")
            continue
        option_set = option_set_of(package, column)
        known = set() if option_set is None else option_set.values
        if known and not known.issuperset(set(chosen) - {-1}):
            yield finding_at(DEFAULT, element, f"{message} the value of an option")


CHECKS = (values, duplicate_values, value_prefixes, yes_no_options, hidden_flags, defaults)
