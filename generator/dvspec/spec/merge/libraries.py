"""Merge a source of the Common Data Model into libraries of columns, from which tables include what they need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvspec.findings import Finding, Place, Refused
from dvspec.model import Solution, Table
from dvspec.spec import load
from dvspec.spec.folder import SOLUTION_FILE, parted
from dvspec.spec.merge.differences import Difference, differences, same
from dvspec.spec.merge.known import Known
from dvspec.spec.merge.labels import inserted
from dvspec.spec.merge.merged import EDITOR_LINE, UNDECLARABLE, Change, Merged, editor_line
from dvspec.spec.merge.patch import patched
from dvspec.spec.merge.positions import positions
from dvspec.spec.merge.sayable import sayable
from dvspec.spec.merge.tables import Vanished
from dvspec.spec.write import specs_of
from dvspec.spec.yaml_text import to_yaml

Columns = dict[str, Any]
FOLDER = "library"


def merge_libraries(files: Mapping[str, bytes], source: Solution, known: Known, *, prune: bool = False) -> Merged:
    """Return spec files with a library for each table of a source: its columns without descriptions.

    Of a library that is there, what the source speaks of changes. Raises Refused if the specs have errors, or would.
    """
    load(files)
    source, unsaid = sayable(source)
    try:
        specs = specs_of(source)
    except ValueError as error:
        raise Refused([Finding(UNDECLARABLE, Place("the source"), str(error))]) from None
    solution_file = next(path for path in parted(files)[0] if f"/{path}".endswith(f"/{SOLUTION_FILE}"))
    home = solution_file.removesuffix(SOLUTION_FILE)
    match = EDITOR_LINE.search(files[solution_file].decode("utf-8-sig"))
    line = editor_line(f"../{match[1]}", "library") if match else b""
    result, changes = dict(files), []
    vanished: list[Vanished] = []
    for table in source.tables:
        columns = _columns(table, specs[table.file]["columns"])
        path = f"{home}{FOLDER}/{table.file}"
        if path not in files:
            library = {"library": table.name, "columns": columns}
            result[path] = line + to_yaml(library).encode()
            changes.append(Change(f"library {table.name}", Difference((), None, library)))
            continue
        data = files[path]
        text = data.decode("utf-8-sig")
        old = positions(text).plain()
        new = {**old, "columns": _merged(table, old["columns"], columns, known, prune, vanished)}
        if not same(old, new) or list(old["columns"]) != list(new["columns"]):
            mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
            result[path] = mark + patched(text, old, new).encode()
            changes += [Change(f"library {table.name}", difference) for difference in differences(old, new)]
    loaded = load(result)
    return Merged(result, loaded.solution, changes, vanished, unsaid, loaded.warnings)


def are_tables(specs: Solution, source: Solution) -> bool:
    """Return whether the specs declare the source's tables with most of their columns: then no library is needed."""
    tables = {table.logical_name: table for table in specs.tables}

    def is_declared(table: Table) -> bool:
        names = {column.logical_name for column in table.columns}
        own = tables.get(table.logical_name)
        return own is not None and 2 * len(names & {column.logical_name for column in own.columns}) > len(names)

    return all(map(is_declared, source.tables))


def _columns(table: Table, specs: Mapping[str, Any]) -> Columns:
    """Return the columns that the Common Data Model has, without descriptions: their sentences are Microsoft's."""
    return {
        column.name: {key: value for key, value in specs[column.name].items() if key != "description"}
        for column in table.columns
        if column.cdm and column.name in specs
    }


def _merged(
    table: Table, old: Columns, new: Columns, known: Known, prune: bool, vanished: list[Vanished]
) -> dict[str, Any]:
    """Return the columns of a library as the source has them; names and other keys are the library's own."""
    by_cdm = {column["cdm"]: name for name, column in new.items()}
    logical_names = {column.name: column.logical_name for column in table.columns}
    kept: Columns = {}
    own_names: dict[str, str] = {}
    for name, column in old.items():
        other = by_cdm.get(column.get("cdm"))
        if other is None:
            vanished.append(Vanished(f"library {table.name}", f"column {name}"))
            if prune:
                continue
            kept[name] = column
            continue
        own_names[other] = name
        keys = known.of_column(table.logical_name, logical_names[other])
        spoken = {key for key in (*column, *new[other]) if keys is None or key in keys}
        spoken -= {"logical_name", "display_name"} if other != name else set()
        values = {
            key: new[other][key] if key in spoken else column[key]
            for key in column
            if key not in spoken or key in new[other]
        }
        values |= {key: value for key, value in new[other].items() if key in spoken and key not in column}
        kept[name] = values
    added = [name for name in new if name not in own_names and name not in kept]
    order = [own_names.get(name, name) for name in new]
    names = inserted(list(kept), added, order, str)
    return {name: kept[name] if name in kept else new[name] for name in names}
