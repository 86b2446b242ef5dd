"""Every real package is imported or refused with findings, and its specs load as the model that was written."""

from __future__ import annotations

from dvspec.findings import Refused
from dvspec.importers.solution import import_solution
from dvspec.spec import load
from dvspec.spec.write import write
from tests.importers.coverage import NO_TABLES, measure, with_formulas
from tests.verify.corpus import needs_corpus, samples


@needs_corpus
def test_specs_of_real_packages_load_without_errors_as_the_same_model() -> None:
    imported = 0
    for sample in samples():
        try:
            solution = import_solution(with_formulas(sample)).solution
        except Refused as refused:
            assert [finding.rule.code for finding in refused.findings] == [NO_TABLES], sample.id
            continue
        imported += 1
        assert load(write(solution)).solution == solution, sample.id
    assert imported > 95


@needs_corpus
def test_nearly_all_columns_and_tables_are_said_completely() -> None:
    coverage = measure()
    assert coverage.columns > 7000 and coverage.share_of_columns > 0.98
    assert coverage.tables > 700 and coverage.share_of_tables > 0.9
    assert coverage.refused == []
