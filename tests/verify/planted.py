"""Single mistakes planted in other people's packages: in each of ten, a sample of those of test_mutations.

`python -m tests.verify.planted` prints how many are caught as an error, as a warning, as a note, or missed.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator

from dvspec.findings import Severity
from dvspec.solution_files.archive import Archive
from dvspec.solution_files.package import Package
from dvspec.solution_files.xml_parser import UNREAD
from dvspec.verify import verify_archive
from tests.verify.corpus import Sample, samples
from tests.verify.test_mutations import OPERATIONS

PACKAGES = 10
EACH = 4  # mistakes of one operation in one package
_SMALLEST, _LARGEST = 20_000, 400_000  # bytes of customizations.xml
_FILE = "customizations.xml"


def hosts() -> list[Sample]:
    """Return ten exports of today that define tables, each of another publisher."""
    chosen: dict[str, Sample] = {}
    for sample in samples():
        package = Package(sample.archive)
        size = len(sample.archive.contents.get(_FILE, b""))
        fits = sample.is_export and package.is_current and _SMALLEST <= size <= _LARGEST
        if (
            fits
            and package.whole_tables
            and package.relationships
            and not package.parsed[_FILE].source.data.count(b"<!")
        ):
            chosen.setdefault(package.prefix, sample)
        if len(chosen) == PACKAGES:
            break
    return list(chosen.values())


def planted(sample: Sample, operation: str) -> Iterator[tuple[str, Severity | None]]:
    """Yield the mistakes of one operation, each with the highest severity of the new findings."""
    known = _findings(sample.archive)
    root = ET.fromstring(sample.archive.contents[_FILE])
    for element in root.iter():
        if element.tag in UNREAD:
            for child in list(element):
                element.remove(child)
    count = sum(1 for _ in OPERATIONS[operation](root))
    wanted = {round(number * count / EACH) for number in range(EACH)}
    for number, what in enumerate(OPERATIONS[operation](root)):
        if number not in wanted:
            continue
        contents = {**sample.archive.contents, _FILE: ET.tostring(root, encoding="utf-8")}
        mutant = Archive(sample.archive.path, "!", is_open=True, names=sample.archive.names, contents=contents)
        new = _findings(mutant) - known
        yield what, min((severity for _, _, severity in new), key=list(Severity).index, default=None)


def _findings(archive: Archive) -> set[tuple[str, str, Severity]]:
    return {(finding.rule.code, finding.message, finding.rule.severity) for finding in verify_archive(archive)}


def main() -> None:
    """Print the figures of each operation."""
    total: Counter[str] = Counter()
    chosen = hosts()
    for operation in OPERATIONS:
        caught: Counter[str] = Counter()
        for sample in chosen:
            for what, severity in planted(sample, operation):
                caught[severity.value if severity else "missed"] += 1
                if severity not in (Severity.ERROR, Severity.WARNING):
                    print(f"    {severity.value if severity else 'missed'}: {sample.id} {what}")
        print(f"{operation:20} {dict(caught)}")
        total += caught
    print(f"{'all':20} {dict(total)} in {[sample.id for sample in chosen]}")


if __name__ == "__main__":
    main()
