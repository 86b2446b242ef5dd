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
    "invalid-solution-name",
    Severity.ERROR,
    f"A solution's unique name has at most {limits.SOLUTION_NAME_LENGTH} letters, digits and underscores,"
    " and does not end in _Upgrade.",
    "Change the unique name.",
    "0x8004F002",
)
VERSION = Rule(
    "DV446",
    "invalid-solution-version",
    Severity.ERROR,
    "A solution's version consists of one to four whole numbers separated by dots.",
    "Write a version such as 1.0.0.0.",
    "0x8004F01E",
)
MANAGED = Rule(
    "DV448",
    "invalid-managed",
    Severity.ERROR,
    "Managed is 0 or 1; in an unpacked solution it can also be 2, for both.",
    "Write 0 for an unmanaged package, 1 for a managed one.",
)
PREFIX = Rule(
    "DV449",
    "invalid-publisher-prefix",
    Severity.ERROR,
    "A publisher's prefix has 2 to 8 letters and digits, starts with a letter, and does not start with"
    f" {limits.RESERVED_PREFIX}.",
    "Write the publisher's prefix.",
    "0x80048062",
)
OPTION_VALUE_PREFIX = Rule(
    "DV450",
    "invalid-option-value-prefix",
    Severity.ERROR,
    "A publisher's option value prefix is a whole number from {} to {}.".format(*limits.OPTION_VALUE_PREFIXES),
    "Write the publisher's option value prefix.",
    "0x80048402",
)
PUBLISHER_NAME = Rule(
    "DV451",
    "invalid-publisher-name",
    Severity.ERROR,
    f"A publisher's unique name has at most {limits.PUBLISHER_NAME_LENGTH} letters, digits and underscores.",
    "Write the publisher's unique name.",
)
TEXT_LENGTH = Rule(
    "DV452",
    "long-solution-text",
    Severity.ERROR,
    f"A solution's display name has at most {limits.DISPLAY_NAME_LENGTH} characters, its description at most"
    f" {limits.DESCRIPTION_LENGTH:,}.",
    "Shorten the text.",
)
PACKAGE_VERSION = Rule(
    "DV453",
    "invalid-package-version",
    Severity.WARNING,
    "SolutionPackageVersion is a major and a minor version, such as 9.2.",
    "Write the version of the environment that the package is for.",
    "0x80048068",
)
INTRODUCED_VERSION = Rule(
    "DV454",
    "invalid-introduced-version",
    Severity.ERROR,
    "IntroducedVersion consists of two to four numbers separated by dots.",
    "Write the version of the solution that introduced the component.",
    "0x8004801A",
)

_UNIQUE_NAME = re.compile(r"[A-Za-z0-9_]+")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}_?")  # prefixes of older publishers can end in _
_VERSION = re.compile(r"[0-9]{1,10}(\.[0-9]{1,10}){0,3}")
_INTRODUCED_VERSION = re.compile(r"[0-9]+(\.[0-9]+){1,3}")
_PACKAGE_VERSION = re.compile(r"[0-9]{1,2}\.[0-9]{1,3}")
_LARGEST_NUMBER = 2_147_483_647
_TEXTS = (
    ("display name", "LocalizedNames", "LocalizedName", limits.DISPLAY_NAME_LENGTH),
    ("description", "Descriptions", "Description", limits.DESCRIPTION_LENGTH),
)


def _children(parent: Element | None, tag: str) -> Iterator[Element]:
    return parent.named(tag) if parent else iter(())


def unique_name(package: Package) -> Iterator[Finding]:
    """Report a unique name that Dataverse rejects."""
    for element in _children(package.manifest, "UniqueName"):
        name = element.text
        if not name:
            continue
        if not _UNIQUE_NAME.fullmatch(name):
            message = f"unique name {quoted(name)} has characters other than letters, digits and underscores"
            yield finding_at(UNIQUE_NAME, element, message)
        elif len(name) > limits.SOLUTION_NAME_LENGTH:
            message = (
                f"unique name {quoted(name)} has {len(name):,} characters;"
                f" at most {limits.SOLUTION_NAME_LENGTH} are allowed"
            )
            yield finding_at(UNIQUE_NAME, element, message)
        elif name.lower().endswith("_upgrade"):
            message = f"unique name {quoted(name)} ends in _Upgrade, which Dataverse adds to names during upgrades"
            yield finding_at(UNIQUE_NAME, element, message)


