"""Plain scalars of YAML: their values, if both versions of YAML read them alike."""

from __future__ import annotations

import re
from typing import Any

from dvspec.findings import Rule, Severity
from dvspec.spec.limits import NUMBER_LENGTH, OVERSIZED_SPEC

AMBIGUOUS_VALUE = Rule(
    "DV105",
    "ambiguous-value",
    Severity.ERROR,
    "Plain values mean the same in YAML 1.1 and YAML 1.2.",
    "Quote the value if it is text; otherwise write true or false, or a number in plain decimal digits.",
)

# A number in both versions of YAML, and what is a number in one of them only, or another number.
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+][0-9]+)?)?$")
_AMBIGUOUS_NUMBER = re.compile(
    r"[-+]?(?:0[bBoOxX][0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"
    r"|\.(?:inf|Inf|INF|nan|NaN|NAN))$"
)
_AMBIGUOUS_WORDS = frozenset(
    word for stem in ("yes", "no", "on", "off", "y", "n") for word in (stem, stem.capitalize(), stem.upper())
)
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

Problem = tuple[Rule, str]


def plain_value(text: str) -> tuple[Any, Problem | None]:
    """Return the value of a scalar without quotes, and the rule that it breaks, with a message."""
    if text in _CONSTANTS:
        return _CONSTANTS[text], None
    if text in _AMBIGUOUS_WORDS:
        message = f"'{text}' is true or false in YAML 1.1 and a string in YAML 1.2; quote it, or write true or false"
        return text, (AMBIGUOUS_VALUE, message)
    if text[0] in "+-.0123456789":
        if _NUMBER.match(text):
            return _number(text)
        if _AMBIGUOUS_NUMBER.match(text):
            message = f"'{text}' means different things in YAML 1.1 and 1.2; quote it"
            return text, (AMBIGUOUS_VALUE, f"{message}, or write a number in plain decimal digits")
    return text, None


def _number(text: str) -> tuple[Any, Problem | None]:
    number = float(text)
    is_infinite = number - number != 0
    if len(text) > NUMBER_LENGTH or is_infinite:
        message = f"the number {text[:NUMBER_LENGTH]}… has more digits than any column holds; quote it if it is text"
        return text, (OVERSIZED_SPEC, message)
    return (number if "." in text else int(text)), None
