"""What exists already: tables that specs extend, and existing columns. Packages define neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvspec.dataverse.properties import COLUMN_PROPERTIES, TABLE_PROPERTIES
from dvspec.findings import Rule, Severity
from dvspec.model import Solution, Table
from dvspec.spec.document import Document
from dvspec.spec.rules.naming import DUPLICATE_NAME

FIXED_BY_EXTENDED_TABLE = Rule(
    "DV240",
    "setting-of-extended-table",
    Severity.ERROR,
    "A spec that extends a table has none of the keys that only the table's own solution can set: its names and its"
    " ownership.",
    "Remove the key, or replace extends by logical_name to declare a table of your own.",
)
IGNORED_BY_PACKAGES = Rule(
    "DV241",
    "setting-without-effect",
    Severity.NOTE,
    "Extended tables have no properties, and existing columns no properties, formulas or relationship settings:"
    " packages define neither.",
    "Remove the key, or remove extends or existing if the package should define the table or the column.",
)

_NAMES = ("logical_name", "schema_name", "entity_set_name", "collection_name", "prefix", "ownership")
_OF_PACKAGES = ("autonumber", "formula", "calculated", "rollup", "relationship", "relationships")


def check(solution: Solution, solution_document: Document, documents: Mapping[str, Document]) -> None:
    """Report keys that packages can't carry out, and tables that are extended twice or declared as external."""
    extended: dict[str, str] = {}
    for table in solution.tables:
        document = documents[table.name]
        if table.extends:
            _check_table(document)
            first = extended.setdefault(table.logical_name, table.name)
            if first != table.name:
                message = f"table '{table.name}' extends {table.logical_name}, which '{first}' extends too"
                document.report(DUPLICATE_NAME, message, document.place(("extends",)))
        _check_columns(table, document)
    own = {table.logical_name: table.name for table in solution.tables if not table.extends}
    for name in solution_document.value.get("external_tables", {}):
        if name in own:
            message = f"external table '{name}' is the table '{own[name]}' of these specs"
            solution_document.report(
                DUPLICATE_NAME, message, solution_document.place(("external_tables", name), key=True)
            )


def _check_table(document: Document) -> None:
    extended = document.value["extends"]
    for key in document.value:
        if key in _NAMES:
            message = f"'{key}' is set by the solution that has {extended}; packages that extend it can't change it"
            document.report(FIXED_BY_EXTENDED_TABLE, message, document.place((key,), key=True))
        elif key in TABLE_PROPERTIES or key == "managed_properties":
            message = f"{extended} exists already, so '{key}' has no effect on packages"
            document.report(IGNORED_BY_PACKAGES, message, document.place((key,), key=True))


def _check_columns(table: Table, document: Document) -> None:
    for column in table.columns:
        spec: Mapping[str, Any] = document.value["columns"].get(column.name, {})
        if not column.existing:
            continue
        for key in spec:
            if key in COLUMN_PROPERTIES or key in _OF_PACKAGES or key == "managed_properties":
                message = f"'{column.name}' exists already, so '{key}' has no effect on packages"
                document.report(IGNORED_BY_PACKAGES, message, document.place(("columns", column.name, key), key=True))
