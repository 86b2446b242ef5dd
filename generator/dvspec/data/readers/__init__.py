"""Readers: a source in, batches of rows out. Each reports what it can't read, and continues if possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from dvspec.data.columns import Names
from dvspec.data.sources import Source
from dvspec.model import Json


@dataclass(slots=True)
class Batch:
    """Some hundred rows that have the same columns: their values by the columns' names in the Web API.

    `numbers` are the rows' own in the file. `clean` promises that no text contains NUL or a lone surrogate.
    """

    numbers: Sequence[int]
    columns: dict[str, Sequence[Json]]
    clean: bool

    def values(self, column: str) -> Sequence[Json]:
        """Return the values of a column: None for each row if the file has no such column."""
        return self.columns.get(column) or [None] * len(self.numbers)


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of a source in batches."""
    if source.format != "empty":
        reader = import_module(f"dvspec.data.readers.{source.format}")
        yield from reader.read(source, columns)
