"""What an import leaves out, and what is wrong with its source."""

from __future__ import annotations

from dvspec.findings import Finding, Rule
from dvspec.importers.result import LeftOut
from dvspec.solution_files.report import LONGEST_VALUE, clipped
from dvspec.solution_files.xml import Element, finding_at


class Report:
    """Collects both, each thing once."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._left_out: dict[LeftOut, None] = {}

    def left_out(self, table: str, subject: str, feature: str, detail: str) -> None:
        """Add something that specs don't say."""
        subject, detail = clipped(subject, 2 * LONGEST_VALUE), clipped(detail, 4 * LONGEST_VALUE)
        self._left_out[LeftOut(clipped(table, 2 * LONGEST_VALUE), subject, feature, detail)] = None

    def all_left_out(self) -> tuple[LeftOut, ...]:
        """Return what is left out, in the order of the source."""
        return tuple(self._left_out)

    def refuse(self, rule: Rule, element: Element, message: str) -> None:
        """Add a finding about an element."""
        self.findings.append(finding_at(rule, element, message))
