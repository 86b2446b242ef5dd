"""Readers: a source in, batches of rows out. Each says what it could not read, and reads on where that makes sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from dvspec.data.columns import Names
from dvspec.data.sources import Source
from dvspec.model import Json

Row = dict[str, Json]


@dataclass(slots=True)
class Batch:
    """Some hundred rows, by the keys that the Web API uses, with their numbers in the file.

    `clean` promises that no text in them holds NUL or half a surrogate pair.
    """

    numbers: Sequence[int]
    rows: list[Row]
    clean: bool


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of a source in batches."""
    if source.kind != "empty":
        reader = import_module(f"dvspec.data.readers.{source.kind}")
        yield from reader.read(source, columns)
