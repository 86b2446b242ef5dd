"""Texts of solution files as values: numbers, prefixes, misspelled names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PREFIXED = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}_")
_WORD = re.compile("[A-Z]*[a-z]+|[A-Z]+")

# Lengths of a name in which one letter may be wrong, in which two may be, and that is still compared.
_SHORT, _LONG, _LONGEST = 4, 8, 128


def prefix_of(name: str) -> str | None:
    """Return a name's customization prefix in lower case, with its underscore; None if it has none."""
    match = _PREFIXED.match(name)
    return match[0].lower() if match else None


def integer(text: str) -> int | None:
    """Return the whole number that a text represents, as XML schemas read it; None if it represents none."""
    if len(text) > 20 or not re.fullmatch(r"[+-]?[0-9]+", text.strip()):
        return None
    return int(text)


def number(text: str) -> float | None:
    """Return the finite number that a text represents, None if it represents none."""
    if len(text) > 40 or not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", text.strip()):
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None


def intended_name(name: str, known: Iterable[str], most_edits: int = 2) -> str | None:
    """Return the known name that differs by one letter, or by two letters of a long name; None if there is none."""
    limit = most_edits if len(name) >= _LONG else 1
    for other in known if _SHORT <= len(name) <= _LONGEST else ():
        if abs(len(other) - len(name)) <= limit and _edits(name, other) <= limit:
            return other
    return None


def words_of(names: Iterable[str]) -> frozenset[str]:
    """Return the words that names such as IsAuditEnabled are made of."""
    return frozenset(word for name in names for word in _WORD.findall(name))


def _edits(first: str, second: str, most: int = 2) -> int:
    """Return how many letters are added, missing, different or swapped with the next; `most` + 1 if it is more."""
    while first and second and first[0] == second[0]:
        first, second = first[1:], second[1:]
    if not (first and second) or most == 0:
        return min(max(len(first), len(second)), most + 1)
    rest = [(first[1:], second[1:]), (first[1:], second), (first, second[1:])]
    if first[:2] == second[1::-1]:
        rest.append((first[2:], second[2:]))
    return 1 + min(_edits(one, other, most - 1) for one, other in rest)
