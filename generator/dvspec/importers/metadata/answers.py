"""Answers of the Web API: what several saved files say of tables, together, with the location of each part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dvspec.findings import Finding, Place, Refused, Rule, Severity
from dvspec.importers.json_source import MemberPlace, items
from dvspec.importers.metadata.members import Members, compact
from dvspec.solution_files.report import clipped, quoted

ERROR_ANSWER = Rule(
    "DV639",
    "error-answer",
    Severity.ERROR,
    "A saved answer contains metadata, not an error.",
    "Send the request again with a valid token and query, and save its answer.",
)
NOT_METADATA = Rule(
    "DV640",
    "not-metadata",
    Severity.ERROR,
    "Files of metadata are answers of the Web API about tables: of RetrieveMetadataChanges, of EntityDefinitions, or a"
    " list of columns.",
    "Save such an answer; the help of dvspec import metadata has the request.",
)
COLUMNS_WITHOUT_TABLE = Rule(
    "DV644",
    "columns-without-table",
    Severity.ERROR,
    "A list of columns says to which table they belong.",
    "Name the table with --table, or select EntityLogicalName in the request.",
)
SOURCES_DISAGREE = Rule(
    "DV645",
    "sources-disagree",
    Severity.ERROR,
    "Files that describe one table say the same of it.",
    "Save all answers from the same environment at the same time, or import one of the files only.",
)

_LONGEST_MESSAGE = 300
_TABLE_MARKS = frozenset("""
    Attributes EntitySetName PrimaryIdAttribute PrimaryNameAttribute ObjectTypeCode LogicalCollectionName OwnershipType
    IsCustomEntity DisplayCollectionName ManyToOneRelationships ManyToManyRelationships OneToManyRelationships Keys
    """.split())
_COLUMN_MARKS = frozenset("AttributeType AttributeTypeName EntityLogicalName AttributeOf IsCustomAttribute".split())
_PARTS = ("Attributes", "Keys", "ManyToOneRelationships", "OneToManyRelationships", "ManyToManyRelationships")
_OF_CONTEXT = re.compile(r"#EntityDefinitions\('?([^')]+)'?\)/Attributes")


@dataclass(slots=True)
class TableAnswer:
    """What the files say of one table; columns by logical name, relationships by schema name."""

    logical_name: str
    members: Members
    columns: dict[str, Members] = field(default_factory=dict)
    keys: dict[str, Members] = field(default_factory=dict)


@dataclass(slots=True)
class Answers:
    """What the files say: tables by logical name; relationships, and global choices, by name in lower case."""

    tables: dict[str, TableAnswer] = field(default_factory=dict)
    one_to_many: dict[str, Members] = field(default_factory=dict)
    many_to_many: dict[str, Members] = field(default_factory=dict)
    choices: dict[str, Members] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)  # the files that are one page of several


def read_answers(files: Mapping[str, bytes | memoryview], only: Iterable[str] | None) -> Answers:
    """Return what the files say of tables: of all, or in full only of those whose logical names are given."""
    reader = _Reader(None if only is None else {name.lower() for name in only})
    for file, data in files.items():
        try:
            reader.read(file, data)
        except Refused as refused:
            reader.answers.findings += refused.findings
    reader.assign_columns()
    return reader.answers


class _Reader:
    def __init__(self, only: set[str] | None) -> None:
        self.answers = Answers()
        self.only = only
        self.by_id: dict[str, str] = {}  # logical names of tables by their MetadataId
        self.unassigned: list[tuple[str, list[Members]]] = []  # columns of one file, and the table's id if it is known

    def read(self, file: str, data: bytes | memoryview) -> None:
        """Read one file: an answer, what its `value` has, or a list of either."""
        whole: dict[str, Any] = {}
        columns: list[Members] = []
        known = 0
        for item in items(file, data):
            if item.key in ("value", "EntityMetadata") or (not item.key and item.position is not None):
                known += self._part(item.value, MemberPlace(file, path=item.path), columns)
                if item.value == []:
                    whole[item.key] = []
            elif item.position is None:
                whole[item.key] = item.value
            else:
                whole.setdefault(item.key, []).append(compact(item.value))
        context = str(whole.get("@odata.context", ""))
        if "error" in whole:
            raise Refused([_error(file, whole["error"])])
        if not known:
            known = self._part(whole, MemberPlace(file, path="$"), columns)
        if not known:
            raise Refused([Finding(NOT_METADATA, Place(file), _other_content(whole))])
        if "@odata.nextLink" in whole:
            self.answers.pages.append(file)
        match = _OF_CONTEXT.search(context)
        if columns:
            self.unassigned.append((match[1] if match else "", columns))

    def _part(self, value: Any, place: MemberPlace, columns: list[Members]) -> int:
        """Read one part of an answer; return whether it is of any use."""
        if not isinstance(value, dict):
            return 0
        inner = value.get("value", value.get("EntityMetadata"))
        if isinstance(inner, list) and "LogicalName" not in value:
            return sum(self._part(part, place.at("value", index), columns) for index, part in enumerate(inner))
        if "LogicalName" in value and _TABLE_MARKS & value.keys():
            self._table(value, place)
        elif "KeyAttributes" in value:
            self._key(Members(compact(value), place))
        elif "ReferencingEntity" in value or "Entity1LogicalName" in value:
            self._relationship(Members(compact(value), place))
        elif "LogicalName" in value and (_COLUMN_MARKS & value.keys() or "SchemaName" in value):
            columns.append(Members(compact(value), place))
        elif "Name" in value and ("Options" in value or "OptionSetType" in value):
            choice = Members(compact(value), place)
            self._merge(self.answers.choices, choice.text("Name").lower(), choice, "choice")
        else:
            return 0
        return 1

    def _table(self, value: dict[str, Any], place: MemberPlace) -> None:
        members = Members(compact({key: value[key] for key in value if key not in _PARTS}), place)
        name = members.text("LogicalName").lower()
        if not name:
            self.answers.findings += members.findings
            return
        if isinstance(value.get("MetadataId"), str):
            self.by_id[value["MetadataId"].lower()] = name
        table = self._table_answer(name, members)
        if self.only is not None and name not in self.only:
            return
        for key in _PARTS:
            parts = value.get(key)
            for index, part in enumerate(parts if isinstance(parts, list) else []):
                if not isinstance(part, dict):
                    continue
                inside = Members(compact(part), place.at(key, index))
                if key == "Attributes":
                    self._column(table, inside)
                elif key == "Keys":
                    self._merge(table.keys, inside.text("LogicalName") or inside.text("SchemaName"), inside, "key")
                else:
                    self._relationship(inside)

    def _table_answer(self, name: str, members: Members) -> TableAnswer:
        table = self.answers.tables.get(name)
        if table is None:
            table = self.answers.tables[name] = TableAnswer(name, members)
        else:
            self._complete(table.members, members, f"table {name}")
        return table

    def _key(self, key: Members) -> None:
        table = key.text("EntityLogicalName").lower()
        if table and (self.only is None or table in self.only):
            answer = self._table_answer(table, Members({"LogicalName": table}, key.place))
            self._merge(answer.keys, key.text("LogicalName"), key, "key")

    def _column(self, table: TableAnswer, column: Members) -> None:
        self._merge(table.columns, column.text("LogicalName").lower(), column, f"column of {table.logical_name}")

    def _relationship(self, relationship: Members) -> None:
        is_one = "ReferencingEntity" in relationship
        known = self.answers.one_to_many if is_one else self.answers.many_to_many
        self._merge(known, relationship.text("SchemaName").lower(), relationship, "relationship")

    def _merge(self, known: dict[str, Members], name: str, members: Members, subject: str) -> None:
        """Add a part, or what it says beside what another file says of it."""
        if name and name in known:
            self._complete(known[name], members, f"{subject} {name}")
        elif name:
            known[name] = members

    def _complete(self, members: Members, more: Members, subject: str) -> None:
        for key, value in more.differences(members):
            said = f"{key} of {subject} is {_shown(value)} here, and {_shown(members.get(key))} in {members.place}"
            self.answers.findings.append(Finding(SOURCES_DISAGREE, more.place, said))
        members.complete(more)

    def assign_columns(self) -> None:
        """Give the columns of lists to their tables."""
        for id_, columns in self.unassigned:
            of_list = self.by_id.get(id_.lower(), "" if re.fullmatch("[0-9a-fA-F-]{36}", id_) else id_.lower())
            of_list = of_list or _table_of(columns) or self._only_table()
            for column in columns:
                name = column.text("EntityLogicalName").lower() or of_list
                if not name:
                    message = "the file has columns and does not say of which table"
                    self.answers.findings.append(Finding(COLUMNS_WITHOUT_TABLE, column.place, message))
                    break
                if self.only is None or name in self.only:
                    table = self._table_answer(name, Members({"LogicalName": name}, column.place))
                    self._column(table, column)

    def _only_table(self) -> str:
        names = self.only if self.only is not None else self.answers.tables
        return next(iter(names)) if len(names) == 1 else ""


def _table_of(columns: list[Members]) -> str:
    """Return the table that its primary id shows, '' if it is not among the columns."""
    for column in columns:
        name = column.text("LogicalName")
        if column.flag("IsPrimaryId") and name.endswith("id"):
            return name.removesuffix("id").lower()
    ids = [
        column.text("LogicalName").removesuffix("id")
        for column in columns
        if column.type_name() == "UniqueidentifierType" and column.text("LogicalName").endswith("id")
    ]
    ids = [name for name in ids if not any(column.text("LogicalName") == name for column in columns)]
    return ids[0] if len(ids) == 1 else ""


def _error(file: str, error: Any) -> Finding:
    code, message = (error.get("code"), error.get("message")) if isinstance(error, dict) else ("", error)
    said = clipped(f"{code}: {message}" if code else str(message), _LONGEST_MESSAGE)
    return Finding(ERROR_ANSWER, MemberPlace(file, path="$.error"), f"the Web API answered with an error: {said}")


def _other_content(whole: Mapping[str, Any]) -> str:
    if "definitions" in whole or "entities" in whole:
        return "the file belongs to the Common Data Model; use 'dvspec import cdm'"
    if whole.get("value") == [] or whole.get("EntityMetadata") == []:
        return "the answer is empty: no table has the name or properties that the request asks for"
    if not whole:
        return "the file contains nothing about tables"
    shown = ", ".join(quoted(key) for key in list(whole)[:5])
    return f"the file contains {shown}, and nothing about tables"


def _shown(value: Any) -> str:
    return clipped(str(value), 80)
