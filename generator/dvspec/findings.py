"""Findings: what dvspec reports about an input, with location, reason and fix. No I/O here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: only an error makes a command fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is checked, declared once, next to its check.

    `code` is stable and never given a second meaning; `slug` is its name for people, as `unknown-column`. `summary` is
    one sentence that says what is true of good input, `fix` what to do otherwise. `importer_code` is the error of
    Dataverse's importer that the rule prevents.
    """

    code: str
    slug: str
    severity: Severity
    summary: str
    fix: str
    importer_code: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The location of a finding: a path as the user gave it; line and column count from 1, 0 is unknown.

    `source` is the text of the line, `length` how many characters of it are meant.
    """

    file: str
    line: int = 0
    column: int = 0
    length: int = 1
    source: str = ""

    def __str__(self) -> str:
        parts = [self.file, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)

    def as_data(self) -> dict[str, object]:
        """Return the place as findings in JSON give it."""
        return {"file": self.file, "line": self.line or None, "column": self.column or None}


@dataclass(frozen=True, slots=True)
class Cell(Place):
    """A place in a file of rows: rows count from 1 without a header, 0 is the file as a whole.

    `name` is the column's as the file names it, `value` the value there, shortened.
    """

    row: int = 0
    name: str = ""
    value: str = ""

    def __str__(self) -> str:
        return ", ".join([self.file, *([f"row {self.row:,}"] if self.row else []), *([self.name] if self.name else [])])

    def as_data(self) -> dict[str, object]:
        return {"file": self.file, "row": self.row or None, "column": self.name or None, "value": self.value or None}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: the rule it breaks, where, and the case in words."""

    rule: Rule
    place: Place
    message: str

    @property
    def severity(self) -> Severity:
        return self.rule.severity


class Refused(Exception):
    """Work that cannot go on because of findings; the command line prints them and exits with 1."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f"{finding.place}: {finding.message}" for finding in findings))
        self.findings = list(findings)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that make a command fail."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known word, or nothing."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_folded, n=1)
    return f"; did you mean '{by_folded[near[0]]}'?" if near else ""
