"""Schemas and examples as JSON text."""

from __future__ import annotations

import json
import re
from typing import Any

from dvspec.model import Json
from dvspec.numbers import plain

_EXPONENT = re.compile(r"\d[eE][+-]?\d")


def as_json(value: Json | dict[str, Any] | list[Any]) -> str:
    """Return a value as JSON, with numbers in full."""
    text = json.dumps(value, ensure_ascii=False)
    return _without_exponents(value) if _EXPONENT.search(text) else text


def _without_exponents(value: Json | dict[str, Any] | list[Any]) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_json(key)}: {_without_exponents(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_without_exponents, value)) + "]"
    return plain(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
