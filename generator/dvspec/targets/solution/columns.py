"""Columns: what all of them have, and what their type adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dvspec.dataverse.properties import COLUMN_ELEMENTS, COLUMN_PROPERTIES, Where, in_order, to_elements
from dvspec.dataverse.types import TYPES, column_place
from dvspec.dataverse.xml_types import SOURCE_TYPES
from dvspec.model import Column, Json, Solution, Table
from dvspec.numbers import plain
from dvspec.targets.solution.formulas import formula_file
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.option_sets import own_option_set
from dvspec.targets.solution.views import AttributeView
from dvspec.targets.solution.xml import escape


def defined_columns(table: Table) -> Iterator[Column]:
    """Yield the columns that the package defines: not those that exist in the table already."""
    for column in table.columns:
        if not (column.existing or (table.extends and column.name == table.primary_id)):
            yield column


def attribute_view(column: Column, table: Table, solution: Solution) -> AttributeView:
    """Return a column as its table's definition has it."""
    where = column_place(column, table)
    return AttributeView(
        physical_name=escape(column.schema_name),
        logical_name=column.logical_name,
        elements=column_elements(
            column.properties,
            where,
            solution,
            Type=TYPES[column.type].xml.name,
            Name=column.logical_name,
            LogicalName=column.logical_name,
            RequiredLevel="systemrequired" if where.role == "primary_id" else column.required_level,
            SourceType=SOURCE_TYPES[where.formula],
            AutoNumberFormat=column.autonumber or "",
        ),
        tail=_tail(column),
        formula_file=escape(f"/Formulas/{file}") if (file := formula_file(column, table)) else "",
        option_set=own_option_set(column, table, solution),
        display_names=texts(column.display_name, solution),
        descriptions=texts(column.description, solution),
    )


def column_elements(
    properties: Mapping[str, Json], where: Where, solution: Solution, **others: str
) -> tuple[tuple[str, str], ...]:
    """Return the elements that columns of all types have, escaped: those of its properties and the others."""
    elements = to_elements(COLUMN_PROPERTIES, properties, where) | others | {"IntroducedVersion": solution.version}
    return tuple((name, escape(text)) for name, text in in_order(elements, COLUMN_ELEMENTS))


def _tail(column: Column) -> tuple[tuple[str, str], ...]:
    """Return the elements that a column's type adds, in their order."""
    tail = TYPES[column.type].tail(column)
    return tuple((element, escape(value) if isinstance(value, str) else plain(value or 0)) for element, value in tail)
