"""Rules for the content of elements: which children they have, how often, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import listed
from dvspec.solution_files.xml import finding_at
from dvspec.verify.known_elements import KnownElement, known_elements
from dvspec.verify.vocabulary import CONTAINERS, CUSTOMIZING, SINCE, SINGLE

ORDER = Rule(
    "DV432",
    "misplaced-element",
    Severity.WARNING,
    "Elements are in the order of Microsoft's exports. Dataverse has also imported other orders.",
    "Move the element to its place in the order.",
    "0x8004801A",
)
DUPLICATE = Rule(
    "DV433",
    "duplicate-element",
    Severity.ERROR,
    "Elements that can occur only once are not repeated.",
    "Remove one of them.",
    "0x8004801A",
)
MISSING = Rule(
    "DV434",
    "missing-element",
    Severity.ERROR,
    "Required elements are present and not empty.",
    "Add the element with its content.",
    "0x8004801A",
)
USUAL = Rule(
    "DV435",
    "missing-usual-element",
    Severity.WARNING,
    "Components have the elements that every export of the package's version has.",
    "Add the elements with the values that an export of a similar component has; Dataverse chooses them otherwise.",
)
MISSING_ATTRIBUTE = Rule(
    "DV436",
    "missing-attribute",
    Severity.ERROR,
    "Required XML attributes are present and not empty.",
    "Add the attribute with its value.",
    "0x8004801A",
)
EMPTY_LIST = Rule(
    "DV440",
    "empty-forms-or-views",
    Severity.ERROR,
    "Tables without forms or views have no FormXml or SavedQueries element in a packed solution.",
    "Remove the empty element; Microsoft's tools fail on it.",
    "0x8004801A",
)

_FIRST_KNOWN_VERSION = (9, 0)


def known_content(package: Package) -> Iterator[Finding]:
    """Report what is wrong with the content of elements that have a content model."""
    for known in known_elements(package):
        yield from _misplaced(known)
        yield from _duplicates(known)
        yield from _missing(known)
        yield from _missing_usual(known, package.version)
        yield from _missing_attributes(known)


def _misplaced(known: KnownElement) -> Iterator[Finding]:
    """Report the first child that is after one that it belongs before."""
    last_position, last_tag = -1, ""
    for child in known.element.children:
        position = known.model.positions.get(child.tag)
        if position is None:
            continue
        if position < last_position:
            message = f"{known.subject}: <{child.tag}> is after <{last_tag}>; it belongs before it"
            yield finding_at(ORDER, child, message)
            return
        last_position, last_tag = position, child.tag


def _duplicates(known: KnownElement) -> Iterator[Finding]:
    """Report children whose tag occurs a second time."""
    counts: dict[str, int] = {}
    for child in known.element.children:
        counts[child.tag] = counts.get(child.tag, 0) + 1
        if counts[child.tag] == 2 and known.model.knows(child.tag):
            yield finding_at(DUPLICATE, child, f"{known.subject} has a second <{child.tag}>")


def _missing(known: KnownElement) -> Iterator[Finding]:
    """Report required children that are missing, or empty although they have a text."""
    for tag in known.required:
        child = known.element.child(tag)
        if child is None:
            yield finding_at(MISSING, known.element, f"{known.subject} has no <{tag}>")
        elif not child.text and not child.children and tag not in CONTAINERS:
            yield finding_at(MISSING, child, f"{known.subject}: <{tag}> is empty")


def _missing_usual(known: KnownElement, version: tuple[int, int]) -> Iterator[Finding]:
    """Report the children that exports of the version have, all that are missing in one finding."""
    if not known.usual:
        return
    present = {child.tag for child in known.element.children}
    missing = [tag for tag in known.usual if tag not in present and version >= SINCE.get(tag, _FIRST_KNOWN_VERSION)]
    customizing = CUSTOMIZING.intersection(known.usual)
    if len(customizing) > 1 and not present & customizing:
        missing = [tag for tag in missing if tag not in customizing]
    if missing:
        major, minor = version
        message = f"{known.subject} lacks elements that every export of version {major}.{minor} has: {listed(missing)}"
        yield finding_at(USUAL, known.element, message)


def _missing_attributes(known: KnownElement) -> Iterator[Finding]:
    for name in known.model.attributes:
        if not known.element.attrib.get(name, "").strip():
            message = f"{known.subject}: <{known.element.tag}> has no attribute {name}"
            yield finding_at(MISSING_ATTRIBUTE, known.element, message)


def duplicate_single_elements(package: Package) -> Iterator[Finding]:
    """Report second children of elements without a content model that have one child at most."""
    for element in package.elements:
        tag = SINGLE.get(element.tag)
        if tag and len(element.children) > 1:
            for second in list(element.named(tag))[1:2]:
                yield finding_at(DUPLICATE, second, f"<{element.tag}> has a second <{tag}>")


def missing_entities(package: Package) -> Iterator[Finding]:
    """Report tables whose EntityInfo has no entity."""
    for table in package.tables:
        for info in table.element.named("EntityInfo"):
            if info.child("entity") is None:
                yield finding_at(MISSING, info, f"{table.subject} has no <entity>")


def empty_lists(package: Package) -> Iterator[Finding]:
    """Report empty elements for forms and views in a packed solution."""
    if package.classic:
        return
    for table in package.tables:
        for tag in ("FormXml", "SavedQueries"):
            for element in table.element.named(tag):
                if not element.children:
                    yield finding_at(EMPTY_LIST, element, f"{table.subject} has an empty <{tag}>")


CHECKS = (known_content, duplicate_single_elements, missing_entities, empty_lists)
