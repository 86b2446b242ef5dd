"""Labels: texts in several languages become a label of the base language with translations."""

from __future__ import annotations

from collections.abc import Iterable

from dvspec.model import NO_LABEL, Label
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element


def label(container: Element | None, language: int) -> Label:
    """Return the texts of the children of an element such as <displaynames>, without those that are empty.

    Without a text in the base language, the first of the others takes its place.
    """
    if container is None:
        return NO_LABEL
    return label_of(container.children, language)


def label_of(elements: Iterable[Element], language: int) -> Label:
    """Return the texts of elements such as <displayname>."""
    texts: dict[int, str] = {}
    for element in elements:
        code = integer(element.attrib.get("languagecode", ""))
        text = element.attrib.get("description", "")
        if code is not None and text.strip():
            texts.setdefault(code, text)
    if not texts:
        return NO_LABEL
    base = texts.pop(language, None)
    if base is None:
        base = texts[min(texts)]
    return Label(base, tuple(sorted(texts.items())))
