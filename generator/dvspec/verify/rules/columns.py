"""Rules for columns: their types, and the words and flags that every type shares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvspec.dataverse import xml_types
from dvspec.dataverse.system_columns import MONEY_COLUMNS
from dvspec.dataverse.xml_types import XML_TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.parts import column_subject
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.table import Column, Table
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element, finding_at

TYPE = Rule(
    "DV490",
    "type-package",
    Severity.ERROR,
    "A column's type is one that Dataverse knows.",
    "Write one of the types, as nvarchar, ntext, int or lookup.",
    "0x8004801A",
)
TAIL_MISSING = Rule(
    "DV491",
    "tail-missing",
    Severity.ERROR,
    "A column has what its type means nothing without: a length, or options.",
    "Add the element.",
)
TAIL_USUAL = Rule(
    "DV492",
    "tail-usual",
    Severity.WARNING,
    "A column has what every export writes for its type: Format, bounds, precision, default.",
    "Add the elements.",
)
TAIL_FOREIGN = Rule(
    "DV493",
    "tail-foreign",
    Severity.WARNING,
    "A column has nothing that belongs to another type.",
    "Remove the element, or correct the type.",
)
WORD = Rule(
    "DV494",
    "word",
    Severity.ERROR,
    "RequiredLevel, SourceType, Behavior and the format of a date have one of their few values.",
    "Write one of the values that the message lists.",
    "0x80044150",
)
OPEN_WORD = Rule(
    "DV495",
    "open-word",
    Severity.WARNING,
    "DisplayMask, ImeMode, LookupStyle and Format hold words that exports were seen to use.",
    "Check the spelling; if it is right, it is newer than this tool.",
    "0x80044150",
)
MISSPELT_WORD = Rule(
    "DV507",
    "misspelt-word",
    Severity.ERROR,
    "Words in DisplayMask, ImeMode, LookupStyle and Format are not misspelt.",
    "Write the word as the message gives it.",
    "0x80044150",
)
AUTO_NUMBER = Rule(
    "DV506",
    "auto-number",
    Severity.ERROR,
    "AutoNumberFormat stands in a text column, and its braces are balanced around known placeholders.",
    "Write SEQNUM, RANDSTRING or DATETIMEUTC in braces, as PRE-{SEQNUM:5}.",
)
FORMULA_FILE = Rule(
    "DV508",
    "formula-file",
    Severity.ERROR,
    "The file of a formula that a column names is in the package.",
    "Add the file, or remove FormulaDefinitionFileName and write SourceType 0.",
)
DEFAULT_VALUE = Rule(
    "DV496",
    "default-value",
    Severity.ERROR,
    "A default stands in AppDefaultValue.",
    "Rename DefaultValue.",
)
DATE_ONLY = Rule(
    "DV497",
    "date-only",
    Severity.WARNING,
    "A column with behaviour 2, date only, has the format date.",
    "Write Format date, or another behaviour.",
)
FORMULA = Rule(
    "DV498",
    "formula",
    Severity.WARNING,
    "A calculated or rollup column names the file of its formula.",
    "Add FormulaDefinitionFileName and the file, or write SourceType 0.",
)
MONEY = Rule(
    "DV499",
    "money",
    Severity.NOTE,
    "A table with currency columns declares their companions, as exports do; Dataverse may add them.",
    "Add <name>_base, transactioncurrencyid and exchangerate, as an export has them.",
)

_PLACEHOLDER = re.compile(r"\{(SEQNUM|RANDSTRING|DATETIMEUTC)(:[^{}]*)?\}", re.IGNORECASE)
_WORDS = {
    "RequiredLevel": xml_types.REQUIRED_LEVELS,
    "SourceType": xml_types.SOURCE_TYPES,
    "Behavior": xml_types.BEHAVIORS,
}


def _columns(package: Package) -> Iterator[tuple[Table, Column]]:
    return ((table, column) for table in package.tables for column in table.columns)


def type_(package: Package) -> Iterator[Finding]:
    """Report types that there are not."""
    for table, column in _columns(package):
        if column.type and column.type not in XML_TYPES and column.type not in xml_types.OLDER_TYPES:
            message = f"{column_subject(table, column)} is of type {quoted(column.type)}"
            yield finding_at(TYPE, column.fields["Type"], message)


def tail_missing(package: Package) -> Iterator[Finding]:
    """Report columns that lack what their type can't do without."""
    for table, column in _columns(package):
        tail = XML_TYPES.get(column.type)
        if tail is None or not package.is_whole(table):
            continue
        subject = column_subject(table, column)
        for tag in tail.required:
            if tag == "optionset" and "OptionSetName" in column.fields:
                continue
            if tag not in column.fields:
                message = f"{subject} is {column.type} and has no {tag}"
                yield finding_at(TAIL_MISSING, column.element, message)
        if column.type in xml_types.CHOICES and not column.fields.keys() & {"optionset", "OptionSetName"}:
            message = f"{subject} is {column.type} and has neither optionset nor OptionSetName"
            yield finding_at(TAIL_MISSING, column.element, message)


