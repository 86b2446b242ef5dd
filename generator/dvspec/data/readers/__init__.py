"""Readers: a source in, batches of rows out. Each says what it could not read, and reads on where that makes sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from dvspec.data.columns import Names
from dvspec.data.sources import Source
from dvspec.model import Json


@dataclass(slots=True)
class Batch:
    """Some hundred rows that have the same columns: their values by the keys that the Web API uses.

    `numbers` are the rows' own in the file. `clean` promises that no text holds NUL or half a surrogate pair.
    """

    numbers: Sequence[int]
    columns: dict[str, Sequence[Json]]
    clean: bool

    def values(self, key: str) -> Sequence[Json]:
        """Return what stands in a column: nothing in each row, where the file has no such column."""
        return self.columns.get(key) or [None] * len(self.numbers)


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of a source in batches."""
    if source.kind != "empty":
        reader = import_module(f"dvspec.data.readers.{source.kind}")
        yield from reader.read(source, columns)
