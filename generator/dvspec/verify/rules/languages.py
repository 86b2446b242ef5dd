"""Rules for languages: the list of them, and every text in each."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse import limits
from dvspec.dataverse.languages import is_language_code
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element, finding_at
from dvspec.verify.vocabulary import CONTAINERS, TEXTS

LANGUAGE_CODE = Rule(
    "DV455",
    "language-code",
    Severity.ERROR,
    "A language is the number of one, as 1033.",
    "Write the number (LCID) of the language.",
    "0x80044195",
)
LANGUAGE_TWICE = Rule(
    "DV456", "language-twice", Severity.WARNING, "A language is listed once.", "Remove one of the two."
)
NOT_LISTED = Rule(
    "DV457",
    "not-listed-package",
    Severity.NOTE,
    "Texts are in languages that the package lists; others are lost.",
    "Add the language to <Languages>.",
    "0x80048026",
)
NO_BASE = Rule(
    "DV458",
    "no-base",
    Severity.WARNING,
    "The package lists its base language, and columns have names and all texts are in it.",
    "Add the text in the base language.",
    "0x80044195",
)
TEXT_TWICE = Rule(
    "DV459",
    "text-twice",
    Severity.WARNING,
    "A text stands once in each language.",
    "Remove one of the two; which of them is taken is chance.",
)
TEXT_ATTRIBUTES = Rule(
    "DV460",
    "text-attributes",
    Severity.ERROR,
    "A text has its words in `description` and its language in `languagecode`.",
    "Add the attribute.",
    "0x8004801A",
)
EMPTY_TEXT = Rule(
    "DV461",
    "empty-text",
    Severity.ERROR,
    "Display names and labels are not empty.",
    "Write the name, or remove the element.",
    "0x8004700C",
)
NO_TEXT = Rule(
    "DV462",
    "no-text",
    Severity.ERROR,
    "A table, a view and an option has a name in at least one language.",
    "Add the name.",
    "0x8004700C",
)
LONG_TEXT = Rule(
    "DV463",
    "long-text",
    Severity.WARNING,
    "Descriptions have at most 2000 characters, names of tables and columns at most 256.",
    "Shorten the text.",
)

_LONGEST = {"Descriptions": limits.DESCRIPTION_LENGTH}
_LONGEST_NAME = limits.DISPLAY_NAME_LENGTH


def _texts(package: Package) -> Iterator[tuple[Element, list[Element]]]:
    """Yield each container of texts with the texts in it."""
    for element in package.elements:
        if element.tag in TEXTS:
            yield element, list(element.named(CONTAINERS[element.tag]))


def is_language(text: str) -> bool:
    """Return whether a text is the number of a language and its region."""
    return is_language_code(integer(text) or 0)


def codes(package: Package) -> Iterator[Finding]:
    """Report languages that are not the number of one."""
    for element in package.language_elements:
        if not is_language(element.text):
            yield finding_at(LANGUAGE_CODE, element, f"language {quoted(element.text)} is not the number of a language")
    solution = package.solution
    if solution is not None and package.base_language and not is_language(package.base_language):
        message = f"the base language {quoted(package.base_language)} is not the number of a language"
        yield finding_at(LANGUAGE_CODE, solution, message)
    known = {code for code in (*package.languages, package.base_language) if is_language(code)}
    for _, texts in _texts(package):
        for text in texts:
            code = text.attrib.get("languagecode")
            if code is not None and code not in known and not is_language(code):
                message = f"<{text.tag}>: languagecode {quoted(code)} is not the number of a language"
                yield finding_at(LANGUAGE_CODE, text, message)


def listed_twice(package: Package) -> Iterator[Finding]:
    """Report languages listed twice."""
    seen: set[str] = set()
    for element in package.language_elements:
        if element.text in seen:
            message = f"language {quoted(element.text)} is listed twice"
            yield finding_at(LANGUAGE_TWICE, element, message)
        seen.add(element.text)


def not_listed(package: Package) -> Iterator[Finding]:
    """Report texts in languages that the package doesn't list: one finding for a language."""
    if not package.languages:
        return
    seen: set[str] = set()
    for _, texts in _texts(package):
        for text in texts:
            code = text.attrib.get("languagecode", "")
            if integer(code) and code not in package.languages and code not in seen:
                seen.add(code)
                languages = listed(sorted(package.languages))
                message = f"a text is in language {code}, the package lists {languages}"
                yield finding_at(NOT_LISTED, text, message)


