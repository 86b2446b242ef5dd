"""Relationships: between tables that can have them, with settings for each target, and one parent at most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvspec.dataverse.cascades import is_parental
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.model import Column, ManyToMany, Table
from dvspec.spec.document import Document

SECOND_PARENT = Rule(
    "DV227",
    "second-parent",
    Severity.ERROR,
    "A table has at most one relationship in which every operation cascades.",
    "Use another cascade in one of the relationships.",
    "0x80047007",
)
MISMATCHED_TARGETS = Rule(
    "DV243",
    "mismatched-targets",
    Severity.ERROR,
    "A lookup has either target and relationship, or targets and relationships by target; customers refer to account"
    " and contact.",
    "Write target and relationship for one table, targets and relationships for several.",
    "0x80048051",
)

CUSTOMERS = frozenset({"account", "contact"})


def check(table: Table, document: Document) -> None:
    """Report settings of relationships that belong to no target, and relationships that cascade everything."""
    parental: list[tuple[str, str]] = []
    for column in table.columns:
        if TYPES[column.type].xml.is_lookup:
            _check_targets(column, document.value["columns"].get(column.name, {}), document)
        if not column.existing:
            sides = [side.target for side in column.relationships if is_parental(side.cascade)]
            parental += [(column.name, target) for target in sides]
    for name, target in parental[1:]:
        message = f"the relationships of '{parental[0][0]}' and '{name}' both cascade everything"
        if name == parental[0][0]:
            message = f"the relationships of '{name}' to {parental[0][1]} and {target} both cascade everything"
        document.report(SECOND_PARENT, message, document.place(place_of(document, name, target), key=True))


def place_of(document: Document, column: str, target: str, *keys: str) -> tuple[str, ...]:
    """Return the path to a column's relationship with a target, or to a key of it."""
    several = "relationships" in document.value["columns"].get(column, {})
    return ("columns", column, *(("relationships", target) if several else ("relationship",)), *keys)


def many_to_many(table: Table, document: Document) -> list[tuple[str, ManyToMany]]:
    """Return the many-to-many relationships of a table by their names in its spec; none if one has no known table."""
    given = document.value.get("many_to_many", {})
    return list(zip(given, table.many_to_many, strict=True)) if len(given) == len(table.many_to_many) else []


def _check_targets(column: Column, spec: Mapping[str, Any], document: Document) -> None:
    path = ("columns", column.name)
    targets = list(spec.get("targets", ()))
    if "target" in spec and "targets" in spec:
        message = f"'{column.name}' has both target and targets"
        document.report(MISMATCHED_TARGETS, message, document.place((*path, "target"), key=True))
    elif "relationship" in spec and len(column.relationships) > 1:
        message = f"'{column.name}' refers to several tables; write their relationships under relationships, by target"
        document.report(MISMATCHED_TARGETS, message, document.place((*path, "relationship"), key=True))
    elif "relationship" in spec and "relationships" in spec:
        message = f"'{column.name}' has both relationship and relationships"
        document.report(MISMATCHED_TARGETS, message, document.place((*path, "relationship"), key=True))
    known = targets or ([spec["target"]] if "target" in spec else [side.target for side in column.relationships])
    for target in spec.get("relationships", ()):
        if target not in known:
            message = f"'{column.name}' does not refer to '{target}'{did_you_mean(target, known)}"
            document.report(MISMATCHED_TARGETS, message, document.place((*path, "relationships", target), key=True))
    if column.type == "customer" and targets:
        given = {side.target_logical_name for side in column.relationships}
        if len(given) == len(targets) and given != CUSTOMERS:
            message = f"customer '{column.name}' refers to {' and '.join(sorted(given))}, not to account and contact"
            document.report(MISMATCHED_TARGETS, message, document.place((*path, "targets")))
