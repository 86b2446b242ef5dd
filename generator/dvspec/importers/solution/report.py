"""What an import leaves out, and what is wrong with its source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dvspec.findings import Finding, Rule
from dvspec.importers.result import LeftOut
from dvspec.importers.solution.labels import label, label_of
from dvspec.model import Label
from dvspec.solution_files.report import LONGEST_VALUE, clipped
from dvspec.solution_files.xml import Element, finding_at


class Report:
    """Collects both, each thing once."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._left_out: dict[LeftOut, None] = {}
        self.tables_left_out: set[str] = set()  # by themselves

    def left_out(self, table: str, subject: str, feature: str, detail: str) -> None:
        """Add something that specs don't say."""
        if subject == f"table {table}":
            self.tables_left_out.add(table)
        subject, detail = clipped(subject, 2 * LONGEST_VALUE), clipped(detail, 4 * LONGEST_VALUE)
        self._left_out[LeftOut(clipped(table, 2 * LONGEST_VALUE), subject, feature, detail)] = None

    def all_left_out(self) -> tuple[LeftOut, ...]:
        """Return what is left out, in the order of the source."""
        return tuple(self._left_out)

    def refuse(self, rule: Rule, element: Element, message: str) -> None:
        """Add a finding about an element."""
        self.findings.append(finding_at(rule, element, message))


class Scope(NamedTuple):
    """What is read at the moment, for reports: a table's logical name, '' for the solution, and what of it.

    Labels are in the solution's base language.
    """

    report: Report
    language: int
    table: str
    subject: str

    def about(self, subject: str) -> Scope:
        """Return the scope of something else of the table."""
        return self._replace(subject=subject)

    def left_out(self, feature: str, detail: str) -> None:
        """Report something that specs don't say."""
        self.report.left_out(self.table, self.subject, feature, detail)

    def label(self, container: Element | None) -> Label:
        """Return the texts of the children of an element such as <displaynames>."""
        return label(container, self.language, self.left_out)

    def label_of(self, elements: Iterable[Element]) -> Label:
        """Return the texts of elements such as <displayname>."""
        return label_of(elements, self.language, self.left_out)
