"""Every rule that a finding may name, in one table, collected from where the rules stand."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from dvspec.findings import Rule

# Areas of the table: heading -> the modules whose rules belong under it.
AREAS = {
    "Specs": ("dvspec.spec.codes",),
    "Outputs": ("dvspec.output.codes", "dvspec.targets.formatting"),
    "Rows": ("dvspec.data.codes",),
    "Packages": ("dvspec.verify.rules",),
}


def rules_of(area: str) -> list[Rule]:
    """Return an area's rules in order of their codes."""
    return sorted(_rules(AREAS[area]), key=lambda rule: rule.code)


def _rules(modules: tuple[str, ...]) -> Iterator[Rule]:
    for name in modules:
        module = import_module(name)
        constants = (value for value in vars(module).values() if isinstance(value, Rule))
        yield from getattr(module, "ALL", constants)


def as_markdown() -> str:
    """Return the table of rules as the page docs/RULES.md."""
    lines = ["<!-- Written by `dvspec rules --format markdown`. -->", "# Rules", ""]
    lines += ["What findings name by their codes. Only errors make a command fail.", ""]
    for area in AREAS:
        lines += [
            f"## {area}",
            "",
            "| Code | Severity | What holds | Mend | Prevents |",
            "|---|---|---|---|---|",
        ]
        lines += [
            "| "
            + " | ".join(_cell(text) for text in (rule.code, rule.severity, rule.purpose, rule.mend, rule.prevents))
            + " |"
            for rule in rules_of(area)
        ]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
