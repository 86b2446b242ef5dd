"""The functions that every language has: the same names and parameters as in the generated Python.

For each table with a rule: `<module>_identifier(parts…, allow_separator)` and `<module>_guid(…)`.
"""

from __future__ import annotations

from typing import NamedTuple

from dvspec.model import Solution, Table
from dvspec.runtime.identifier_parts import SEPARATOR


class Piece(NamedTuple):
    """A piece of an identifier: the parameter of this name, or a literal text where `name` is empty."""

    name: str
    text: str


class Functions(NamedTuple):
    """The functions of one table. `guid` is where its GUID comes from: "identifier", "source", or "" for none."""

    table: str
    module: str
    pieces: tuple[Piece, ...]  # empty where the table has no identifier
    guid: str
    source: str  # the parameter whose text is the GUID, where guid is source

    @property
    def parameters(self) -> list[str]:
        """The parameters of the identifier function, in their order."""
        return [piece.name for piece in self.pieces if piece.name]

    @property
    def pattern(self) -> str:
        """How an identifier looks, for comments: `Customer_Measure|customer_id`."""
        return SEPARATOR.join(piece.name or piece.text for piece in self.pieces)


def functions_of(solution: Solution) -> list[Functions]:
    """Return the functions of each table that has a rule."""
    return [_functions(table) for table in solution.tables if table.identifier or table.guid]


def _functions(table: Table) -> Functions:
    parts = table.identifier.parts if table.identifier else ()
    guid, source = "", ""
    if table.guid:
        guid = "source" if table.guid.source else "identifier"
        source = table.by_name[table.guid.source].python_name if table.guid.source else ""
    pieces = tuple(Piece(part.python_name, "" if part.python_name else part.name) for part in parts)
    return Functions(table.name, table.python_module, pieces, guid, source)
