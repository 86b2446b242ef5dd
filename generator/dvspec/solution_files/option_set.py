"""An option set as rules see it: a global one, or the local one of a column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Column, Table, column_subject
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element

_OPTION_ELEMENTS = {"state": ("states", "state"), "status": ("statuses", "status")}


@dataclass(frozen=True, slots=True)
class OptionSet:
    """One option set: its <optionset>, what messages call it, and the column that it belongs to if it is local."""

    element: Element
    subject: str
    table: Table | None = None
    column: Column | None = None

    @property
    def name(self) -> str:
        return self.element.attrib.get("Name", "")

    @property
    def type(self) -> str:
        return self.element.value("OptionSetType") or ""

    @property
    def is_global(self) -> bool:
        return self.column is None

    @property
    def container(self) -> str:
        """Return the name of the element that its options are in."""
        return _OPTION_ELEMENTS.get(self.type, ("options", "option"))[0]

    @property
    def options(self) -> list[Element]:
        return list(self.element.under(*_OPTION_ELEMENTS.get(self.type, ("options", "option"))))

    @property
    def values(self) -> set[int | None]:
        """Return the values of its options; None for those that are not numbers."""
        return {option_value(option) for option in self.options}


def option_value(option: Element) -> int | None:
    """Return an option's value; None if it is not a number."""
    return integer(option.attrib.get("value", ""))


def option_set_subject(element: Element) -> str:
    """Return what messages call a global option set."""
    return f"option set {quoted(element.attrib.get('Name', ''))}"


def option_sets(package: Package) -> Iterator[OptionSet]:
    """Yield the local and global option sets of a package."""
    for table in package.tables:
        for column in table.columns:
            for element in column.element.named("optionset"):
                yield OptionSet(element, f"option set of {column_subject(table, column)}", table, column)
    for element in package.option_sets:
        yield OptionSet(element, option_set_subject(element))


def option_set_of(package: Package, column: Column) -> OptionSet | None:
    """Return the local option set of a column, or the global one that it names; None if the package has neither."""
    local = column.properties.get("optionset")
    if local is not None:
        return OptionSet(local, "", column=column)
    element = package.option_sets_by_name.get(column.text("OptionSetName").lower())
    return None if element is None else OptionSet(element, "")
