"""Queries: columns that exist, operators that their types support, and usable names of functions and arguments."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from dvspec import reserved_names
from dvspec.dataverse.system_columns import system_column, system_columns
from dvspec.dataverse.tables import TABLE_KINDS
from dvspec.dataverse.types import TYPES
from dvspec.findings import Place, Rule, Severity, did_you_mean
from dvspec.model import Column, Condition, Query, Solution, Table
from dvspec.spec.document import Document
from dvspec.spec.rules.columns import UNKNOWN_COLUMN
from dvspec.spec.rules.naming import DUPLICATE_NAME, INVALID_PYTHON_NAME

UNSUPPORTED_OPERATOR = Rule(
    "DV226",
    "unsupported-operator",
    Severity.ERROR,
    "Queries compare columns by operators that their types support.",
    "Use another operator or another column.",
)

DUPLICATE_SORT_COLUMN = Rule(
    "DV234",
    "duplicate-sort-column",
    Severity.ERROR,
    "The columns of order_by are unique.",
    "Remove one of the two.",
)

# Names that the generated functions use themselves.
_RESERVED = frozenset({"json", "rows_url", "service"})
_LONGEST_ARGUMENT = 40  # a longer one leaves no room on its line


def check(solution: Solution, documents: Mapping[str, Document]) -> None:
    """Report what is wrong with the tables' queries, whose functions are in one module."""
    tables: dict[str, str] = {}  # by query
    reserved = _RESERVED | solution.by_name.keys()  # the module imports their classes
    for table in solution.tables:
        document = documents[table.name]
        if table.queries and table.name in _RESERVED:
            message = f"table '{table.name}' has queries, whose generated functions use this name; rename the table"
            document.report(INVALID_PYTHON_NAME, message, document.place(("table",)))
        for query in table.queries:
            place = document.place(("queries", query.name), key=True)
            _check_name(query.name, "query", document, place, reserved)
            first = tables.setdefault(query.name, table.name)
            if first != table.name:
                message = f"query '{query.name}' of {table.name} is also a query of {first}"
                document.report(DUPLICATE_NAME, message, place)
            columns = _Columns(table, table.kind)
            _check_conditions(query, columns, document, reserved)
            _check_order(query, columns, document)


class _Columns:
    """The columns that a table's queries can name: its own, and the system columns of tables like it."""

    def __init__(self, table: Table, table_kind: str) -> None:
        self.table, self.table_kind = table, table_kind

    def get(self, name: str) -> Column | None:
        """Return the column of this name, None if there is none."""
        return self.table.by_name.get(name) or system_column(name, self.table_kind)

    def problem(self, name: str) -> str:
        """Return what is wrong with a name that no column has."""
        if any(system_column(name, table_kind) for table_kind in TABLE_KINDS):
            return f"is a system column that {self.table_kind} tables such as {self.table.name} do not have"
        known = [*self.table.by_name, *(key for key in system_columns(self.table_kind) if key[0] != "_")]
        return f"is not a column of {self.table.name}{did_you_mean(name, known)}"


def _check_conditions(query: Query, columns: _Columns, document: Document, reserved: AbstractSet[str]) -> None:
    arguments: set[str] = set()
    for position, condition in enumerate(query.conditions):
        place = document.place(("queries", query.name, "where", position))
        column = columns.get(condition.column)
        if column is None:
            _report_unknown_column(condition.column, query, columns, document, place)
        elif problem := _operator_problem(condition, column):
            document.report(UNSUPPORTED_OPERATOR, f"'{column.name}' is of type {column.type}, which {problem}", place)
        _check_name(condition.argument, "argument", document, place, reserved, _LONGEST_ARGUMENT)
        if condition.argument in arguments:
            message = f"duplicate argument '{condition.argument}' of query '{query.name}'; set one condition's argument"
            document.report(DUPLICATE_NAME, message, place)
        arguments.add(condition.argument)


def _check_order(query: Query, columns: _Columns, document: Document) -> None:
    sorted_by: set[str] = set()
    for position, (name, _) in enumerate(query.order_by):
        place = document.place(("queries", query.name, "order_by", position))
        if columns.get(name) is None:
            _report_unknown_column(name, query, columns, document, place)
        elif name in sorted_by:
            message = f"query '{query.name}' sorts by '{name}' twice"
            document.report(DUPLICATE_SORT_COLUMN, message, place)
        sorted_by.add(name)


def _report_unknown_column(name: str, query: Query, columns: _Columns, document: Document, place: Place) -> None:
    document.report(UNKNOWN_COLUMN, f"'{name}' of query '{query.name}' {columns.problem(name)}", place)


def _operator_problem(condition: Condition, column: Column) -> str | None:
    operators = TYPES[column.type].operators
    if condition.operator in operators:
        return None
    if len(operators) > 2:
        return f"does not support {condition.operator}"
    return f"supports {' and '.join(operators)} only, not {condition.operator}"


def _check_name(
    name: str,
    what: str,
    document: Document,
    place: Place,
    reserved: AbstractSet[str],
    longest: int = reserved_names.LONGEST_FIELD,
) -> None:
    problem = reserved_names.python_name_problem(name)
    if name in reserved:
        problem = "a name that generated functions use"
    elif len(name) > longest:
        problem = f"longer than {longest} characters; choose a shorter one"
    if problem:
        document.report(INVALID_PYTHON_NAME, f"{what} '{name}' is {problem}", place)
