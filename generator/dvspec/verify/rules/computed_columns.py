"""Rules for columns whose values Dataverse computes: by a formula, or by numbering rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvspec.dataverse.xml_types import AUTO_NUMBER_PLACEHOLDERS
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Column, Table, column_subject
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import finding_at

MISSING_FORMULA = Rule(
    "DV498",
    "missing-formula",
    Severity.WARNING,
    "A calculated or rollup column names its formula file in FormulaDefinitionFileName.",
    "Add FormulaDefinitionFileName and the file, or write SourceType 0.",
)
MISSING_FILE = Rule(
    "DV508",
    "missing-formula-file",
    Severity.ERROR,
    "The package contains the formula files that its columns name.",
    "Add the file, or remove FormulaDefinitionFileName and write SourceType 0.",
)
AUTO_NUMBER = Rule(
    "DV506",
    "invalid-auto-number-format",
    Severity.ERROR,
    "AutoNumberFormat is in columns of type nvarchar and Format text, and its braces contain placeholders.",
    f"Write {' or '.join(AUTO_NUMBER_PLACEHOLDERS)} in braces, such as PRE-{{SEQNUM:5}}, or clear AutoNumberFormat.",
)

_PLACEHOLDER = re.compile(rf"\{{({'|'.join(AUTO_NUMBER_PLACEHOLDERS)})(:[^{{}}]*)?\}}", re.IGNORECASE)


def missing_formulas(package: Package) -> Iterator[Finding]:
    """Report calculated columns without a formula."""
    for table, column in package.columns:
        source_type = integer(column.text("SourceType")) or 0
        if source_type == 0 or not column.is_custom or _is_base_amount(table, column):
            continue
        if not column.text("FormulaDefinitionFileName"):
            message = f"{column_subject(table, column)} has SourceType {source_type} and no FormulaDefinitionFileName"
            yield finding_at(MISSING_FORMULA, column.element, message)


def _is_base_amount(table: Table, column: Column) -> bool:
    """Return whether the column is a currency column's amount in the base currency, which has its formula."""
    is_base = column.type == "money" and column.logical_name.endswith("_base")
    return is_base and column.logical_name.removesuffix("_base") in table.columns_by_name


def missing_formula_files(package: Package) -> Iterator[Finding]:
    """Report formula files that the package doesn't contain."""
    if not (package.is_zip or package.classic):
        return  # of a folder with an unzipped package, only its XML is read
    names = {_base_name(name) for name in package.names}
    for table, column in package.columns:
        file = column.text("FormulaDefinitionFileName")
        if file and _base_name(file) not in names:
            message = f"{column_subject(table, column)}: the package has no file {quoted(file)}"
            yield finding_at(MISSING_FILE, column.properties["FormulaDefinitionFileName"], message)


def _base_name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1].lower()


def auto_numbers(package: Package) -> Iterator[Finding]:
    """Report formats with braces around anything but a placeholder, and formats of other columns than plain text."""
    for table, column in package.columns:
        number_format = column.text("AutoNumberFormat")
        if not number_format:
            continue
        message = f"{column_subject(table, column)}: AutoNumberFormat {quoted(number_format)}"
        literal_text = _PLACEHOLDER.sub("", number_format)
        if column.type != "nvarchar":
            message = f"{message} is not allowed on a column of type {quoted(column.type)}"
        elif column.text("Format") not in ("text", ""):
            message = f"{message} is not allowed on a column with Format {quoted(column.text('Format'))}"
        elif "{" in literal_text or "}" in literal_text:
            message = f"{message} has braces without a placeholder"
        else:
            continue
        yield finding_at(AUTO_NUMBER, column.properties["AutoNumberFormat"], message)


CHECKS = (missing_formulas, missing_formula_files, auto_numbers)
