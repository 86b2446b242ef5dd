"""Rules for the types of columns, and for the elements that each type brings."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.system_columns import MONEY_COLUMNS
from dvspec.dataverse.xml_types import CHOICES, OLDER_TYPES, TYPED_ELEMENTS, XML_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.table import column_subject
from dvspec.solution_files.xml import finding_at
from dvspec.verify.vocabulary import SINCE

UNKNOWN_TYPE = Rule(
    "DV490",
    "unknown-column-type",
    Severity.ERROR,
    "Every column has a type that Dataverse supports.",
    "Write one of Dataverse's types, such as nvarchar, ntext, int or lookup.",
    "0x8004801A",
)
MISSING_ELEMENT = Rule(
    "DV491",
    "missing-type-element",
    Severity.ERROR,
    "A column has the elements that its type requires: a length, or options.",
    "Add the element.",
)
MISSING_USUAL_ELEMENT = Rule(
    "DV492",
    "incomplete-type-elements",
    Severity.WARNING,
    "A column has the elements that every export has for its type, such as Format, bounds or precision.",
    "Add the elements.",
)
FOREIGN_ELEMENT = Rule(
    "DV493",
    "foreign-type-element",
    Severity.WARNING,
    "A column has no elements that belong to other types.",
    "Remove the element, or correct the type.",
)
MISNAMED_DEFAULT = Rule(
    "DV496",
    "misnamed-default",
    Severity.ERROR,
    "A column's default is in AppDefaultValue.",
    "Rename DefaultValue to AppDefaultValue.",
)
CURRENCY = Rule(
    "DV499",
    "incomplete-currency-columns",
    Severity.NOTE,
    "A table with currency columns also has their base amounts, transactioncurrencyid and exchangerate.",
    "Add the columns as an export declares them, or leave them to Dataverse.",
)
BASE_OF_UNKNOWN = Rule(
    "DV577",
    "base-amount-of-unknown-column",
    Severity.WARNING,
    "The CalculationOf of a base amount is a currency column of the table.",
    "Write the logical name of the currency column that the base amount belongs to.",
)

_ANY_VERSION = (0, 0)


def unknown_types(package: Package) -> Iterator[Finding]:
    """Report types that Dataverse doesn't have."""
    for table, column in package.columns:
        if column.type and column.type not in XML_TYPES and column.type not in OLDER_TYPES:
            message = f"{column_subject(table, column)}: type {quoted(column.type)} is unknown"
            yield finding_at(UNKNOWN_TYPE, column.properties["Type"], message)


def missing_elements(package: Package) -> Iterator[Finding]:
    """Report columns that lack an element that their type requires."""
    for table, column in package.columns:
        type_ = XML_TYPES.get(column.type)
        if type_ is None or not package.is_whole(table):
            continue
        subject = column_subject(table, column)
        has_options = "optionset" in column.properties or "OptionSetName" in column.properties
        for tag in type_.required:
            if tag not in column.properties and not (tag == "optionset" and has_options):
                message = f"{subject} is of type {column.type} and has no <{tag}>"
                yield finding_at(MISSING_ELEMENT, column.element, message)
        if column.type in CHOICES and not has_options:
            message = f"{subject} is of type {column.type} and has neither <optionset> nor <OptionSetName>"
            yield finding_at(MISSING_ELEMENT, column.element, message)


def missing_usual_elements(package: Package) -> Iterator[Finding]:
    """Report columns that lack elements that exports have for their type, all those of a column in one finding."""
    for table, column in package.columns:
        type_ = XML_TYPES.get(column.type)
        if type_ is None or not package.is_whole(table):
            continue
        if not (column.is_custom or package.is_current):
            continue
        expected = (tag for tag in type_.usual if package.version >= SINCE.get(tag, _ANY_VERSION))
        missing = [tag for tag in expected if tag not in column.properties]
        if missing:
            message = f"{column_subject(table, column)} is of type {column.type} and has no {listed(missing)}"
            yield finding_at(MISSING_USUAL_ELEMENT, column.element, message)


def foreign_elements(package: Package) -> Iterator[Finding]:
    """Report elements that belong to other types."""
    for table, column in package.columns:
        type_ = XML_TYPES.get(column.type)
        if type_ is None or not column.is_custom:
            continue
        for tag in sorted((column.properties.keys() & TYPED_ELEMENTS) - type_.elements):
            message = f"{column_subject(table, column)} has <{tag}>, which columns of type {column.type} don't have"
            yield finding_at(FOREIGN_ELEMENT, column.properties[tag], message)


def misnamed_defaults(package: Package) -> Iterator[Finding]:
    """Report defaults under a name that the importer ignores."""
    for table, column in package.columns:
        if "DefaultValue" in column.properties:
            message = f"{column_subject(table, column)} has <DefaultValue>, which the importer ignores"
            yield finding_at(MISNAMED_DEFAULT, column.properties["DefaultValue"], message)


def incomplete_currency_columns(package: Package) -> Iterator[Finding]:
    """Report currency columns without an amount in the base currency, a currency and an exchange rate."""
    for table in package.whole_tables:
        for column in table.columns:
            if column.type != "money" or column.logical_name.endswith("_base"):
                continue
            needed = [f"{column.logical_name}_base", *sorted(MONEY_COLUMNS)]
            missing = [name for name in needed if name not in table.columns_by_name]
            if missing:
                message = f"{column_subject(table, column)} is a currency column; the table has no {listed(missing)}"
                yield finding_at(CURRENCY, column.element, message)


def base_amounts_of_unknown_columns(package: Package) -> Iterator[Finding]:
    """Report amounts in the base currency of columns that don't exist."""
    for table, column in package.columns:
        element = column.properties.get("CalculationOf")
        if element is None or not element.text or not package.is_whole(table):
            continue
        if element.text.lower() not in table.columns_by_name:
            message = f"{column_subject(table, column)}: {quoted(table.name)} has no column {quoted(element.text)}"
            yield finding_at(BASE_OF_UNKNOWN, element, message)


CHECKS = (
    unknown_types,
    missing_elements,
    missing_usual_elements,
    foreign_elements,
    misnamed_defaults,
    incomplete_currency_columns,
    base_amounts_of_unknown_columns,
)
