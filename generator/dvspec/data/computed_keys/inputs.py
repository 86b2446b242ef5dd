"""The columns that a table's keys are computed from, matched to the columns of a file, and the columns to add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dvspec.data.columns import DUPLICATE_COLUMN, web_api_names, web_api_names_by_display_name
from dvspec.data.readers.parquet import COLUMN_TYPE
from dvspec.findings import Cell, Finding, Refused, Rule, Severity, did_you_mean
from dvspec.model import Part, Table

KEY_COLUMN_EXISTS = Rule(
    "DV662",
    "key-column-exists",
    Severity.ERROR,
    "Files do not yet contain the key columns that are added.",
    "Delete the column first, or check it with dvspec validate.",
)
MISSING_INPUT = Rule(
    "DV663",
    "missing-key-input",
    Severity.ERROR,
    "Files contain the columns that keys are computed from.",
    "Export the columns, or rename them.",
)


@dataclass(frozen=True, slots=True)
class KeyInput:
    """What keys are computed from: a part of the identifier, the column whose text is the GUID, or both."""

    part: Part
    column: str  # its name in the Web API; the name of an argument, which is not a column of the table
    is_part: bool
    is_guid: bool


class KeyInputs:
    """Finds what a table's keys are computed from among the columns of a file."""

    def __init__(self, table: Table) -> None:
        parts = list(table.identifier.inputs) if table.identifier else []
        guid_source = table.guid.source if table.guid else None
        self.table = table
        self._known = web_api_names_by_display_name(table) | web_api_names(table)
        self.all = [self._input(part, is_part=True, is_guid=part.name == guid_source) for part in parts]
        if guid_source and guid_source not in [part.name for part in parts]:
            part = Part("column", guid_source, table.by_name[guid_source].python_name)
            self.all.append(self._input(part, is_part=False, is_guid=True))

    def named(self, name: str) -> KeyInput | None:
        """Return which of them a column of this name is."""
        folded = name.strip().casefold()
        for one in self.all:
            if one.column == (folded if one.part.role == "argument" else self._known.get(folded)):
                return one
        return None

    def is_added(self, name: str) -> bool:
        """Return whether a column of this name is one of the key columns that are added."""
        return self._known.get(name.strip().casefold()) in self._added()

    def find(self, file: str, names: Mapping[str, int], types: Mapping[str, str]) -> dict[str, str]:
        """Return which column of the file each input is, by the input's name in Python.

        `names` has the columns of the file with the row in which each comes first, 0 if all rows have the same
        columns; `types` has their types, if they have any. Raises Refused.
        """
        findings = []
        columns: dict[str, list[str]] = {one.part.python_name: [] for one in self.all}
        for name, row in names.items():
            if self.is_added(name):
                message = "the file already contains this column, which would be added"
                findings.append(Finding(KEY_COLUMN_EXISTS, Cell(file, row=row, name=name[:100]), message))
            if one := self.named(name):
                columns[one.part.python_name].append(name)
                type_ = types.get(name, "VARCHAR")
                if type_ != "VARCHAR" and not (type_ == "UUID" and not one.is_part):
                    message = f"type {type_}, but keys are computed from text"
                    findings.append(Finding(COLUMN_TYPE, Cell(file, name=name[:100]), message))
        for one in self.all:
            same = columns[one.part.python_name]
            if len(same) > 1:
                message = f"several columns are {one.part.name}: {' and '.join(same)}"
                cell = Cell(file, row=names[same[1]], name=same[1][:100])
                findings.append(Finding(DUPLICATE_COLUMN, cell, message))
            if not same:
                findings.append(Finding(MISSING_INPUT, Cell(file), self._missing(one, names)))
        if findings:
            raise Refused(findings)
        return {python_name: same[0] for python_name, same in columns.items()}

    def added_names(self, inputs: Mapping[str, str]) -> tuple[str, str]:
        """Return the names of the identifier's and the GUID's column to add, '' for one that is not added.

        They are named as the `inputs` of the file are: as the specs do, or by logical names.
        """
        as_spec = {column.name for column in self.table.columns} & set(inputs.values())
        names = self._added_columns()
        identifier, guid = (name if as_spec or not name else self.table.by_name[name].web_api_name for name in names)
        return identifier, guid

    def _added(self) -> set[str]:
        return {self.table.by_name[name].web_api_name for name in self._added_columns() if name}

    def _added_columns(self) -> tuple[str, str]:
        """Return the identifier's and the GUID's column; an identifier that is its own only part is in the file."""
        identifier, guid = self.table.identifier, self.table.guid
        is_input = identifier is not None and identifier.column in {part.name for part in identifier.inputs}
        return identifier.column if identifier and not is_input else "", guid.column if guid else ""

    def _missing(self, one: KeyInput, names: Mapping[str, int]) -> str:
        problem = f"the file does not contain{did_you_mean(one.part.name, names)}"
        if one.part.role == "argument":
            problem += "; it is not a column of the table, but the file must contain it"
        return f"the keys of {self.table.name} require {one.part.name}, which {problem}"

    def _input(self, part: Part, *, is_part: bool, is_guid: bool) -> KeyInput:
        column = self.table.by_name[part.name].web_api_name if part.role == "column" else part.name.casefold()
        return KeyInput(part, column, is_part, is_guid)


def refuse_duplicate_names(file: str, names: Iterable[tuple[str, int]]) -> None:
    """Raise Refused if a name is a duplicate, or differs from another only in case, as no table of DuckDB allows.

    With each name comes the row in which it comes first, 0 for a header.
    """
    first: dict[str, str] = {}
    findings = []
    for name, row in names:
        folded = name.casefold()
        if folded in first:
            other = f": '{first[folded]:.100}' differs only in case" if first[folded] != name else ""
            message = f"duplicate column '{name:.100}'{other}"
            findings.append(Finding(DUPLICATE_COLUMN, Cell(file, row=row, name=name[:100]), message))
        first.setdefault(folded, name)
    if findings:
        raise Refused(findings)
