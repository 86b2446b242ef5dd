"""Rules for views: their ids, types, layouts and defaults."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.patterns import is_guid
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.view import View, views
from dvspec.solution_files.xml import Element, finding_at

ID = Rule(
    "DV555",
    "invalid-view-id",
    Severity.ERROR,
    "Each view has its own GUID.",
    "Write a new GUID.",
    "0x8004801A",
)
QUERY_TYPE = Rule(
    "DV556",
    "invalid-query-type",
    Severity.ERROR,
    "A view's querytype and returnedtypecode are whole numbers, 0 or greater.",
    "Write the number; the querytype of a public view is 0.",
    "0x8004801A",
)
ROW_ID = Rule(
    "DV559",
    "wrong-view-row-id",
    Severity.WARNING,
    "The rows of a view's layout are identified by the table's primary id.",
    "Write the primary id in the id of the layout's <row>.",
)
DEFAULTS = Rule(
    "DV560",
    "multiple-default-views",
    Severity.WARNING,
    "A table has at most one default view of each querytype.",
    "Write isdefault 0 in all but one of them.",
)
LAYOUT = Rule(
    "DV564",
    "invalid-view-layout",
    Severity.ERROR,
    "In a view's layout, widths and the table's number are whole numbers, and flags are 0 or 1.",
    "Correct the attribute, or remove it.",
    "0x8004801A",
)

_LAYOUT_NUMBERS = {"grid": ("object",), "cell": ("width",)}
_LAYOUT_FLAGS = {
    "grid": ("icon", "preview", "select"),
    "cell": ("disableMetaDataBinding", "disableSorting", "ishidden"),
}


def ids(package: Package) -> Iterator[Finding]:
    """Report ids that are not GUIDs, and ids that two views have."""
    seen: set[str] = set()
    for view in views(package):
        element = view.element.child("savedqueryid")
        if element is None or not element.text:
            continue
        if not is_guid(element.text):
            yield finding_at(ID, element, f"{view.subject}: the id is not a GUID")
            continue
        guid = element.text.strip("{}").lower()
        if guid in seen:
            yield finding_at(ID, element, f"{view.subject} has the same id as another view")
        seen.add(guid)


def query_types(package: Package) -> Iterator[Finding]:
    """Report types that are not numbers, or negative."""
    for view in views(package):
        for tag in ("querytype", "returnedtypecode"):
            element = view.element.child(tag)
            if element is None or not element.text:
                continue
            number = integer(element.text)
            if number is None or number < 0:
                message = f"{view.subject}: {tag} {quoted(element.text)} is not a whole number, 0 or greater"
                yield finding_at(QUERY_TYPE, element, message)


def layouts(package: Package) -> Iterator[Finding]:
    """Report attributes of layouts that should be numbers or flags, and are not."""
    for view in views(package):
        for layout in view.element.named("layoutxml"):
            for element in layout.descendants():
                yield from _invalid_attributes(view, element)


def _invalid_attributes(view: View, element: Element) -> Iterator[Finding]:
    for name in _LAYOUT_NUMBERS.get(element.tag, ()):
        number = integer(element.attrib.get(name, "0"))
        if number is None or number < 0:
            message = f"{view.subject}: {name} {quoted(element.attrib[name])} is not a whole number, 0 or greater"
            yield finding_at(LAYOUT, element, message)
    for name in _LAYOUT_FLAGS.get(element.tag, ()):
        if element.attrib.get(name, "0") not in ("0", "1"):
            message = f"{view.subject}: {name} {quoted(element.attrib[name])} is not 0 or 1"
            yield finding_at(LAYOUT, element, message)


def row_ids(package: Package) -> Iterator[Finding]:
    """Report layouts whose rows are identified by another column than the primary id."""
    for view in views(package):
        if not package.is_whole(view.table):
            continue
        for row in view.rows:
            name = row.attrib.get("id", view.table.primary_id)
            if name != view.table.primary_id:
                message = (
                    f"{view.subject}: rows are identified by {quoted(name)}, not by {quoted(view.table.primary_id)}"
                )
                yield finding_at(ROW_ID, row, message)


def default_views(package: Package) -> Iterator[Finding]:
    """Report further default views."""
    seen: set[tuple[str, str]] = set()
    for view in views(package):
        if view.element.value("isdefault") != "1":
            continue
        query_type = view.element.value("querytype") or ""
        if (view.table.logical_name, query_type) in seen:
            yield finding_at(
                DEFAULTS, view.element, f"{view.subject} is a second default view of querytype {query_type}"
            )
        seen.add((view.table.logical_name, query_type))


CHECKS = (
    ids,
    query_types,
    layouts,
    row_ids,
    default_views,
)
