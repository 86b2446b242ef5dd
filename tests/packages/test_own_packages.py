"""Our own packages and source folders, in every mode: nothing to find, by our rules and Microsoft's schema."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from dvspec.model import Solution
from dvspec.solution_files.writer import file_name, pack
from dvspec.targets import render
from dvspec.targets.solution import package
from dvspec.verify import verify
from tests.packages.models import SHIPPED, solutions
from tests.reference import REFERENCE, needs_reference

SOLUTIONS = dict(solutions())
every_solution = pytest.mark.parametrize("solution", SOLUTIONS.values(), ids=SOLUTIONS.keys())
both_kinds = pytest.mark.parametrize("managed", [False, True], ids=["unmanaged", "managed"])


def write_package(folder: Path, solution: Solution, managed: bool) -> Path:
    path = folder / file_name(solution.unique_name, solution.version, managed=managed)
    path.write_bytes(pack(package(solution, managed=managed)))
    return path


def write_source(folder: Path, solution: Solution) -> Path:
    for path, data in render(solution, ["solution"]).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder / "solution"


@every_solution
@both_kinds
def test_verify_finds_nothing_in_a_package(tmp_path: Path, solution: Solution, managed: bool) -> None:
    assert verify(write_package(tmp_path, solution, managed)) == []


@every_solution
def test_verify_finds_nothing_in_a_source_folder(tmp_path: Path, solution: Solution) -> None:
    assert verify(write_source(tmp_path, solution)) == []


@needs_reference
@every_solution
@both_kinds
def test_a_package_satisfies_microsofts_schema(tmp_path: Path, solution: Solution, managed: bool) -> None:
    path = write_package(tmp_path, solution, managed)
    assert verify(path, xsd=REFERENCE / "xsd" / "CustomizationsSolution.xsd") == []


def test_every_name_follows_the_publishers_prefix() -> None:
    texts = package(SOLUTIONS["shipped-contoso"])
    assert "msdynci" not in "".join(texts.values())
    assert 'value="100000001"' in texts["customizations.xml"]  # an option, moved under Contoso's value prefix
    assert "6474300" not in texts["customizations.xml"]


def test_elastic_and_standard_tables_declare_what_is_theirs() -> None:
    elastic = package(SOLUTIONS["shipped"])["customizations.xml"]
    standard = package(SOLUTIONS["shipped-standard"])["customizations.xml"]
    tables = len(SOLUTIONS["shipped"].tables)
    for mark in ('PhysicalName="PartitionId"', 'PhysicalName="TTLInSeconds"', "<DataProviderId>", "<DataSourceId>"):
        assert elastic.count(mark) == tables
        assert mark not in standard


def test_labels_stand_in_every_language_of_the_specs() -> None:
    texts = package(SOLUTIONS["everything"])
    assert 'description="Dinge" languagecode="1031"' in texts["customizations.xml"]
    assert "<Language>1033</Language>\n    <Language>1031</Language>" in texts["customizations.xml"]
    assert 'description="Contoso GmbH" languagecode="1031"' in texts["solution.xml"]


def test_the_shipped_packages_are_these_bytes() -> None:
    """After a wanted change: dvspec pack --type both; cd dist; sha256sum CustomerInsights*.zip > the file below."""
    recorded = (SHIPPED.parent / "tests" / "packages" / "packages.sha256").read_text().split("\n")
    solution = SOLUTIONS["shipped"]
    made = []
    for managed in (False, True):
        data = pack(package(solution, managed=managed))
        made.append(
            f"{hashlib.sha256(data).hexdigest()}  {file_name(solution.unique_name, solution.version, managed=managed)}"
        )
    assert made == recorded[:2]
