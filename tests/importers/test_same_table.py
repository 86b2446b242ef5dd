"""One table gives the same specs from metadata as from a solution, in all that both say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from dvspec.dataverse.properties import (
    COLUMN_PROPERTIES,
    MANY_TO_MANY_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    TABLE_PROPERTIES,
    Properties,
    Where,
)
from dvspec.dataverse.types import TYPES, column_place
from dvspec.findings import Refused
from dvspec.importers.metadata import import_metadata
from dvspec.importers.solution import import_solution
from dvspec.model import Column, Solution, Table
from dvspec.solution_files.package import Package
from tests.importers.metadata_answer import answer
from tests.reference import needs_reference
from tests.verify.corpus import samples


def differences(left: Any, right: Any, path: str) -> list[str]:
    if left == right:
        return []
    if is_dataclass(left) and type(left) is type(right):
        parts = [(field.name, getattr(left, field.name), getattr(right, field.name)) for field in fields(left)]
    elif isinstance(left, Mapping) and isinstance(right, Mapping):
        parts = [(str(key), left.get(key), right.get(key)) for key in {**left, **right}]
    elif isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        parts = [
            (str(getattr(one, "logical_name", number)), one, other)
            for number, (one, other) in enumerate(zip(left, right, strict=True))
        ]
    elif isinstance(left, tuple) and isinstance(right, tuple):
        names = [[getattr(part, "logical_name", str(part)[:60]) for part in side] for side in (left, right)]
        only = [
            [name for name in names[0] if name not in names[1]],
            [name for name in names[1] if name not in names[0]],
        ]
        return [f"{path}: only {only[0]} and {only[1]}"]
    else:
        return [f"{path}: {str(left)[:80]!r} and {str(right)[:80]!r}"]
    return [line for name, one, other in parts for line in differences(one, other, f"{path}.{name}")]


def said_by_metadata(solution: Solution) -> tuple[Table, ...]:
    """Return the tables without what metadata does not say: some properties, which have their defaults then."""
    return tuple(_table(table) for table in solution.tables)


def _known(properties: Properties, values: Mapping[str, Any], where: Where) -> dict[str, Any]:
    return {
        name: values[name] if property_.metadata and name in values else property_.default_at(where)
        for name, property_ in properties.items()
    }


def _table(table: Table) -> Table:
    where = Where(table_kind=table.kind)
    return replace(
        table,
        columns=tuple(_column(column, table) for column in table.columns if _is_said(column)),
        properties=_known(TABLE_PROPERTIES, {} if table.extends else table.properties, where),
        many_to_many=tuple(
            replace(many, properties=_known(MANY_TO_MANY_PROPERTIES, many.properties, Where()))
            for many in table.many_to_many
        ),
    )


def _is_said(column: Column) -> bool:
    """Return whether metadata can say the column: a choice has options of its own, or those of a global one."""
    options = column.option_set
    return column.type in TYPES and (options is None or options.is_global or bool(options.options))


def _column(column: Column, table: Table) -> Column:
    where = column_place(column, table)
    relationships = tuple(
        replace(
            one,
            properties=_known(RELATIONSHIP_PROPERTIES, one.properties, where),
            navigation=(
                f"{column.schema_name}_{one.target_logical_name}"
                if len(column.relationships) > 1
                else column.schema_name
            ),  # specs say no other
        )
        for one in column.relationships
    )
    usual: Any = TYPES[column.type].defaults.get("format")
    return replace(
        column,
        properties=_known(COLUMN_PROPERTIES, column.properties, where),
        relationships=relationships,
        format=column.format or usual,
    )


def compared(solution: Solution) -> list[str]:
    """Return where the tables of a solution package and of the same metadata differ."""
    data = json.dumps(answer(solution)).encode()
    names = [table.logical_name for table in solution.tables]
    imported = import_metadata({"answer.json": data}, names, into=solution)
    return differences(said_by_metadata(solution), said_by_metadata(imported.solution), "tables")


@needs_reference
def test_tables_of_real_packages_are_the_same_from_metadata() -> None:
    found: list[str] = []
    count = 0
    for sample in samples():
        try:
            solution = import_solution(Package(sample.archive)).solution
        except Refused:
            continue
        count += len(solution.tables)
        found += [f"{sample.id}: {line}" for line in compared(solution)]
    assert found == []
    assert count > 400
