"""Rules for the names of elements, and for flags."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.values import words_of
from dvspec.solution_files.xml import Element, finding_at
from dvspec.verify.known_elements import KnownElement, known_elements
from dvspec.verify.vocabulary import CONTAINERS, FLAGS, TRUE_FALSE

CASE = Rule(
    "DV437",
    "wrong-element-case",
    Severity.ERROR,
    "Names of elements have the case that importers expect.",
    "Write the name that the message gives.",
    "0x8004801A",
)
UNKNOWN = Rule(
    "DV438",
    "unknown-element",
    Severity.NOTE,
    "Elements are known from real exports.",
    "Check the spelling; an element that is spelled correctly is newer than dvspec.",
)
MISSPELLED = Rule(
    "DV442",
    "misspelled-element",
    Severity.ERROR,
    "Names of elements are spelled correctly. Importers reject names that their schema does not have.",
    "Write the name that the message gives.",
    "0x8004801A",
)
FLAG = Rule(
    "DV439",
    "invalid-flag",
    Severity.ERROR,
    "Flags are 0 or 1; those named HasRelated… are True or False.",
    "Write one of the two values.",
    "0x8004801A",
)


def children_of_known_elements(package: Package) -> Iterator[Finding]:
    """Report children that the content model of their element doesn't have, and flags with other values."""
    for known in known_elements(package):
        for child in known.element.children:
            if known.model.ordered and not known.model.knows(child.tag):
                yield _unknown_child(package, known, child)
            yield from _invalid_flag(known, child)


def _unknown_child(package: Package, known: KnownElement, child: Element) -> Finding:
    tag, by_folded_tag = child.tag, known.model.by_folded_tag
    if intended := by_folded_tag.get(tag.casefold()):
        return finding_at(CASE, child, f"{known.subject}: <{tag}> must be written <{intended}>")
    is_new = words_of([tag]) <= known.model.words
    if not is_new and (intended := package.intended_name(tag, by_folded_tag.values(), known.model.tag)):
        return finding_at(MISSPELLED, child, f"{known.subject} has an unknown <{tag}>; did you mean <{intended}>?")
    return finding_at(UNKNOWN, child, f"{known.subject} has an unknown <{tag}>")


def _invalid_flag(known: KnownElement, child: Element) -> Iterator[Finding]:
    if child.tag in FLAGS and child.text not in ("0", "1"):
        yield finding_at(FLAG, child, f"{known.subject}: {child.tag} is {quoted(child.text)}, not 0 or 1")
    elif child.tag in TRUE_FALSE and child.text not in ("True", "False"):
        yield finding_at(FLAG, child, f"{known.subject}: {child.tag} is {quoted(child.text)}, not True or False")


def items_of_lists(package: Package) -> Iterator[Finding]:
    """Report children of lists that are not items of the list."""
    for element in package.elements:
        item = CONTAINERS.get(element.tag)
        if item is None:
            continue
        for child in element.children:
            if child.tag != item:
                yield _unknown_item(package, element, child, item)


def _unknown_item(package: Package, element: Element, child: Element, item: str) -> Finding:
    if child.tag.casefold() == item.casefold():
        return finding_at(CASE, child, f"<{child.tag}> must be written <{item}>")
    if package.intended_name(child.tag, (item,), item):
        return finding_at(MISSPELLED, child, f"<{element.tag}> has an unknown <{child.tag}>; did you mean <{item}>?")
    return finding_at(UNKNOWN, child, f"<{element.tag}> has an unknown <{child.tag}>")


CHECKS = (children_of_known_elements, items_of_lists)
