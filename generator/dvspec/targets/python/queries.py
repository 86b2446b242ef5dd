"""The module queries: a function for each query of the specs, which gives its URL."""

from __future__ import annotations

from dvspec.dataverse.system_columns import system_column
from dvspec.dataverse.types import TYPES
from dvspec.model import Column, Query, Solution, Table
from dvspec.targets.python import layout

# Where annotations come from that are no builtins.
_MODULES = {"Decimal": "decimal", "UUID": "uuid", "date": "datetime", "datetime": "datetime"}


def imports_and_functions(solution: Solution) -> tuple[str, list[str]]:
    """Return the module's imports and its functions, none where no table has queries."""
    needed = layout.Imports()
    functions = []
    for table in solution.tables:
        for query in table.queries:
            functions.append(_function(query, table, solution, needed))
            needed.add(".addressing", "rows_url")
            needed.add(f".{table.python_module}", table.name)
    return needed.text(), functions


def _function(query: Query, table: Table, solution: Solution, needed: layout.Imports) -> str:
    parameters, conditions = [], []
    for condition in query.conditions:
        column = _column(condition.column, table, solution)
        parameters.append(f"{condition.argument}: {_annotation(column, needed)}")
        value = condition.argument
        if TYPES[column.type].is_json:  # the text as it stands inside JSON
            needed.add("json")
            value = f"json.dumps({value}, ensure_ascii=False)"
        parts = [layout.string(column.python_name), layout.string(condition.operator), value]
        conditions.append(_argument("", parts, "()"))
    arguments = [table.name, *conditions]
    if query.order_by:
        names = [f"{_column(name, table, solution).python_name}{' desc' * last}" for name, last in query.order_by]
        arguments.append(_argument("order_by=", [layout.string(name) for name in names], "[]"))
    arguments.append("service=service")
    signature = layout.call(0, query.name, [*parameters, "*", 'service: str = ""'], before="def ", after=" -> str:")
    body = layout.call(4, "rows_url", arguments, before="return ")
    text = query.description
    rows = f"t{text[1:]}" if text.startswith("The ") else f"a query: {text}"
    return f"{signature}\n{layout.docstring(4, f'Return the URL of {rows}')}\n{body}".replace("    *,,\n", "    *,\n")


def _column(name: str, table: Table, solution: Solution) -> Column:
    column = table.by_name.get(name) or system_column(name, solution.table_kind)
    if column is None:
        raise KeyError(name)
    return column


def _argument(before: str, items: list[str], brackets: str) -> str:
    """Return an argument of several items, as it stands in a call of which each has a line of its own."""
    return layout.call(8, "", items, before=before, after=",", brackets=brackets).strip().removesuffix(",")


def _annotation(column: Column, needed: layout.Imports) -> str:
    name = "str" if TYPES[column.type].is_json else TYPES[column.type].python
    if name in _MODULES:
        needed.add(_MODULES[name], name)
    return name
