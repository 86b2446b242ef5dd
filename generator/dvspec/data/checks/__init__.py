"""What is checked of rows: first whether a whole batch is well, and only where not, what is wrong with which row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import jsonschema_rs

from dvspec.data.columns import Columns
from dvspec.data.shown import short
from dvspec.findings import Cell, Finding, Rule


@dataclass(frozen=True, slots=True)
class Reporter:
    """Turns what checks find into findings: `{}` in a message stands for the value, shortened."""

    file: str
    columns: Columns
    report: Callable[[Finding], None]
    _found: list[tuple[int, Finding]] = field(default_factory=list)

    def found(self, rule: Rule, number: int, key: str, value: object, message: str) -> None:
        """Note what is wrong with a value of the row of this number."""
        shown = short(value) if key else ""
        cell = Cell(self.file, row=number, name=self.columns.shown.get(key, key)[:100], value=shown)
        self._found.append((number, Finding(rule, cell, message.replace("{}", shown, 1))))

    def tell(self) -> None:
        """Report what was noted, row by row."""
        found = sorted(self._found, key=itemgetter(0))
        self._found.clear()
        for _, finding in found:
            self.report(finding)


def validator(schema: dict[str, Any]) -> Any:
    """Return a validator that checks formats too and asks no server for anything."""
    return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
