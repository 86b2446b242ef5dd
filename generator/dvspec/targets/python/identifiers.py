"""The module `identifiers`: functions that compose, parse and hash the identifiers of each table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dvspec.guids import SCHEMES, Scheme, description
from dvspec.model import Identifier, Part, Solution, Table
from dvspec.targets.python import layout
from dvspec.targets.python.imports import sorted_names
from dvspec.targets.templates import template


class IdentifierView(NamedTuple):
    """What the template needs of a table's identifier: parameters, and finished lines."""

    parameters: list[str]
    parts: list[str]
    parts_docstring: str
    docstring: str
    parse_docstring: str
    wanted: str
    parse_body: str


class GuidView(NamedTuple):
    """What the template needs of a GUID. `parameter` and `body` are empty where it is that of the identifier."""

    docstring: str
    parameter: str = ""
    body: str = ""


class RowFunctions(NamedTuple):
    """The functions of a table, for one row at a time."""

    table: str
    module: str
    identifier: IdentifierView | None
    guid: GuidView | None


def identifiers_module(solution: Solution) -> str:
    """Return the module's text."""
    scheme = SCHEMES[solution.guid_scheme.name]
    namespace = solution.guid_scheme.namespace if scheme.namespaced else None
    constants = ["GUID_HASH", "NAMESPACE", "SEPARATOR"] if namespace else ["GUID_HASH", "SEPARATOR"]
    return template("python", "identifiers.py").render(
        names=[*constants, *sorted_names(exported_names(solution))],
        tables=map(_functions, solution.tables),
        namespace=namespace,
        guid_hash=_guid_hash(scheme),
        docstring=layout.docstring(
            4,
            "Return the GUID of an identifier.",
            f"The scheme is {description(solution.guid_scheme)}."
            f" It is this project's own choice, fixed in solution.yaml. {solution.guid_scheme.note}",
        ),
        composes=any(table.identifier for table in solution.tables),
        reads_guids=any(table.guid and table.guid.source for table in solution.tables),
    )


def exported_names(solution: Solution) -> list[str]:
    """Return the names of the module that the package exports too."""
    return ["IdentifierError", "deterministic_guid", *(name for table in solution.tables for name in _names(table))]


def _names(table: Table) -> Iterator[str]:
    if table.identifier:
        yield f"{table.python_module}_identifier"
        yield f"parse_{table.python_module}_identifier"
        yield f"{table.name}IdentifierParts"
    if table.guid:
        yield f"{table.python_module}_guid"


def literals(identifier: Identifier) -> list[str]:
    """Return the literal that each part of an identifier is, `None` for a part that is not one."""
    return [layout.string(part.name) if part.role == "literal" else "None" for part in identifier.parts]


def _guid_hash(scheme: Scheme) -> str:
    arguments = [layout.string(scheme.algorithm)]
    if scheme.byte_order != "rfc":
        arguments.append(f"byte_order={layout.string(scheme.byte_order)}")
    if scheme.encoding != "utf-8":
        arguments.append(f"encoding={layout.string(scheme.encoding)}")
    if scheme.namespaced:
        arguments.append("namespace=NAMESPACE")
    return layout.call(0, "GuidHash", arguments)


def _functions(table: Table) -> RowFunctions:
    identifier = _identifier(table, table.identifier) if table.identifier else None
    return RowFunctions(table.name, table.python_module, identifier, _guid(table))


def _identifier(table: Table, identifier: Identifier) -> IdentifierView:
    return IdentifierView(
        parameters=[part.python_name for part in identifier.inputs],
        parts=[_part(part) for part in identifier.parts],
        parts_docstring=layout.docstring(4, f"The parts of {table.name}'s identifier, {identifier.pattern}."),
        docstring=layout.docstring(
            4, f"Return {table.name}'s identifier, {identifier.pattern}.", _example_and_errors(identifier)
        ),
        parse_docstring=layout.docstring(
            4,
            f"Return the parts of {table.name}'s identifier, {identifier.pattern}.",
            "Raises IdentifierError if it has more or fewer parts, or an empty one: the format has no escaping, so"
            " a part that contains the separator looks like two parts.",
        ),
        wanted=layout.tuple_of(4, "wanted = ", literals(identifier)),
        parse_body=layout.call(4, f"{table.name}IdentifierParts", ["*_split(identifier, wanted)"], before="return "),
    )


def _part(part: Part) -> str:
    """Return the expression of a part's text."""
    if part.role == "literal":
        return layout.string(part.name)
    return layout.nested_call(12, "_part", [layout.string(part.python_name), part.python_name, "allow_separator"])


def _guid(table: Table) -> GuidView | None:
    if table.guid is None:
        return None
    if table.guid.source is None:
        docstring = f"Return the GUID of {table.name}'s identifier; see deterministic_guid."
        return GuidView(layout.docstring(4, docstring))
    name = table.by_name[table.guid.source].python_name
    docstring = f"Return {table.name}'s GUID: its {table.guid.source}, 32 hexadecimal digits with or without hyphens."
    return GuidView(
        layout.docstring(4, docstring),
        name,
        layout.call(4, "_guid_of_text", [layout.string(name), name], before="return "),
    )


def _example_and_errors(identifier: Identifier) -> str:
    example = ", ".join(layout.string(part) for part in identifier.example_parts)
    verb = "gives" if len(identifier.example_parts) == 1 else "give"
    return (
        f"Example: {example} {verb} {identifier.example}. Raises IdentifierError, naming the part, if one is empty, not"
        " a string, or contains the separator. With allow_separator, parts may contain the separator, and the"
        " identifier can no longer be parsed."
    )
