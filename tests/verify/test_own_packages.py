"""Packages and source folders of our own: nothing to report, by our rules and Microsoft's schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from dvspec.model import Solution
from dvspec.verify import verify
from tests.own_packages import solutions, write_package, write_source
from tests.reference import REFERENCE, needs_reference

SOLUTIONS = dict(solutions())
every_solution = pytest.mark.parametrize("solution", SOLUTIONS.values(), ids=SOLUTIONS.keys())
managed_or_not = pytest.mark.parametrize("managed", [False, True], ids=["unmanaged", "managed"])


@every_solution
@managed_or_not
def test_package_has_no_findings(tmp_path: Path, solution: Solution, managed: bool) -> None:
    assert verify(write_package(tmp_path, solution, managed)) == []


@every_solution
def test_source_folder_has_no_findings(tmp_path: Path, solution: Solution) -> None:
    assert verify(write_source(tmp_path, solution)) == []


@needs_reference
@every_solution
@managed_or_not
def test_package_is_valid_under_the_schema(tmp_path: Path, solution: Solution, managed: bool) -> None:
    path = write_package(tmp_path, solution, managed)
    assert verify(path, xsd=REFERENCE / "xsd" / "CustomizationsSolution.xsd") == []
