"""States and status reasons: those that Dataverse has, each reason with its state."""

from __future__ import annotations

from dvspec.dataverse.states import STATES
from dvspec.findings import Rule, Severity
from dvspec.model import Column, Option, Table
from dvspec.spec.document import Document

INVALID_STATUS = Rule(
    "DV239",
    "invalid-status",
    Severity.ERROR,
    "A table has at most one state and one status column; each status reason has a state of the table, and each state"
    " a reason.",
    "Give each option of the status column the value of a state, and each state an option.",
    "0x8004431E",
)


def check(table: Table, document: Document) -> None:
    """Report what is wrong with a table's states and status reasons."""
    columns: dict[str, list[Column]] = {"state": [], "status": []}
    for column in table.columns:
        if column.type in columns:
            columns[column.type].append(column)
        else:
            _check_others(column, document)
    if table.kind not in STATES:
        return  # whose tables have neither
    for type_, found in columns.items():
        for column in found[1:]:
            message = f"'{column.name}' is a second column of type {type_}, beside '{found[0].name}'"
            document.report(INVALID_STATUS, message, document.place(("columns", column.name, "type")))
    states = dict(STATES[table.kind])
    for column in columns["state"][:1]:
        states = _check_states(column, states, table, document)
    for column in columns["status"][:1]:
        _check_reasons(column, states, document)


def _check_others(column: Column, document: Document) -> None:
    for position, option in enumerate(_options(column)):
        if option.state is not None:
            message = f"an option of '{column.name}' has a state, which only options of status columns have"
            place = document.place(("columns", column.name, "choices", position, "state"), key=True)
            document.report(INVALID_STATUS, message, place)


def _check_states(column: Column, states: dict[int, str], table: Table, document: Document) -> dict[int, str]:
    """Report states that a table can't have; return those that it has."""
    given = {option.value: option.label.text for option in _options(column)}
    if not given:
        return states
    if not table.extends and not column.existing and given.keys() != states.keys():
        known = ", ".join(f"{value} ({name})" for value, name in states.items())
        message = f"the states of {table.kind} tables are {known}; their labels can change, their values can't"
        document.report(INVALID_STATUS, message, document.place(("columns", column.name, "choices")))
        return states
    return given


def _check_reasons(column: Column, states: dict[int, str], document: Document) -> None:
    options = _options(column)
    path = ("columns", column.name, "choices")
    known = ", ".join(f"{value} ({name})" for value, name in states.items())
    for position, option in enumerate(options):
        if option.state is None:
            message = f"status reason {option.value} has no state; the states are {known}"
            document.report(INVALID_STATUS, message, document.place((*path, position)))
        elif option.state not in states:
            message = f"status reason {option.value} has the state {option.state}; the states are {known}"
            document.report(INVALID_STATUS, message, document.place((*path, position, "state")))
    missing = [value for value in states if value not in {option.state for option in options}]
    if options and missing and not column.existing:
        message = f"state {missing[0]} ({states[missing[0]]}) has no status reason"
        document.report(INVALID_STATUS, message, document.place(path, key=True))


def _options(column: Column) -> tuple[Option, ...]:
    return () if column.option_set is None else column.option_set.options
