"""What is imported from real packages and generated again says what the packages say, element by element."""

from __future__ import annotations

from collections import Counter

from tests.importers.comparison import compare_all
from tests.verify.corpus import needs_corpus


@needs_corpus
def test_generated_packages_equal_their_sources_in_all_that_the_report_does_not_name() -> None:
    things: Counter[str] = Counter()
    different: list[str] = []
    packages = 0
    for name, source, _, unreported in compare_all(None):
        packages += 1
        things.update(thing.kind for thing in source)
        different += [f"{name}: {difference}" for difference in unreported]
    counts = ", ".join(f"{number:,} {kind}s" for kind, number in things.items())
    print(f"{packages} packages, {counts}: {len(different)} differences")
    assert packages > 90 and things["column"] > 20_000
    assert different == []
