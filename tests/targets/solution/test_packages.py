"""The target solution: prefixes, elastic tables, languages, and the bytes of the packages."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

from dvspec.solution_files.writer import file_name, pack
from dvspec.targets.solution import package, render
from tests.own_packages import ROOT, package_texts, solutions

SOLUTIONS = dict(solutions())


def test_every_name_has_the_publishers_prefix() -> None:
    texts = package_texts(SOLUTIONS["shipped-contoso"])
    assert "msdynci" not in "".join(texts.values())
    assert 'value="100000001"' in texts["customizations.xml"]  # an option, moved under Contoso's value prefix
    assert "6474300" not in texts["customizations.xml"]


def test_only_elastic_tables_have_the_elements_of_elastic_tables() -> None:
    elastic = package_texts(SOLUTIONS["shipped"])["customizations.xml"]
    standard = package_texts(SOLUTIONS["shipped-standard"])["customizations.xml"]
    tables = len(SOLUTIONS["shipped"].tables)
    for text in ('PhysicalName="PartitionId"', 'PhysicalName="TTLInSeconds"', "<DataProviderId>", "<DataSourceId>"):
        assert elastic.count(text) == tables
        assert text not in standard


def test_labels_are_in_every_language_of_the_specs() -> None:
    texts = package_texts(SOLUTIONS["everything"])
    assert 'description="Dinge" languagecode="1031"' in texts["customizations.xml"]
    assert "<Language>1033</Language>\n    <Language>1031</Language>" in texts["customizations.xml"]
    assert 'description="Contoso GmbH" languagecode="1031"' in texts["solution.xml"]


def test_hyphens_in_the_name_of_a_spec_do_not_end_the_header() -> None:
    solution = SOLUTIONS["everything"]
    tables = tuple(replace(table, file=f"a---{table.file}") for table in solution.tables)
    for _, text in render(replace(solution, tables=tables)):
        assert isinstance(text, str)
        ElementTree.fromstring(text.removeprefix("\ufeff"))


def test_shipped_packages_have_the_recorded_bytes() -> None:
    """After an intended change: dvspec pack --type both; cd dist; sha256sum CustomerInsights*.zip > packages.sha256."""
    recorded = (ROOT / "tests" / "targets" / "packages.sha256").read_text().split("\n")
    solution = SOLUTIONS["shipped"]
    packed = []
    for managed in (False, True):
        data = pack(package(solution, managed=managed))
        packed.append(
            f"{hashlib.sha256(data).hexdigest()}  {file_name(solution.unique_name, solution.version, managed=managed)}"
        )
    assert packed == recorded[:2]
