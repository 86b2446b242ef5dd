"""What the parts of a set of specs share: the solution's settings, complete tables, names, labels and options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dvspec.model import Label, Option, OptionSet
from dvspec.spec import defaults
from dvspec.spec.defaults import Around, Spec, complete
from dvspec.spec.externals import Externals


class Target(NamedTuple):
    """A table that a relationship refers to; its names are complete."""

    name: str
    logical_name: str
    schema_name: str
    entity_set_name: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class Solutionwide:
    """What every part of a set of specs may need to know of the others."""

    language: int
    prefix: str  # of names, with its underscore
    shift: int  # from the option values in the specs to those of the publisher built for
    values: range  # the option values of solution.yaml's publisher
    externals: Externals
    tables: Mapping[str, Spec]  # complete, by name
    files: Mapping[str, bytes]  # beside the specs, by path from their folder
    choices: dict[str, OptionSet] = field(default_factory=dict)  # the global ones, by their names in solution.yaml

    def full(self, spec: Spec, name: str) -> str:
        """Return a schema name with its prefix: the publisher's, or the mapping's own."""
        prefix = spec["prefix"]
        if prefix is None:
            return self.prefix + name
        return f"{prefix}_{name}" if prefix else name

    def logical(self, spec: Spec, name: str) -> str:
        """Return a logical name with its prefix, which is in lower case."""
        prefix = spec["prefix"]
        if prefix is None:
            return self.prefix + name
        return f"{prefix.lower()}_{name}" if prefix else name

    def target(self, name: str) -> Target | None:
        """Return the table that a name refers to: one of the specs, or an external one by its logical name."""
        spec = self.tables.get(name)
        if spec is not None:
            logical_name, schema_name = self.logical(spec, spec["logical_name"]), self.full(spec, spec["schema_name"])
            return Target(name, logical_name, schema_name, self.full(spec, spec["entity_set_name"]), False)
        external = self.externals.get(name)
        if external is None:
            return None
        return Target(name, external.logical_name, external.schema_name, external.entity_set_name, True)


def label(value: str | Mapping[str, str], language: int) -> Label:
    """Return a label of one text, or of texts by LCID."""
    if isinstance(value, str):
        return Label(value)
    translations = sorted((int(code), text) for code, text in value.items() if int(code) != language)
    return Label(value.get(str(language), ""), tuple(translations))


def complete_table(spec: Spec, language: int, table_kind: str, externals: Externals) -> dict[str, Any]:
    """Return a table's spec with all defaults, those of its columns included."""
    external = externals.extended(spec)
    table = complete(spec, defaults.of_table(spec), Around("", language, table_kind, {}, external))
    table_kind = table["table_kind"]
    table["columns"] = {
        name: complete_column(column, Around(name, language, table_kind, table, external))
        for name, column in table["columns"].items()
    }
    return table


def complete_column(spec: Spec, around: Around) -> dict[str, Any]:
    """Return a column's spec with all defaults."""
    if "schema_name" in spec and not around.external and defaults.is_primary_id(spec, around):  # Dataverse names it
        spec = {key: value for key, value in spec.items() if key != "schema_name"}
    column = complete(spec, defaults.of_column(spec["type"]), around)
    if column.get("labels") and "yes_label" in column:  # a rule reports labels of other types
        column["yes_label"] = column["labels"].get("true", column["yes_label"])
        column["no_label"] = column["labels"].get("false", column["no_label"])
    return column


def option_set(
    name: str,
    class_name: str,
    display_name: Label,
    description: Label,
    options: Iterable[Spec],
    shared: Solutionwide,
    *,
    is_global: bool,
    shift: int,
    is_external: bool = False,
) -> OptionSet:
    """Return an option set, its values those of the publisher built for."""
    built = tuple(_option(option, shared, shift) for option in options)
    return OptionSet(name, class_name, is_global, display_name, description, built, is_external)


def _option(spec: Spec, shared: Solutionwide, shift: int) -> Option:
    option = complete(spec, defaults.OPTION, Around(language=shared.language))
    value = option["value"]
    return Option(
        value + shift if value in shared.values else value,
        option["name"],
        label(option["label"], shared.language),
        label(option["description"], shared.language),
        option["color"],
        option["external_value"],
        option["hidden"],
        option["state"],
    )
