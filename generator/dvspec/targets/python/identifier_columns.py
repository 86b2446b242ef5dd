"""The module `identifier_columns`: identifiers and GUIDs of whole columns."""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from typing import NamedTuple

from dvspec.model import Identifier, Part, Solution, Table
from dvspec.targets.python import layout
from dvspec.targets.python.identifiers import literals
from dvspec.targets.templates import template


class IdentifiersView(NamedTuple):
    """What the template needs of a table's identifiers: parameters, and finished lines."""

    parameters: list[str]
    docstring: str
    columns: str
    literals: str
    one: str


class GuidsView(NamedTuple):
    """What the template needs of GUIDs. `parameter` and `body` are empty where they are those of identifiers."""

    docstring: str
    parameter: str = ""
    body: str = ""


class ColumnFunctions(NamedTuple):
    """The functions of a table, for whole columns."""

    module: str
    identifiers: IdentifiersView | None
    guids: GuidsView | None


def identifier_columns_module(solution: Solution) -> str:
    """Return the module's text."""
    return template("python", "identifier_columns.py").render(
        tables=map(_functions, solution.tables),
        uses_rules=any(table.identifier or table.guid for table in solution.tables),
        composes=any(table.identifier for table in solution.tables),
        reads_guids=any(table.guid and table.guid.source for table in solution.tables),
    )


def _functions(table: Table) -> ColumnFunctions:
    identifiers = _identifiers(table, table.identifier) if table.identifier else None
    return ColumnFunctions(table.python_module, identifiers, _guids(table))


def _identifiers(table: Table, identifier: Identifier) -> IdentifiersView:
    columns = _plurals(identifier.inputs)
    return IdentifiersView(
        parameters=columns,
        docstring=layout.docstring(4, f"Return {table.name}'s identifiers, {identifier.pattern}."),
        columns=layout.tuple_of(4, "columns = ", columns),
        literals=layout.tuple_of(4, "literals = ", literals(identifier)),
        one=layout.assign(4, "one", f"_rules.{table.python_module}_identifier"),
    )


def _guids(table: Table) -> GuidsView | None:
    if table.guid is None:
        return None
    if table.guid.source is None:
        return GuidsView(
            layout.docstring(4, f"Return the GUIDs of {table.name}'s identifiers; see deterministic_guids.")
        )
    name = _plural(table.by_name[table.guid.source].python_name)
    return GuidsView(
        layout.docstring(4, f"Return {table.name}'s GUIDs: each {table.guid.source} as a GUID."),
        name,
        layout.call(4, "_guids_of_texts", [name, f"_rules.{table.python_module}_guid"], before="return "),
    )


def _plurals(inputs: Iterable[Part]) -> list[str]:
    """Return the names of the columns that hold the parts of many identifiers, all different."""
    plurals: list[str] = []
    for part in inputs:
        plural = _plural(part.python_name)
        while plural in plurals:
            plural += "_"
        plurals.append(plural)
    return plurals


def _plural(name: str) -> str:
    plural = f"{name}es" if name.endswith("s") else f"{name}s"
    return f"{plural}_" if keyword.iskeyword(plural) or plural in ("columns", "literals") else plural
