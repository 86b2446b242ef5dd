"""Values of rows that come from NDJSON: strings, None, and the bytes of everything else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def is_unicode(text: str) -> bool:
    """Return whether a text has no lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def decoded_strings(values: Sequence[Any]) -> Sequence[Any]:
    """Return the values of a column, with strings and nulls decoded that are still bytes of the file."""
    return [value if value is None or isinstance(value, str) else _decoded_string(bytes(value)) for value in values]


def _decoded_string(raw: bytes) -> str | bytes | None:
    return str(json.loads(raw)) if raw.startswith(b'"') else None if raw == b"null" else raw


def as_text(value: Any) -> str | None:
    """Return a value as text: a string itself, null as None, and anything else as the file writes it."""
    if value is None or isinstance(value, str):
        return value
    decoded = _decoded_string(bytes(value))
    return decoded.decode() if isinstance(decoded, bytes) else decoded
