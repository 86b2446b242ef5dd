"""The files of a package: the names of all, the content of those that rules read, and what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.report import finding_in, listed, quoted

MAX_MEMBERS = 20_000
MAX_XML = 128 << 20  # bytes of one XML member that rules read

UNREADABLE = Rule(
    "DV401",
    "unreadable-package",
    Severity.ERROR,
    "The package and its files can be read.",
    "Check the path and its permissions.",
)
UNSAFE_NAME = Rule(
    "DV403",
    "unsafe-member-name",
    Severity.ERROR,
    "Members have relative names with forward slashes that stay inside the package.",
    "Pack again with a tool that writes plain relative names.",
    "0x80048060",
)
DUPLICATE_MEMBER = Rule(
    "DV404",
    "duplicate-member-name",
    Severity.ERROR,
    "Names of members are unique, whatever their case.",
    "Remove or rename one of them. Which of them an importer reads is not defined.",
    "0x80048060",
)
NOT_A_FILE = Rule(
    "DV405",
    "special-file",
    Severity.ERROR,
    "Packages contain regular files only: no links, no devices and no pipes.",
    "Replace it with a regular file that has the content.",
)
OVERSIZED_PACKAGE = Rule(
    "DV408",
    "oversized-package",
    Severity.ERROR,
    "The number, the sizes and the compression ratios of members are within limits.",
    "Check where the package comes from: it may have been made to exhaust memory or disk.",
)
OVERSIZED_MEMBER = Rule(
    "DV410",
    "oversized-member",
    Severity.ERROR,
    f"XML members have at most {MAX_XML:,} bytes.",
    "Split the solution. Dataverse does not import packages of that size.",
)

FLAT = ("[Content_Types].xml", "solution.xml", "customizations.xml")
# What rules read of an unpacked solution.
_CLASSIC = re.compile(
    r"Other/(Solution|Customizations|Relationships)\.xml|Other/Relationships/[^/]+\.xml"
    r"|Entities/[^/]+/(Entity|SavedQueries/[^/]+)\.xml|OptionSets/[^/]+\.xml",
    re.IGNORECASE,
)
_FORMULAS = re.compile(r"(Entities/[^/]+/)?Formulas/[^/]+\.(xaml|yaml)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(slots=True)
class Archive:
    """A zip or a folder: the names of all members, and the bytes of those that rules read.

    `is_open` says whether the list of members could be read, so that there is something to check. `formulas` are the
    definitions of computed columns, by their files' names in lower case, if they are asked for.
    """

    path: str
    separator: str  # between the path and a member's name, in findings
    is_open: bool = False
    names: list[str] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    formulas: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def path_of(self, name: str) -> str:
        """Return a member's path as findings show it."""
        return f"{self.path}{self.separator}{name}"

    def report(self, rule: Rule, message: str, name: str | None = None) -> None:
        """Add a finding about a member, or about the package."""
        file = self.path if name is None else self.path_of(name)
        self.findings.append(finding_in(rule, file, message))


def is_read(name: str) -> bool:
    """Return whether rules read this member of a solution."""
    return name in FLAT or _CLASSIC.fullmatch(name) is not None


def is_formula(name: str) -> bool:
    """Return whether this member of a solution defines computed columns."""
    return _FORMULAS.fullmatch(name) is not None


def check_names(archive: Archive) -> None:
    """Report names that leave the package, and duplicate names."""
    by_folded_name: dict[str, list[str]] = {}
    for name in archive.names:
        if reason := _unsafe(name):
            archive.report(UNSAFE_NAME, f"the name {quoted(name)} {reason}")
        by_folded_name.setdefault(name.casefold(), []).append(name)
    for names in by_folded_name.values():
        if len(names) > 1:
            message = f"{len(names)} members have the same name: {listed(names)}"
            archive.report(DUPLICATE_MEMBER, message, names[0])


def _unsafe(name: str) -> str | None:
    """Return what makes a name unsafe, None if nothing does."""
    if not name:
        return "is empty"
    if name.startswith("/"):
        return "is absolute"
    if _DRIVE.match(name):
        return "starts with a drive"
    if "\\" in name:
        return "contains a backslash"
    if any(letter < " " or letter == "\x7f" for letter in name):
        return "contains a control character"
    if any(part in ("..", ".", "") for part in name.rstrip("/").split("/")):
        return "contains an empty part, . or .."
    return None
