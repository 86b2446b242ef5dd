"""The JSON inside text columns: whether it is JSON, and of the shape that the spec says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from dvspec.data import codes
from dvspec.data.checks import Reporter, validator
from dvspec.data.readers import Row
from dvspec.data.readers.json_rows import Decoder
from dvspec.model import Column
from dvspec.targets.json_schema import payload_schema

_SPACED = re.compile(r'"\s+:')
_MOST = 3  # findings of one payload


class Payloads:
    """The check of one column's JSON."""

    def __init__(self, column: Column, reporter: Reporter) -> None:
        self._key = column.web_api_name
        self._found = reporter.found
        self._validator = validator(payload_schema(column)) if column.payload else None

    def check(self, numbers: Sequence[int], rows: list[Row]) -> None:
        """Report what is wrong with the JSON in these rows."""
        key, decode = self._key, msgspec.json.Decoder().decode
        is_valid = self._validator.is_valid if self._validator else bool
        for number, row in zip(numbers, rows, strict=True):
            text = row.get(key)
            if type(text) is str:
                try:
                    value = decode(text)
                    # As many keys in the text as in the value: none stands twice.
                    keys = text.count('":')
                    flat = type(value) is dict and keys == len(value)
                    plain = text.count(":") == keys or not _SPACED.search(text)
                    good = is_valid(value) and (flat or keys == _keys(value)) and plain
                except (msgspec.MsgspecError, ValueError, RecursionError):
                    good = False
                if not good:
                    self._report(number, text)

    def _report(self, number: int, text: str) -> None:
        decoder = Decoder(constant=_no_json)
        try:
            value = decoder.decode(text)
            errors = list(self._validator.iter_errors(value)) if self._validator else []
        except RecursionError:
            self._found(codes.PAYLOAD_JSON, number, self._key, text, "{} is nested too deeply")
            return
        except ValueError as error:
            self._found(codes.PAYLOAD_JSON, number, self._key, text, f"{{}} is no JSON: {error}")
            return
        for name in decoder.twice:
            message = f"{{}} has the key '{name:.100}' twice; its last value counts"
            self._found(codes.PAYLOAD_KEY_TWICE, number, self._key, text, message)
        for wrong in errors[:_MOST]:
            path = "".join(f"[{step}]" if isinstance(step, int) else f".{step:.100}" for step in wrong.instance_path)
            where = f" at {path}" if path else ""
            self._found(codes.PAYLOAD_SHAPE, number, self._key, text, f"{{}}{where}: {wrong.message:.200}")


def _no_json(constant: str) -> float:
    raise ValueError(f"{constant} is no number in JSON")


def _keys(value: Any) -> int:
    """Return how many keys the objects in a value have."""
    count = 0
    if type(value) is dict:
        count = len(value)
        value = value.values()
    elif type(value) is not list:
        return 0
    for item in value:
        if type(item) is dict or type(item) is list:
            count += _keys(item)
    return count
