"""Whether a solution package will import: any package, zipped or unpacked, checked without an environment.

open → parse → check → findings. Nothing is written or downloaded, and memory is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.archive import Archive
from dvspec.solution_files.reader import open_package
from dvspec.solution_files.report import finding_in

__all__ = ["MOST_FINDINGS", "verify", "verify_archive"]

MOST_FINDINGS = 10_000
_MOST_NOTES = 1_000  # more of them are dropped, so that they never hide an error

TOO_MANY_FINDINGS = Rule(
    "DV411",
    "too-many-findings",
    Severity.ERROR,
    f"A package has at most {MOST_FINDINGS:,} findings.",
    "Fix the findings shown, then verify again.",
)


def verify(path: Path, *, xsd: Path | None = None) -> list[Finding]:
    """Return what would make the import of a package fail or lose data, in the order of its files.

    `xsd` is the path of Microsoft's CustomizationsSolution.xsd or of its folder; without it, no schema is used.
    """
    return verify_archive(open_package(path), xsd=xsd)


def verify_archive(archive: Archive, *, xsd: Path | None = None) -> list[Finding]:
    """Return the same for a package that has been read."""
    findings = list(islice(_without_many_notes(_findings(archive, xsd)), MOST_FINDINGS + 1))
    if len(findings) > MOST_FINDINGS:
        message = f"more than {MOST_FINDINGS:,} findings; the others are not shown"
        findings[MOST_FINDINGS] = finding_in(TOO_MANY_FINDINGS, archive.path, message)
    return sorted(findings, key=_order)


def _findings(archive: Archive, xsd: Path | None) -> Iterator[Finding]:
    yield from archive.findings
    if not archive.is_open:
        return
    from dvspec.solution_files.package import Package
    from dvspec.verify.rules import CHECKS

    package = Package(archive)
    yield from package.findings
    for check in CHECKS:
        yield from check(package)
    if xsd is not None:
        from dvspec.verify.xsd import validate

        yield from validate(package, xsd)


def _without_many_notes(findings: Iterable[Finding]) -> Iterator[Finding]:
    notes = 0
    for finding in findings:
        notes += finding.severity is Severity.NOTE
        if finding.severity is not Severity.NOTE or notes <= _MOST_NOTES:
            yield finding


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.place
    return place.file, place.line, place.column, finding.rule.code, finding.message
