"""The JSON inside text columns: whether it is JSON, and valid by the schema of the spec."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from dvspec.data.checks import Reporter, validator
from dvspec.data.checks.values import INVALID_TEXT
from dvspec.data.readers import Batch
from dvspec.data.readers.json_rows import Decoder, finite, refuse_constant
from dvspec.findings import Rule, Severity
from dvspec.model import Column
from dvspec.targets.json_schema import payload_schema

PAYLOAD_JSON = Rule(
    "DV641",
    "invalid-payload-json",
    Severity.ERROR,
    "Values of JSON columns are valid JSON.",
    "Correct the value at its source.",
)
PAYLOAD_SCHEMA = Rule(
    "DV642",
    "payload-schema-mismatch",
    Severity.ERROR,
    "The JSON in a column is valid by the column's payload schema.",
    "Correct the value, or the payload in the spec.",
)
DUPLICATE_PAYLOAD_MEMBER = Rule(
    "DV643",
    "duplicate-payload-member",
    Severity.ERROR,
    "JSON objects inside a column contain each member only once.",
    "Delete one of the two members.",
)

_SPACED = re.compile(r'"\s+:')
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST = 3  # findings of one payload


class Payloads:
    """The check of one column's JSON."""

    def __init__(self, column: Column, reporter: Reporter) -> None:
        self._column = column.web_api_name
        self._add_finding = reporter.add_finding
        self._decode, self._decode_error = _fast_decoder()
        self._validator = validator(payload_schema(column)) if column.payload else None

    def check(self, batch: Batch) -> None:
        """Report invalid JSON in these rows."""
        values = batch.values(self._column)
        if not self._all_valid([text for text in values if type(text) is str]):
            for number, text in zip(batch.numbers, values, strict=True):
                if isinstance(text, str) and not self._all_valid([text]):
                    self._report(number, text)

    def _all_valid(self, texts: list[str]) -> bool:
        try:
            values = [*map(self._decode, texts)]
            if self._validator and not all(map(self._validator.is_valid, values)):
                return False
            # With as many members in the texts as in the values, no member is a duplicate.
            together = "\n".join(texts)
            members = together.count('":')
            flat = set(map(type, values)) == {dict} and members == sum(map(len, values))
            plain = together.count(":") == members or not _SPACED.search(together)
            return plain and (flat or members == _count_members(values))
        except (self._decode_error, ValueError, RecursionError):
            return False

    def _report(self, number: int, text: str) -> None:
        decoder = Decoder(constant=refuse_constant, number=finite)
        try:
            value = decoder.decode(text)
            if _LONE_SURROGATE.search(json.dumps(value, ensure_ascii=False)):
                self._add_finding(INVALID_TEXT, number, self._column, text, "{} contains an escaped lone surrogate")
                return
            errors = list(self._validator.iter_errors(value)) if self._validator else []
        except RecursionError:
            self._add_finding(PAYLOAD_JSON, number, self._column, text, "{} is nested too deeply")
            return
        except ValueError as error:
            self._add_finding(PAYLOAD_JSON, number, self._column, text, f"{{}} is not JSON: {error}")
            return
        for name in decoder.duplicates:
            message = f"{{}} contains the member '{name:.100}' twice"
            self._add_finding(DUPLICATE_PAYLOAD_MEMBER, number, self._column, text, message)
        for invalid in errors[:_MOST]:
            path = "".join(f"[{step}]" if isinstance(step, int) else f".{step:.100}" for step in invalid.instance_path)
            where = f" at {path}" if path else ""
            self._add_finding(PAYLOAD_SCHEMA, number, self._column, text, f"{{}}{where}: {invalid.message:.200}")


def _fast_decoder() -> tuple[Callable[[str], Any], type[Exception]]:
    """Return a function that decodes JSON, and what it raises."""
    import msgspec

    return msgspec.json.Decoder().decode, msgspec.MsgspecError


def _count_members(value: Any) -> int:
    """Return how many members the objects in a value have."""
    count = 0
    if type(value) is dict:
        count = len(value)
        value = value.values()
    elif type(value) is not list:
        return 0
    for item in value:
        if type(item) is dict or type(item) is list:
            count += _count_members(item)
    return count
