"""Every rule that a finding may name, collected from where the rules are declared: next to their checks."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from dvspec.findings import Rule

# Areas of the table: heading -> the rooms whose modules declare its rules.
AREAS = {
    "Specs": ("dvspec.spec",),
    "Outputs": ("dvspec.output", "dvspec.targets"),
    "Rows": ("dvspec.data",),
    "Imports": ("dvspec.importers",),
    "Packages": ("dvspec.solution_files", "dvspec.verify"),
}
# Libraries of the extra `data`. Modules that need one to be imported declare no rules, so the list is always complete.
_OPTIONAL = frozenset({"duckdb", "msgspec", "pyarrow"})


def rules_of(area: str) -> list[Rule]:
    """Return an area's rules in order of their codes."""
    rules = {value for room in AREAS[area] for name in _modules(room) for value in _constants(name)}
    return sorted(rules, key=lambda rule: rule.code)


def find(name: str, *areas: str) -> Rule | None:
    """Return the rule with this code or slug, ignoring case, of these areas or of all."""
    wanted = name.casefold()
    rules = (rule for area in areas or AREAS for rule in rules_of(area))
    return next((rule for rule in rules if wanted in (rule.code.casefold(), rule.slug)), None)


def names_of(*areas: str) -> list[str]:
    """Return the codes and slugs of these areas' rules."""
    return [name for area in areas for rule in rules_of(area) for name in (rule.code, rule.slug)]


def _modules(room: str) -> list[str]:
    package = import_module(room)
    return [room, *(module.name for module in walk_packages(package.__path__, f"{room}."))]


def _constants(module: str) -> list[Rule]:
    try:
        names = vars(import_module(module))
    except ModuleNotFoundError as error:
        if error.name not in _OPTIONAL:
            raise
        return []
    return [value for value in names.values() if isinstance(value, Rule)]


def as_markdown() -> str:
    """Return the table of rules as the page docs/RULES.md."""
    lines = ["<!-- Written by `dvspec rules --format markdown`. -->", "# Rules", ""]
    lines += [
        "The rules that findings name. Only errors make a command fail. `dvspec explain CODE` prints one rule.",
        "",
    ]
    for area in AREAS:
        lines += [
            f"## {area}",
            "",
            "| Code | Slug | Severity | Requirement | Fix | Import error |",
            "|---|---|---|---|---|---|",
        ]
        lines += [f"| {' | '.join(map(_cell, _texts(rule)))} |" for rule in rules_of(area)]
        lines.append("")
    return "\n".join(lines)


def _texts(rule: Rule) -> tuple[str, ...]:
    return rule.code, rule.slug, rule.severity, rule.summary, rule.fix, rule.importer_code


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
