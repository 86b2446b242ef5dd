"""Values: checked by the JSON Schema of the table's rows, and texts and dates beyond what a schema can express."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from dvspec.data.checks import Reporter, validator
from dvspec.data.readers import Batch
from dvspec.dataverse.limits import utf16_length
from dvspec.dataverse.patterns import DATE_PATTERN, DATE_TIME_PATTERN, EARLIEST
from dvspec.dataverse.row_values import decimals, value_type
from dvspec.dataverse.system_columns import SYSTEM_COLUMNS
from dvspec.dataverse.types import TYPES
from dvspec.findings import Rule, Severity
from dvspec.model import Column, Json, Solution, Table
from dvspec.numbers import plain
from dvspec.targets.json_schema import row_schema

MISSING_VALUE = Rule(
    "DV621",
    "missing-value",
    Severity.ERROR,
    "The primary id and required columns have a value in every row.",
    "Fill in the value.",
)
VALUE_TYPE = Rule(
    "DV622",
    "wrong-value-type",
    Severity.ERROR,
    "Values have the type of their column.",
    "Write the value as JSON does: strings in quotes, numbers without, true, false or null.",
)
TOO_LONG = Rule(
    "DV623",
    "value-too-long",
    Severity.ERROR,
    "Strings are no longer than the max_length of their column.",
    "Shorten the value, or raise max_length in the spec.",
)
OUT_OF_RANGE = Rule(
    "DV624",
    "value-out-of-range",
    Severity.ERROR,
    "Numbers are within the range of their column.",
    "Correct the number, or widen the range in the spec.",
)
UNKNOWN_OPTION = Rule(
    "DV625",
    "unknown-option-value",
    Severity.ERROR,
    "Values of choices are options of the choice.",
    "Correct the value, or add the option to the spec.",
)
INVALID_GUID = Rule(
    "DV626",
    "invalid-guid",
    Severity.ERROR,
    "GUIDs have 32 hexadecimal digits with hyphens: 8-4-4-4-12.",
    "Correct the GUID.",
)
INVALID_DATE = Rule(
    "DV627",
    "invalid-date",
    Severity.ERROR,
    "Dates are yyyy-mm-dd; dates with times are yyyy-mm-ddThh:mm or yyyy-mm-ddThh:mm:ss, with Z or an offset.",
    "Write the date in this format, with its time zone.",
)
EARLY_DATE = Rule(
    "DV628",
    "date-before-1753",
    Severity.ERROR,
    "Dates are not before 1753-01-01, the first date that Dataverse stores.",
    "Clear or correct the date.",
)
INVALID_TEXT = Rule(
    "DV629",
    "invalid-text",
    Severity.ERROR,
    "Text is valid Unicode and contains neither NUL nor lone surrogates.",
    "Correct the encoding of the export.",
)
INVALID_ADDRESS = Rule(
    "DV630",
    "invalid-row-address",
    Severity.ERROR,
    "Members that end with @odata.bind have the address of a row: /entityset(guid).",
    "Correct the address.",
)
TOO_MANY_DECIMALS = Rule(
    "DV631",
    "too-many-decimals",
    Severity.ERROR,
    "Numbers have no more decimals than the precision of their column.",
    "Round the number, or raise the precision in the spec.",
)

_RULES = {  # by keyword of JSON Schema
    "type": VALUE_TYPE,
    "maxLength": TOO_LONG,
    "minimum": OUT_OF_RANGE,
    "maximum": OUT_OF_RANGE,
    "enum": UNKNOWN_OPTION,
}
_PATTERNS = {  # by kind of value; "" is the address of a row
    "": INVALID_ADDRESS,
    "GUID": INVALID_GUID,
    "DATETIME": INVALID_DATE,
    "DATE": INVALID_DATE,
    "CHOICES": UNKNOWN_OPTION,
}
_TYPES = {"string": "a string", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
_FIRST = "1752-12-31", "1753-01-02"  # between these days the zone decides
_BEFORE = re.compile(r"\A(?:0[0-9]{3}|1[0-6][0-9]{2}|17[0-4][0-9]|175[0-2])(?=-)")
_DATE_FORMATS = [re.compile(DATE_PATTERN), re.compile(DATE_TIME_PATTERN)]


class Values:
    """The check of every single value."""

    def __init__(self, table: Table, solution: Solution, reporter: Reporter) -> None:
        properties: dict[str, dict[str, Any]] = row_schema(table, solution)["properties"]
        columns = {column.web_api_name: column for column in table.columns}
        self._columns = {
            name: _Column(name, schema, columns.get(name), reporter) for name, schema in properties.items()
        }
        self._add_finding = reporter.add_finding
        self._dates = [column.web_api_name for column in table.columns if value_type(column).reader == "DATETIME"]

    def check(self, batch: Batch) -> None:
        """Report invalid values; replace invalid texts of the batch by valid ones, which later checks can handle."""
        for name, values in batch.columns.items():
            if not batch.clean:
                values = batch.columns[name] = self._valid(batch.numbers, name, values)
            self._columns[name].check(batch.numbers, values)
        for name in self._dates:
            for number, value in zip(batch.numbers, batch.values(name), strict=True):
                if isinstance(value, str) and value < _FIRST[1] and _is_early_by_zone(value):
                    self._add_finding(EARLY_DATE, number, name, value, "{} is before 1753-01-01")

    def _valid(self, numbers: Sequence[int], name: str, values: Sequence[Json]) -> list[Json]:
        return [
            self._valid_text(number, name, value) if isinstance(value, str) else value
            for number, value in zip(numbers, values, strict=True)
        ]

    def _valid_text(self, number: int, name: str, text: str) -> str:
        if text.isascii() and "\0" not in text:
            return text
        valid = text.encode("utf-8", "replace").decode().replace("\0", "?")
        if valid != text:
            what = "NUL" if "\0" in text else "a lone surrogate, or bytes that are not UTF-8"
            self._add_finding(INVALID_TEXT, number, name, text, f"{{}} contains {what}")
        return valid


class _Column:
    """The check of a column's values by its JSON Schema."""

    def __init__(self, name: str, schema: dict[str, Any], column: Column | None, reporter: Reporter) -> None:
        self._name, self._schema = name, schema
        self._type = value_type(column).name if column else SYSTEM_COLUMNS.get(name, "")
        self._reader = TYPES[self._type].reader if self._type else ""
        self._options = column.option_set.options if column and column.option_set else ()
        self._decimals = decimals(column) if column else None
        # More decimals than the column has, or so small a number that it is written with an exponent.
        self._finer = None if self._decimals is None else re.compile(rb"[.][0-9]{%d}[0-9]|[eE]-" % self._decimals)
        self._longest: int | None = schema.get("maxLength") if self._type != "guid" else None
        # JSON Schema counts characters, Dataverse UTF-16 units: half as many characters fit in any case.
        short = {**schema, "maxLength": self._longest // 2} if self._longest else schema
        self._all, self._one = validator({"items": short}), validator(schema)
        self._long = validator({"items": schema}) if self._longest else None
        self._encode = _encoder()
        self._add_finding = reporter.add_finding

    def check(self, numbers: Sequence[int], values: Sequence[Json]) -> None:
        try:
            if self._are_valid(values):
                return
        except (ValueError, RecursionError):  # one of them is nested too deeply
            pass
        for number, value in zip(numbers, values, strict=True):
            rule = self._broken_rule(value)
            if rule:
                self._add_finding(rule, number, self._name, value, self._message(rule, value))

    def _are_valid(self, values: Sequence[Json]) -> bool:
        if not self._all.is_valid(values):
            if self._long is None or not self._long.is_valid(values):
                return False
            return not any(map(self._is_too_long, values))
        return self._finer is None or not self._finer.search(self._encode(values))

    def _is_too_long(self, value: Json) -> bool:
        if self._longest is None or not isinstance(value, str) or len(value) * 2 <= self._longest:
            return False
        return utf16_length(value) > self._longest

    def _broken_rule(self, value: Json) -> Rule | None:
        """Return the first rule that a value breaks; a text that isn't a GUID breaks several."""
        try:
            error = next(self._one.iter_errors(value), None)
        except (ValueError, RecursionError):
            return VALUE_TYPE
        if error is None:
            if self._decimals is not None and _has_more_decimals(value, self._decimals):
                return TOO_MANY_DECIMALS
            return TOO_LONG if self._is_too_long(value) else None
        if value is None:
            return MISSING_VALUE
        rule = _RULES.get(error.kind.name) or _PATTERNS[self._reader]
        return EARLY_DATE if rule is INVALID_DATE and _is_early(value) else rule

    def _counted(self, value: Json) -> str:
        """Return how characters are counted, if that makes a difference."""
        counts = isinstance(value, str) and self._longest is not None and len(value) <= self._longest
        return ", counted in UTF-16 units" if counts else ""

    def _message(self, rule: Rule, value: Json) -> str:
        """Return what is wrong with a value, in which {} is the value."""
        schema = self._schema
        types = schema.get("type", "")
        if rule is MISSING_VALUE:
            return "the value is missing, and the column requires one"
        if rule is VALUE_TYPE:
            return f"{{}} is not {_TYPES.get(types if isinstance(types, str) else types[0], 'of its type')}"
        if rule is TOO_LONG:
            return f"{{}} is longer than {schema['maxLength']:,} characters{self._counted(value)}"
        if rule is OUT_OF_RANGE:
            bounds = plain(schema["minimum"], grouped=True), plain(schema["maximum"], grouped=True)
            return f"{{}} is not between {bounds[0]} and {bounds[1]}"
        if rule is UNKNOWN_OPTION:
            known = [str(option.value) for option in self._options]
            shown = f"{', '.join(known[:10])}{' …' if len(known) > 10 else ''}"
            if self._reader == "CHOICES":
                return f"{{}} is not a list of options separated by commas, each one of {shown}"
            return f"{{}} is not one of {shown}"
        if rule is TOO_MANY_DECIMALS:
            return f"{{}} has more than {self._decimals} decimals"
        if rule is INVALID_GUID:
            return "{} is not a GUID"
        if rule is EARLY_DATE:
            return "{} is before 1753-01-01"
        if rule is INVALID_DATE:
            return "{} is not a date" if self._type == "date" else "{} is not a date and time with a time zone"
        return "{} is not the address of a row"


def _encoder() -> Callable[[object], bytes]:
    import msgspec

    return msgspec.json.Encoder().encode


def _has_more_decimals(value: object, decimals: int) -> bool:
    if isinstance(value, Decimal):
        return bool(10**decimals % value.as_integer_ratio()[1])
    return type(value) is float and round(value, decimals) != value


def _is_early(value: Json) -> bool:
    """Return whether this would be a date if its year were a later one."""
    later = _BEFORE.sub("2000", value, count=1) if isinstance(value, str) else ""
    return later != value and any(one.fullmatch(later) for one in _DATE_FORMATS)


def _is_early_by_zone(text: str) -> bool:
    return text >= _FIRST[0] and datetime.fromisoformat(text) < EARLIEST if _DATE_FORMATS[1].fullmatch(text) else False
