"""Findings about packages: text from a package is clipped and made printable before it is shown."""

from __future__ import annotations

from dvspec.findings import Finding, Place, Rule

LONGEST_MESSAGE = 600
LONGEST_VALUE = 80
LONGEST_SOURCE = 160


def finding_in(rule: Rule, file: str, message: str) -> Finding:
    """Return a finding about a file as a whole."""
    return Finding(rule, Place(printable(file)), clipped(message, LONGEST_MESSAGE))


def quoted(value: str) -> str:
    """Return a value as messages show it: quoted, clipped, printable."""
    return f"'{clipped(value, LONGEST_VALUE)}'"


def listed(values: list[str], most: int = 12) -> str:
    """Return `a, b, c`, and the number of those beyond the first `most`."""
    shown = ", ".join(clipped(value, LONGEST_VALUE) for value in values[:most])
    more = len(values) - most
    return f"{shown} and {more:,} more" if more > 0 else shown


def clipped(text: str, longest: int) -> str:
    """Return the text, printable and no longer than this."""
    return printable(text if len(text) <= longest else text[: longest - 1] + "…")


def printable(text: str) -> str:
    """Return the text with each character that could control a terminal replaced by one that can't."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "\ufffd" for letter in text)
