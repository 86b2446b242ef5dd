"""Methods of a table's class that compose, parse and hash its identifier, by the functions of `identifiers`."""

from __future__ import annotations

from typing import NamedTuple

from dvspec.model import Identifier, Table
from dvspec.targets.python import layout
from dvspec.targets.python.imports import Imports


class Method(NamedTuple):
    """A method: finished lines."""

    signature: str
    docstring: str
    body: str


class MethodsView(NamedTuple):
    """The methods that the template may use; None where the table's spec gives no rule for one."""

    compute_identifier: Method | None
    parse_identifier: Method | None
    compute_guid: Method | None


def methods_view(table: Table, needed: Imports) -> MethodsView:
    """Return the methods of a table, and note what they need."""
    if table.identifier or table.guid:
        needed.add(".", "identifiers")
        needed.add(".rows", "present")
    if table.guid:
        needed.add("uuid", "UUID")
    return MethodsView(
        _compute_identifier(table, table.identifier) if table.identifier else None,
        _parse_identifier(table) if table.identifier else None,
        _compute_guid(table) if table.guid else None,
    )


def _compute_identifier(table: Table, identifier: Identifier) -> Method:
    parameters, arguments = _inputs(identifier)
    return Method(
        layout.call(4, "compute_identifier", parameters, before="def ", after=" -> str:"),
        layout.docstring(8, f"Return the identifier that this row's columns make: {identifier.pattern}."),
        layout.call(8, f"identifiers.{table.python_module}_identifier", arguments, before="return "),
    )


def _parse_identifier(table: Table) -> Method:
    result = f"identifiers.{table.name}IdentifierParts"
    return Method(
        layout.call(4, "parse_identifier", ["identifier: str"], before="def ", after=f" -> {result}:"),
        layout.docstring(8, "Return the parts of an identifier; raise IdentifierError if it is invalid."),
        layout.call(8, f"identifiers.parse_{table.python_module}_identifier", ["identifier"], before="return "),
    )


def _compute_guid(table: Table) -> Method:
    if table.guid and table.guid.source:
        column = table.by_name[table.guid.source]
        parameters, arguments = ["self"], [_present(column.python_name)]
        docstring = f"Return the row's {column.name} as a GUID."
    else:
        assert table.identifier
        parameters, arguments = _inputs(table.identifier)
        docstring = "Return the GUID of the row's identifier, by this project's own scheme."
    return Method(
        layout.call(4, "compute_guid", parameters, before="def ", after=" -> UUID:"),
        layout.docstring(8, docstring),
        layout.call(8, f"identifiers.{table.python_module}_guid", arguments, before="return "),
    )


def _inputs(identifier: Identifier) -> tuple[list[str], list[str]]:
    """Return the parameters of a method, and what it gives to the function of `identifiers`."""
    parameters, arguments = ["self"], []
    for part in identifier.inputs:
        if part.role == "argument":
            parameters.append(f"{part.python_name}: str")
            arguments.append(part.python_name)
        else:
            arguments.append(_present(part.python_name))
    return parameters, arguments


def _present(name: str) -> str:
    """Return the value of a field that must be set, as an argument on its own line."""
    return layout.nested_call(12, "present", [layout.string(name), f"self.{name}"])
