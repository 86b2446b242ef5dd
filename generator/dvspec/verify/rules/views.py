"""Rules for views: their ids and types, and the columns that they fetch and show."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.patterns import is_guid
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.values import integer
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
OTHER_TABLE = Rule(
    "DV557",
    "view-of-other-table",
    Severity.ERROR,
    "A view's query fetches rows of the table that the view belongs to.",
    "Write the table's logical name in <entity name>.",
    "0x80048004",
)
UNKNOWN_COLUMN = Rule(
    "DV558",
    "unknown-view-column",
    Severity.ERROR,
    "A view fetches, filters by, sorts by and shows columns of its table only.",
    "Write the logical name of a column of the table.",
)
ROW_ID = Rule(
    "DV559",
    "wrong-view-row-id",
    Severity.WARNING,
    "The rows of a view's layout are identified by the table's primary id.",
    "Write the primary id in the id of the layout's <row>.",
)
NOT_FETCHED = Rule(
    "DV561",
    "unfetched-view-column",
    Severity.NOTE,
    "A view fetches all columns that it shows; others stay empty.",
    "Add the column to the query, or remove it from the layout.",
)
DEFAULTS = Rule(
    "DV560",
    "multiple-default-views",
    Severity.WARNING,
    "A table has at most one default view of each querytype.",
    "Write isdefault 0 in the others.",
)


def _views(package: Package) -> Iterator[tuple[Table, Element, str]]:
    """Yield each view with its table, and with how messages call it."""
    for table in package.tables:
        for view in table.views:
            name = view.value("savedqueryid") or ""
            yield table, view, f"view {quoted(name)} of {quoted(table.name)}"


def ids(package: Package) -> Iterator[Finding]:
    """Report ids that are not GUIDs, and ids that two views have."""
    seen: set[str] = set()
    for _, view, subject in _views(package):
        element = view.child("savedqueryid")
        if element is None or not element.text:
            continue
        if not is_guid(element.text):
            yield finding_at(ID, element, f"{subject}: the id is not a GUID")
            continue
        guid = element.text.strip("{}").lower()
        if guid in seen:
            yield finding_at(ID, element, f"{subject} has the same id as another view")
        seen.add(guid)


def query_types(package: Package) -> Iterator[Finding]:
    """Report types that are not numbers, or negative."""
    for _, view, subject in _views(package):
        for tag in ("querytype", "returnedtypecode"):
            element = view.child(tag)
            if element is None or not element.text:
                continue
            number = integer(element.text)
            if number is None or number < 0:
                message = f"{subject}: {tag} {quoted(element.text)} is not a whole number, 0 or greater"
                yield finding_at(QUERY_TYPE, element, message)


def other_tables(package: Package) -> Iterator[Finding]:
    """Report views without a query, and queries for other tables."""
    for table, view, subject in _views(package):
        for fetch in view.under("fetchxml", "fetch"):
            entity = fetch.child("entity")
            if entity is None:
                yield finding_at(OTHER_TABLE, fetch, f"{subject}: the query names no table")
            elif entity.attrib.get("name") != table.logical:
                name = quoted(entity.attrib.get("name", ""))
                yield finding_at(OTHER_TABLE, entity, f"{subject}: the query fetches rows of {name}")
        fetchxml = view.child("fetchxml")
        if fetchxml is not None and not fetchxml.children and not fetchxml.text:
            yield finding_at(OTHER_TABLE, fetchxml, f"{subject} has no query")


def unknown_columns(package: Package) -> Iterator[Finding]:
    """Report columns that the table doesn't have."""
    for table, view, subject in _views(package):
        if not package.is_whole(table):
            continue
        aliases = _aliases(view)
        for element, name in (*_fetched(view), *_used(view), *_shown(view)):
            is_of_table = name and "." not in name and name not in aliases
            if is_of_table and not table.can_query(name):
                message = f"{subject}: {quoted(table.name)} has no column {quoted(name)}"
                yield finding_at(UNKNOWN_COLUMN, element, message)


def _fetched(view: Element) -> Iterator[tuple[Element, str]]:
    """Yield the columns that a query fetches."""
    for element in view.under("fetchxml", "fetch", "entity", "attribute"):
        yield element, element.attrib.get("name", "")


def _aliases(view: Element) -> set[str]:
    """Return the aliases of columns in a query, those of linked tables included; layouts show columns by them."""
    return {
        element.attrib["alias"]
        for query in view.named("fetchxml")
        for element in query.descendants()
        if element.tag == "attribute" and "alias" in element.attrib
    }


def _used(view: Element) -> Iterator[tuple[Element, str]]:
    """Yield the columns that a query sorts and filters by, except those of linked tables."""
    for entity in view.under("fetchxml", "fetch", "entity"):
        waiting = [*entity.named("order"), *entity.named("filter")]
        while waiting:
            element = waiting.pop()
            if element.tag in ("order", "condition") and "entityname" not in element.attrib:
                yield element, element.attrib.get("attribute", "")
            waiting += element.named("filter")
            waiting += element.named("condition")


def _shown(view: Element) -> Iterator[tuple[Element, str]]:
    """Yield the columns that a layout shows."""
    for cell in view.under("layoutxml", "grid", "row", "cell"):
        yield cell, cell.attrib.get("name", "")


def row_ids(package: Package) -> Iterator[Finding]:
    """Report layouts whose rows are identified by another column than the primary id."""
    for table, view, subject in _views(package):
        if not package.is_whole(table):
            continue
        for row in view.under("layoutxml", "grid", "row"):
            name = row.attrib.get("id", table.primary_id)
            if name != table.primary_id:
                message = f"{subject}: rows are identified by {quoted(name)}, not by {quoted(table.primary_id)}"
                yield finding_at(ROW_ID, row, message)


def unfetched_columns(package: Package) -> Iterator[Finding]:
    """Report columns that are shown and not fetched, all those of a view in one finding."""
    for table, view, subject in _views(package):
        if not package.is_whole(table):
            continue
        fetched = {name for _, name in _fetched(view)}
        fetches_all = any(view.under("fetchxml", "fetch", "entity", "all-attributes"))
        if not fetched or fetches_all:
            continue
        fetched |= _aliases(view)
        absent = [(cell, name) for cell, name in _shown(view) if name and "." not in name and name not in fetched]
        if absent:
            message = f"{subject} shows columns that it doesn't fetch: {listed([name for _, name in absent])}"
            yield finding_at(NOT_FETCHED, absent[0][0], message)


def default_views(package: Package) -> Iterator[Finding]:
    """Report further default views."""
    seen: set[tuple[str, str]] = set()
    for table, view, subject in _views(package):
        if view.value("isdefault") != "1":
            continue
        query_type = view.value("querytype") or ""
        if (table.logical, query_type) in seen:
            yield finding_at(DEFAULTS, view, f"{subject} is a second default view of querytype {query_type}")
        seen.add((table.logical, query_type))


CHECKS = (
    ids,
    query_types,
    other_tables,
    unknown_columns,
    row_ids,
    unfetched_columns,
    default_views,
)
