"""Rows that get no keys: why, how many, and which is the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dvspec.data.sources import Source
from dvspec.findings import Cell, Finding, Rule, Severity
from dvspec.model import Table
from dvspec.runtime.identifier_parts import SEPARATOR

ROW_WITHOUT_KEYS = Rule(
    "DV661",
    "row-without-keys",
    Severity.ERROR,
    "Every row contains valid values for the columns that keys are computed from.",
    "Correct the values at their source. The keys of these rows are null.",
)


class Problem(StrEnum):
    """Why no key can be computed from a value."""

    NOT_TEXT = "is null or not a string"
    EMPTY = "is empty"
    HAS_SEPARATOR = f"contains {SEPARATOR}"
    HAS_NUL = "contains NUL"
    HAS_SURROGATE = "contains a lone surrogate"
    NOT_GUID = "is not a GUID of 32 hexadecimal digits"
    TOO_LONG = "is longer than its column allows"


def longest_identifier(table: Table) -> int | None:
    """Return the maximum length of identifiers in UTF-16 code units, None if there is none."""
    return table.by_name[table.identifier.column].max_length if table.identifier else None


@dataclass(slots=True)
class UnfitRows:
    """Counts the rows without keys by column and problem."""

    longest: int | None  # of the identifier's column
    _counts: dict[tuple[str, Problem], tuple[int, int]] = field(default_factory=dict)

    def add(self, column: str, problem: Problem, first: int, count: int = 1) -> None:
        """Note rows with a problem; `first` is the number of the first one."""
        before, earliest = self._counts.get((column, problem), (0, first))
        self._counts[column, problem] = before + count, min(earliest, first)

    def report(self, source: Source) -> None:
        """Report each problem of each column once, in the order of the first rows."""
        order = {problem: place for place, problem in enumerate(Problem)}
        for (column, problem), (count, first) in sorted(
            self._counts.items(), key=lambda one: (one[1][1], order[one[0][1]])
        ):
            limit = f" ({self.longest:,} UTF-16 code units)" if problem is Problem.TOO_LONG and self.longest else ""
            message = f"{column} {problem}{limit}, so the row gets no keys"
            message += f"; {count:,} rows have this problem, and this is the first" if count > 1 else ""
            source.report(Finding(ROW_WITHOUT_KEYS, Cell(source.file, row=first, name=column[:100]), message))
