"""Rules for languages: the list of languages, and the texts in each of them."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse import limits
from dvspec.dataverse.languages import is_language_code
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed, quoted
from dvspec.solution_files.table import column_subject
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element, finding_at
from dvspec.verify.vocabulary import CONTAINERS, TEXTS

LANGUAGE_CODE = Rule(
    "DV455",
    "invalid-language-code",
    Severity.ERROR,
    "Languages are given by their LCID, such as 1033.",
    "Write the LCID of the language.",
    "0x80044195",
)
DUPLICATE_LANGUAGE = Rule(
    "DV456",
    "duplicate-language",
    Severity.WARNING,
    "The package lists each language once.",
    "Remove one of the two.",
)
UNLISTED = Rule(
    "DV457",
    "unlisted-language",
    Severity.NOTE,
    "The package lists the languages of all its texts. Texts in other languages are lost.",
    "Add the language to <Languages>.",
    "0x80048026",
)
NO_BASE_LANGUAGE = Rule(
    "DV458",
    "missing-base-language",
    Severity.WARNING,
    "The package lists its base language, columns have names, and all texts are in the base language too.",
    "Add the text in the base language, or the base language to <Languages>.",
    "0x80044195",
)
DUPLICATE_TEXT = Rule(
    "DV459",
    "duplicate-text",
    Severity.WARNING,
    "Each text is given once per language.",
    "Remove one of the two. Which of them is imported is not defined.",
)
MISSING_ATTRIBUTE = Rule(
    "DV460",
    "missing-text-attribute",
    Severity.ERROR,
    "A text has the attributes description and languagecode.",
    "Add the attribute.",
    "0x8004801A",
)
EMPTY_TEXT = Rule(
    "DV461",
    "empty-text",
    Severity.ERROR,
    "Display names and labels are not empty.",
    "Write the text, or remove the element.",
    "0x8004700C",
)
NO_NAME = Rule(
    "DV462",
    "missing-display-name",
    Severity.ERROR,
    "Tables, views and options have a name in at least one language.",
    "Add the name.",
    "0x8004700C",
)
LONG_TEXT = Rule(
    "DV463",
    "long-text",
    Severity.WARNING,
    f"Descriptions have at most {limits.DESCRIPTION_LENGTH:,} characters, names and labels at most"
    f" {limits.DISPLAY_NAME_LENGTH}.",
    "Shorten the text.",
)


def _texts(package: Package) -> Iterator[tuple[Element, list[Element]]]:
    """Yield the elements that contain a text in several languages, each with the texts in it."""
    for element in package.elements:
        if element.tag in TEXTS:
            yield element, list(element.named(CONTAINERS[element.tag]))


def is_language(text: str) -> bool:
    """Return whether a text is the LCID of a language."""
    return is_language_code(integer(text) or 0)


def invalid_codes(package: Package) -> Iterator[Finding]:
    """Report languages that are not given by an LCID."""
    for element in package.language_elements:
        if not is_language(element.text):
            yield finding_at(LANGUAGE_CODE, element, f"language {quoted(element.text)} is not the LCID of a language")
    solution = package.solution
    if solution is not None and package.base_language and not is_language(package.base_language):
        message = f"the base language {quoted(package.base_language)} is not the LCID of a language"
        yield finding_at(LANGUAGE_CODE, solution, message)
    valid = {code for code in (*package.languages, package.base_language) if is_language(code)}
    for _, texts in _texts(package):
        for text in texts:
            code = text.attrib.get("languagecode")
            if code is not None and code not in valid and not is_language(code):
                message = f"<{text.tag}>: languagecode {quoted(code)} is not the LCID of a language"
                yield finding_at(LANGUAGE_CODE, text, message)


def duplicate_languages(package: Package) -> Iterator[Finding]:
    """Report languages that are listed twice."""
    seen: set[str] = set()
    for element in package.language_elements:
        if element.text in seen:
            yield finding_at(DUPLICATE_LANGUAGE, element, f"language {quoted(element.text)} is listed twice")
        seen.add(element.text)


def unlisted_languages(package: Package) -> Iterator[Finding]:
    """Report languages that texts are in and the package doesn't list, each once."""
    if not package.languages:
        return
    seen: set[str] = set()
    for _, texts in _texts(package):
        for text in texts:
            code = text.attrib.get("languagecode", "")
            if integer(code) and code not in package.languages and code not in seen:
                seen.add(code)
                languages = listed(sorted(package.languages))
                message = f"a text is in language {code}, but the package lists only {languages}"
                yield finding_at(UNLISTED, text, message)


