"""Rules for option sets, local and global, and for the columns that use them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dvspec.dataverse import limits
from dvspec.dataverse.xml_types import CHOICES, XML_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.parts import column_subject
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.table import Column, Table
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element, finding_at

SET_TYPE = Rule(
    "DV510",
    "set-type",
    Severity.ERROR,
    "An option set's type is picklist, bit, state or status, and fits the column.",
    "Write the type that the column's type has.",
    "0x8004801A",
)
VALUE = Rule(
    "DV511",
    "value",
    Severity.ERROR,
    "An option's value is a whole number of 32 bits.",
    "Write the number.",
    "0x8004801A",
)
VALUE_TWICE = Rule(
    "DV512",
    "value-twice",
    Severity.ERROR,
    "Two options of one set have different values.",
    "Give one of them another value.",
)
VALUE_PREFIX = Rule(
    "DV513",
    "value-prefix",
    Severity.NOTE,
    "Option values begin with the publisher's option value prefix, so that two publishers' options never collide.",
    "Use the prefix x 10000 + n for options that are new.",
    "0x80048402",
)
BIT_VALUES = Rule(
    "DV514",
    "bit-values",
    Severity.ERROR,
    "A yes/no column has the options 0 and 1.",
    "Write exactly these two.",
)
DEFAULT = Rule(
    "DV515",
    "default",
    Severity.ERROR,
    "A default is the value of an option, or -1 for none.",
    "Write one of the values.",
)
NO_OPTIONS = Rule(
    "DV516",
    "no-options",
    Severity.WARNING,
    "An option set has the element for options that its type takes; it may be empty.",
    "Add options, states or statuses.",
)
SET_TWICE = Rule(
    "DV517",
    "set-twice",
    Severity.ERROR,
    "No two option sets have one name.",
    "Rename one; a local set is called <table>_<column>.",
)
BOTH = Rule(
    "DV519",
    "both",
    Severity.ERROR,
    "A column has an option set of its own or names a global one, not both.",
    "Remove one of the two.",
)
SET_MISSING = Rule(
    "DV520",
    "set-missing",
    Severity.ERROR,
    "A global option set that a column names is in the package, or listed as required from elsewhere.",
    "Add the option set, or list it under MissingDependencies.",
    "0x80048039",
)
SET_ELSEWHERE = Rule(
    "DV521",
    "set-elsewhere",
    Severity.WARNING,
    "A global option set of another publisher that a column names must be in the target already.",
    "Import the solution that has it first.",
    "0x80048039",
)
NOT_GLOBAL = Rule(
    "DV522",
    "not-global",
    Severity.WARNING,
    "Option sets beside the tables are marked as global, those inside columns are not.",
    "Correct IsGlobal.",
)
STATES = Rule(
    "DV523",
    "states",
    Severity.ERROR,
    "A state names the status that it begins with, and a status the state that it belongs to.",
    "Name one that the other column has.",
)

_CONTAINERS = {"state": ("states", "state"), "status": ("statuses", "status")}
_SMALLEST, _LARGEST = limits.OPTION_VALUES


@dataclass(frozen=True, slots=True)
class _Set:
    """An option set with the column that it stands in, if it is a local one."""

    element: Element
    subject: str
    table: Table | None = None
    column: Column | None = None

    @property
    def type(self) -> str:
        return self.element.value("OptionSetType") or ""

    @property
    def options(self) -> list[Element]:
        container, item = _CONTAINERS.get(self.type, ("options", "option"))
        return list(self.element.under(container, item))

    @property
    def values(self) -> set[int | None]:
        return {integer(option.attrib.get("value", "")) for option in self.options}


def _sets(package: Package) -> Iterator[_Set]:
    for table in package.tables:
        for column in table.columns:
            for element in column.element.named("optionset"):
                yield _Set(element, f"option set of {column_subject(table, column)}", table, column)
    for element in package.option_sets:
        yield _Set(element, f"option set {quoted(element.attrib.get('Name', ''))}")


def set_types(package: Package) -> Iterator[Finding]:
    """Report types that there are not, and that don't fit."""
    known = frozenset(name for type_ in XML_TYPES.values() for name in type_.option_set_types)
    for each in _sets(package):
        element = each.element.child("OptionSetType")
        if element is None or not element.text:
            continue
        allowed = known
        if each.column is not None and each.column.type in XML_TYPES:
            allowed = XML_TYPES[each.column.type].option_set_types or known
        if element.text not in allowed:
            message = f"{each.subject}: OptionSetType {quoted(element.text)} is not"
            yield finding_at(SET_TYPE, element, f"{message} {' or '.join(sorted(allowed))}")


