"""Rules for the manifest: the solution's name and version, and its publisher."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvspec.dataverse import limits
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element, finding_at

UNIQUE_NAME = Rule(
    "DV445",
    "unique-name",
    Severity.ERROR,
    "A unique name has at most 65 characters, letters, digits and _, and does not end in _Upgrade.",
    "Choose such a name.",
    "0x8004F002",
)
VERSION = Rule(
    "DV446",
    "version",
    Severity.ERROR,
    "A solution's version consists of whole numbers with dots between them.",
    "Write major.minor.build.revision, as 1.0.0.0.",
    "0x8004F01E",
)
MANAGED = Rule(
    "DV448",
    "managed",
    Severity.ERROR,
    "Managed is 0 or 1 in a package; 2, for both, only in an unpacked one.",
    "Write 0; a managed package comes from an environment that exports it.",
)
PREFIX = Rule(
    "DV449",
    "prefix",
    Severity.ERROR,
    "A publisher's prefix has 2 to 8 letters and digits, a letter first, and does not begin with mscrm.",
    "Choose such a prefix.",
    "0x80048062",
)
OPTION_PREFIX = Rule(
    "DV450",
    "option-prefix-package",
    Severity.ERROR,
    "A publisher's option value prefix is a whole number of 10000 to 99999.",
    "Write the number that the publisher has.",
    "0x80048402",
)
PUBLISHER_NAME = Rule(
    "DV451",
    "publisher-name",
    Severity.ERROR,
    "A publisher's unique name has at most 256 characters: letters, digits and _.",
    "Write the name that the publisher has.",
)
TEXT_LENGTH = Rule(
    "DV452",
    "text-length",
    Severity.ERROR,
    "A solution's display name has at most 256 characters, its description at most 2000.",
    "Shorten the text.",
)
PACKAGE_VERSION = Rule(
    "DV453",
    "package-version",
    Severity.WARNING,
    "SolutionPackageVersion is a major and a minor version number, as 9.2.",
    "Write the version of the environment that the package is for.",
    "0x80048068",
)
INTRODUCED = Rule(
    "DV454",
    "introduced",
    Severity.ERROR,
    "IntroducedVersion is a version of two to four numbers.",
    "Write the version of the solution that brought the component.",
    "0x8004801A",
)

_UNIQUE = re.compile(r"[A-Za-z0-9_]+")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}_?")  # older publishers have one that ends in _
_VERSION = re.compile(r"[0-9]{1,10}(\.[0-9]{1,10}){0,3}")
_INTRODUCED = re.compile(r"[0-9]+(\.[0-9]+){1,3}")
_LARGEST = 2_147_483_647
_LENGTHS = (
    ("LocalizedNames", "LocalizedName", limits.DISPLAY_NAME_LENGTH),
    ("Descriptions", "Description", limits.DESCRIPTION_LENGTH),
)


def _named(parent: Element | None, tag: str) -> Iterator[Element]:
    return parent.named(tag) if parent else iter(())


def unique_name(package: Package) -> Iterator[Finding]:
    """Report a unique name that Dataverse would not take."""
    for element in _named(package.manifest, "UniqueName"):
        name = element.text
        if not name:
            continue
        if not _UNIQUE.fullmatch(name):
            message = f"unique name {quoted(name)} has other characters than letters, digits and _"
            yield finding_at(UNIQUE_NAME, element, message)
        elif len(name) > limits.SOLUTION_NAME_LENGTH:
            message = (
                f"unique name {quoted(name)} has {len(name):,} characters,"
                f" {limits.SOLUTION_NAME_LENGTH} are allowed"
            )
            yield finding_at(UNIQUE_NAME, element, message)
        elif name.lower().endswith("_upgrade"):
            message = f"unique name {quoted(name)} ends in _Upgrade, as the names of holding solutions do"
            yield finding_at(UNIQUE_NAME, element, message)


def version(package: Package) -> Iterator[Finding]:
    """Report a version that is none."""
    for element in _named(package.manifest, "Version"):
        text = element.text
        numbers = [int(part) for part in text.split(".")] if _VERSION.fullmatch(text) else []
        if text and (not numbers or max(numbers) > _LARGEST):
            yield finding_at(VERSION, element, f"version {quoted(text)} is not four numbers")


def managed(package: Package) -> Iterator[Finding]:
    """Report Managed with another value."""
    allowed = ("0", "1", "2") if package.classic else ("0", "1")
    for element in _named(package.manifest, "Managed"):
        if element.text and element.text not in allowed:
            message = f"Managed is {quoted(element.text)}, not {' or '.join(allowed)}"
            yield finding_at(MANAGED, element, message)


def prefix(package: Package) -> Iterator[Finding]:
    """Report a publisher's prefix that Dataverse would not take."""
    for element in _named(package.publisher, "CustomizationPrefix"):
        text = element.text
        if text and (not _PREFIX.fullmatch(text) or text.lower().startswith(limits.RESERVED_PREFIX)):
            yield finding_at(PREFIX, element, f"prefix {quoted(text)} is not one that publishers can have")


def option_prefix(package: Package) -> Iterator[Finding]:
    """Report an option value prefix out of range."""
    lowest, highest = limits.OPTION_VALUE_PREFIXES
    for element in _named(package.publisher, "CustomizationOptionValuePrefix"):
        value = integer(element.text)
        if element.text and (value is None or not lowest <= value <= highest):
            message = f"option value prefix {quoted(element.text)} is not in {lowest}..{highest}"
            yield finding_at(OPTION_PREFIX, element, message)


def publisher_name(package: Package) -> Iterator[Finding]:
    """Report a publisher's unique name that is none."""
    for element in _named(package.publisher, "UniqueName"):
        name = element.text
        if name and (len(name) > limits.PUBLISHER_NAME_LENGTH or not _UNIQUE.fullmatch(name)):
            message = f"the publisher's unique name {quoted(name)} is not letters, digits and _"
            yield finding_at(PUBLISHER_NAME, element, message)


def text_lengths(package: Package) -> Iterator[Finding]:
    """Report texts of the manifest that are too long."""
    if package.manifest is None:
        return
    for container, item, longest in _LENGTHS:
        for element in package.manifest.under(container, item):
            length = len(element.attrib.get("description", ""))
            if length > longest:
                message = f"the solution's {item} has {length:,} characters, {longest:,} are allowed"
                yield finding_at(TEXT_LENGTH, element, message)


def package_version(package: Package) -> Iterator[Finding]:
    """Report a SolutionPackageVersion that is none."""
    if package.solution is None:
        return
    text = package.solution.attrib.get("SolutionPackageVersion", "")
    if text and not re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,3}", text):
        message = f"SolutionPackageVersion {quoted(text)} is not a major and a minor number"
        yield finding_at(PACKAGE_VERSION, package.solution, message)


def introduced_versions(package: Package) -> Iterator[Finding]:
    """Report IntroducedVersion elements that hold no version."""
    for element in package.elements:
        if element.tag == "IntroducedVersion" and not _INTRODUCED.fullmatch(element.text):
            message = f"IntroducedVersion {quoted(element.text)} is no version"
            yield finding_at(INTRODUCED, element, message)


CHECKS = (
    unique_name,
    version,
    managed,
    prefix,
    option_prefix,
    publisher_name,
    text_lengths,
    package_version,
    introduced_versions,
)
