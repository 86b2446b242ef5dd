"""Libraries of columns: tables include columns of a file beside the specs, and override them key by key."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.spec.document import Document, Mapping, Sequence
from dvspec.spec.grammar_errors import MISSING_KEY
from dvspec.spec.rules.files import MISSING_FILE

UNKNOWN_LIBRARY_COLUMN = Rule(
    "DV115",
    "unknown-library-column",
    Severity.ERROR,
    "Tables include columns that the library has, each once.",
    "Fix the name under include; a column that the library no longer has is removed, or declared in the table's spec.",
)


def include(document: Document, libraries: AnyMapping[str, Document], files: AnyMapping[str, bytes]) -> bool:
    """Put the columns that a table includes among its own; return whether all of them are there.

    They come where `include` is, in its order. A column that is overridden has the places of its own keys, and of the
    others that of its name under `include`. `files` are those beside the specs, the refused ones included.
    """
    own: Any = document.value.get("columns")
    if own is None or not isinstance(own.get("from"), str):
        if own is None or not isinstance(own.get("include"), list):
            return True
        message = "'include' needs a library: key 'from' is missing in 'columns'"
        document.report(MISSING_KEY, message, document.place(("columns", "include"), key=True))
        return False
    file = f"{own['from']}.yaml"
    if file not in libraries and file in files:  # it was refused
        return False
    if file not in libraries:
        message = f"there is no library '{file}' beside the specs{did_you_mean(file, libraries)}"
        document.report(MISSING_FILE, message, document.place(("columns", "from")))
        return False
    known = libraries[file].value["columns"]
    included: Any = own.get("include")
    included = included if isinstance(included, list) else Sequence()
    result = Mapping()
    sound = True
    before = list(own)[: list(own).index("include")] if included else []
    for name in before:
        if name != "from" and name not in included:
            result[name] = own[name]
            result.marks[name] = own.marks[name]
    for name, mark in zip(included, included.marks, strict=True):
        if name not in known or name in result:
            problem = "is included twice" if name in result else f"is not in {file}{did_you_mean(name, known)}"
            document.report(UNKNOWN_LIBRARY_COLUMN, f"column '{name}' {problem}", document.at(mark))
            sound = False
            continue
        column, given = Mapping(), own.get(name, {})
        for key, value in known[name].items():
            column[key] = _plain(value)
            column.marks[key] = (mark, mark)
        column |= given
        column.marks |= getattr(given, "marks", {})
        result[name] = column
        result.marks[name] = own.marks.get(name, (mark, mark))
    for name, column in own.items():
        if isinstance(column, dict) and name not in result:
            result[name] = column
            result.marks[name] = own.marks[name]
    for name, column in result.items():
        if "type" not in column:
            place = document.at(result.marks[name][0])
            hint = "" if name in known else did_you_mean(name, [other for other in known if other not in result])
            document.report(MISSING_KEY, f"key 'type' is missing in 'columns.{name}'{hint}", place)
            sound = False
    document.value["columns"] = result
    return sound


def _plain(value: Any) -> Any:
    """Return a value without its marks, which are those of the library's file."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
