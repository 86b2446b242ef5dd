"""Documents checked against the grammar."""

from __future__ import annotations

from typing import Any

from dvspec.spec.document import Document
from dvspec.spec.grammar_errors import WRONG_TYPE, report
from dvspec.spec.grammar_schemas import validator
from dvspec.spec.properties import WHOLE_NUMBERS

_WHOLE_NUMBERS = WHOLE_NUMBERS | {
    "language", "option_value_prefix", "value", "state", "default", "max_length", "precision", "max_size_kb",
}  # fmt: skip
_JSON = ("payload", "example")  # keys of columns whose values are not of the grammar


def check(document: Document, grammar: str) -> bool:
    """Report how a document breaks the grammar `table` or `solution`; return whether it does not."""
    sound = True
    for error in validator(grammar).iter_errors(document.value):
        sound = False
        report(document, grammar, error)
    return _check_whole_numbers(document, document.value, ()) and sound


def _check_whole_numbers(document: Document, value: Any, path: tuple[str | int, ...]) -> bool:
    """Report whole numbers with decimals: JSON Schema takes 100.0 for a whole number, the model does not."""
    if isinstance(value, float) and path and path[-1] in _WHOLE_NUMBERS:
        message = f"'{path[-1]}' must be a whole number, not {value}; write it without decimals"
        document.report(WRONG_TYPE, message, document.place(path))
        return False
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    sound = True
    for key, step in steps:
        if not (len(path) == 2 and path[0] == "columns" and key in _JSON):
            sound = _check_whole_numbers(document, step, (*path, key)) and sound
    return sound
