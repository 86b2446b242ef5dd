"""GUIDs: the scheme's namespace, and sources that can hold one."""

from __future__ import annotations

from dvspec import reserved_names
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.guids import SCHEMES
from dvspec.model import Solution, Table
from dvspec.spec.document import Document
from dvspec.spec.rules.naming import INVALID_PYTHON_NAME

INVALID_GUID_SOURCE = Rule(
    "DV216",
    "invalid-guid-source",
    Severity.ERROR,
    "A table's guid fills its primary id, from the table's identifier or from a text column that can hold a GUID.",
    "Name the primary id under column, and identifier or a text column of at least 36 characters under from.",
)
NAMESPACE_MISMATCH = Rule(
    "DV217",
    "namespace-mismatch",
    Severity.ERROR,
    "guid_scheme has a namespace if it is uuid5 or uuid3, and none otherwise.",
    "Add or remove guid_scheme.namespace.",
)

_SHORTEST_GUID, _USUAL_GUID = 32, 36  # characters, without hyphens and with them


def check_scheme(solution: Solution, document: Document) -> None:
    """Report a GUID scheme that lacks its namespace, or that has one it does not use."""
    scheme = SCHEMES[solution.guid_scheme.name]
    namespace = solution.guid_scheme.namespace
    if scheme.namespaced and namespace is None:
        place = document.place(("guid_scheme",), key=True)
        document.report(NAMESPACE_MISMATCH, f"{scheme.name} needs a namespace", place)
    elif not scheme.namespaced and namespace is not None:
        place = document.place(("guid_scheme", "namespace"), key=True)
        document.report(NAMESPACE_MISMATCH, f"{scheme.name} does not use a namespace", place)


def check(table: Table, document: Document) -> None:
    """Report a table's guid that fills another column than the primary id, or has no source of GUIDs."""
    guid = table.guid
    if guid is None:
        return
    if guid.column != table.primary_id:
        message = f"guid fills '{guid.column}', but the primary id is '{table.primary_id}'"
        document.report(INVALID_GUID_SOURCE, message, document.place(("guid", "column")))
    place = document.place(("guid", "from"))
    if guid.source is None:
        if table.identifier is None:
            message = f"guid is computed from the identifier, but {table.name} has none"
            document.report(INVALID_GUID_SOURCE, message, place)
        return
    source = table.by_name.get(guid.source)
    if source is None or not TYPES[source.type].is_text:
        known = ["identifier", *(column.name for column in table.columns if TYPES[column.type].is_text)]
        message = f"guid is read from '{guid.source}', which is not a text column of {table.name}"
        document.report(INVALID_GUID_SOURCE, message + did_you_mean(guid.source, known), place)
    elif source.max_length is not None and source.max_length < _SHORTEST_GUID:
        message = (
            f"guid is read from '{source.name}', whose max_length {source.max_length} is too small for a GUID:"
            f" {_USUAL_GUID} characters, {_SHORTEST_GUID} without hyphens"
        )
        document.report(INVALID_GUID_SOURCE, message, place)
    elif len(source.python_name) > reserved_names.LONGEST_PARAMETER:
        message = (
            f"'{source.name}' yields the Python name '{source.python_name}',"
            f" longer than {reserved_names.LONGEST_PARAMETER} characters; set its python_name"
        )
        document.report(INVALID_PYTHON_NAME, message, place)
