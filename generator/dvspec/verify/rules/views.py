"""Rules for views: their ids and types, and the columns that they fetch and show."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.patterns import is_guid
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.view import views
from dvspec.solution_files.xml import finding_at
from dvspec.verify.known_columns import can_query

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


def other_tables(package: Package) -> Iterator[Finding]:
    """Report views without a query, and queries for other tables."""
    for view in views(package):
        for fetch in view.element.under("fetchxml", "fetch"):
            entity = fetch.child("entity")
            if entity is None:
                yield finding_at(OTHER_TABLE, fetch, f"{view.subject}: the query names no table")
            elif entity.attrib.get("name") != view.table.logical_name:
                name = quoted(entity.attrib.get("name", ""))
                yield finding_at(OTHER_TABLE, entity, f"{view.subject}: the query fetches rows of {name}")
        fetchxml = view.element.child("fetchxml")
        if fetchxml is not None and not fetchxml.children and not fetchxml.text:
            yield finding_at(OTHER_TABLE, fetchxml, f"{view.subject} has no query")


def unknown_columns(package: Package) -> Iterator[Finding]:
    """Report columns that the table doesn't have."""
    for view in views(package):
        if not package.is_whole(view.table):
            continue
        aliases = view.aliases
        for element, name in (*view.fetched, *view.used, *view.shown):
            is_of_table = name and "." not in name and name not in aliases
            if is_of_table and not can_query(view.table, name):
                message = f"{view.subject}: {quoted(view.table.name)} has no column {quoted(name)}"
                yield finding_at(UNKNOWN_COLUMN, element, message)


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


def unfetched_columns(package: Package) -> Iterator[Finding]:
    """Report columns that are shown and not fetched, all those of a view in one finding."""
    for view in views(package):
        if not package.is_whole(view.table):
            continue
        fetched = {name for _, name in view.fetched}
        if not fetched or view.fetches_all:
            continue
        fetched |= view.aliases
        absent = [(cell, name) for cell, name in view.shown if name and "." not in name and name not in fetched]
        if absent:
            message = f"{view.subject} shows columns that it doesn't fetch: {listed([name for _, name in absent])}"
            yield finding_at(NOT_FETCHED, absent[0][0], message)


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
    other_tables,
    unknown_columns,
    row_ids,
    unfetched_columns,
    default_views,
)
