"""What columns and relationships refer to: tables and choices of the package, of Dataverse, or of other solutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from dvspec.dataverse.known_tables import KNOWN_TABLES
from dvspec.importers import naming
from dvspec.importers.solution.report import Report
from dvspec.model import ExternalTable, OptionSet
from dvspec.solution_files.package import Package
from dvspec.solution_files.table import Table


class Target(NamedTuple):
    """A table that something refers to: its name in specs, and its names in Dataverse."""

    name: str
    logical_name: str
    schema_name: str
    entity_set_name: str
    is_external: bool


class Targets:
    """The tables that are imported, by logical name, and those that others refer to, which are collected."""

    def __init__(self, package: Package, imported: Mapping[str, Target], report: Report) -> None:
        self._package = package
        self._imported = imported
        self._report = report
        self._external: dict[str, ExternalTable] = {}

    @property
    def external_tables(self) -> tuple[ExternalTable, ...]:
        """Return the tables that specs must declare as external, in order of name."""
        return tuple(table for _, table in sorted(self._external.items()))

    def find(self, schema_name: str) -> Target:
        """Return the table of this name."""
        imported = self._imported.get(schema_name.lower())
        if imported is not None:
            return imported
        external = self.external(schema_name)
        name = external.logical_name
        return Target(name, name, external.schema_name, external.entity_set_name, True)

    def external(self, schema_name: str) -> ExternalTable:
        """Return a table that specs don't declare; one that is not Dataverse's own is collected."""
        logical_name = schema_name.lower()
        known = KNOWN_TABLES.get(logical_name)
        if known is not None and known.schema_name == schema_name:
            return known
        if logical_name not in self._external:
            self._external[logical_name] = self._proposed(logical_name, schema_name, known)
        return self._external[logical_name]

    def _proposed(self, logical_name: str, schema_name: str, known: ExternalTable | None) -> ExternalTable:
        if known is not None:
            return replace(known, schema_name=schema_name)
        table = self._package.tables_by_name.get(logical_name)
        entity_set_name = table.text("EntitySetName") if table is not None else ""
        if not entity_set_name:
            entity_set_name = plural(logical_name)
            detail = (
                f"The package does not say the entity set name of {logical_name}; '{entity_set_name}' is a proposal."
                " Check it under external_tables in solution.yaml."
            )
            self._report.left_out("", f"table {logical_name}", "external-entity-set-name", detail)
        primary_id = table.primary_id if table is not None else f"{logical_name}id"
        return ExternalTable(logical_name, schema_name, entity_set_name, primary_id)


def entity_set_name_of(table: Table) -> str:
    """Return a table's entity set name; where an older package has none, the one that the maker portal would give."""
    return table.text("EntitySetName") or plural(table.logical_name)


def plural(name: str) -> str:
    """Return the entity set name that the maker portal would give."""
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "z", "ch", "sh")) else f"{name}s"


class Choices:
    """The global choices: those of the package, and those that columns name and the package lacks."""

    def __init__(self, own: Mapping[str, OptionSet], taken_classes: list[str]) -> None:
        self._by_name = dict(own)
        self._taken_classes = taken_classes

    @property
    def option_sets(self) -> tuple[OptionSet, ...]:
        """Return all of them, the package's first."""
        return tuple(self._by_name.values())

    def find(self, name: str) -> OptionSet:
        """Return the global choice of this name; one that the package lacks belongs to another solution."""
        key = name.lower()
        if key not in self._by_name:
            own = name.removeprefix(naming.prefix_of(name))
            classes = [*self._taken_classes, *(option_set.class_name for option_set in self._by_name.values())]
            [class_name] = naming.choice_names([(own, "")], classes)
            self._by_name[key] = _external_choice(name, class_name)
        return self._by_name[key]


def _external_choice(name: str, class_name: str) -> OptionSet:
    from dvspec.model import NO_LABEL, Label

    return OptionSet(
        name=name,
        class_name=class_name,
        is_global=True,
        display_name=Label(class_name),
        description=NO_LABEL,
        options=(),
        is_external=True,
    )
