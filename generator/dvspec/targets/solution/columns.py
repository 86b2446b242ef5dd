"""Columns: what all of them have, and what their type adds."""

from __future__ import annotations

from dvspec.dataverse.types import TYPES
from dvspec.model import Column, Solution, Table
from dvspec.numbers import plain
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.option_sets import own_option_set
from dvspec.targets.solution.views import AttributeView

MASK = "ValidForAdvancedFind|ValidForForm|ValidForGrid"
_PRIMARY_ID_MASK = "ValidForAdvancedFind|RequiredForGrid"
_PRIMARY_NAME_MASK = f"PrimaryName|{MASK}|RequiredForForm"


def attribute_view(column: Column, table: Table, solution: Solution) -> AttributeView:
    """Return a column as its table's definition has it."""
    type_ = TYPES[column.type].xml
    primary_id = column.name == table.primary_id
    primary_name = column.name == table.primary_name
    return AttributeView(
        physical_name=column.schema_name,
        logical_name=column.logical_name,
        type=type_.name,
        required_level="systemrequired" if primary_id else column.required_level,
        mask=_PRIMARY_ID_MASK if primary_id else _PRIMARY_NAME_MASK if primary_name else MASK,
        ime_mode=type_.ime_mode,
        updatable=int(not primary_id),
        custom=int(not primary_id),
        audited=int(not primary_id and not type_.is_lookup),
        requirement_modifiable=int(not primary_id),
        searchable=int(primary_name),
        filterable=int(primary_id),
        retrievable=int(primary_id or primary_name),
        version=solution.version,
        tail=_tail(column),
        option_set=own_option_set(column, table, solution),
        display_names=texts(column.display_name, solution),
        descriptions=texts(column.description, solution),
    )


def _tail(column: Column) -> tuple[tuple[str, str], ...]:
    """Return the elements that a column's type adds, in their order."""
    tail = TYPES[column.type].tail(column)
    return tuple((element, value if isinstance(value, str) else plain(value or 0)) for element, value in tail)
