"""Labels: texts in several languages become a label of the base language with translations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dvspec.dataverse.patterns import CONTROL_CHARACTERS
from dvspec.model import NO_LABEL, Label
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element

_CONTROL = re.compile(CONTROL_CHARACTERS)

Odd = Callable[[str, str], None]
"""Reports a feature and a detail."""


def label(container: Element | None, language: int, odd: Odd | None = None) -> Label:
    """Return the texts of the children of an element such as <displaynames>, without those that are empty.

    Without a text in the base language, the first of the others takes its place.
    """
    return NO_LABEL if container is None else label_of(container.children, language, odd)


def label_of(elements: Iterable[Element], language: int, odd: Odd | None = None) -> Label:
    """Return the texts of elements such as <displayname>; report what is changed in them."""
    texts: dict[int, str] = {}
    for element in elements:
        code = integer(element.attrib.get("languagecode", ""))
        text = element.attrib.get("description", "")
        if code is not None and text.strip():
            texts.setdefault(code, _cleaned(text, odd))
    if not texts:
        return NO_LABEL
    base = texts.pop(language, None)
    if base is None:
        base = texts[min(texts)]
        if odd is not None:
            odd("label-without-base-language", f"{_shown(base)} has no text in the base language.")
    return Label(base, tuple(sorted(texts.items())))


def _cleaned(text: str, odd: Odd | None) -> str:
    """Return a text without the characters that specs can't contain."""
    cleaned = _CONTROL.sub("", text)
    if cleaned != text and odd is not None:
        odd("control-character", f"{_shown(cleaned)} has control characters, which are removed.")
    return cleaned


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
