"""Texts: no control characters anywhere, and labels in the languages that they promise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from dvspec.findings import Rule, Severity
from dvspec.model import Solution
from dvspec.spec.document import Document

CONTROL_CHARACTER = Rule(
    "DV112",
    "control-character",
    Severity.ERROR,
    "Text contains no control characters, lone surrogates or marks that change its direction.",
    "Remove the character.",
)
MISSING_BASE_LANGUAGE = Rule(
    "DV219",
    "label-without-base-language",
    Severity.ERROR,
    "Text in several languages includes the base language.",
    "Add the text in the base language.",
    "0x80044195",
)

# Controls but for tab and line ends, halves of surrogate pairs, non-characters, line separators
# that some readers take for line ends, and marks that turn the direction of what follows.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_LANGUAGE = re.compile(r"[1-9][0-9]{3,4}")


def check(solution: Solution, head: Document, documents: Mapping[str, Document]) -> None:
    """Report refused characters, and labels that lack the base language."""
    base = str(solution.language)
    for document in (head, *documents.values()):
        _walk(document, document.value, (), base)


def _walk(document: Document, value: Any, path: tuple[str | int, ...], base: str) -> None:
    if isinstance(value, str):
        bad = _REFUSED.search(value)
        if bad:
            name = unicodedata.name(bad[0], "a control character")
            message = f"the text holds U+{ord(bad[0]):04X} ({name}), which may not stand in a spec"
            document.report(CONTROL_CHARACTER, message, document.place(path))
    elif isinstance(value, dict):
        if value and base not in value and "payload" not in path and all(map(_LANGUAGE.fullmatch, value)):
            message = f"the text is given in {', '.join(value)} but not in the base language, {base}"
            document.report(MISSING_BASE_LANGUAGE, message, document.place(path))
        for key, inner in value.items():
            if _REFUSED.search(key):
                message = "the key holds a control character"
                document.report(CONTROL_CHARACTER, message, document.place((*path, key), key=True))
            _walk(document, inner, (*path, key), base)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            _walk(document, inner, (*path, position), base)
