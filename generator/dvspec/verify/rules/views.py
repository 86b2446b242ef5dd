"""Rules for views: their ids, and that they show what their table has."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.table import Table
from dvspec.solution_files.values import integer, is_guid
from dvspec.solution_files.xml import Element, finding_at

ID = Rule(
    "DV555",
    "id",
    Severity.ERROR,
    "A view has a GUID of its own.",
    "Write a new GUID.",
    "0x8004801A",
)
QUERY_TYPE = Rule(
    "DV556",
    "query-type",
    Severity.ERROR,
    "A view's querytype is a number.",
    "Write 0 for a public view.",
    "0x8004801A",
)
OTHER_TABLE = Rule(
    "DV557",
    "other-table",
    Severity.ERROR,
    "A view fetches rows of the table that it stands in.",
    "Write the table's logical name into <entity name>.",
    "0x80048004",
)
COLUMNS = Rule(
    "DV558",
    "columns-package",
    Severity.ERROR,
    "A view fetches, filters by, sorts by and shows columns that its table has.",
    "Name a column of the table, by its logical name.",
)
LAYOUT = Rule(
    "DV559",
    "layout",
    Severity.WARNING,
    "A view's rows are identified by the table's primary id.",
    "Write the primary id into the layout's <row>.",
)
NOT_FETCHED = Rule(
    "DV561",
    "not-fetched",
    Severity.NOTE,
    "A view's columns are among those fetched; others stay empty.",
    "Add the column to the query, or remove it from the layout.",
)
DEFAULTS = Rule(
    "DV560",
    "defaults",
    Severity.WARNING,
    "A table has one default view of each kind.",
    "Write isdefault 0 into the others.",
)


def _views(package: Package) -> Iterator[tuple[Table, Element, str]]:
    for table in package.tables:
        for view in table.views:
            name = view.value("savedqueryid") or ""
            yield table, view, f"view {quoted(name)} of {quoted(table.name)}"


def ids(package: Package) -> Iterator[Finding]:
    """Report ids that are none, or taken."""
    seen: set[str] = set()
    for _, view, subject in _views(package):
        element = view.child("savedqueryid")
        if element is None or not element.text:
            continue
        if not is_guid(element.text):
            yield finding_at(ID, element, f"{subject}: the id is no GUID")
            continue
        name = element.text.strip("{}").lower()
        if name in seen:
            yield finding_at(ID, element, f"{subject}: the id is that of another view")
        seen.add(name)


def query_types(package: Package) -> Iterator[Finding]:
    """Report kinds of views that are no numbers."""
    for _, view, subject in _views(package):
        for tag in ("querytype", "returnedtypecode"):
            element = view.child(tag)
            if element is not None and element.text and (integer(element.text) or 0) < 0:
                yield finding_at(QUERY_TYPE, element, f"{subject}: {tag} {quoted(element.text)}")
            elif element is not None and element.text and integer(element.text) is None:
                message = f"{subject}: {tag} {quoted(element.text)} is no number"
                yield finding_at(QUERY_TYPE, element, message)


def other_table(package: Package) -> Iterator[Finding]:
    """Report views of other tables."""
    for table, view, subject in _views(package):
        for fetch in view.under("fetchxml", "fetch"):
            entity = fetch.child("entity")
            if entity is None:
                yield finding_at(OTHER_TABLE, fetch, f"{subject}: the query names no table")
            elif entity.attrib.get("name") != table.logical:
                name = quoted(entity.attrib.get("name", ""))
                yield finding_at(OTHER_TABLE, entity, f"{subject}: the query is for {name}")
        fetchxml = view.child("fetchxml")
        if fetchxml is not None and not fetchxml.children and not fetchxml.text:
            yield finding_at(OTHER_TABLE, fetchxml, f"{subject} has no query")


def columns(package: Package) -> Iterator[Finding]:
    """Report columns that the table has not."""
    for table, view, subject in _views(package):
        if not package.is_whole(table):
            continue
        aliases = _aliases(view)
        for element, name in (*_fetched(view), *_used(view), *_shown(view)):
            if name and "." not in name and name not in aliases and not table.can_query(name):
                message = f"{subject}: {quoted(table.name)} has no column {quoted(name)}"
                yield finding_at(COLUMNS, element, message)


def _fetched(view: Element) -> Iterator[tuple[Element, str]]:
    for element in view.under("fetchxml", "fetch", "entity", "attribute"):
        yield element, element.attrib.get("name", "")


def _aliases(view: Element) -> set[str]:
    """Return the names that a query gives to its columns, those of linked tables too; layouts show them by these."""
    return {
        element.attrib["alias"]
        for query in view.named("fetchxml")
        for element in query.descendants()
        if element.tag == "attribute" and "alias" in element.attrib
    }


def _used(view: Element) -> Iterator[tuple[Element, str]]:
    """Yield the columns that a query sorts and filters by, those of linked tables left out."""
    for entity in view.under("fetchxml", "fetch", "entity"):
        waiting = [*entity.named("order"), *entity.named("filter")]
        while waiting:
            element = waiting.pop()
            if element.tag in ("order", "condition") and "entityname" not in element.attrib:
                yield element, element.attrib.get("attribute", "")
            waiting += element.named("filter")
            waiting += element.named("condition")


def _shown(view: Element) -> Iterator[tuple[Element, str]]:
    for cell in view.under("layoutxml", "grid", "row", "cell"):
        yield cell, cell.attrib.get("name", "")


def layouts(package: Package) -> Iterator[Finding]:
    """Report layouts that don't fit their table."""
    for table, view, subject in _views(package):
        if not package.is_whole(table):
            continue
        for row in view.under("layoutxml", "grid", "row"):
            if row.attrib.get("id", table.primary_id) != table.primary_id:
                message = f"{subject}: rows are identified by {quoted(row.attrib['id'])}"
                yield finding_at(LAYOUT, row, f"{message}, not {quoted(table.primary_id)}")


def not_fetched(package: Package) -> Iterator[Finding]:
    """Report columns that are shown and not fetched, all that a view has in one finding."""
    for table, view, subject in _views(package):
        if not package.is_whole(table):
            continue
        fetched = {name for _, name in _fetched(view)}
        everything = any(view.under("fetchxml", "fetch", "entity", "all-attributes"))
        if not fetched or everything:
            continue
        fetched |= _aliases(view)
        absent = [(cell, name) for cell, name in _shown(view) if name and "." not in name and name not in fetched]
        if absent:
            message = f"{subject} shows and does not fetch {listed([name for _, name in absent])}"
            yield finding_at(NOT_FETCHED, absent[0][0], message)


def defaults(package: Package) -> Iterator[Finding]:
    """Report second default views."""
    seen: set[tuple[str, str]] = set()
    for table, view, subject in _views(package):
        if view.value("isdefault") != "1":
            continue
        key = (table.logical, view.value("querytype") or "")
        if key in seen:
            yield finding_at(DEFAULTS, view, f"{subject} is a second default of kind {key[1]}")
        seen.add(key)


CHECKS = (ids, query_types, other_table, columns, layouts, not_fetched, defaults)
