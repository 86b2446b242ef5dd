"""Real exports left an environment whole: verify reports no error on any of them, and hardly a warning."""

from __future__ import annotations

import statistics

from dvspec.findings import Severity
from dvspec.verify import verify_archive
from tests.verify.corpus import needs_corpus, samples

# Errors that are right about an export, by package and rule, each with its evidence. There are none.
RIGHT: dict[tuple[str, str], str] = {}


@needs_corpus
def test_exports_have_no_errors_and_few_warnings() -> None:
    wrong: set[tuple[str, str]] = set()
    warnings: list[int] = []
    exports = 0
    for sample in samples():
        findings = verify_archive(sample.archive)
        if not sample.is_export:
            continue
        exports += 1
        wrong |= {(sample.id, finding.rule.code) for finding in findings if finding.severity is Severity.ERROR}
        if sample.has_tables:
            warnings.append(sum(finding.severity is Severity.WARNING for finding in findings))
    assert exports == 149 and len(warnings) > 90
    assert wrong == RIGHT.keys()
    assert statistics.median(warnings) == 0 and max(warnings) <= 3
