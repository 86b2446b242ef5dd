"""An alternate key as rules see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.xml import Element


@dataclass(frozen=True, slots=True)
class AlternateKey:
    """One alternate key: its <EntityKey> and its table."""

    table: Table
    element: Element

    @property
    def name(self) -> str:
        return self.element.value("Name") or ""

    @property
    def subject(self) -> str:
        """Return what messages call it."""
        return f"alternate key {quoted(self.name)} of {quoted(self.table.name)}"

    @property
    def columns(self) -> list[Element]:
        """Return the elements that name its columns."""
        return list(self.element.under("EntityKeyAttributes", "AttributeName"))


def alternate_keys(package: Package) -> Iterator[AlternateKey]:
    """Yield the alternate keys of a package's tables."""
    return (AlternateKey(table, element) for table in package.tables for element in table.alternate_keys)
