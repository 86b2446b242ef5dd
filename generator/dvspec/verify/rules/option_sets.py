"""Rules for option sets, local and global, and for the columns that use them."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.xml_types import XML_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.option_set import option_set_of, option_sets
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Column, column_subject
from dvspec.solution_files.xml import finding_at

TYPE = Rule(
    "DV510",
    "wrong-option-set-type",
    Severity.ERROR,
    "The type of an option set matches that of the columns that use it: picklist, bit, state or status.",
    "Correct the OptionSetType, or use an option set of the right type.",
    "0x8004801A",
)
NO_CONTAINER = Rule(
    "DV516",
    "missing-options-element",
    Severity.WARNING,
    "An option set has the element that its options belong in: options, states or statuses.",
    "Add the element; it may be empty.",
)
DUPLICATE_NAME = Rule(
    "DV517",
    "duplicate-option-set-name",
    Severity.ERROR,
    "The option sets of a package have different names.",
    "Rename one of the two; the name of a local option set is <table>_<column>.",
)
LOCAL_AND_GLOBAL = Rule(
    "DV519",
    "local-and-global-option-set",
    Severity.ERROR,
    "A column has either a local option set or the name of a global one.",
    "Remove <optionset> or <OptionSetName>.",
)
MISSING = Rule(
    "DV520",
    "missing-option-set",
    Severity.ERROR,
    "A global option set that a column names is in the package, or listed in MissingDependencies.",
    "Add the option set, or list it in MissingDependencies.",
    "0x80048039",
)
OF_OTHER_PUBLISHER = Rule(
    "DV521",
    "option-set-of-other-publisher",
    Severity.WARNING,
    "Another publisher's global option set that a column names is in the package, or listed in MissingDependencies.",
    "Import the solution that contains the option set first, and list the option set in MissingDependencies.",
    "0x80048039",
)
IS_GLOBAL = Rule(
    "DV522",
    "wrong-is-global",
    Severity.WARNING,
    "IsGlobal is 1 in global option sets and 0 in those of columns.",
    "Correct IsGlobal.",
)


def option_set_types(package: Package) -> Iterator[Finding]:
    """Report unknown types of option sets, and types that don't match their column's."""
    known = frozenset(name for type_ in XML_TYPES.values() for name in type_.option_set_types)
    for option_set in option_sets(package):
        element = option_set.element.child("OptionSetType")
        allowed = known if option_set.column is None else _allowed_types(option_set.column) or known
        if element is not None and element.text and element.text not in allowed:
            message = f"{option_set.subject}: OptionSetType must be {' or '.join(sorted(allowed))}"
            yield finding_at(TYPE, element, f"{message}, not {quoted(element.text)}")


def global_option_set_types(package: Package) -> Iterator[Finding]:
    """Report columns that name a global option set of another type than theirs."""
    for table, column in package.columns:
        element = column.properties.get("OptionSetName")
        option_set = option_set_of(package, column)
        if element is None or option_set is None or not option_set.is_global or not option_set.type:
            continue
        allowed = _allowed_types(column)
        if allowed and option_set.type not in allowed:
            message = f"{column_subject(table, column)}: global option set {quoted(element.text)} is of type"
            message = f"{message} {quoted(option_set.type)}, not {' or '.join(sorted(allowed))}"
            yield finding_at(TYPE, element, message)


def _allowed_types(column: Column) -> tuple[str, ...]:
    """Return the option set types that columns of the type take; none if the type has no options."""
    type_ = XML_TYPES.get(column.type)
    return () if type_ is None else type_.option_set_types


def missing_containers(package: Package) -> Iterator[Finding]:
    """Report option sets without the element for their options; yes/no columns have their own rule."""
    for option_set in option_sets(package):
        has_container = option_set.element.child(option_set.container) is not None
        if option_set.type and option_set.type != "bit" and not has_container:
            message = f"{option_set.subject} has no <{option_set.container}>"
            yield finding_at(NO_CONTAINER, option_set.element, message)


def duplicate_names(package: Package) -> Iterator[Finding]:
    """Report names that two option sets have."""
    seen: set[str] = set()
    for option_set in option_sets(package):
        name = option_set.name.lower()
        if name and name in seen:
            message = f"{option_set.subject}: another option set has the same name"
            yield finding_at(DUPLICATE_NAME, option_set.element, message)
        seen.add(name)


def local_and_global(package: Package) -> Iterator[Finding]:
    """Report columns with both a local and a global option set."""
    for table, column in package.columns:
        if "optionset" in column.properties and "OptionSetName" in column.properties:
            message = f"{column_subject(table, column)} has both <optionset> and <OptionSetName>"
            yield finding_at(LOCAL_AND_GLOBAL, column.element, message)


def missing_option_sets(package: Package) -> Iterator[Finding]:
    """Report global option sets that columns name and the package lacks; an empty name counts as the package's own."""
    for table, column in package.columns:
        element = column.properties.get("OptionSetName")
        if element is None or "optionset" in column.properties or not column.is_custom:
            continue
        name = element.text.lower()
        if name in package.option_sets_by_name or name in package.missing_dependencies:
            continue
        message = f"{column_subject(table, column)}: the package has no option set {quoted(element.text)}"
        is_own = not name or package.is_own(name)
        yield finding_at(MISSING if is_own else OF_OTHER_PUBLISHER, element, message)


def is_global_flags(package: Package) -> Iterator[Finding]:
    """Report option sets whose IsGlobal contradicts their place."""
    for option_set in option_sets(package):
        element = option_set.element.child("IsGlobal")
        if element is None:
            if option_set.is_global and package.is_current and option_set.type:
                yield finding_at(IS_GLOBAL, option_set.element, f"{option_set.subject} is global and has no IsGlobal")
        elif element.text in ("0", "1") and element.text != str(int(option_set.is_global)):
            scope = "global" if option_set.is_global else "not global"
            yield finding_at(IS_GLOBAL, element, f"{option_set.subject} is {scope} but has IsGlobal {element.text}")


CHECKS = (
    option_set_types,
    global_option_set_types,
    missing_containers,
    duplicate_names,
    local_and_global,
    missing_option_sets,
    is_global_flags,
)
