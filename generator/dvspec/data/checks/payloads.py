"""The JSON inside text columns: whether it is JSON, and of the shape that the spec says."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import msgspec

from dvspec.data import codes
from dvspec.data.checks import Reporter, validator
from dvspec.data.readers import Batch
from dvspec.data.readers.json_rows import Decoder
from dvspec.model import Column
from dvspec.targets.json_schema import payload_schema

_SPACED = re.compile(r'"\s+:')
_HALF = re.compile("[\ud800-\udfff]")
_MOST = 3  # findings of one payload


class Payloads:
    """The check of one column's JSON."""

    def __init__(self, column: Column, reporter: Reporter) -> None:
        self._key = column.web_api_name
        self._found = reporter.found
        self._decode = msgspec.json.Decoder().decode
        self._validator = validator(payload_schema(column)) if column.payload else None

    def check(self, batch: Batch) -> None:
        """Report what is wrong with the JSON in these rows."""
        values = batch.values(self._key)
        if not self._all_good([text for text in values if type(text) is str]):
            for number, text in zip(batch.numbers, values, strict=True):
                if isinstance(text, str) and not self._all_good([text]):
                    self._report(number, text)

    def _all_good(self, texts: list[str]) -> bool:
        try:
            values = [*map(self._decode, texts)]
            if self._validator and not all(map(self._validator.is_valid, values)):
                return False
            # As many keys in the texts as in the values: none is there twice.
            together = "\n".join(texts)
            keys = together.count('":')
            flat = set(map(type, values)) == {dict} and keys == sum(map(len, values))
            plain = together.count(":") == keys or not _SPACED.search(together)
            return plain and (flat or keys == _keys(values))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return False

    def _report(self, number: int, text: str) -> None:
        decoder = Decoder(constant=_no_json, number=_finite)
        try:
            value = decoder.decode(text)
            if _HALF.search(json.dumps(value, ensure_ascii=False)):
                self._found(codes.TEXT, number, self._key, text, "{} holds a lone surrogate, in an escape")
                return
            errors = list(self._validator.iter_errors(value)) if self._validator else []
        except RecursionError:
            self._found(codes.PAYLOAD_JSON, number, self._key, text, "{} is nested too deeply")
            return
        except ValueError as error:
            self._found(codes.PAYLOAD_JSON, number, self._key, text, f"{{}} is not JSON: {error}")
            return
        for name in decoder.twice:
            message = f"{{}} has the key '{name:.100}' twice; its last value counts"
            self._found(codes.PAYLOAD_KEY_TWICE, number, self._key, text, message)
        for wrong in errors[:_MOST]:
            path = "".join(f"[{step}]" if isinstance(step, int) else f".{step:.100}" for step in wrong.instance_path)
            where = f" at {path}" if path else ""
            self._found(codes.PAYLOAD_SHAPE, number, self._key, text, f"{{}}{where}: {wrong.message:.200}")


def _no_json(constant: str) -> float:
    raise ValueError(f"{constant} is not a number in JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text:.20} is larger than any number that a program holds")
    return number


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
