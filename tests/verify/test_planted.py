"""Mistakes in other people's packages are caught too: quiet about exports does not mean blind."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.verify import planted
from tests.verify.corpus import needs_corpus
from tests.verify.test_mutations import OPERATIONS


@needs_corpus
def test_mistakes_planted_in_ten_exports_are_caught(capsys: pytest.CaptureFixture[str]) -> None:
    chosen = planted.hosts()
    assert len(chosen) == planted.PACKAGES
    caught: Counter[str] = Counter()
    for operation in OPERATIONS:
        for sample in chosen:
            for _, severity in planted.planted(sample, operation):
                caught[severity.value if severity else "missed"] += 1
    with capsys.disabled():
        print(f"planted in ten exports: {dict(caught)}")
    assert caught.total() >= 200
    assert caught["error"] >= 0.6 * caught.total()
    assert caught["missed"] + caught["note"] <= 0.08 * caught.total()
