"""Values: by the JSON Schema of the table's rows, and what no schema says of text and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dvspec.data import codes
from dvspec.data.checks import Reporter, validator
from dvspec.data.readers import Batch, Row
from dvspec.findings import Rule
from dvspec.model import Json, Solution, Table
from dvspec.targets.json_schema import row_schema

_RULES = {  # keyword of JSON Schema -> the rule that it is here
    "type": codes.TYPE,
    "maxLength": codes.LENGTH,
    "minimum": codes.RANGE,
    "maximum": codes.RANGE,
    "enum": codes.CHOICE,
}
_FORMATS = {"uuid": codes.GUID, "date-time": codes.DATE, "date": codes.DATE}
_TYPES = {"string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
_FIRST_DAY = "1753-01-01"
_EARLY = re.compile(r"(?:0[0-9]|1[0-7])[0-9]{2}-")


class Values:
    """The check of every single value."""

    def __init__(self, table: Table, solution: Solution, reporter: Reporter) -> None:
        schema = row_schema(table, solution)
        self._properties: dict[str, Any] = schema["properties"]
        self._validator = validator(schema)
        self._found = reporter.found
        self._dates = [column.web_api_name for column in table.columns if column.type in ("date", "datetime")]

    def check(self, batch: Batch) -> list[Row]:
        """Report what is wrong; return the rows with every text fit to be looked at further."""
        rows = batch.rows
        if not batch.clean:
            rows = [self._with_sound_text(number, row) for number, row in zip(batch.numbers, rows, strict=True)]
        is_valid = self._validator.is_valid
        try:
            bad = [place for place, row in enumerate(rows) if not is_valid(row)]
        except (ValueError, RecursionError):  # one of them holds what no JSON holds
            bad = list(range(len(rows)))
        for place in bad:
            self._report(batch.numbers[place], rows[place])
        for key in self._dates:
            self._report_early(batch.numbers, rows, key)
        return rows

    def _with_sound_text(self, number: int, row: Row) -> Row:
        for key, value in row.items():
            if isinstance(value, str) and (not value.isascii() or "\0" in value):
                sound = value.encode("utf-8", "replace").decode().replace("\0", "?")
                if sound != value:
                    what = "NUL" if "\0" in value else "half a surrogate pair, or bytes that are no UTF-8"
                    self._found(codes.TEXT, number, key, value, f"{{}} holds {what}")
                    row = row | {key: sound}
        return row

    def _report(self, number: int, row: Row) -> None:
        try:
            errors = list(self._validator.iter_errors(row))
        except (ValueError, RecursionError):
            self._found(codes.NO_ROW, number, "", None, "nested too deeply to be a row")
            return
        told: set[str] = set()
        for error in errors:
            key = str(error.instance_path[0]) if error.instance_path else ""
            if key not in told:  # a text that is no GUID breaks both format and pattern: one finding
                told.add(key)
                value, schema = row.get(key), self._properties.get(key, {})
                rule = codes.REQUIRED if value is None else _RULES.get(error.kind.name)
                rule = rule or _FORMATS.get(schema.get("format", ""), codes.FORMAT)
                self._found(rule, number, key, value, _words(rule, schema, value))

    def _report_early(self, numbers: Sequence[int], rows: list[Row], key: str) -> None:
        values = [row.get(key) for row in rows]
        try:
            early = [place for place, value in enumerate(values) if value is not None and value < _FIRST_DAY]  # type: ignore[operator]
        except TypeError:  # one is no text, which was said
            early = [place for place, value in enumerate(values) if isinstance(value, str) and value < _FIRST_DAY]
        for place in early:
            if _EARLY.match(str(values[place])):  # else it is no date, which was said too
                self._found(codes.EARLY, numbers[place], key, values[place], "{} lies before 1753-01-01")


def _words(rule: Rule, schema: dict[str, Any], value: Json) -> str:
    """Return what is wrong with a value; {} stands for it."""
    types = schema.get("type", "")
    if rule is codes.REQUIRED:
        return "no value stands here, and the column needs one"
    if rule is codes.TYPE:
        return f"{{}} is not {_TYPES.get(types if isinstance(types, str) else types[0], 'of its type')}"
    if rule is codes.LENGTH:
        return f"{{}} is longer than {schema['maxLength']:,} characters"
    if rule is codes.RANGE:
        return f"{{}} is not from {schema['minimum']:,} to {schema['maximum']:,}"
    if rule is codes.CHOICE:
        known = [str(option) for option in schema["enum"] if option is not None]
        return f"{{}} is none of {', '.join(known[:10])}{' …' if len(known) > 10 else ''}"
    if rule is codes.GUID:
        return "{} is no GUID"
    if rule is codes.DATE:
        return "{} is no date" if schema.get("format") == "date" else "{} is no date and time with its zone"
    if schema.get("format"):
        return f"{{}} is no {schema['format']}"
    return "{} is no address of a row" if "@odata.bind" in str(value) or "pattern" in schema else "{} is wrong"