def tail_usual(package: Package) -> Iterator[Finding]:
    """Report columns that lack what exports write for their type."""
    for table, column in _columns(package):
        tail = XML_TYPES.get(column.type)
        is_export = column.is_custom or package.is_of_today
        if tail is None or not (is_export and package.is_whole(table)):
            continue
        if absent := [tag for tag in tail.usual if tag not in column.fields]:
            subject = column_subject(table, column)
            message = f"{subject} is {column.type} and lacks {listed(absent)}"
            yield finding_at(TAIL_USUAL, column.element, message)


def tail_foreign(package: Package) -> Iterator[Finding]:
    """Report elements of another type."""
    for table, column in _columns(package):
        tail = XML_TYPES.get(column.type)
        if tail is None or not column.is_custom:
            continue
        for tag in sorted((column.fields.keys() & xml_types.TYPED_ELEMENTS) - tail.elements):
            message = f"{column_subject(table, column)} is {column.type} and has {tag}"
            yield finding_at(TAIL_FOREIGN, column.fields[tag], message)


def words(package: Package) -> Iterator[Finding]:
    """Report values that are none of the few there are."""
    for table, column in _columns(package):
        for tag, allowed in _WORDS.items():
            element = column.fields.get(tag)
            if element is not None and element.text not in allowed:
                if tag == "RequiredLevel" and element.text == "0" and (table.provider or not column.is_custom):
                    continue  # what some exports write for none in Dataverse's own columns and in virtual tables
                message = (
                    f"{column_subject(table, column)}: {tag} {quoted(element.text)}"
                    f" is not one of {listed(sorted(allowed))}"
                )
                yield finding_at(WORD, element, message)
        form = column.fields.get("Format")
        if column.type == "datetime" and form is not None and form.text not in ("date", "datetime"):
            message = f"{column_subject(table, column)}: Format {quoted(form.text)}" f" is not date or datetime"
            yield finding_at(WORD, form, message)


def open_words(package: Package) -> Iterator[Finding]:
    """Report words that no export was seen to have."""
    for rule, element, message in _strange_words(package):
        if rule is OPEN_WORD:
            yield finding_at(rule, element, message)


def misspelt_words(package: Package) -> Iterator[Finding]:
    """Report words that differ from known ones by a letter or two, or in their case."""
    for rule, element, message in _strange_words(package):
        if rule is MISSPELT_WORD:
            yield finding_at(rule, element, message)


def _strange_words(package: Package) -> Iterator[tuple[Rule, Element, str]]:
    for table, column in _columns(package):
        mask = column.fields.get("DisplayMask")
        tail = XML_TYPES.get(column.type)
        formats = tail.formats if tail is not None and column.type != "datetime" else frozenset()
        held = (
            (mask, mask.text.split("|") if mask is not None and mask.text else [], xml_types.DISPLAY_MASKS),
            (column.fields.get("ImeMode"), [column.text("ImeMode")], xml_types.IME_MODES),
            (column.fields.get("LookupStyle"), [column.text("LookupStyle")], xml_types.LOOKUP_STYLES),
            (column.fields.get("Format"), [column.text("Format")], formats),
        )
        for element, words_, known in held:
            if element is None or not known:
                continue
            for word in words_:
                if word not in known:
                    message = f"{column_subject(table, column)}: {element.tag} {quoted(word)} is not one of"
                    message = f"{message} {listed(sorted(known - {''}))}"
                    near = word.casefold() in known or package.misspelt(word, known, element.tag)
                    yield MISSPELT_WORD if near else OPEN_WORD, element, message


