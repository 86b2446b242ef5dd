"""Texts of solution files as values: numbers, prefixes, GUIDs."""

from __future__ import annotations

import re

_PREFIXED = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}_")
_GUID = re.compile(r"\{?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")


def prefix_of(name: str) -> str | None:
    """Return a name's customization prefix with its underscore, or None."""
    match = _PREFIXED.match(name)
    return match[0].lower() if match else None


def integer(text: str) -> int | None:
    """Return the whole number that a text is, or None; as XML schemas read it."""
    if len(text) > 20 or not re.fullmatch(r"[+-]?[0-9]+", text.strip()):
        return None
    return int(text)


def number(text: str) -> float | None:
    """Return the finite number that a text is, or None."""
    if len(text) > 40 or not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", text.strip()):
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None


def is_guid(text: str) -> bool:
    """Tell whether a text is a GUID, in braces or without."""
    return _GUID.fullmatch(text) is not None
