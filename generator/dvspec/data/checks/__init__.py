"""Checks of rows: each looks at a whole batch first, and at single rows only if the batch is not valid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from dvspec.data.columns import Columns
from dvspec.data.display import shortened
from dvspec.findings import Cell, Finding, Rule


@dataclass(frozen=True, slots=True)
class Reporter:
    """Turns results of checks into findings: `{}` in a message becomes the value, shortened."""

    file: str
    columns: Columns
    report: Callable[[Finding], None]
    _findings: list[tuple[int, Finding]] = field(default_factory=list)

    def add_finding(self, rule: Rule, number: int, column: str, value: object, message: str) -> None:
        """Note a finding about a value of the row with this number."""
        shown = shortened(value) if column else ""
        name = self.columns.names_in_file.get(column, column)[:100]
        cell = Cell(self.file, row=number, name=name, value=shown)
        self._findings.append((number, Finding(rule, cell, message.replace("{}", shown, 1))))

    def flush(self) -> None:
        """Report the noted findings, row by row."""
        findings = sorted(self._findings, key=itemgetter(0))
        self._findings.clear()
        for _, finding in findings:
            self.report(finding)


def validator(schema: dict[str, Any]) -> Any:
    """Return a validator that checks formats too and never asks a server."""
    import jsonschema_rs

    return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