def default_value(package: Package) -> Iterator[Finding]:
    """Report defaults under a name that nobody reads."""
    for table, column in _columns(package):
        if "DefaultValue" in column.fields:
            message = f"{column_subject(table, column)} has DefaultValue, which is not read"
            yield finding_at(DEFAULT_VALUE, column.fields["DefaultValue"], message)


def date_only(package: Package) -> Iterator[Finding]:
    """Report dates with a time of day that their behaviour rules out."""
    for table, column in _columns(package):
        if column.type == "datetime" and column.text("Behavior") == "2":
            form = column.fields.get("Format")
            if form is not None and form.text == "datetime":
                message = f"{column_subject(table, column)} has Behavior 2 and Format datetime"
                yield finding_at(DATE_ONLY, form, message)


def formula(package: Package) -> Iterator[Finding]:
    """Report calculated columns that name no formula."""
    for table, column in _columns(package):
        source = integer(column.text("SourceType")) or 0
        if source == 0 or not column.is_custom or _is_companion(table, column):
            continue
        if not column.text("FormulaDefinitionFileName"):
            message = f"{column_subject(table, column)} has SourceType {source} and no FormulaDefinitionFileName"
            yield finding_at(FORMULA, column.element, message)


def formula_files(package: Package) -> Iterator[Finding]:
    """Report formulas whose file is not in the package."""
    if not (package.is_zip or package.classic):
        return  # of a folder with an unzipped package only its XML is looked at
    names = {name.rsplit("/", 1)[-1].lower() for name in package.names}
    for table, column in _columns(package):
        file = column.text("FormulaDefinitionFileName")
        if file and file.replace("\\", "/").rsplit("/", 1)[-1].lower() not in names:
            message = f"{column_subject(table, column)}: the package has no file {quoted(file)}"
            yield finding_at(FORMULA_FILE, column.fields["FormulaDefinitionFileName"], message)


def auto_numbers(package: Package) -> Iterator[Finding]:
    """Report formats of automatic numbers that can't be read, and those of other columns than text."""
    for table, column in _columns(package):
        form = column.text("AutoNumberFormat")
        if not form:
            continue
        subject = f"{column_subject(table, column)}: AutoNumberFormat {quoted(form)}"
        element = column.fields["AutoNumberFormat"]
        if column.type != "nvarchar":
            yield finding_at(AUTO_NUMBER, element, f"{subject} on a column of type {quoted(column.type)}")
        elif set("{}") & set(_PLACEHOLDER.sub("", form)):
            yield finding_at(AUTO_NUMBER, element, f"{subject} has braces that hold no placeholder")


def _is_companion(table: Table, column: Column) -> bool:
    """Tell whether the column is the one in base currency that comes with a money column, formula included."""
    return (
        column.type == "money"
        and column.logical.removesuffix("_base") in table.by_name
        and (column.logical.endswith("_base"))
    )


def money(package: Package) -> Iterator[Finding]:
    """Report currency columns without their companions."""
    for table in package.whole_tables:
        for column in table.columns:
            if column.type != "money" or column.logical.endswith("_base"):
                continue
            wanted = [f"{column.logical}_base", *sorted(MONEY_COLUMNS)]
            if absent := [name for name in wanted if name not in table.by_name]:
                message = f"{column_subject(table, column)} is money, without {listed(absent)}"
                yield finding_at(MONEY, column.element, message)


CHECKS = (
    type_,
    tail_missing,
    tail_usual,
    tail_foreign,
    words,
    open_words,
    misspelt_words,
    default_value,
    date_only,
    formula,
    formula_files,
    auto_numbers,
    money,
)