def version(package: Package) -> Iterator[Finding]:
    """Report an invalid version of the solution."""
    for element in _children(package.manifest, "Version"):
        text = element.text
        numbers = [int(part) for part in text.split(".")] if _VERSION.fullmatch(text) else []
        if text and not numbers:
            yield finding_at(VERSION, element, f"version {quoted(text)} is not one to four numbers separated by dots")
        elif text and max(numbers) > _LARGEST_NUMBER:
            message = f"version {quoted(text)} has a number greater than {_LARGEST_NUMBER:,}"
            yield finding_at(VERSION, element, message)


def managed(package: Package) -> Iterator[Finding]:
    """Report other values of Managed."""
    allowed = ("0", "1", "2") if package.classic else ("0", "1")
    for element in _children(package.manifest, "Managed"):
        if element.text and element.text not in allowed:
            message = f"Managed is {quoted(element.text)}, not {'0, 1 or 2' if package.classic else '0 or 1'}"
            yield finding_at(MANAGED, element, message)


def prefix(package: Package) -> Iterator[Finding]:
    """Report a publisher's prefix that Dataverse rejects."""
    for element in _children(package.publisher, "CustomizationPrefix"):
        text = element.text
        if text and (not _PREFIX.fullmatch(text) or text.lower().startswith(limits.RESERVED_PREFIX)):
            yield finding_at(PREFIX, element, f"publisher prefix {quoted(text)} is invalid")


def option_value_prefix(package: Package) -> Iterator[Finding]:
    """Report an option value prefix that is out of range."""
    lowest, highest = limits.OPTION_VALUE_PREFIXES
    for element in _children(package.publisher, "CustomizationOptionValuePrefix"):
        value = integer(element.text)
        if element.text and (value is None or not lowest <= value <= highest):
            message = f"option value prefix {quoted(element.text)} is not in the range {lowest} to {highest}"
            yield finding_at(OPTION_VALUE_PREFIX, element, message)


def publisher_name(package: Package) -> Iterator[Finding]:
    """Report a unique name of the publisher that Dataverse rejects."""
    for element in _children(package.publisher, "UniqueName"):
        name = element.text
        subject = f"the publisher's unique name {quoted(name)}"
        if name and not _UNIQUE_NAME.fullmatch(name):
            message = f"{subject} has characters other than letters, digits and underscores"
            yield finding_at(PUBLISHER_NAME, element, message)
        elif len(name) > limits.PUBLISHER_NAME_LENGTH:
            message = f"{subject} has {len(name):,} characters; at most {limits.PUBLISHER_NAME_LENGTH} are allowed"
            yield finding_at(PUBLISHER_NAME, element, message)


def text_lengths(package: Package) -> Iterator[Finding]:
    """Report texts of the manifest that are too long."""
    if package.manifest is None:
        return
    for text, container, tag, longest in _TEXTS:
        for element in package.manifest.under(container, tag):
            length = len(element.attrib.get("description", ""))
            if length > longest:
                message = f"the solution's {text} has {length:,} characters; at most {longest:,} are allowed"
                yield finding_at(TEXT_LENGTH, element, message)


def package_version(package: Package) -> Iterator[Finding]:
    """Report an invalid SolutionPackageVersion."""
    if package.solution is None:
        return
    text = package.solution.attrib.get("SolutionPackageVersion", "")
    if text and not _PACKAGE_VERSION.fullmatch(text):
        message = f"SolutionPackageVersion {quoted(text)} is not a major and a minor version"
        yield finding_at(PACKAGE_VERSION, package.solution, message)


def introduced_versions(package: Package) -> Iterator[Finding]:
    """Report invalid IntroducedVersion elements."""
    for element in package.elements:
        if element.tag == "IntroducedVersion" and not _INTRODUCED_VERSION.fullmatch(element.text):
            message = f"IntroducedVersion {quoted(element.text)} is not two to four numbers separated by dots"
            yield finding_at(INTRODUCED_VERSION, element, message)


CHECKS = (
    unique_name,
    version,
    managed,
    prefix,
    option_value_prefix,
    publisher_name,
    text_lengths,
    package_version,
    introduced_versions,
)
