"""Which keys of specs a source speaks of."""

from __future__ import annotations

from typing import Protocol


class Known(Protocol):
    """The keys of specs that a source speaks of, by the logical names of tables and columns; None are all."""

    def of_table(self, logical_name: str, /) -> frozenset[str] | None:
        """Return the keys of a table."""

    def of_column(self, table: str, logical_name: str, /) -> frozenset[str] | None:
        """Return the keys of a table's column."""


class _Everything:
    def of_table(self, logical_name: str, /) -> None:
        return None

    def of_column(self, table: str, logical_name: str, /) -> None:
        return None


EVERYTHING: Known = _Everything()
