"""The columns that Dataverse makes itself, with a table or beside another column: specs don't declare them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dvspec.dataverse.system_columns import (
    ACTIVITY_COLUMNS,
    COMPONENT_COLUMNS,
    ELASTIC_COLUMNS,
    LOGICAL_NAMES,
    MONEY_COLUMNS,
)
from dvspec.dataverse.types import TYPES
from dvspec.dataverse.xml_types import ROLLUP_COMPANIONS, XmlType
from dvspec.importers.facts import ColumnFacts

_BY_KIND = {"elastic": ELASTIC_COLUMNS, "activity": ACTIVITY_COLUMNS}


def with_the_table(kind: str) -> frozenset[str]:
    """Return the logical names of the columns that a table of this kind can have without being asked."""
    return LOGICAL_NAMES | COMPONENT_COLUMNS | MONEY_COLUMNS | _BY_KIND.get(kind, frozenset())


def beside(columns: Iterable[ColumnFacts], *, all_custom: bool = False) -> Iterator[str]:
    """Yield the logical names of the columns that Dataverse makes beside others, such as a currency's base amount.

    If all columns are custom, none is a companion of a lookup, which Dataverse does not make as custom columns.
    """
    for column in columns:
        if all_custom and TYPES[column.type].xml.is_lookup:
            continue
        is_rollup = column.formula is not None and column.formula.kind == "rollup"
        yield from companions(column.logical_name, TYPES[column.type].xml, is_rollup=is_rollup)


def companions(logical_name: str, type_: XmlType | None, *, is_rollup: bool) -> Iterator[str]:
    """Yield the logical names of the columns that Dataverse makes beside one of this type."""
    endings = (*(type_.all_companions if type_ else ()), *(ROLLUP_COMPANIONS if is_rollup else ()))
    return (logical_name + ending for ending in endings)
