"""Specs are loaded from bytes in memory, without a folder."""

from __future__ import annotations

import pytest

from dvspec.findings import Refused
from dvspec.spec import load
from tests.spec.small import SOLUTION, THING

FILES = {"solution.yaml": SOLUTION.encode(), "thing.yaml": THING.encode()}


def test_files_in_any_folder_and_order_give_the_same_model() -> None:
    solution = load(FILES).solution
    elsewhere = {f"some/where/{name}": data for name, data in reversed(FILES.items())}
    assert load(elsewhere).solution == solution
    assert (solution.tables[0].name, solution.tables[0].file) == ("Thing", "thing.yaml")


def test_specs_without_a_solution_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        load({"thing.yaml": THING.encode()})
    assert [(finding.rule.code, str(finding.place)) for finding in refused.value.findings] == [
        ("DV101", "solution.yaml")
    ]


def test_findings_are_placed_in_the_files_as_they_are_named() -> None:
    with pytest.raises(Refused) as refused:
        load(FILES | {"thing.yaml": b"table: Thing\n", "other/extra.yaml": b""})
    places = {(finding.rule.code, str(finding.place)) for finding in refused.value.findings}
    assert {("DV103", "other/extra.yaml"), ("DV108", "thing.yaml:1:1")} <= places
