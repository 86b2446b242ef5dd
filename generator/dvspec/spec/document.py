"""A spec file's values and their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dvspec.findings import Finding, Place, Rule

Mark = tuple[int, int, int]
"""Line and column from 0, and a length."""


class Mapping(dict[str, Any]):
    """A mapping with the marks of its keys and values: key -> (key's mark, value's mark)."""

    __slots__ = ("marks",)

    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[str, tuple[Mark, Mark]] = {}


class Sequence(list[Any]):
    """A list with the marks of its items."""

    __slots__ = ("marks",)

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[Mark] = []


@dataclass(slots=True)
class Document:
    """A file's values; `place` returns where one of them is."""

    file: str
    lines: list[str]
    value: Any = None
    findings: list[Finding] = field(default_factory=list)

    def place(self, path: tuple[str | int, ...] = (), *, key: bool = False) -> Place:
        """Return the place of the value at a path, or with `key` that of its key.

        If the path leads nowhere, as with a missing key, return the nearest place above it.
        """
        here = self.value
        mark: Mark | None = None
        for step in path:
            if isinstance(here, Mapping) and step in here.marks:
                mark = here.marks[step][0 if key else 1]
            elif isinstance(here, Sequence) and isinstance(step, int) and step < len(here):
                mark = here.marks[step]
            else:
                break
            here = here[step]
        return self.at(mark) if mark else Place(self.file, 1, 1, 1, self.lines[0] if self.lines else "")

    def at(self, mark: Mark) -> Place:
        """Return the place of a mark."""
        line, column, length = mark
        source = self.lines[line] if line < len(self.lines) else ""
        return Place(self.file, line + 1, column + 1, max(1, min(length, len(source) - column)), source)

    def report(self, rule: Rule, message: str, place: Place) -> None:
        """Add a finding."""
        self.findings.append(Finding(rule, place, message))
