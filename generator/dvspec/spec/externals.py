"""Tables that specs refer to and don't declare: Dataverse's own, and those under external_tables in solution.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dvspec.dataverse.known_tables import KNOWN_TABLES
from dvspec.findings import did_you_mean
from dvspec.model import ExternalTable
from dvspec.spec import defaults
from dvspec.spec.defaults import Around, Spec, complete


class Externals:
    """The external tables by logical name; those of solution.yaml come first."""

    def __init__(self, declared: Mapping[str, ExternalTable]) -> None:
        self.declared = declared

    @classmethod
    def declared_by(cls, solution: Spec) -> Externals:
        """Return the external tables of a set of specs, given solution.yaml."""
        return cls({name: external_table(name, spec) for name, spec in solution.get("external_tables", {}).items()})

    @classmethod
    def of(cls, tables: Iterable[ExternalTable]) -> Externals:
        """Return the external tables of a model."""
        return cls({table.logical_name: table for table in tables})

    def get(self, logical_name: str) -> ExternalTable | None:
        """Return the external table of this name, None if it is not known."""
        return self.declared.get(logical_name) or KNOWN_TABLES.get(logical_name)

    def hint(self, name: str) -> str:
        """Return the external table of a similar name as a question, or nothing."""
        return did_you_mean(name, {**KNOWN_TABLES, **self.declared})

    def extended(self, table: Spec) -> ExternalTable | None:
        """Return the table that a table's spec extends, None if it extends none."""
        name: Any = table.get("extends")
        if name is None:
            return None
        return self.get(name) or external_table(name, {"entity_set_name": f"{name}s"})  # an unknown one is reported


def external_table(name: str, spec: Spec) -> ExternalTable:
    """Return the table of an entry of external_tables."""
    table = complete(spec, defaults.EXTERNAL_TABLE, Around(name))
    return ExternalTable(name, table["schema_name"], table["entity_set_name"], table["primary_id"])
