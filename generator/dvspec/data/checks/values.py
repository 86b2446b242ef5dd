"""Values: by the JSON Schema of the table's rows, and what no schema says of text and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from dvspec.data import codes
from dvspec.data.checks import Reporter, validator
from dvspec.data.readers import Batch
from dvspec.dataverse.limits import utf16_length
from dvspec.dataverse.patterns import DATE_PATTERN, DATE_TIME_PATTERN, EARLIEST
from dvspec.dataverse.system_columns import SYSTEM_COLUMNS
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule
from dvspec.model import Column, Json, Solution, Table
from dvspec.numbers import plain
from dvspec.targets.json_schema import row_schema

_RULES = {  # keyword of JSON Schema -> the rule that it is here
    "type": codes.TYPE,
    "maxLength": codes.LENGTH,
    "minimum": codes.RANGE,
    "maximum": codes.RANGE,
    "enum": codes.CHOICE,
}
_FORMATS = {"guid": codes.GUID, "lookup": codes.GUID, "datetime": codes.DATE, "date": codes.DATE}  # by type of column
_TYPES = {"string": "a string", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
_ENCODER = msgspec.json.Encoder()
_FIRST = "1752-12-31", "1753-01-02"  # between these days the zone decides
_BEFORE = re.compile(r"\A(?:0[0-9]{3}|1[0-6][0-9]{2}|17[0-4][0-9]|175[0-2])(?=-)")
_DATE_FORMS = [re.compile(DATE_PATTERN), re.compile(DATE_TIME_PATTERN)]


class Values:
    """The check of every single value."""

    def __init__(self, table: Table, solution: Solution, reporter: Reporter) -> None:
        properties: dict[str, dict[str, Any]] = row_schema(table, solution)["properties"]
        columns = {column.web_api_name: column for column in table.columns}
        self._columns = {key: _Column(key, schema, columns.get(key), reporter) for key, schema in properties.items()}
        self._found = reporter.found
        self._dates = [column.web_api_name for column in table.columns if TYPES[column.type].reader == "DATETIME"]

    def check(self, batch: Batch) -> None:
        """Report what is wrong; make texts of the batch that are no text fit to be looked at further."""
        for key, values in batch.columns.items():
            if not batch.clean:
                values = batch.columns[key] = self._sound(batch.numbers, key, values)
            self._columns[key].check(batch.numbers, values)
        for key in self._dates:
            for number, value in zip(batch.numbers, batch.values(key), strict=True):
                if isinstance(value, str) and value < _FIRST[1] and _is_early_by_zone(value):
                    self._found(codes.EARLY, number, key, value, "{} is before 1753-01-01")

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
            what = "NUL" if "\0" in text else "a lone surrogate, or bytes that are not UTF-8"
            self._found(codes.TEXT, number, key, text, f"{{}} holds {what}")
        return sound


class _Column:
    """The check of a column's values by its JSON Schema."""

    def __init__(self, key: str, schema: dict[str, Any], column: Column | None, reporter: Reporter) -> None:
        self._key, self._schema = key, schema
        self._type = column.type if column else SYSTEM_COLUMNS.get(key, "")
        self._decimals = column.precision if column and TYPES[column.type].is_exact else None
        # More decimals than the column has, or so small a number that it is written with an exponent.
        self._finer = None if self._decimals is None else re.compile(rb"[.][0-9]{%d}[0-9]|e-" % self._decimals)
        self._longest: int | None = schema.get("maxLength") if self._type != "guid" else None
        # JSON Schema counts characters, Dataverse UTF-16 units: half as many characters fit in any case.
        short = {**schema, "maxLength": self._longest // 2} if self._longest else schema
        self._all, self._one = validator({"items": short}), validator(schema)
        self._long = validator({"items": schema}) if self._longest else None
        self._found = reporter.found

    def check(self, numbers: Sequence[int], values: Sequence[Json]) -> None:
        try:
            if self._are_good(values):
                return
        except (ValueError, RecursionError):  # one of them is nested too deeply
            pass
        for number, value in zip(numbers, values, strict=True):
            rule = self._broken(value)
            if rule:
                self._found(rule, number, self._key, value, self._words(rule, value))

    def _are_good(self, values: Sequence[Json]) -> bool:
        if not self._all.is_valid(values):
            if self._long is None or not self._long.is_valid(values):
                return False
            return not any(map(self._is_too_long, values))
        return self._finer is None or not self._finer.search(_ENCODER.encode(values))

    def _is_too_long(self, value: Json) -> bool:
        if self._longest is None or not isinstance(value, str) or len(value) * 2 <= self._longest:
            return False
        return utf16_length(value) > self._longest

    def _broken(self, value: Json) -> Rule | None:
        """Return the rule that a value breaks: the first one, since a text that isn't a GUID breaks several."""
        try:
            error = next(self._one.iter_errors(value), None)
        except (ValueError, RecursionError):
            return codes.TYPE
        if error is None:
            if self._decimals is not None and type(value) is float and round(value, self._decimals) != value:
                return codes.DECIMALS
            return codes.LENGTH if self._is_too_long(value) else None
        if value is None:
            return codes.REQUIRED
        rule = _RULES.get(error.kind.name) or _FORMATS.get(self._type, codes.FORMAT)
        return codes.EARLY if rule is codes.DATE and _is_early(value) else rule

    def _counted(self, value: Json) -> str:
        """Return how characters are counted, where that makes the difference."""
        counts = isinstance(value, str) and self._longest is not None and len(value) <= self._longest
        return ", counted in UTF-16 units" if counts else ""

    def _words(self, rule: Rule, value: Json) -> str:
        """Return what is wrong with a value; {} is its place."""
        schema = self._schema
        types = schema.get("type", "")
        if rule is codes.REQUIRED:
            return "there is no value, and the column needs one"
        if rule is codes.TYPE:
            return f"{{}} is not {_TYPES.get(types if isinstance(types, str) else types[0], 'of its type')}"
        if rule is codes.LENGTH:
            return f"{{}} is longer than {schema['maxLength']:,} characters{self._counted(value)}"
        if rule is codes.RANGE:
            return (
                f"{{}} is not from {plain(schema['minimum'], grouped=True)} to {plain(schema['maximum'], grouped=True)}"
            )
        if rule is codes.CHOICE:
            known = [str(option) for option in schema["enum"] if option is not None]
            return f"{{}} is none of {', '.join(known[:10])}{' …' if len(known) > 10 else ''}"
        if rule is codes.DECIMALS:
            return f"{{}} has more than {self._decimals} decimals"
        if rule is codes.GUID:
            return "{} is not a GUID"
        if rule is codes.EARLY:
            return "{} is before 1753-01-01"
        if rule is codes.DATE:
            return "{} is not a date" if self._type == "date" else "{} is not a date and time with its zone"
        return "{} is not the address of a row"


def _is_early(value: Json) -> bool:
    """Return whether this would be a date if its year were a later one."""
    later = _BEFORE.sub("2000", value, count=1) if isinstance(value, str) else ""
    return later != value and any(form.fullmatch(later) for form in _DATE_FORMS)


def _is_early_by_zone(text: str) -> bool:
    return text >= _FIRST[0] and datetime.fromisoformat(text) < EARLIEST if _DATE_FORMS[1].fullmatch(text) else False
