"""Texts: no control characters anywhere, and labels in languages that exist."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from dvspec.dataverse.languages import is_language_code
from dvspec.dataverse.limits import DISPLAY_NAME_LENGTH, utf16_length
from dvspec.dataverse.patterns import CONTROL_CHARACTERS
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
UNKNOWN_LANGUAGE = Rule(
    "DV232",
    "unknown-language",
    Severity.ERROR,
    "Languages are given by their LCIDs.",
    "Write the LCID of a language, such as 1033 for English (United States).",
    "0x80044195",
)
LONG_LABEL = Rule(
    "DV233",
    "long-label",
    Severity.WARNING,
    f"Display names and labels have at most {DISPLAY_NAME_LENGTH} characters.",
    "Shorten the text.",
)

_REFUSED = re.compile(CONTROL_CHARACTERS)
_DISPLAY_NAMES = ("display_name", "display_collection_name", "label", "yes_label", "no_label", "menu_label")
_LABELS = (*_DISPLAY_NAMES, "description")
_COLLECTIONS = (("choices",), ("columns",), ("external_tables",), ("keys",), ("many_to_many",), ("queries",))
_RELATIONSHIPS = ("relationships",)
_JSON = (("payload",), ("payload_aliases",), ("payload_names",), ("example",))

_Path = tuple[str | int, ...]


def check(solution: Solution, solution_document: Document, documents: Mapping[str, Document]) -> None:
    """Report refused characters, unknown languages, and labels that lack the base language or are long."""
    if not is_language_code(solution.language):
        message = f"{solution.language} is not the LCID of a language"
        solution_document.report(UNKNOWN_LANGUAGE, message, solution_document.place(("language",)))
    for document in (solution_document, *documents.values()):
        _walk(document, document.value, (), str(solution.language))


def _walk(document: Document, value: Any, path: _Path, base: str) -> None:
    if isinstance(value, str):
        refused = _REFUSED.search(value)
        if refused:
            message = f"the text contains {_named(refused[0])}"
            document.report(CONTROL_CHARACTER, message, document.place(path))
    elif isinstance(value, dict):
        for key, inner in value.items():
            refused = _REFUSED.search(key)
            if refused:
                message = f"the key contains {_named(refused[0])}"
                document.report(CONTROL_CHARACTER, message, document.place((*path, key), key=True))
            if (key in _LABELS or _is_labels(path)) and not _has_keys_of_its_own(path):
                _check_label(document, inner, (*path, key), base)
            _walk(document, inner, (*path, key), base)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            _walk(document, inner, (*path, position), base)


def _named(character: str) -> str:
    name = unicodedata.name(character, "a control character")
    return f"U+{ord(character):04X} ({name}), which is not allowed in specs"


def _has_keys_of_its_own(path: _Path) -> bool:
    """Return whether the keys of a mapping are not those of the grammar: names, or members of JSON."""
    return path in _COLLECTIONS or (path[:1] == ("columns",) and (path[2:3] in _JSON or path[2:] == _RELATIONSHIPS))


def _is_labels(path: _Path) -> bool:
    """Return whether a path leads to the labels of yes and no of a column."""
    return path[:1] == ("columns",) and path[2:] == ("labels",)


def _check_label(document: Document, value: Any, path: _Path, base: str) -> None:
    texts = {base: value} if isinstance(value, str) else value
    if base not in texts:
        message = f"the text is given in {', '.join(texts)} but not in the base language, {base}"
        document.report(MISSING_BASE_LANGUAGE, message, document.place(path))
    for language, text in texts.items():
        inner = path if isinstance(value, str) else (*path, language)
        if language != base and not is_language_code(int(language)):
            message = f"{language} is not the LCID of a language"
            document.report(UNKNOWN_LANGUAGE, message, document.place(inner, key=True))
        length = utf16_length(text)
        is_name = path[-1] in _DISPLAY_NAMES or _is_labels(path[:-1])
        if is_name and length > DISPLAY_NAME_LENGTH and path[0] not in ("display_name", "publisher"):
            message = f"the label has {length:,} characters; {DISPLAY_NAME_LENGTH} are usual at most"
            document.report(LONG_LABEL, message, document.place(inner))
