"""The module `queries`: a function for each query of the specs that returns its URL."""

from __future__ import annotations

from typing import NamedTuple

from dvspec.dataverse.row_values import value_type
from dvspec.dataverse.system_columns import system_column
from dvspec.dataverse.types import TYPES
from dvspec.model import Column, Query, Solution, Table
from dvspec.targets.python import layout
from dvspec.targets.python.imports import Imports
from dvspec.targets.templates import template


class QueryFunction(NamedTuple):
    """What the template needs of a query: finished lines."""

    signature: str
    docstring: str
    body: str


def queries_module(solution: Solution) -> str:
    """Return the module's text, '' where no table has queries."""
    needed = Imports()
    functions = []
    for table in solution.tables:
        for query in table.queries:
            functions.append(_function(query, table, needed))
            needed.add(".addressing", "rows_url")
            needed.add(f".{table.python_module}", table.name)
    if not functions:
        return ""
    return template("python", "queries.py").render(imports=needed.text(), functions=functions)


def _function(query: Query, table: Table, needed: Imports) -> QueryFunction:
    parameters, conditions = [], []
    for condition in query.conditions:
        column = _column(condition.column, table)
        parameters.append(f"{condition.argument}: {_annotation(column, needed)}")
        value = condition.argument
        if TYPES[column.type].is_json:  # the text as it is inside JSON
            needed.add("json")
            value = f"json.dumps({value}, ensure_ascii=False)"
        compared = [layout.string(column.python_name), layout.string(condition.operator), value]
        conditions.append(layout.nested_call(8, "", compared))
    arguments = [table.name, *conditions]
    if query.order_by:
        names = [f"{_column(name, table).python_name}{' desc' * last}" for name, last in query.order_by]
        arguments.append(layout.nested_call(8, "order_by=", [layout.string(name) for name in names], brackets="[]"))
    arguments.append("service=service")
    text = query.description
    rows = f"t{text[1:]}" if text.startswith("The ") else f"a query: {text}"
    return QueryFunction(
        layout.call(0, query.name, [*parameters, "*", 'service: str = ""'], before="def ", after=" -> str:"),
        layout.docstring(4, f"Return the URL of {rows}"),
        layout.call(4, "rows_url", arguments, before="return "),
    )


def _column(name: str, table: Table) -> Column:
    column = table.by_name.get(name) or system_column(name, table.kind)
    if column is None:
        raise KeyError(name)
    return column


def _annotation(column: Column, needed: Imports) -> str:
    column_type = value_type(column)
    annotation = "str" if column_type.is_json else column_type.python
    needed.add_type(annotation)
    return annotation
