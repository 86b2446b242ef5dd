"""Schemas and examples as JSON text."""

from __future__ import annotations

import json
import re
from typing import Any

from dvspec.model import Json
from dvspec.numbers import plain

_encode = json.JSONEncoder(ensure_ascii=False).encode
_EXPONENT = re.compile(r"\d[eE][+-]?\d")


def as_json(value: Json | dict[str, Any] | list[Any]) -> str:
    """Return a value as JSON, with numbers in full."""
    text = _encode(value)
    if isinstance(value, str) or not _EXPONENT.search(text):
        return text
    return _without_exponents(value)


def _without_exponents(value: Json | dict[str, Any] | list[Any]) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_json(key)}: {_without_exponents(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_without_exponents, value)) + "]"
    return plain(value) if isinstance(value, float) else _encode(value)
