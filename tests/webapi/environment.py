"""The tables of an environment: rows in memory, metadata from the model."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from dvspec.dataverse.system_columns import system_columns
from dvspec.model import Column, Label, Solution, Table
from tests.webapi import filters
from tests.webapi.refusals import Refusal, not_found
from tests.webapi.values import guid, stored

Body = dict[str, Any]

_START = datetime(2026, 1, 1, tzinfo=UTC)  # when the fake's first row is made; a minute passes with each change
_FORMATTED = "OData.Community.Display.V1.FormattedValue"
_BAD_IN_KEYS = set("/<>*%&:\\?+#")
_PART = re.compile(r"(\w+)=('(?:[^']|'')*'|[^',]+)(?:,|$)")


@dataclass
class FakeTable:
    """One table: what it takes, and the rows that it has by primary id (and partition, where elastic)."""

    solution: Solution
    table: Table
    rows: dict[str, Body] = field(default_factory=dict)
    version: int = 0

    def __post_init__(self) -> None:
        live = [column for column in self.table.columns if column.live]
        self.by_query_name: dict[str, Column] = {column.web_api_name: column for column in live}
        self.by_logical_name = {column.logical_name: column for column in live}
        self.readable = self.by_query_name | {
            name: _system_column(name, type_) for name, type_ in system_columns(self.solution.table_kind).items()
        }
        self.primary_id = self.table.by_name[self.table.primary_id].logical_name
        self.elastic = self.solution.table_kind == "elastic"

    def checked(self, body: Any) -> Body:
        """Return a body's values as they are kept; refuse what the table doesn't have or can't hold."""
        if not isinstance(body, dict):
            raise Refusal("an object expected in the body")
        values: Body = {}
        for key, value in body.items():
            if key == "@odata.type":
                if value != f"Microsoft.Dynamics.CRM.{self.table.logical_name}":
                    raise Refusal(f"@odata.type is {value!r} in a row of {self.table.logical_name}")
            elif key.endswith("@odata.bind"):
                column = self._navigation(key.removesuffix("@odata.bind"))
                values[column.web_api_name] = self._bound(column, value)
            elif key == "partitionid" and self.elastic:
                values[key] = value
            elif key in self.by_logical_name:
                values[key] = stored(self.by_logical_name[key], value)
            else:
                raise Refusal(f"An undeclared property '{key}' which only has property annotations in the payload")
        return values

    def _navigation(self, name: str) -> Column:
        for column in self.by_query_name.values():
            if any(relationship.navigation == name for relationship in column.relationships):  # its case counts
                return column
        raise Refusal(f"An undeclared property '{name}' was found in the payload")

    def _bound(self, column: Column, value: Any) -> str | None:
        if value is None:
            return None
        sets = {relationship.target_entity_set_name for relationship in column.relationships}
        found = re.fullmatch(r"/?(\w+)\((.*)\)", value) if isinstance(value, str) else None
        if not found or found[1] not in sets:
            raise Refusal(f"{column.schema_name}@odata.bind: {value!r} is no row of the table that it looks up")
        return guid(column.logical_name, found[2])

    def address(self, predicate: str) -> Body:
        """Return the values by which a key names a row: of the primary id, or of an alternate key."""
        if not predicate.isascii() or re.search(r"%(?![0-9A-Fa-f]{2})", predicate):
            raise Refusal(f"the key is not escaped: {predicate}")
        text = unquote(predicate, errors="strict")
        if "=" not in text:
            return {self.primary_id: guid("the key", text)}
        parts: Body = {}
        place = 0
        while place < len(text):
            found = _PART.match(text, place)
            if not found:
                raise Refusal(f"Bad Request - Error in query syntax: ({text})", code="0x80060888")
            parts[found[1]] = found[2]
            place = found.end()
        names = set(parts)
        with_partition = self.elastic and names == {self.primary_id, "partitionid"}
        if names != {self.primary_id} and not with_partition:
            self._check_alternate_key(names)
        return {name: self._key_value(name, literal) for name, literal in parts.items()}

    def _check_alternate_key(self, names: set[str]) -> None:
        if self.elastic:
            raise Refusal(f"{self.table.logical_name} is elastic and takes no alternate key")
        known = [{self.table.by_name[name].web_api_name for name in key.columns} for key in self.table.alternate_keys]
        if names not in known:
            message = f"The key in the request URI is not valid for resource {self.table.logical_name}"
            raise Refusal(message, code="0x80060888")

    def _key_value(self, name: str, literal: str) -> Any:
        if literal.startswith("'"):
            value = literal[1:-1].replace("''", "'")
            if _BAD_IN_KEYS.intersection(value):
                raise Refusal(f"{name}: no row is found by a key with such characters: {value}")
            return value
        column = self.by_query_name.get(name)
        if column is None or column.type in ("string", "memo", "json"):
            raise Refusal(f"{name}: a text stands in quotes in a key")
        return guid(name, literal) if column.type in ("guid", "lookup") else stored(column, int(literal))

    def find(self, address: Body) -> Body | None:
        """Return the row at an address; the partition of a row made without one is its GUID."""
        for row in self.rows.values():
            if all(_same(row.get(name), value) for name, value in address.items()):
                return row
        return None

    def create(self, body: Any) -> Body:
        values = self.checked(body)
        row_id = values.get(self.primary_id) or str(uuid.uuid4())
        values[self.primary_id] = row_id
        if self.elastic:
            values.setdefault("partitionid", row_id)
        key = f"{row_id}/{values.get('partitionid')}"
        if key in self.rows:
            raise Refusal("A record with matching key values already exists.", status=412, code="0x80040237")
        self.rows[key] = dict.fromkeys(self.by_query_name) | values
        self._touch(self.rows[key])
        return self.rows[key]

    def update(self, row: Body, body: Any) -> Body:
        values = self.checked(body)
        for name in (self.primary_id, "partitionid"):
            if name in values and values[name] != row[name]:
                raise Refusal(f"{name} of a row can't be changed")
        row.update(values)
        self._touch(row)
        return row

    def upsert(self, address: Body, body: Any) -> Body:
        row = self.find(address)
        return self.update(row, body) if row else self.create({**body, **address})

    def _touch(self, row: Body) -> None:
        self.version += 1
        row["@odata.etag"] = f'W/"{self.version}"'
        row["versionnumber"] = self.version
        row["modifiedon"] = (_START + timedelta(minutes=self.version)).isoformat().replace("+00:00", "Z")
        row.setdefault("createdon", row["modifiedon"])

    def answer(self, row: Body, select: str | None, annotations: str) -> Body:
        """Return a row as the Web API answers it."""
        names = self.selected(select)
        result: Body = {"@odata.etag": row["@odata.etag"]}
        for name in dict.fromkeys([*names, self.primary_id]):
            result[name] = row.get(name)
            shown = self._formatted(self.readable[name], result[name])
            if shown is not None and annotations in ("*", _FORMATTED):
                result[f"{name}@{_FORMATTED}"] = shown
        return result

    def selected(self, select: str | None) -> list[str]:
        if select is None:
            return list(self.by_query_name)
        names = select.split(",")
        for name in names:
            if name not in self.readable:
                raise Refusal(f"Could not find a property named '{name}' on {self.table.logical_name}")
        if len(set(names)) != len(names):
            raise Refusal(f"$select has a property twice: {select}")
        return names

    def _formatted(self, column: Column, value: Any) -> str | None:
        if value is None:
            return None
        if column.option_set:
            labels = {str(option.value): option.label.text for option in column.option_set.options}
            return "; ".join(labels[number] for number in str(value).split(","))
        if column.type == "boolean":
            return "Yes" if value else "No"
        if column.type == "lookup":
            return f"row {value[:8]}"
        return None

    def query(self, options: Mapping[str, str]) -> list[Body]:
        rows = list(self.rows.values())
        if "$filter" in options:
            test = filters.parse(options["$filter"], self.readable)
            rows = [row for row in rows if test(row)]
        for item in reversed(options.get("$orderby", "").split(",") if "$orderby" in options else []):
            name, _, direction = item.partition(" ")
            if name not in self.readable or direction not in ("", "asc", "desc"):
                raise Refusal(f"$orderby: {item!r}")
            rows.sort(key=lambda row: (row.get(name) is not None, row.get(name)), reverse=direction == "desc")
        if "$top" in options:
            if not re.fullmatch("[1-9][0-9]*", options["$top"]):
                raise Refusal(f"$top: {options['$top']!r}")
            rows = rows[: int(options["$top"])]
        return rows

    def definition(self) -> Body:
        """Return the table's EntityDefinition, as far as clients ask."""
        return {
            "MetadataId": str(uuid.uuid5(uuid.NAMESPACE_OID, self.table.logical_name)),
            "LogicalName": self.table.logical_name,
            "SchemaName": self.table.schema_name,
            "EntitySetName": self.table.entity_set_name,
            "PrimaryIdAttribute": self.primary_id,
            "PrimaryNameAttribute": self.table.by_name[self.table.primary_name].logical_name,
        }

    def choices(self) -> list[Body]:
        """Return the definitions of the table's choice columns."""
        return [
            {
                "LogicalName": column.logical_name,
                "OptionSet": {
                    "Options": [
                        {
                            "Value": option.value,
                            "Label": {"LocalizedLabels": [{"Label": option.label.text, "LanguageCode": 1033}]},
                        }
                        for option in column.option_set.options
                    ]
                },
            }
            for column in self.by_logical_name.values()
            if column.option_set
        ]


def _system_column(name: str, type_: str) -> Column:
    return Column(name, name, name, name, type_, Label(name), Label(name), live=True, required_level="none")


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return bool(left == right)


class Environment:
    """All tables of a solution."""

    def __init__(self, solution: Solution) -> None:
        self.tables = [FakeTable(solution, table) for table in solution.tables]

    def by_entity_set(self, name: str) -> FakeTable:
        for table in self.tables:
            if table.table.entity_set_name == name:
                return table
        raise not_found(f"Resource not found for the segment '{name}'")

    def by_logical_name(self, name: str) -> FakeTable:
        for table in self.tables:
            if table.table.logical_name == name:
                return table
        raise not_found(f"Could not find an entity with name '{name}'")
