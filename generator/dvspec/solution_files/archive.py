"""A package as bytes: which members it has, the few that rules read, and what is wrong with it as an archive."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.report import finding_in, listed, quoted

MAX_MEMBERS = 20_000
MAX_DIRECTORY = 8 << 20  # bytes of the zip's own list of its members
MAX_TOTAL = 1 << 30  # bytes of all members unpacked
MAX_XML = 128 << 20  # bytes of one XML member that rules read
MAX_RATIO = 800  # unpacked to packed; members of real exports reach 550, zeros alone 1,030
RATIO_FROM = 1 << 20  # smaller members may have any ratio

_ERROR = Severity.ERROR
UNREADABLE = Rule(
    "DV401", "unreadable-package", _ERROR, "The package can be read.", "Check the path and its permissions."
)
NOT_A_ZIP = Rule(
    "DV402",
    "not-a-zip",
    _ERROR,
    "The package is a whole zip archive.",
    "Export or pack the solution again; a file cut off on its way looks like this.",
    "0x80048060",
)
UNSAFE_NAME = Rule(
    "DV403",
    "unsafe-name",
    _ERROR,
    "Members have relative names with / between their parts that stay inside the package.",
    "Pack again with a tool that writes plain relative names.",
    "0x80048060",
)
DUPLICATE_MEMBER = Rule(
    "DV404",
    "duplicate-member",
    _ERROR,
    "No two members have one name, whatever the case of its letters.",
    "Keep one of them; which of the two an importer reads is chance.",
    "0x80048060",
)
LINK = Rule(
    "DV405",
    "link-package",
    _ERROR,
    "A package holds plain files: no links and no devices.",
    "Put a copy of the file in its place.",
)
ENCRYPTED = Rule(
    "DV406", "encrypted", _ERROR, "No member is encrypted.", "Pack again without a password.", "0x80048060"
)
COMPRESSION = Rule(
    "DV407",
    "compression",
    _ERROR,
    "Members are stored or deflated.",
    "Pack again with deflate.",
    "0x80048060",
)
BOMB = Rule(
    "DV408",
    "bomb",
    _ERROR,
    "Sizes, their sum, their number and their ratios are ones that a solution can have.",
    "Look where the package comes from; it was made to exhaust its reader.",
)
DAMAGED = Rule(
    "DV409",
    "damaged",
    _ERROR,
    "A member unpacks to the size and checksum that the archive's list gives.",
    "Export or pack the solution again.",
    "0x80048060",
)
TOO_LARGE = Rule(
    "DV410",
    "too-large-package",
    _ERROR,
    "XML that rules read is of a size that can be read.",
    "Split the solution; Dataverse itself takes no package of that size.",
)
TOO_MANY_FINDINGS = Rule(
    "DV411",
    "too-many-findings",
    _ERROR,
    "A package has as many mistakes as a person can read.",
    "Mend those shown, then verify again.",
)

# What an unpacked solution consists of, as far as rules read it.
_CLASSIC = re.compile(
    r"Other/(Solution|Customizations|Relationships)\.xml|Other/Relationships/[^/]+\.xml"
    r"|Entities/[^/]+/(Entity|SavedQueries/[^/]+)\.xml|OptionSets/[^/]+\.xml",
    re.IGNORECASE,
)
FLAT = ("[Content_Types].xml", "solution.xml", "customizations.xml")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(slots=True)
class Archive:
    """What was found at the path. `names` are all members, `members` the bytes of those that rules read.

    `is_open` tells that the list of members could be read, so that there is something to check.
    """

    path: str
    separator: str  # between the path and a member's name, in findings
    is_open: bool = False
    names: list[str] = field(default_factory=list)
    members: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def label(self, name: str) -> str:
        """Return how findings call a member."""
        return f"{self.path}{self.separator}{name}"

    def report(self, rule: Rule, message: str, name: str | None = None) -> None:
        """Add a finding about a member, or about the package."""
        file = self.path if name is None else self.label(name)
        self.findings.append(finding_in(rule, file, message))


def is_read(name: str) -> bool:
    """Tell whether rules read that member of an unpacked or unzipped solution."""
    return name in FLAT or _CLASSIC.fullmatch(name) is not None


def unsafe(name: str) -> str | None:
    """Say why a member's name is not a plain relative one, or return None."""
    if not name or name.startswith("/"):
        return "is empty or absolute"
    if _DRIVE.match(name):
        return "names a drive"
    if "\\" in name:
        return "has a backslash"
    if any(letter < " " or letter == "\x7f" for letter in name):
        return "has a control character"
    if any(part in ("..", ".", "") for part in name.rstrip("/").split("/")):
        return "steps out of its folder"
    return None


def check_names(archive: Archive) -> None:
    """Report names that leave the package and names that stand twice."""
    by_folded: dict[str, list[str]] = {}
    for name in archive.names:
        if reason := unsafe(name):
            archive.report(UNSAFE_NAME, f"the name {quoted(name)} {reason}")
        by_folded.setdefault(name.casefold(), []).append(name)
    for names in by_folded.values():
        if len(names) > 1:
            message = f"{len(names)} members have one name: {listed(names)}"
            archive.report(DUPLICATE_MEMBER, message, names[0])