def values(package: Package) -> Iterator[Finding]:
    """Report values that are no numbers."""
    for each in _sets(package):
        for option in each.options:
            text = option.attrib.get("value", "")
            value = integer(text)
            if text and (value is None or not _SMALLEST <= value <= _LARGEST):
                message = f"{each.subject}: value {quoted(text)} is no whole number of 32 bits"
                yield finding_at(VALUE, option, message)


def values_twice(package: Package) -> Iterator[Finding]:
    """Report values that two options have."""
    for each in _sets(package):
        seen: set[int] = set()
        for option in each.options:
            value = integer(option.attrib.get("value", ""))
            if value is None:
                continue
            if value in seen:
                yield finding_at(VALUE_TWICE, option, f"{each.subject} has the value {value} twice")
            seen.add(value)


def value_prefix(package: Package) -> Iterator[Finding]:
    """Report values outside the publisher's range, all of a set in one finding."""
    prefix = package.option_prefix
    if prefix is None or not limits.OPTION_VALUE_PREFIXES[0] <= prefix <= limits.OPTION_VALUE_PREFIXES[1]:
        return
    allowed = limits.option_values(prefix)
    for each in _sets(package):
        own = each.column is None or (each.column.is_custom and package.is_own(each.column.logical))
        if each.type not in CHOICES or not own:
            continue
        if each.column is None and not package.is_own(each.element.attrib.get("Name", "")):
            continue
        outside = sorted(value for value in each.values if value is not None and value not in allowed)
        if outside:
            shown = listed([str(value) for value in outside])
            message = f"{each.subject}: {shown} not in the publisher's range {allowed[0]}..{allowed[-1]}"
            yield finding_at(VALUE_PREFIX, each.element, message)


def bit_values(package: Package) -> Iterator[Finding]:
    """Report yes/no columns with other options."""
    for each in _sets(package):
        if each.type == "bit" and (each.values != {0, 1} or len(each.options) != 2):
            shown = listed([option.attrib.get("value", "") for option in each.options])
            message = f"{each.subject} has the options {shown or 'none'}, not 0 and 1"
            yield finding_at(BIT_VALUES, each.element, message)


def defaults(package: Package) -> Iterator[Finding]:
    """Report defaults that are no option."""
    for table in package.tables:
        for column in table.columns:
            element = column.fields.get("AppDefaultValue")
            if element is None or (not element.text and column.type == "multiselectpicklist"):
                continue
            subject = column_subject(table, column)
            chosen = [integer(part) for part in element.text.split(",")]
            if None in chosen or (len(chosen) > 1 and column.type != "multiselectpicklist"):
                message = f"{subject}: AppDefaultValue {quoted(element.text)} is no number"
                yield finding_at(DEFAULT, element, message)
                continue
            options = _options_of(package, column)
            strange = [value for value in chosen if options and value not in options | {-1}]
            if strange:
                message = f"{subject}: AppDefaultValue {quoted(element.text)} is no option"
                yield finding_at(DEFAULT, element, message)


def _options_of(package: Package, column: Column) -> set[int | None]:
    local = column.fields.get("optionset")
    name = column.text("OptionSetName").lower()
    element = local if local is not None else package.sets_by_name.get(name)
    return set() if element is None else _Set(element, "").values


