"""What the parts of a set of specs share: the solution's settings, complete tables, labels and options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dvspec.model import Label, Option, OptionSet
from dvspec.spec import defaults
from dvspec.spec.defaults import Around, Spec, complete


@dataclass(frozen=True, slots=True)
class Solutionwide:
    """What every part of a set of specs may need to know of the others."""

    language: int
    table_kind: str
    prefix: str  # of names, with its underscore
    shift: int  # from the option values in the specs to those of the publisher built for
    tables: Mapping[str, Spec]  # complete, by name
    choices: dict[str, OptionSet] = field(default_factory=dict)  # the global ones, by their names in solution.yaml


def label(value: str | Mapping[str, str], language: int) -> Label:
    """Return a label of one text, or of texts by LCID."""
    if isinstance(value, str):
        return Label(value)
    translations = sorted((int(code), text) for code, text in value.items() if int(code) != language)
    return Label(value.get(str(language), ""), tuple(translations))


def complete_table(spec: Spec, language: int, table_kind: str) -> dict[str, Any]:
    """Return a table's spec with all defaults, those of its columns included."""
    table = complete(spec, defaults.TABLE, Around(language=language, table_kind=table_kind))
    table["columns"] = {
        name: complete_column(column, Around(name, language, table_kind, table))
        for name, column in spec["columns"].items()
    }
    return table


def complete_column(spec: Spec, around: Around) -> dict[str, Any]:
    """Return a column's spec with all defaults."""
    if "schema_name" in spec and defaults.is_primary_id(spec, around):  # which Dataverse names itself
        spec = {key: value for key, value in spec.items() if key != "schema_name"}
    return complete(spec, defaults.of_column(spec["type"]), around)


def option_set(
    name: str,
    class_name: str,
    display_name: Label,
    description: Label,
    options: list[Spec],
    shared: Solutionwide,
    *,
    is_global: bool,
) -> OptionSet:
    """Return an option set, its values those of the publisher built for."""
    return OptionSet(
        name, class_name, is_global, display_name, description, tuple(_option(option, shared) for option in options)
    )


def _option(spec: Spec, shared: Solutionwide) -> Option:
    option = complete(spec, defaults.OPTION, Around(language=shared.language))
    return Option(option["value"] + shared.shift, option["name"], label(option["label"], shared.language))