def no_base(package: Package) -> Iterator[Finding]:
    """Report texts that are there, but not in the base language."""
    base = package.base_language
    if not integer(base):
        return
    if package.languages and base not in package.languages and package.customizations:
        message = f"<Languages> has no {base}, the package's base language"
        yield finding_at(NO_BASE, package.language_elements[0], message)
    for element, texts in _texts(package):
        codes_ = {text.attrib.get("languagecode", "") for text in texts}
        if codes_ and base not in codes_:
            message = f"<{element.tag}> has no text in the base language {base}"
            yield finding_at(NO_BASE, element, message)
    for table in package.whole_tables if package.is_current else ():
        for column in table.columns:
            names = column.properties.get("displaynames")
            if column.is_custom and names is not None and not names.children:
                message = f"column {quoted(column.logical_name)} of {quoted(table.name)} has no name"
                yield finding_at(NO_BASE, names, message)


def text_twice(package: Package) -> Iterator[Finding]:
    """Report texts that stand twice in one language."""
    for element, texts in _texts(package):
        seen: set[str] = set()
        for text in texts:
            code = text.attrib.get("languagecode", "")
            if code in seen:
                message = f"<{element.tag}> has two texts in language {quoted(code)}"
                yield finding_at(TEXT_TWICE, text, message)
            seen.add(code)


def text_attributes(package: Package) -> Iterator[Finding]:
    """Report texts that lack their words or their language."""
    for _, texts in _texts(package):
        for text in texts:
            for name in ("description", "languagecode"):
                if name not in text.attrib:
                    message = f"<{text.tag}> has no attribute {name}"
                    yield finding_at(TEXT_ATTRIBUTES, text, message)


def empty_texts(package: Package) -> Iterator[Finding]:
    """Report names without a word."""
    for element, texts in _texts(package):
        if not TEXTS[element.tag]:
            continue
        for text in texts:
            if not text.attrib.get("description", "-").strip():
                code = text.attrib.get("languagecode", "")
                message = f"<{element.tag}> has an empty text in language {quoted(code)}"
                yield finding_at(EMPTY_TEXT, text, message)


def no_texts(package: Package) -> Iterator[Finding]:
    """Report what has no name in any language."""
    for table in package.whole_tables:
        for name in ("LocalizedNames", "LocalizedCollectionNames"):
            element = table.properties.get(name)
            if element is not None and not element.children:
                message = f"table {quoted(table.name)} has no name in <{name}>"
                yield finding_at(NO_TEXT, element, message)
        for view in table.views:
            names = view.child("LocalizedNames")
            if names is not None and not names.children:
                message = f"a view of {quoted(table.name)} has no name"
                yield finding_at(NO_TEXT, names, message)
    for element in package.elements:
        if element.tag == "labels" and not element.children:
            yield finding_at(NO_TEXT, element, "an option has no label")


def long_texts(package: Package) -> Iterator[Finding]:
    """Report texts that are longer than Dataverse's columns for them."""
    solution = package.solution
    for element, texts in _texts(package):
        if solution is not None and element.source is solution.source:
            continue  # the manifest has limits of its own
        longest = _LONGEST.get(element.tag, _LONGEST_NAME)
        for text in texts:
            length = len(text.attrib.get("description", ""))
            if length > longest:
                message = f"<{text.tag}> has {length:,} characters, {longest:,} are usual at most"
                yield finding_at(LONG_TEXT, text, message)


CHECKS = (codes, listed_twice, not_listed, no_base, text_twice, text_attributes, empty_texts, no_texts, long_texts)
