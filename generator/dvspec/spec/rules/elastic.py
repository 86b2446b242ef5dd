"""Elastic tables: what they don't have, and relationships with them."""

from __future__ import annotations

from dvspec.dataverse import cascades
from dvspec.dataverse.elastic import ABSENT_FLAGS
from dvspec.dataverse.properties import TABLE_PROPERTIES
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity
from dvspec.model import Column, Relationship, Solution, Table
from dvspec.spec.build.column import FORMULAS
from dvspec.spec.document import Document
from dvspec.spec.rules.relationships import many_to_many, place_of

UNSUPPORTED_IN_ELASTIC_TABLE = Rule(
    "DV221",
    "unsupported-in-elastic-table",
    Severity.ERROR,
    "Elastic tables have no money, multichoice, customer, state, status, file, image or computed columns, no alternate"
    " keys, no many-to-many relationships and no cascades.",
    "Use another type, NoCascade or no key, or set table_kind to standard.",
)


_ABSENT = tuple(name for name, property_ in TABLE_PROPERTIES.items() if property_.xml in ABSENT_FLAGS)


def check(table: Table, solution: Solution, document: Document) -> None:
    """Report what a spec declares and elastic tables don't have: the table itself, or one that it refers to."""
    for column in table.columns:
        if not column.existing:
            _check_cascades(column, table, solution, document)
    for name, relationship in many_to_many(table, document):
        place = document.place(("many_to_many", name), key=True)
        other = solution.by_name.get(relationship.target)
        elastic = table if table.kind == "elastic" else other
        if elastic is not None and elastic.kind == "elastic":
            message = f"'{name}' is many-to-many; elastic tables such as {elastic.name} do not support it"
            document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, place)
    if table.kind == "elastic":
        _check_table(table, document)


def _check_table(table: Table, document: Document) -> None:
    for column in table.columns:
        spec = document.value["columns"].get(column.name, {})
        path = ("columns", column.name)
        type_ = TYPES[column.type]
        if not type_.xml.in_elastic_tables:
            instead = "; use decimal" if type_.is_exact else ""
            message = f"'{column.name}' is of type {column.type}, which elastic tables do not support{instead}"
            document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, document.place((*path, "type")))
        for kind in FORMULAS:
            if kind in spec:
                message = f"'{column.name}' has '{kind}'; elastic tables do not support computed columns"
                document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, document.place((*path, kind), key=True))
    for key in table.alternate_keys:
        message = f"'{key.name}' is an alternate key, which elastic tables do not support"
        document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, document.place(("keys", key.name), key=True))
    for name in _ABSENT:
        if table.properties.get(name):
            place = document.place((*("managed_properties",) * TABLE_PROPERTIES[name].managed, name), key=True)
            message = f"elastic tables do not support '{name}'"
            document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, place)


def _check_cascades(column: Column, table: Table, solution: Solution, document: Document) -> None:
    """Report cascades of relationships in which one of the tables is elastic."""
    for relationship in column.relationships:
        target = solution.by_name.get(relationship.target)
        if "elastic" in (table.kind, target.kind if target else ""):
            _check_relationship(column, relationship, document)


def _check_relationship(column: Column, relationship: Relationship, document: Document) -> None:
    for operation in cascades.OPERATIONS:
        cascade = getattr(relationship.cascade, operation)
        if cascade != cascades.ELASTIC:
            message = f"'{operation}' of '{column.name}' is {cascade}; elastic tables support"
            message += f" {cascades.ELASTIC} only"
            place = document.place(place_of(document, column.name, relationship.target, operation))
            document.report(UNSUPPORTED_IN_ELASTIC_TABLE, message, place)
