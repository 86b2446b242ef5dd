"""What the parts of a set of specs share where they are written: names without prefix, labels, options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dvspec import names
from dvspec.dataverse.patterns import NAME
from dvspec.model import Label, OptionSet, Solution
from dvspec.spec import defaults
from dvspec.spec.defaults import Around, shorten
from dvspec.spec.yaml_text import NumberText


class Parts:
    """How things of a solution are written; `choices` are the names of global choices by their option sets' names."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.choices = {option_set.name: _choice_name(option_set) for option_set in solution.option_sets}

    def around(self, name: str = "", table: Mapping[str, Any] | None = None) -> Around:
        """Return what defaults may depend on."""
        return Around(name, self.solution.language, self.solution.table_kind, table or {})

    def own(self, name: str) -> str:
        """Return a name without the publisher's prefix."""
        prefix = f"{self.solution.publisher.prefix}_"
        if not name.startswith(prefix):
            raise ValueError(f"{name!r} does not begin with the publisher's prefix, {prefix!r}")
        return name.removeprefix(prefix)

    def label(self, label: Label) -> Any:
        """Return a label as a text, or as texts by LCID."""
        if not label.translations:
            return label.text
        return {NumberText(code): text for code, text in label.in_languages(self.solution.language)}

    def options(self, option_set: OptionSet) -> list[dict[str, Any]]:
        """Return the specs of a choice's options."""
        specs = (
            {"value": option.value, "label": self.label(option.label), "name": option.name}
            for option in option_set.options
        )
        return [shorten(spec, defaults.OPTION, self.around()) for spec in specs]


def unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return a mapping of names that differ."""
    result: dict[str, Any] = {}
    for name, spec in pairs:
        if name in result:
            raise ValueError(f"there are two things with the name {name!r}")
        result[name] = spec
    return result


def _choice_name(option_set: OptionSet) -> str:
    """Return the key of a global choice in solution.yaml: its display name if that gives the class, else the class."""
    text = option_set.display_name.text
    fits = not option_set.display_name.translations and re.fullmatch(NAME, text)
    return text if fits and names.class_name(text) == option_set.class_name else option_set.class_name
