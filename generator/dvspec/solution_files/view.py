"""A view as the rules see it: its query and its layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.xml import Element


@dataclass(frozen=True, slots=True)
class View:
    """One view: its <savedquery> and its table."""

    table: Table
    element: Element

    @property
    def subject(self) -> str:
        """Return how messages call it."""
        return f"view {quoted(self.element.value('savedqueryid') or '')} of {quoted(self.table.name)}"

    @property
    def fetched(self) -> list[tuple[Element, str]]:
        """Return the columns that the query fetches, each with its element."""
        elements = self.element.under("fetchxml", "fetch", "entity", "attribute")
        return [(element, element.attrib.get("name", "")) for element in elements]

    @property
    def fetches_all(self) -> bool:
        return any(self.element.under("fetchxml", "fetch", "entity", "all-attributes"))

    @property
    def aliases(self) -> set[str]:
        """Return the aliases of fetched columns, those of linked tables included; layouts show columns by them."""
        return {
            element.attrib["alias"]
            for query in self.element.named("fetchxml")
            for element in query.descendants()
            if element.tag == "attribute" and "alias" in element.attrib
        }

    @property
    def used(self) -> Iterator[tuple[Element, str]]:
        """Yield the columns that the query sorts and filters by, except those of linked tables."""
        for entity in self.element.under("fetchxml", "fetch", "entity"):
            waiting = [*entity.named("order"), *entity.named("filter")]
            while waiting:
                element = waiting.pop()
                if element.tag in ("order", "condition") and "entityname" not in element.attrib:
                    yield element, element.attrib.get("attribute", "")
                waiting += element.named("filter")
                waiting += element.named("condition")

    @property
    def rows(self) -> Iterator[Element]:
        """Yield the rows of the layout; there is one."""
        return self.element.under("layoutxml", "grid", "row")

    @property
    def shown(self) -> list[tuple[Element, str]]:
        """Return the columns that the layout shows, each with its element."""
        return [(cell, cell.attrib.get("name", "")) for row in self.rows for cell in row.named("cell")]


def views(package: Package) -> Iterator[View]:
    """Yield the views of a package's tables."""
    return (View(table, element) for table in package.tables for element in table.views)
