"""Options of choices: values, Python names and defaults."""

from __future__ import annotations

from dvspec.dataverse.limits import option_values
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity
from dvspec.model import Column, OptionSet, Solution, Table
from dvspec.spec.document import Document
from dvspec.spec.rules.naming import INVALID_PYTHON_NAME

INVALID_OPTIONS = Rule(
    "DV213",
    "invalid-options",
    Severity.ERROR,
    "Choices have options with unique values and names, and a default is one of them.",
    "Fix the options, the default or the name of the global choice.",
)
FOREIGN_OPTION_VALUE = Rule(
    "DV214",
    "foreign-option-value",
    Severity.NOTE,
    "Option values are in the publisher's range: option_value_prefix followed by four digits.",
    "Use a value in the range that the message names.",
    "0x80048402",
)

_LONGEST_NAME = 60  # characters in Python
_MOST_SHOWN = 5  # option values in a message


def check(table: Table, solution: Solution, document: Document) -> None:
    """Report what is wrong with the options and the defaults of a table's columns."""
    for column in table.columns:
        type_ = TYPES[column.type]
        if type_.has_choices:
            _check_choice(column, solution, document)
        elif "default" in type_.spec_keys and not isinstance(column.default, bool):
            message = f"the default of '{column.name}' is neither true nor false"
            document.report(INVALID_OPTIONS, message, document.place(("columns", column.name, "default")))


def _check_choice(column: Column, solution: Solution, document: Document) -> None:
    path = ("columns", column.name)
    if "choices" not in document.value["columns"][column.name]:
        message = f"'{column.name}' is of type {column.type} but has no choices"
        document.report(INVALID_OPTIONS, message, document.place(path, key=True))
    if column.option_set is None:
        return
    if not column.option_set.is_global:
        own = not column.existing and column.type not in ("state", "status")
        check_options(column.option_set, solution, document, (*path, "choices"), own=own)
    values = [option.value for option in column.option_set.options]
    if column.option_set.is_external and not values:
        return  # which values it has is unknown
    if column.default is not None and (isinstance(column.default, bool) or column.default not in values):
        message = f"default {str(column.default).lower()} is not the value of an option"
        document.report(INVALID_OPTIONS, message, document.place((*path, "default")))


def check_options(
    option_set: OptionSet, solution: Solution, document: Document, path: tuple[str | int, ...], *, own: bool = True
) -> None:
    """Report what is wrong with the options of a choice; `path` leads to their list.

    Values of a choice that is not the publisher's `own` can be of any range.
    """
    values: set[int] = set()
    python_names: set[str] = set()
    for position, option in enumerate(option_set.options):
        place = document.place((*path, position))
        label = option.label.text if len(option.label.text) <= 40 else f"{option.label.text[:40]}…"
        if option.value in values:
            document.report(INVALID_OPTIONS, f"duplicate option value {option.value}", place)
        if not option.name.isidentifier():
            message = f"label '{label}' does not yield a Python name; set the option's name"
            document.report(INVALID_PYTHON_NAME, message, place)
        elif len(option.name) > _LONGEST_NAME:
            message = (
                f"label '{label}' yields a Python name of more than {_LONGEST_NAME} characters; set the option's name"
            )
            document.report(INVALID_PYTHON_NAME, message, place)
        elif option.name in python_names:
            message = f"duplicate Python name {option.name} of an option; set the option's name"
            document.report(INVALID_OPTIONS, message, place)
        values.add(option.value)
        python_names.add(option.name)
    if own and not option_set.is_external:
        _check_range(option_set, solution, document, path)


def _check_range(option_set: OptionSet, solution: Solution, document: Document, path: tuple[str | int, ...]) -> None:
    """Report, once for the whole choice, values that another publisher's options may have too."""
    allowed = option_values(solution.publisher.option_value_prefix)
    foreign = [position for position, option in enumerate(option_set.options) if option.value not in allowed]
    if foreign:
        given = [str(option_set.options[position].value) for position in foreign]
        subject = f"option value {given[0]} is" if len(given) == 1 else f"option values {_listed(given)} are"
        message = f"{subject} not in the publisher's range, {allowed[0]} to {allowed[-1]}"
        document.report(FOREIGN_OPTION_VALUE, message, document.place((*path, foreign[0])))


def _listed(values: list[str]) -> str:
    """Return the first values, and how many others there are."""
    more = f" and {len(values) - _MOST_SHOWN} more" if len(values) > _MOST_SHOWN else ""
    return ", ".join(values[:_MOST_SHOWN]) + more
