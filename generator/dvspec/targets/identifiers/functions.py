"""The functions that every language gets, in the words that templates share.

For each table with a rule: `<module>_identifier(parts…, allow_separator)` and `<module>_guid(…)`, with the
names that the generated Python has. Languages differ in how they spell them, not in what they are.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from dvspec.model import Solution, Table
from dvspec.runtime.identifier_parts import SEPARATOR

# What of a text may stand in SQL as it is. Anything else is given as its bytes: how a backslash is read depends on
# settings of the session, and ${…}, {{…}} and ; mean something to programs that pass statements on, as encodings do.
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_ .,:/+()@#|-]|(?<=-)-")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an identifier: the parameter of this name, or a literal text where `name` is empty."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions of one table. `guid` says what its GUID comes from: identifier, source or nothing."""

    table: str
    module: str
    pieces: tuple[Piece, ...]  # empty where the table has no identifier
    guid: str
    source: str  # the parameter whose text is the GUID, where guid is source

    @property
    def parameters(self) -> list[str]:
        """Return the parameters of the identifier function, in their order."""
        return [piece.name for piece in self.pieces if piece.name]

    @property
    def form(self) -> str:
        """Return the identifier's form for comments, as `Customer_Measure|customer_id`."""
        return SEPARATOR.join(piece.name or piece.text for piece in self.pieces)


def functions_of(solution: Solution) -> list[Functions]:
    """Return the functions of each table that has a rule."""
    return list(_functions(solution))


def plain(text: str) -> str:
    """Return a text as it may stand in SQL and in its comments: what may not becomes a question mark."""
    return _NOT_PLAIN.sub("?", text)


def comment_lines(text: str) -> list[str]:
    """Return a text as the lines of a comment in SQL, without the dashes that begin each."""
    return textwrap.wrap(plain(" ".join(text.split())), 110, break_long_words=False, break_on_hyphens=False)


def _functions(solution: Solution) -> Iterator[Functions]:
    for table in solution.tables:
        if table.identifier or table.guid:
            yield _of(table)


def _of(table: Table) -> Functions:
    parts = table.identifier.parts if table.identifier else ()
    guid, source = "", ""
    if table.guid:
        guid = "source" if table.guid.source else "identifier"
        source = table.by_name[table.guid.source].python_name if table.guid.source else ""
    pieces = tuple(Piece(part.python_name, "" if part.python_name else part.name) for part in parts)
    return Functions(table.name, table.python_module, pieces, guid, source)
