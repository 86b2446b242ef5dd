"""What an import gives: the model of a source, and what the source has beside that."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from dvspec.model import Solution


class LeftOut(NamedTuple):
    """Something that the source has and specs don't say.

    `table` is a logical name, '' for what belongs to no table; `feature` a word to count by, `detail` one sentence.
    """

    table: str
    subject: str  # "column contoso_size", "form {…}"
    feature: str  # "form", "column-type-bigint"
    detail: str


class KnownKeys(NamedTuple):
    """Which keys of specs a source speaks of; None is all that describe Dataverse. Merging changes no others.

    A source may say more of some tables and columns than of others: `tables` (by logical name) and `columns` (by the
    logical names of table and column) are those for which it differs.
    """

    table: frozenset[str] | None = None
    column: frozenset[str] | None = None
    tables: Mapping[str, frozenset[str]] = MappingProxyType({})
    columns: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType({})

    def of_table(self, logical_name: str) -> frozenset[str] | None:
        """Return the keys of a table."""
        return self.tables.get(logical_name, self.table)

    def of_column(self, table: str, logical_name: str) -> frozenset[str] | None:
        """Return the keys of a table's column."""
        return self.columns.get((table, logical_name), self.column)


class Imported(NamedTuple):
    """A source as a model. Names in our API, Python names and files are proposals that no rule of specs refuses."""

    solution: Solution
    left_out: tuple[LeftOut, ...] = ()
    known_keys: KnownKeys = KnownKeys()
