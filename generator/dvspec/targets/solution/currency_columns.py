"""What columns of money bring with them: their amounts in the base currency, and the currency of a row and its rate.

Every export has them beside its columns of money; Dataverse calculates their values.
"""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.dataverse.limits import DISPLAY_NAME_LENGTH
from dvspec.dataverse.properties import Where
from dvspec.dataverse.types import TYPES, column_place
from dvspec.dataverse.xml_types import SOURCE_TYPES
from dvspec.model import NO_LABEL, Column, Json, Label, Solution, Table
from dvspec.numbers import plain
from dvspec.targets.solution.columns import column_elements
from dvspec.targets.solution.labels import english, texts
from dvspec.targets.solution.views import AttributeView, Elements, RelationshipView
from dvspec.targets.solution.xml import escape

_CALCULATED: Mapping[str, Json] = {"valid_for_update": False, "valid_for_create": False, "ime_mode": "disabled"}
_CURRENCY, _RATE = "TransactionCurrencyId", "ExchangeRate"
_BASE = " (Base)"
_CASCADES = tuple(
    (f"Cascade{name}", "Restrict" if name in ("Delete", "Archive") else "NoCascade")
    for name in ("Assign", "Delete", "Archive", "Reparent", "Share", "Unshare")
)


def is_money(column: Column) -> bool:
    """Return whether a column has an amount in the base currency beside it."""
    return "_base" in TYPES[column.type].companions


def currency_views(columns: list[Column], table: Table, solution: Solution) -> list[AttributeView]:
    """Return the companions of those of a table's columns that the package defines.

    A table that exists has the currency and its rate, if any of its columns is of money, or gets them with the first.
    """
    amounts = [column for column in columns if is_money(column)]
    views = [_base_amount(column, table, solution) for column in amounts]
    return views + _rate_and_currency(solution) if has_currency(columns, table) else views


def has_currency(columns: list[Column], table: Table) -> bool:
    """Return whether the package defines the currency of a table's rows."""
    declared = {column.logical_name for column in table.columns}
    return not table.extends and _CURRENCY.lower() not in declared and any(map(is_money, columns))


def currency_relationship(table: Table, solution: Solution) -> RelationshipView:
    """Return the relationship behind the currency of a table's rows."""
    return RelationshipView(
        name=escape(f"TransactionCurrency_{table.schema_name}"),
        file_table="TransactionCurrency",
        elements=(
            ("EntityRelationshipType", "OneToMany"),
            ("IsCustomizable", "1"),
            ("IntroducedVersion", escape(solution.version)),
            ("IsHierarchical", "0"),
            ("ReferencingEntityName", escape(table.schema_name)),
            ("ReferencedEntityName", "TransactionCurrency"),
            *_CASCADES,
            ("ReferencingAttributeName", _CURRENCY),
        ),
        descriptions=texts(NO_LABEL, solution),
        roles=(),
    )


def _base_amount(column: Column, table: Table, solution: Solution) -> AttributeView:
    where = column_place(column, table)
    name = f"{column.logical_name}_Base"
    tail = dict(TYPES[column.type].tail(column)) | {"CalculationOf": column.schema_name}
    return AttributeView(
        physical_name=escape(name),
        logical_name=name.lower(),
        elements=column_elements(
            {**column.properties, **_CALCULATED, "secured": False},
            where,
            solution,
            **_own("money", name),
            SourceType=SOURCE_TYPES[where.formula],
        ),
        tail=tuple(
            (element, escape(value) if isinstance(value, str) else plain(value or 0)) for element, value in tail.items()
        ),
        option_set=None,
        display_names=texts(_base_label(column.display_name), solution),
        descriptions=english("The amount in the base currency.", solution),
    )


def _base_label(label: Label) -> Label:
    def named(text: str) -> str:
        return f"{text[: DISPLAY_NAME_LENGTH - len(_BASE)]}{_BASE}"

    return Label(named(label.text), tuple((code, named(text)) for code, text in label.translations))


def _rate_and_currency(solution: Solution) -> list[AttributeView]:
    rate: Elements = (("MinValue", "0.0000000001"), ("MaxValue", "100000000000"), ("Accuracy", "12"))
    lookup: Elements = (("LookupStyle", "single"), ("LookupTypes", ""))
    return [
        _system(_CURRENCY, "lookup", {}, lookup, "Currency", "The currency of the row's amounts.", solution),
        _system(_RATE, "decimal", _CALCULATED, rate, "Exchange Rate", "The rate of the row's currency.", solution),
    ]


def _system(
    name: str,
    column_type: str,
    properties: Mapping[str, Json],
    tail: Elements,
    label: str,
    description: str,
    solution: Solution,
) -> AttributeView:
    return AttributeView(
        physical_name=name,
        logical_name=name.lower(),
        elements=column_elements(
            {"custom": False, "audited": True, **properties},
            Where(column_type=column_type),
            solution,
            **_own(TYPES[column_type].xml.name, name),
            SourceType="0",
        ),
        tail=tail,
        option_set=None,
        display_names=english(label, solution),
        descriptions=english(description, solution),
    )


def _own(type_: str, name: str) -> dict[str, str]:
    logical_name = name.lower()
    return {
        "Type": type_,
        "Name": logical_name,
        "LogicalName": logical_name,
        "RequiredLevel": "none",
        "AutoNumberFormat": "",
    }