def no_options(package: Package) -> Iterator[Finding]:
    """Report option sets without options."""
    for each in _sets(package):
        container, _ = _CONTAINERS.get(each.type, ("options", ""))
        if each.type and each.type != "bit" and each.element.child(container) is None:
            message = f"{each.subject} has no <{container}>"
            yield finding_at(NO_OPTIONS, each.element, message)


def sets_twice(package: Package) -> Iterator[Finding]:
    """Report names that two option sets have."""
    seen: set[str] = set()
    for each in _sets(package):
        name = each.element.attrib.get("Name", "").lower()
        if name and name in seen:
            message = f"{each.subject}: the name {quoted(name)} is taken by another option set"
            yield finding_at(SET_TWICE, each.element, message)
        seen.add(name)


def both(package: Package) -> Iterator[Finding]:
    """Report columns with a local and a global option set."""
    for table in package.tables:
        for column in table.columns:
            if {"optionset", "OptionSetName"} <= column.fields.keys():
                message = f"{column_subject(table, column)} has optionset and OptionSetName"
                yield finding_at(BOTH, column.element, message)


def set_missing(package: Package) -> Iterator[Finding]:
    """Report global option sets of the publisher's own that are nowhere."""
    for subject, element, is_own in _absent_sets(package):
        if is_own:
            message = f"{subject}: the package has no option set {quoted(element.text)}"
            yield finding_at(SET_MISSING, element, message)


def set_elsewhere(package: Package) -> Iterator[Finding]:
    """Report global option sets of others that are not in the package."""
    for subject, element, is_own in _absent_sets(package):
        if not is_own:
            message = f"{subject}: the package has no option set {quoted(element.text)}"
            yield finding_at(SET_ELSEWHERE, element, message)


def _absent_sets(package: Package) -> Iterator[tuple[str, Element, bool]]:
    for table in package.tables:
        for column in table.columns:
            element = column.fields.get("OptionSetName")
            if element is None or "optionset" in column.fields or not column.is_custom:
                continue
            name = element.text.lower()
            if name not in package.sets_by_name and name not in package.missing:
                # An empty name is nobody's, so it is the package's own mistake.
                own = not name or package.is_own(name)
                yield column_subject(table, column), element, own


def not_global(package: Package) -> Iterator[Finding]:
    """Report option sets whose IsGlobal contradicts their place."""
    for each in _sets(package):
        flag = each.element.child("IsGlobal")
        is_global = each.column is None
        if flag is not None and flag.text in ("0", "1") and flag.text != str(int(is_global)):
            message = f"{each.subject} has IsGlobal {flag.text}"
            yield finding_at(NOT_GLOBAL, flag, message)
        elif flag is None and is_global and package.is_of_today and each.type:
            yield finding_at(NOT_GLOBAL, each.element, f"{each.subject} has no IsGlobal")


def states(package: Package) -> Iterator[Finding]:
    """Report states and statuses that don't name each other."""
    for table in package.tables:
        states_ = _options(table, "statecode", "states", "state")
        statuses = _options(table, "statuscode", "statuses", "status")
        subject = f"table {quoted(table.name)}"
        for value, state in states_.items():
            begins = state.attrib.get("defaultstatus", "")
            if begins and (integer(begins) is None or (statuses and begins not in statuses)):
                message = f"{subject}: state {value} begins with status {quoted(begins)}"
                yield finding_at(STATES, state, f"{message}, which there is not")
        for value, status in statuses.items():
            belongs = status.attrib.get("state", "")
            if integer(belongs) is None or (states_ and belongs not in states_):
                message = f"{subject}: status {value} belongs to state {quoted(belongs)}"
                yield finding_at(STATES, status, f"{message}, which there is not")


def _options(table: Table, column: str, container: str, item: str) -> Mapping[str, Element]:
    found_ = table.by_name.get(column)
    if found_ is None:
        return {}
    options = found_.element.under("optionset", container, item)
    return {option.attrib.get("value", ""): option for option in options}


CHECKS = (
    set_types,
    values,
    values_twice,
    value_prefix,
    bit_values,
    defaults,
    no_options,
    sets_twice,
    both,
    set_missing,
    set_elsewhere,
    not_global,
    states,
)
