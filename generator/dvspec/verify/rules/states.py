"""Rules for the states and statuses of tables, which refer to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element, finding_at

UNKNOWN = Rule(
    "DV523",
    "unknown-state-or-status",
    Severity.ERROR,
    "The default status of a state and the state of a status are options of the table.",
    "Write the value of a status in defaultstatus, and the value of a state in state.",
)
OTHER_STATE = Rule(
    "DV575",
    "default-status-of-other-state",
    Severity.WARNING,
    "The default status of a state belongs to that state.",
    "Write the value of one of the state's own statuses in defaultstatus.",
)


def default_statuses(package: Package) -> Iterator[Finding]:
    """Report default statuses of states that don't exist, or belong to another state."""
    for table in package.tables:
        statuses = _statuses(table)
        for value, state in _states(table).items():
            default = state.attrib.get("defaultstatus", "")
            subject = f"table {quoted(table.name)}: state {value}: defaultstatus {quoted(default)}"
            if default and not _exists(default, statuses):
                yield finding_at(UNKNOWN, state, f"{subject} does not exist")
            elif default in statuses and statuses[default].attrib.get("state") != value:
                yield finding_at(OTHER_STATE, state, f"{subject} belongs to another state")


def states_of_statuses(package: Package) -> Iterator[Finding]:
    """Report states of statuses that don't exist."""
    for table in package.tables:
        states = _states(table)
        for value, status in _statuses(table).items():
            state = status.attrib.get("state", "")
            if not _exists(state, states):
                subject = f"table {quoted(table.name)}: status {value}: state {quoted(state)}"
                yield finding_at(UNKNOWN, status, f"{subject} does not exist")


def _states(table: Table) -> Mapping[str, Element]:
    return _options_by_value(table, "statecode", "states", "state")


def _statuses(table: Table) -> Mapping[str, Element]:
    return _options_by_value(table, "statuscode", "statuses", "status")


def _options_by_value(table: Table, column_name: str, container: str, tag: str) -> Mapping[str, Element]:
    column = table.columns_by_name.get(column_name)
    if column is None:
        return {}
    options = column.element.under("optionset", container, tag)
    return {option.attrib.get("value", ""): option for option in options}


def _exists(value: str, options: Mapping[str, Element]) -> bool:
    """Return whether the value is a number and, where the options are known, that of one of them."""
    return integer(value) is not None and (not options or value in options)


CHECKS = (default_statuses, states_of_statuses)
