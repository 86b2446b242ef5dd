"""A table as rules see it: its definition, columns, alternate keys and views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from dvspec.solution_files.report import quoted
from dvspec.solution_files.xml import Element

_NO_PROVIDER = "00000000-0000-0000-0000-000000000000"


class Column:
    """One column: its <attribute>, and its properties, which are the first child with each tag."""

    __slots__ = ("element", "logical_name", "physical_name", "properties", "type")

    def __init__(self, element: Element) -> None:
        self.element = element
        self.properties = _first_of_each(element)
        self.physical_name = element.attrib.get("PhysicalName", "")
        self.logical_name = self.text("LogicalName") or self.text("Name") or self.physical_name.lower()
        self.type = self.text("Type")

    def text(self, tag: str) -> str:
        """Return the text of a property, '' if it is missing."""
        element = self.properties.get(tag)
        return "" if element is None else element.text

    @property
    def is_custom(self) -> bool:
        """Return whether it is a custom column, not one that Dataverse makes."""
        return self.text("IsCustomField") != "0"

    @property
    def is_primary_name(self) -> bool:
        return "PrimaryName" in self.text("DisplayMask").split("|")


class Table:
    """One table: its <Entity>, the <entity> inside, columns, alternate keys and views."""

    def __init__(self, element: Element, views: Iterable[Element] = ()) -> None:
        self.element = element
        info = element.child("EntityInfo")
        self.info = None if info is None else info.child("entity")
        self.properties: Mapping[str, Element] = {} if self.info is None else _first_of_each(self.info)
        name = element.value("Name") or ""
        self.name = name or ("" if self.info is None else self.info.attrib.get("Name", ""))
        self.logical_name = self.name.lower()
        inside = self.info if self.info is not None else element
        self.columns = [Column(attribute) for attribute in inside.under("attributes", "attribute")]
        self.alternate_keys = list(inside.under("EntityKeys", "EntityKey"))
        self.views = [*element.under("SavedQueries", "savedqueries", "savedquery"), *views]

    @property
    def subject(self) -> str:
        """Return what messages call it."""
        return f"table {quoted(self.name)}"

    def text(self, tag: str) -> str:
        """Return the text of a property, '' if it is missing."""
        element = self.properties.get(tag)
        return "" if element is None else element.text

    @cached_property
    def columns_by_name(self) -> Mapping[str, Column]:
        """Return the columns by logical name; of columns with the same name, the first."""
        return {column.logical_name: column for column in reversed(self.columns)}

    @cached_property
    def declares_primary_column(self) -> bool:
        """Return whether it declares a primary id or a primary name. Layers of tables of other solutions do not."""
        return any(column.type == "primarykey" or column.is_primary_name for column in self.columns)

    @property
    def is_activity(self) -> bool:
        return self.text("IsActivity") == "1"

    @property
    def primary_id(self) -> str:
        if self.is_activity:
            return "activityid"
        return "businessprocessflowinstanceid" if self.text("IsBPFEntity") == "1" else f"{self.logical_name}id"

    @property
    def provider(self) -> str:
        """Return the GUID of the data provider that has the rows, '' if Dataverse itself has them."""
        provider = self.text("DataProviderId").strip("{}").lower()
        return "" if provider == _NO_PROVIDER else provider


def column_subject(table: Table, column: Column) -> str:
    """Return what messages call a column."""
    return f"column {quoted(column.logical_name)} of {quoted(table.name)}"


def _first_of_each(element: Element) -> Mapping[str, Element]:
    return {child.tag: child for child in reversed(element.children)}
