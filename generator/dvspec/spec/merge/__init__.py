"""Merge a source into specs: what changed in the source changes, and every other byte stays.

The models of specs and source become one model. Its spec is compared with the spec of the old model, key by key, and
each difference is made in the text of the file, where it is. In the end the new files are loaded: they have to be the
model that was wanted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dvspec import names
from dvspec.findings import Finding, Place, Refused, Rule, Severity
from dvspec.model import Solution
from dvspec.spec import defaults, load
from dvspec.spec.folder import SOLUTION_FILE, parted
from dvspec.spec.merge.known import EVERYTHING, Known
from dvspec.spec.merge.patch import Difference, SharedNode, differences, patched
from dvspec.spec.merge.positions import positions
from dvspec.spec.merge.sayable import Unsaid, sayable
from dvspec.spec.merge.solutions import merged_solutions
from dvspec.spec.merge.tables import Vanished
from dvspec.spec.write import files_beside, model_differences, specs_of, write
from dvspec.spec.yaml_text import to_yaml

UNMERGEABLE = Rule(
    "DV690",
    "unmergeable-spec",
    Severity.ERROR,
    "What an import changes is in the spec that it changes, and no alias shares it.",
    "Write the value out at each place that has the alias, or make the change by hand, then import again.",
)
UNDECLARABLE = Rule(
    "DV691",
    "undeclarable-source",
    Severity.ERROR,
    "Specs can declare what an import takes from its source.",
    "Leave the table out with --table, or change the source.",
)

_EDITOR_LINE = re.compile(r"\A\ufeff?# yaml-language-server: \$schema=(\S*?)(?:solution|table)\.schema\.json\r?$", re.M)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the old spec and the new; `table` is '' for solution.yaml."""

    table: str
    difference: Difference


@dataclass(slots=True)
class Merged:
    """The spec files after an import, path -> bytes, and what is different; `warnings` are about the new specs."""

    files: dict[str, bytes]
    solution: Solution
    changes: list[Change] = field(default_factory=list)
    vanished: list[Vanished] = field(default_factory=list)
    unsaid: list[Unsaid] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def merge(
    files: Mapping[str, bytes],
    source: Solution,
    known: Known = EVERYTHING,
    *,
    prune: bool = False,
    whole: bool = False,
    taken_files: Collection[str] = (),
) -> Merged:
    """Return spec files, path -> bytes, as a source has them.

    `known` are the keys of specs that the source speaks of. With `whole`, the source is all of the solution. What it no
    longer has is reported; `prune` removes it, unless something refers to it. `taken_files` are other names in the
    folder. Raises Refused if the specs have errors, or would have.
    """
    source, unsaid = sayable(source)
    if not files:
        merged = _new(source)
        merged.unsaid = unsaid
        return merged
    old = load(files).solution
    merge_ = merged_solutions(old, source, known, files=[*files, *taken_files], prune=prune, whole=whole)
    new = merge_.solution
    try:
        merged = _Texts(files, old, new).merged()
    except ValueError as error:
        raise Refused([Finding(UNDECLARABLE, Place("the source"), str(error))]) from None
    merged.vanished, merged.unsaid = merge_.vanished, unsaid
    return merged


def _new(source: Solution) -> Merged:
    """Return whole new specs."""
    try:
        files = write(source)
        specs = specs_of(source)
    except ValueError as error:
        raise Refused([Finding(UNDECLARABLE, Place("the source"), str(error))]) from None
    files |= {file: editor_line("", "solution" if file == SOLUTION_FILE else "table") + files[file] for file in specs}
    tables = {table.file: table.name for table in source.tables}
    changes = [Change(tables.get(file, ""), Difference((), None, spec)) for file, spec in specs.items()]
    loaded = load(files)
    return Merged(files, loaded.solution, changes, warnings=loaded.warnings)


def editor_line(folder: str, grammar: str) -> bytes:
    """Return the line with which editors find a spec's grammar in a folder, which ends in a slash or is empty."""
    return f"# yaml-language-server: $schema={folder}{grammar}.schema.json\n".encode()


class _Texts:
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
        match = _EDITOR_LINE.search(self._text(SOLUTION_FILE))
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


__all__ = ["EVERYTHING", "Change", "Difference", "Known", "Merged", "Unsaid", "Vanished", "editor_line", "merge"]
