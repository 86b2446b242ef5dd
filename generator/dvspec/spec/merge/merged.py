"""What merging gives: new files, what changed, and what the source no longer has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dvspec.findings import Finding, Rule, Severity
from dvspec.model import Solution
from dvspec.spec.merge.differences import Difference
from dvspec.spec.merge.sayable import Unsaid
from dvspec.spec.merge.tables import Vanished

UNMERGEABLE = Rule(
    "DV690",
    "unmergeable-spec",
    Severity.ERROR,
    "What an import changes is in the spec that it changes, and no alias shares it.",
    "Write the value out at each place that has the alias, or make the change by hand, then import again.",
)
UNDECLARABLE = Rule(
    "DV691",
    "undeclarable-source",
    Severity.ERROR,
    "Specs can declare what an import takes from its source.",
    "Leave the table out with --table, or change the source.",
)

EDITOR_LINE = re.compile(r"\A\ufeff?# yaml-language-server: \$schema=(\S*?)(?:solution|table)\.schema\.json\r?$", re.M)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the old spec and the new; `table` is '' for solution.yaml."""

    table: str
    difference: Difference


@dataclass(slots=True)
class Merged:
    """The spec files after an import, path -> bytes, and what is different; `warnings` are about the new specs."""

    files: dict[str, bytes]
    solution: Solution
    changes: list[Change] = field(default_factory=list)
    vanished: list[Vanished] = field(default_factory=list)
    unsaid: list[Unsaid] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def editor_line(folder: str, grammar: str) -> bytes:
    """Return the line with which editors find a spec's grammar in a folder, which ends in a slash or is empty."""
    return f"# yaml-language-server: $schema={folder}{grammar}.schema.json\n".encode()
