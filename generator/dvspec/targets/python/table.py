"""The module of a table: its enumerations, its payload classes, and the class of its rows."""

from __future__ import annotations

from typing import NamedTuple

from dvspec.dataverse.row_values import has_unknown_options
from dvspec.model import Solution, Table
from dvspec.targets.python import layout
from dvspec.targets.python.choices import EnumView, choice_enum
from dvspec.targets.python.columns import ColumnView, column_view
from dvspec.targets.python.imports import Imports
from dvspec.targets.python.methods import MethodsView, methods_view
from dvspec.targets.python.payloads import PayloadClass, payload_class


class TableModule(NamedTuple):
    """What the template of a table's module may use: names and finished lines."""

    file: str
    docstring: str
    imports: str
    enums: list[EnumView]
    payloads: list[PayloadClass]
    column_names: EnumView
    name: str
    class_docstring: str
    constants: list[str]
    columns: list[ColumnView]
    methods: MethodsView

    @property
    def own_classes(self) -> list[str]:
        """The classes that only columns of this table use; another table may have one of the same name."""
        return [*(enum.name for enum in self.enums), *(payload.name for payload in self.payloads)]


def table_module(table: Table, solution: Solution) -> TableModule:
    """Return the module of a table for its template."""
    needed = Imports()
    needed.add("dataclasses", "dataclass")
    needed.add("enum", "StrEnum")
    needed.add("typing", "ClassVar")
    needed.add(".rows", "Row")
    needed.add(".values", "UNSET", "Column", "Kind", "Maybe")
    if any(column.relationships for column in table.columns):
        needed.add(".values", "LookupTarget")
    source = f"Source: {table.source}." if table.source else ""
    return TableModule(
        file=table.file,
        docstring=layout.docstring(0, f"{table.name}: rows of the Dataverse table {table.logical_name}."),
        enums=_enums(table, needed),
        payloads=_payloads(table, needed),
        column_names=_column_names(table),
        name=table.name,
        class_docstring=layout.docstring(4, f"One row of {table.name}.", table.description.text, source),
        constants=_constants(table, solution),
        columns=[column_view(column, table, needed) for column in table.columns],
        methods=methods_view(table, needed),
        imports=needed.text(),
    )


def _enums(table: Table, needed: Imports) -> list[EnumView]:
    """Return the choices of the table's own, and note what it needs of the global ones."""
    enums = []
    for column in table.columns:
        if has_unknown_options(column):
            continue
        if column.option_set and column.option_set.is_global:
            needed.add(".choices", column.option_set.class_name)
        elif column.option_set:
            needed.add(".values", "LabeledEnum")
            enums.append(choice_enum(column.option_set))
    return enums


def _payloads(table: Table, needed: Imports) -> list[PayloadClass]:
    payloads = [payload for column in table.columns if (payload := payload_class(column))]
    if payloads:
        needed.add("collections.abc", "Mapping")
        needed.add("dataclasses", "field")
        needed.add(".payloads", "Member", "Payload")
        needed.add(".values", "Json")
    return payloads


def _column_names(table: Table) -> EnumView:
    return EnumView(
        f"{table.name}Column",
        layout.docstring(4, f"The names of {table.name}'s columns in $select, $filter and $orderby."),
        [layout.assign(4, column.python_name.upper(), layout.string(column.web_api_name)) for column in table.columns],
    )


def _constants(table: Table, solution: Solution) -> list[str]:
    """Return the declarations of what all rows of the table share."""
    texts = {
        "LOGICAL_NAME": table.logical_name,
        "ENTITY_SET_NAME": table.entity_set_name,
        "TABLE_KIND": table.kind,
        "PRIMARY_ID": table.by_name[table.primary_id].logical_name,
        "PRIMARY_NAME": table.by_name[table.primary_name].logical_name if table.primary_name else "",
    }
    select = [layout.string(column.web_api_name) for column in table.columns if column.live]
    alternate_keys = [
        layout.nested_tuple(8, [layout.string(table.by_name[name].web_api_name) for name in key.columns])
        for key in table.alternate_keys
    ]
    return [
        *(layout.constant(4, name, "str", layout.string(text)) for name, text in texts.items()),
        layout.tuple_of(4, "SELECT: ClassVar[tuple[str, ...]] = ", select),
        layout.tuple_of(4, "ALTERNATE_KEYS: ClassVar[tuple[tuple[str, ...], ...]] = ", alternate_keys),
    ]
