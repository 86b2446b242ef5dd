"""Texts of solution files as values: numbers, prefixes, GUIDs."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PREFIXED = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}_")
_GUID = re.compile(r"\{?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")

_LAST_LANGUAGE, _LAST_REGION = 0x92, 20  # of Windows' language codes
_SHORT, _LONG = 4, 8  # letters from which one, and from which two may be wrong


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


def is_language(text: str) -> bool:
    """Tell whether a text is the number of a language and its region, as 1033."""
    code = integer(text) or 0
    return 0 < (code & 0x3FF) <= _LAST_LANGUAGE and 0 < code >> 10 <= _LAST_REGION


def misspelt(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that differs from a name by one or two letters, or None."""
    limit = 2 if len(name) >= _LONG else 1
    for other in known:
        if len(name) >= _SHORT and abs(len(other) - len(name)) <= limit and _distance(name, other) <= limit:
            return other
    return None


def _distance(first: str, second: str) -> int:
    """Return how many letters were added, left out, exchanged or swapped with their neighbour."""
    before, last = [0] * (len(second) + 1), list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        line = [row]
        for column, other in enumerate(second, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != other))
            swapped = row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other
            line.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, line
    return last[-1]


def is_guid(text: str) -> bool:
    """Tell whether a text is a GUID, in braces or without."""
    return _GUID.fullmatch(text) is not None
