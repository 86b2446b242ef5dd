"""Values: by the JSON Schema of the table's rows, and what no schema says of text and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dvspec.data import codes
from dvspec.data.checks import Reporter, validator
from dvspec.data.readers import Batch
from dvspec.findings import Rule
from dvspec.model import Json, Solution, Table
from dvspec.numbers import plain
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
_EARLIEST = datetime(1753, 1, 1, tzinfo=UTC)
_NEAR = "1752-12-31", "1753-01-02"  # between these days the zone decides
_DATE = re.compile(r"[0-9]{4}-")


class Values:
    """The check of every single value."""

    def __init__(self, table: Table, solution: Solution, reporter: Reporter) -> None:
        properties: dict[str, dict[str, Any]] = row_schema(table, solution)["properties"]
        self._columns = {key: _Column(key, schema, reporter) for key, schema in properties.items()}
        self._found = reporter.found
        self._dates = [column.web_api_name for column in table.columns if column.type in ("date", "datetime")]

    def check(self, batch: Batch) -> None:
        """Report what is wrong; make texts of the batch that are no text fit to be looked at further."""
        for key, values in batch.columns.items():
            if not batch.clean:
                values = batch.columns[key] = self._sound(batch.numbers, key, values)
            self._columns[key].check(batch.numbers, values)
        for key in self._dates:
            for number, value in zip(batch.numbers, batch.values(key), strict=True):
                if isinstance(value, str) and value < _NEAR[1] and _is_early(value):
                    self._found(codes.EARLY, number, key, value, "{} lies before 1753-01-01")

    def _sound(self, numbers: Sequence[int], key: str, values: Sequence[Json]) -> list[Json]:
        return [
            self._sound_text(number, key, value) if isinstance(value, str) else value
            for number, value in zip(numbers, values, strict=True)
        ]

    def _sound_text(self, number: int, key: str, text: str) -> str:
        if text.isascii() and "\0" not in text:
            return text
        sound = text.encode("utf-8", "replace").decode().replace("\0", "?")
        if sound != text:
            what = "NUL" if "\0" in text else "half a surrogate pair, or bytes that are no UTF-8"
            self._found(codes.TEXT, number, key, text, f"{{}} holds {what}")
        return sound


class _Column:
    """The check of a column's values by its JSON Schema."""

    def __init__(self, key: str, schema: dict[str, Any], reporter: Reporter) -> None:
        self._key, self._schema = key, schema
        self._all, self._one = validator({"items": schema}), validator(schema)
        self._found = reporter.found

    def check(self, numbers: Sequence[int], values: Sequence[Json]) -> None:
        try:
            if self._all.is_valid(values):
                return
        except (ValueError, RecursionError):  # one of them is nested too deeply
            pass
        for number, value in zip(numbers, values, strict=True):
            rule = self._broken(value)
            if rule:
                self._found(rule, number, self._key, value, _words(rule, self._schema, value))

    def _broken(self, value: Json) -> Rule | None:
        """Return the rule that a value breaks: the first one, since a text that is no GUID breaks several."""
        try:
            error = next(self._one.iter_errors(value), None)
        except (ValueError, RecursionError):
            return codes.TYPE
        if error is None:
            return None
        if value is None:
            return codes.REQUIRED
        return _RULES.get(error.kind.name) or _FORMATS.get(self._schema.get("format", ""), codes.FORMAT)


def _is_early(date: str) -> bool:
    if date < _NEAR[0]:
        return bool(_DATE.match(date))  # else it is no date, which was said
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) < _EARLIEST


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
        return f"{{}} is not from {plain(schema['minimum'], grouped=True)} to {plain(schema['maximum'], grouped=True)}"
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
