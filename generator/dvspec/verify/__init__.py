"""Whether a solution package will import: any package, zip or unpacked, without an environment at hand.

open → parse → rules → findings. Nothing is written, nothing is fetched, memory is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dvspec.findings import Finding
from dvspec.solution_files.archive import TOO_MANY_FINDINGS, Archive
from dvspec.solution_files.reader import open_package
from dvspec.solution_files.report import finding_in

__all__ = ["MOST_FINDINGS", "verify", "verify_archive"]

MOST_FINDINGS = 10_000


def verify(path: Path, *, xsd: Path | None = None) -> list[Finding]:
    """Return all that speaks against importing the package at the path, in the order of its files.

    `xsd` is Microsoft's CustomizationsSolution.xsd, or its folder; without it no schema is used.
    """
    return verify_archive(open_package(path), xsd=xsd)


def verify_archive(archive: Archive, *, xsd: Path | None = None) -> list[Finding]:
    """Return the same for a package that is read already."""
    findings = list(islice(_findings(archive, xsd), MOST_FINDINGS + 1))
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


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.place
    return place.file, place.line, place.column, finding.rule.code, finding.message
