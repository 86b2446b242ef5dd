"""A view as rules see it: its query and its layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.xml import Element


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column that a view names: the element that names it, the logical names of its table and of the column."""

    element: Element
    table: str
    name: str


@dataclass(frozen=True, slots=True)
class View:
    """One view: its <savedquery> and its table."""

    table: Table
    element: Element

    @property
    def subject(self) -> str:
        """Return what messages call it."""
        return f"view {quoted(self.element.value('savedqueryid') or '')} of {quoted(self.table.name)}"

    @property
    def query(self) -> Element | None:
        """Return the <entity> of the query."""
        return next(self.element.under("fetchxml", "fetch", "entity"), None)

    @property
    def query_elements(self) -> Iterator[Element]:
        """Yield all elements of the query."""
        for fetchxml in self.element.named("fetchxml"):
            yield from fetchxml.descendants()

    @property
    def fetched(self) -> set[str]:
        """Return the columns of the table that the query fetches."""
        query = self.query
        return set() if query is None else {element.attrib.get("name", "") for element in query.named("attribute")}

    @property
    def fetches_all(self) -> bool:
        return self.query is not None and self.query.child("all-attributes") is not None

    @property
    def aliases(self) -> set[str]:
        """Return the aliases of fetched columns, those of linked tables included; layouts show columns by them."""
        elements = self.query_elements
        return {e.attrib["alias"] for e in elements if e.tag == "attribute" and "alias" in e.attrib}

    @property
    def linked_tables(self) -> Mapping[str, str]:
        """Return the linked tables by alias, or by name where a link has no alias."""
        links = (element.attrib for element in self.query_elements if element.tag == "link-entity")
        return {link.get("alias") or link.get("name", ""): link.get("name", "") for link in links}

    @property
    def query_columns(self) -> Iterator[ViewColumn]:
        """Yield the columns that the query fetches, sorts by, filters by and joins by."""
        if self.query is not None:
            yield from _columns_below(self.query, self.table.logical_name)

    @property
    def rows(self) -> Iterator[Element]:
        """Yield the rows of the layout; there is one."""
        return self.element.under("layoutxml", "grid", "row")

    @property
    def shown(self) -> list[tuple[Element, str]]:
        """Return the columns that the layout shows, as it names them, each with its element."""
        return [(cell, cell.attrib.get("name", "")) for row in self.rows for cell in row.named("cell")]


def views(package: Package) -> Iterator[View]:
    """Yield the views of a package's tables."""
    return (View(table, element) for table in package.tables for element in table.views)


def _columns_below(source: Element, table: str) -> Iterator[ViewColumn]:
    """Yield the columns that the children of an <entity>, <link-entity> or <filter> of the table name."""
    for element in source.children:
        attributes = element.attrib
        if element.tag == "attribute":
            yield ViewColumn(element, table, attributes.get("name", ""))
        elif element.tag in ("order", "condition") and "entityname" not in attributes:
            yield ViewColumn(element, table, attributes.get("attribute", ""))
        elif element.tag == "filter":
            yield from _columns_below(element, table)
        elif element.tag == "link-entity":
            linked_table = attributes.get("name", "")
            yield ViewColumn(element, table, attributes.get("to", ""))
            yield ViewColumn(element, linked_table, attributes.get("from", ""))
            yield from _columns_below(element, linked_table)
