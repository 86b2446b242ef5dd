"""Texts of solution files as values: numbers, prefixes, names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PREFIXED = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}_")
_WORD = re.compile("[A-Z]*[a-z]+|[A-Z]+")

_SHORT, _LONG, _LONGEST = 4, 8, 128  # letters from which one, and from which two may be wrong; and the most


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


def intended_name(name: str, known: Iterable[str], most: int = 2) -> str | None:
    """Return the known name that differs from a name by one letter, or two of a long name; None if there is none."""
    limit = most if len(name) >= _LONG else 1
    for other in known if _SHORT <= len(name) <= _LONGEST else ():
        if abs(len(other) - len(name)) <= limit and _differ(name, other) <= limit:
            return other
    return None


def words(names: Iterable[str]) -> frozenset[str]:
    """Return the words that names such as IsAuditEnabled are made of."""
    return frozenset(word for name in names for word in _WORD.findall(name))


def _differ(first: str, second: str, most: int = 2) -> int:
    """Return how many letters were added, left out, exchanged or swapped with their neighbour; `most` + 1 for more."""
    while first and second and first[0] == second[0]:
        first, second = first[1:], second[1:]
    if not (first and second) or most == 0:
        return min(max(len(first), len(second)), most + 1)
    rest = [(first[1:], second[1:]), (first[1:], second), (first, second[1:])]
    if first[:2] == second[1::-1]:
        rest.append((first[2:], second[2:]))
    return 1 + min(_differ(one, other, most - 1) for one, other in rest)
