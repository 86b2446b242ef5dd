"""The texts of specs whose model changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dvspec import names
from dvspec.findings import Finding, Place, Refused
from dvspec.model import Solution
from dvspec.spec import defaults, load
from dvspec.spec.folder import SOLUTION_FILE, parted
from dvspec.spec.merge.differences import Difference, differences
from dvspec.spec.merge.merged import EDITOR_LINE, UNMERGEABLE, Change, Merged, editor_line
from dvspec.spec.merge.patch import SharedNode, patched
from dvspec.spec.merge.positions import positions
from dvspec.spec.write import files_beside, model_differences, specs_of
from dvspec.spec.yaml_text import to_yaml


class Texts:
    """The texts of specs whose model changes from one to another."""

    def __init__(self, files: Mapping[str, bytes], old: Solution, new: Solution) -> None:
        self.files, self.old, self.new = files, old, new
        self.paths = {path.replace("\\", "/").rpartition("/")[2]: path for path in parted(files)[0]}
        self.home = self.paths[SOLUTION_FILE].removesuffix(SOLUTION_FILE)
        self.before, self.after = specs_of(old), specs_of(new)
        self.choices = _choice_keys(self._text(SOLUTION_FILE))
        self.tables = {table.file: table.name for table in (*old.tables, *new.tables)}

    def merged(self) -> Merged:
        gone = {self.paths[file] for file in self.before if file not in self.after}
        result = {path: data for path, data in self.files.items() if path not in gone}
        changes = []
        for file, spec in self.after.items():
            before = self.before.get(file)
            changes += [Change(self.tables.get(file, ""), difference) for difference in differences(before, spec)]
            if before is None:
                result[self.home + file] = self._editor_line() + to_yaml(self._with_choices(spec)).encode()
            elif before != spec:
                result[self.paths[file]] = self._patched(file, frozenset())
        changes += [
            Change(self.tables[file], Difference((), self.before[file], None))
            for file in self.before
            if file not in self.after
        ]
        result = self._with_files_beside(result)
        loaded = load(result)
        again = {file: columns for file, columns in _unequal(self.new, loaded.solution).items() if file in self.before}
        for file, columns in again.items():  # what their texts say beside the differences counts too
            result[self.paths[file]] = self._patched(file, columns)
        if again:
            loaded = load(result)
        for path, wanted, other in model_differences(_in_order(self.new), _in_order(loaded.solution), "solution"):
            message = f"the specs can't be changed so that {path} is {wanted!r}: it would be {other!r}"
            raise Refused([Finding(UNMERGEABLE, Place(self.home or "specs"), message)])
        return Merged(result, loaded.solution, changes, warnings=loaded.warnings)

    def _with_files_beside(self, result: dict[str, bytes]) -> dict[str, bytes]:
        """Return files with what the columns of the new model are computed by."""
        before, after = dict(files_beside(self.old)), dict(files_beside(self.new))
        for path, data in after.items():
            if before.get(path) == data:
                continue
            if path not in before and self.files.get(self.home + path, data) != data:
                message = "the file exists, and a new column would have it"
                raise Refused([Finding(UNMERGEABLE, Place(self.home + path), message)])
            result[self.home + path] = data
        gone = {self.home + path for path in before if path not in after}
        return {path: data for path, data in result.items() if path not in gone}

    def _text(self, file: str) -> str:
        return self.files[self.paths[file]].decode("utf-8-sig")

    def _patched(self, file: str, strict: frozenset[str]) -> bytes:
        data = self.files[self.paths[file]]
        text = data.decode("utf-8-sig")
        before, after = self._with_choices(self.before[file]), self._with_choices(self.after[file])
        try:
            patched_text = patched(text, before, after, self._from_library(file, text), strict)
        except SharedNode as shared:
            message = f"an alias refers to '{'.'.join(shared.path)}', which the import changes"
            raise Refused([Finding(UNMERGEABLE, Place(self.paths[file]), message)]) from None
        return (b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b"") + patched_text.encode()

    def _from_library(self, file: str, text: str) -> dict[str, dict[str, Any]]:
        """Return the complete specs of the columns that a table takes from a library."""
        columns = (positions(text).entries or {}).get("columns")
        include = ((columns.value.entries if columns else None) or {}).get("include")
        if include is None:
            return {}
        included = include.value.plain()
        complete: dict[str, dict[str, Any]] = {}
        for solution in (self.old, self.new):
            for table in solution.tables:
                if table.file == file:
                    complete |= {column.name: _constants(column.type) for column in table.columns}
        return {name: spec for name, spec in complete.items() if name in included}

    def _with_choices(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """Return a spec with the names that solution.yaml has for global choices."""
        result = dict(spec)
        if isinstance(spec.get("choices"), Mapping):
            result["choices"] = {self.choices.get(name, name): choice for name, choice in spec["choices"].items()}
        if "columns" in spec:
            result["columns"] = {
                name: (
                    column | {"choices": self.choices.get(column["choices"], column["choices"])}
                    if isinstance(column.get("choices"), str)
                    else column
                )
                for name, column in spec["columns"].items()
            }
        return result

    def _editor_line(self) -> bytes:
        match = EDITOR_LINE.search(self._text(SOLUTION_FILE))
        return editor_line(match[1], "table") if match else b""


def _constants(column_type: str) -> dict[str, Any]:
    """Return the defaults of a type of column that depend on nothing else."""
    return {key: value for key, value in defaults.of_column(column_type).items() if not callable(value)}


def _choice_keys(text: str) -> dict[str, str]:
    """Return the keys of global choices in solution.yaml by the names that writing would give them."""
    choices = (positions(text).entries or {}).get("choices")
    if choices is None:
        return {}
    return {names.class_name(key): key for key in choices.value.entries or {}}


def _unequal(wanted: Solution, loaded: Solution) -> dict[str, frozenset[str]]:
    """Return the columns that are not as wanted, by their table's file; '' for the rest of the table."""
    result: dict[str, frozenset[str]] = {}
    by_file = {table.file: table for table in loaded.tables}
    for table in wanted.tables:
        other = by_file.get(table.file)
        if other is None or table == other:
            continue
        unequal = {
            name
            for name in table.by_name.keys() | other.by_name.keys()
            if table.by_name.get(name) != other.by_name.get(name)
        }
        if replace(table, columns=()) != replace(other, columns=()):
            unequal.add("")
        if unequal:
            result[table.file] = frozenset(unequal)
    return result


def _in_order(solution: Solution) -> Solution:
    """Return a solution with the columns of its tables in order of name: a library's come first in a file."""
    tables = (
        replace(table, columns=tuple(sorted(table.columns, key=lambda column: column.name)))
        for table in solution.tables
    )
    return replace(solution, tables=tuple(tables))
