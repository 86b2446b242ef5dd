"""Several sources become one, unless they disagree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dvspec.findings import Refused
from dvspec.spec.merge import EVERYTHING
from dvspec.spec.merge.sources import one_source
from tests.reference import ROOT
from tests.spec.merge.test_merge import project, with_column, with_table, without_columns

_, EVERYTHING_PROJECT = project(ROOT / "tests/projects/everything")


def test_sources_complete_each_other() -> None:
    whole = EVERYTHING_PROJECT
    first = with_table(replace(whole, tables=whole.tables[:1]), "Thing", without_columns("Amount"))
    second = with_table(whole, "Thing", without_columns("Weight"))
    joined = one_source([("a.zip", first), ("b.zip", second)], EVERYTHING)
    assert {table.name for table in joined.tables} == {table.name for table in whole.tables}
    assert joined.by_name["Thing"].by_name.keys() == whole.by_name["Thing"].by_name.keys()


def test_sources_that_disagree_are_reported() -> None:
    other = with_column(EVERYTHING_PROJECT, "Thing", "Code", max_length=60)
    with pytest.raises(Refused) as refused:
        one_source([("a.zip", EVERYTHING_PROJECT), ("b.zip", other)], EVERYTHING)
    [finding] = refused.value.findings
    assert (finding.rule.code, finding.place.file) == ("DV692", "b.zip")
    assert finding.message == "column 'contoso_code' of table 'contoso_thing' differs from that in a.zip: max_length"
