"""Rules for what views fetch and show: their queries, and the columns that queries and layouts name."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.fetchxml import BOOLEAN_ATTRIBUTES, BOOLEANS, FILTER_TYPES, OPERATORS
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.view import View, ViewColumn, views
from dvspec.solution_files.xml import Element, finding_at
from dvspec.verify.known_columns import can_query

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
    "A view fetches, joins by, filters by, sorts by and shows only columns that its tables have.",
    "Write the logical name of a column of the table.",
)
NOT_FETCHED = Rule(
    "DV561",
    "unfetched-view-column",
    Severity.NOTE,
    "A view fetches all columns that it shows; others stay empty.",
    "Add the column to the query, or remove it from the layout.",
)
INVALID = Rule(
    "DV562",
    "invalid-view-query",
    Severity.ERROR,
    "A view's query is valid FetchXML: elements have names, conditions have operators, filter types and true-or-false"
    " attributes are valid.",
    "Write a value that the message allows.",
    "0x8004801A",
)
UNKNOWN_OPERATOR = Rule(
    "DV563",
    "unknown-view-operator",
    Severity.WARNING,
    "Conditions in views use known FetchXML operators.",
    "Check the spelling; a correctly spelled operator may be newer than dvspec.",
    "0x8004801A",
)


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
    """Report columns that the view's table and the tables linked to it don't have."""
    for view in views(package):
        aliases = view.aliases
        for column in (*view.query_columns, *_shown_columns(view)):
            table = package.tables_by_name.get(column.table)
            if table is None or not package.is_whole(table) or not column.name or column.name in aliases:
                continue
            if column.name in package.missing_dependencies:
                continue  # another solution adds it
            if not can_query(table, column.name):
                message = f"{view.subject}: {quoted(table.name)} has no column {quoted(column.name)}"
                yield finding_at(UNKNOWN_COLUMN, column.element, message)


def _shown_columns(view: View) -> Iterator[ViewColumn]:
    """Yield the columns that the layout shows, and the one that opens the row."""
    linked_tables = view.linked_tables
    for cell, name in view.shown:
        alias, dot, linked_name = name.partition(".")
        if dot:
            yield ViewColumn(cell, linked_tables.get(alias, ""), linked_name)
        else:
            yield ViewColumn(cell, view.table.logical_name, name)
    for grid in view.element.under("layoutxml", "grid"):
        yield ViewColumn(grid, view.table.logical_name, grid.attrib.get("jump", ""))


def unknown_aliases(package: Package) -> Iterator[Finding]:
    """Report aliases in layouts and conditions that no link of the query has."""
    for view in views(package):
        known = {view.table.logical_name, *view.linked_tables}
        named = [(cell, name.split(".")[0]) for cell, name in view.shown if "." in name]
        named += [
            (element, element.attrib["entityname"])
            for element in view.query_elements
            if element.tag in ("condition", "order") and "entityname" in element.attrib
        ]
        for element, alias in named:
            if alias not in known:
                message = f"{view.subject}: the query links no table as {quoted(alias)}"
                yield finding_at(UNKNOWN_COLUMN, element, message)


def invalid_queries(package: Package) -> Iterator[Finding]:
    """Report attributes of a query that are missing, or have values that FetchXML doesn't know."""
    for view in views(package):
        for element in view.query_elements:
            problem = _problem(element)
            if problem:
                yield finding_at(INVALID, element, f"{view.subject}: {problem}")
            operator = element.attrib.get("operator", "")
            if element.tag != "condition" or not operator or operator in OPERATORS:
                continue
            message = f"{view.subject}: operator {quoted(operator)} is unknown"
            intended = package.intended_name(operator, OPERATORS, "operators")
            if intended:
                yield finding_at(INVALID, element, f"{message}; did you mean {quoted(intended)}?")
            else:
                yield finding_at(UNKNOWN_OPERATOR, element, message)


def _problem(element: Element) -> str:
    """Return what is wrong with an element of a query, operators aside; empty if nothing is."""
    attributes = element.attrib
    if element.tag in ("entity", "link-entity", "attribute") and not attributes.get("name"):
        return f"<{element.tag}> has no name"
    if element.tag == "condition" and not attributes.get("operator"):
        return "<condition> has no operator"
    if element.tag == "filter" and attributes.get("type", "and") not in FILTER_TYPES:
        return f"filter type {quoted(attributes['type'])} is not {' or '.join(map(quoted, FILTER_TYPES))}"
    for name in BOOLEAN_ATTRIBUTES.get(element.tag, ()):
        if attributes.get(name, "false") not in BOOLEANS:
            return f"{name} {quoted(attributes[name])} is not true or false"
    return ""


def unfetched_columns(package: Package) -> Iterator[Finding]:
    """Report columns that are shown and not fetched, all those of a view in one finding."""
    for view in views(package):
        fetched = view.fetched
        if not package.is_whole(view.table) or not fetched or view.fetches_all:
            continue
        fetched |= view.aliases
        absent = [(cell, name) for cell, name in view.shown if name and "." not in name and name not in fetched]
        if absent:
            message = f"{view.subject} shows columns that it doesn't fetch: {listed([name for _, name in absent])}"
            yield finding_at(NOT_FETCHED, absent[0][0], message)


CHECKS = (other_tables, unknown_columns, unknown_aliases, invalid_queries, unfetched_columns)
