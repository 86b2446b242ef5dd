"""The registry of all that verify looks for: one table of rules, from which the documentation is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dvspec.findings import Finding, Rule
from dvspec.solution_files import archive, xml
from dvspec.solution_files.package import Package
from dvspec.verify import xsd
from dvspec.verify.rules import (
    columns,
    elastic,
    keys,
    languages,
    layout,
    manifest,
    names,
    numbers,
    option_sets,
    references,
    relationships,
    structure,
    tables,
    views,
)

Check = Callable[[Package], Iterator[Finding]]

# What is checked on the finished package. The order is that of the rules' table, not of findings.
CHECKS: tuple[tuple[Rule, Check], ...] = (
    *structure.RULES,
    *manifest.RULES,
    *languages.RULES,
    *names.RULES,
    *tables.RULES,
    *elastic.RULES,
    *columns.RULES,
    *numbers.RULES,
    *option_sets.RULES,
    *relationships.RULES,
    *keys.RULES,
    *references.RULES,
    *views.RULES,
    *layout.RULES,
)

# All rules, those of reading and of --xsd included, by code.
ALL: tuple[Rule, ...] = tuple(
    sorted(
        (*archive.RULES, *xml.RULES, *(rule for rule, _ in CHECKS), *xsd.RULES),
        key=lambda rule: rule.code,
    )
)