def missing_base_language(package: Package) -> Iterator[Finding]:
    """Report a base language that isn't listed, texts without it, and columns without a name."""
    base = package.base_language
    if not integer(base):
        return
    if package.languages and base not in package.languages and package.customizations:
        message = f"<Languages> does not list {base}, the package's base language"
        yield finding_at(NO_BASE_LANGUAGE, package.language_elements[0], message)
    for element, texts in _texts(package):
        codes = {text.attrib.get("languagecode", "") for text in texts}
        if codes and base not in codes:
            message = f"<{element.tag}> has no text in the base language {base}"
            yield finding_at(NO_BASE_LANGUAGE, element, message)
    for table in package.whole_tables if package.is_current else ():
        for column in table.columns:
            names = column.properties.get("displaynames")
            if column.is_custom and names is not None and not names.children:
                yield finding_at(NO_BASE_LANGUAGE, names, f"{column_subject(table, column)} has no name")


def duplicate_texts(package: Package) -> Iterator[Finding]:
    """Report second texts in the same language."""
    for element, texts in _texts(package):
        seen: set[str] = set()
        for text in texts:
            code = text.attrib.get("languagecode", "")
            if code in seen:
                yield finding_at(DUPLICATE_TEXT, text, f"<{element.tag}> has two texts in language {quoted(code)}")
            seen.add(code)


def missing_attributes(package: Package) -> Iterator[Finding]:
    """Report texts without description or language."""
    for _, texts in _texts(package):
        for text in texts:
            for name in ("description", "languagecode"):
                if name not in text.attrib:
                    yield finding_at(MISSING_ATTRIBUTE, text, f"<{text.tag}> has no attribute {name}")


def empty_texts(package: Package) -> Iterator[Finding]:
    """Report names and labels that are empty."""
    for element, texts in _texts(package):
        if not TEXTS[element.tag]:
            continue
        for text in texts:
            if not text.attrib.get("description", "-").strip():
                code = text.attrib.get("languagecode", "")
                message = f"<{element.tag}> has an empty text in language {quoted(code)}"
                yield finding_at(EMPTY_TEXT, text, message)


def missing_names(package: Package) -> Iterator[Finding]:
    """Report tables, views and options that have no name in any language."""
    for table in package.whole_tables:
        for tag in ("LocalizedNames", "LocalizedCollectionNames"):
            element = table.properties.get(tag)
            if element is not None and not element.children:
                yield finding_at(NO_NAME, element, f"{table.subject} has no name in <{tag}>")
        for view in table.views:
            names = view.child("LocalizedNames")
            if names is not None and not names.children:
                yield finding_at(NO_NAME, names, f"a view of {quoted(table.name)} has no name")
    for element in package.elements:
        if element.tag == "labels" and not element.children:
            yield finding_at(NO_NAME, element, "an option has no label")


def long_texts(package: Package) -> Iterator[Finding]:
    """Report texts that are too long for Dataverse's columns."""
    solution = package.solution
    for element, texts in _texts(package):
        if solution is not None and element.source is solution.source:
            continue  # the manifest has its own limits
        longest = limits.DESCRIPTION_LENGTH if element.tag == "Descriptions" else limits.DISPLAY_NAME_LENGTH
        for text in texts:
            length = len(text.attrib.get("description", ""))
            if length > longest:
                message = f"<{text.tag}> has {length:,} characters; the limit is usually {longest:,}"
                yield finding_at(LONG_TEXT, text, message)


CHECKS = (
    invalid_codes,
    duplicate_languages,
    unlisted_languages,
    missing_base_language,
    duplicate_texts,
    missing_attributes,
    empty_texts,
    missing_names,
    long_texts,
)
