"""What the parts of a set of specs share where they are written: names without prefix, labels, options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from dvspec import names
from dvspec.dataverse.patterns import NAME
from dvspec.model import ExternalTable, Label, OptionSet, Solution
from dvspec.spec import defaults
from dvspec.spec.defaults import Around, shorten
from dvspec.spec.externals import Externals
from dvspec.spec.yaml_text import NumberText

_PREFIX = re.compile("[A-Za-z][A-Za-z0-9]{1,7}")
_OWN = re.compile(f"{NAME}$")


class OwnNames(NamedTuple):
    """Names without their prefix; None is the publisher's."""

    prefix: str | None
    schema_names: tuple[str, ...]
    logical_names: tuple[str, ...]


class Parts:
    """How things of a solution are written; `choices` are the names of global choices by their option sets' names."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.externals = Externals.of(solution.external_tables)
        self.choices = {option_set.name: _choice_name(option_set) for option_set in solution.option_sets}

    def around(
        self, name: str = "", table: Mapping[str, Any] | None = None, external: ExternalTable | None = None
    ) -> Around:
        """Return what defaults may depend on."""
        kind = table["table_kind"] if table else self.solution.table_kind
        return Around(name, self.solution.language, kind, table or {}, external)

    def own(self, schema_names: Sequence[str], logical_names: Sequence[str] = (), usual: str | None = None) -> OwnNames:
        """Return names without the prefix that they share.

        Of the prefixes that they may have, the usual one comes first, then the publisher's, then what is before the
        underscore of the first name.
        """
        guessed = (schema_names or logical_names)[0].partition("_")[0]
        for prefix in (usual, None, guessed if _PREFIX.fullmatch(guessed) else "", ""):
            start = f"{self.solution.publisher.prefix if prefix is None else prefix}_".removeprefix("_")
            named = [(name, start) for name in schema_names] + [(name, start.lower()) for name in logical_names]
            if all(name.startswith(text) and _OWN.match(name, len(text)) for name, text in named):
                rests = [name[len(text) :] for name, text in named]
                return OwnNames(prefix, tuple(rests[: len(schema_names)]), tuple(rests[len(schema_names) :]))
        raise ValueError(f"{', '.join(map(repr, (*schema_names, *logical_names)))} can't be names in specs")

    def full(self, prefix: str | None, logical_name: str) -> str:
        """Return a logical name with its prefix."""
        prefix = self.solution.publisher.prefix if prefix is None else prefix.lower()
        return f"{prefix}_{logical_name}" if prefix else logical_name

    def label(self, label: Label) -> Any:
        """Return a label as a text, or as texts by LCID."""
        if not label.translations:
            return label.text
        return {NumberText(code): text for code, text in label.in_languages(self.solution.language)}

    def options(self, option_set: OptionSet) -> list[dict[str, Any]]:
        """Return the specs of a choice's options."""
        specs = (
            {
                "value": option.value,
                "label": self.label(option.label),
                "name": option.name,
                "description": self.label(option.description),
                "color": option.color,
                "external_value": option.external_value,
                "hidden": option.hidden,
                "state": option.state,
            }
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
