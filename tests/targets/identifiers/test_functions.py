"""Identifier functions and GUID schemes, compared with the committed vectors and with an independent implementation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import black
import pytest
from customer_insights import identifiers
from hypothesis import given
from hypothesis import strategies as st

from dvspec.guids import SCHEMES
from dvspec.model import GuidScheme
from dvspec.names import snake_case
from dvspec.spec import load_folder
from dvspec.targets import render
from tests.independent_guids import independent_guid
from tests.targets.test_agreement import imported

ROOT = Path(__file__).parents[3]
VECTORS: dict[str, Any] = json.loads((ROOT / "generated" / "identifiers" / "test_vectors.json").read_text())
SOLUTION = load_folder(ROOT / "specs").solution
PARTS = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize("table", [name for name, groups in VECTORS["tables"].items() if "compose" in groups])
def test_functions_return_the_vectors(table: str) -> None:
    groups = VECTORS["tables"][table]
    name = snake_case(table)
    compose: Any = getattr(identifiers, f"{name}_identifier")
    parse: Any = getattr(identifiers, f"parse_{name}_identifier")
    guid: Any = getattr(identifiers, f"{name}_guid")
    for case in groups["compose"]:
        assert compose(*case["parts"]) == case["identifier"]
        assert list(parse(case["identifier"])) == case["parts"]
        if "guid" in case:
            assert str(guid(*case["parts"])) == case["guid"]
    for case in groups["refuse_parts"]:
        with pytest.raises(identifiers.IdentifierError, match=f"part {snake_case(case['part'])} "):
            compose(*case["parts"])
    for text in groups["refuse_parse"]:
        with pytest.raises(identifiers.IdentifierError):
            parse(text)


@pytest.mark.parametrize("table", ["UnifiedActivity", "CustomerMeasure"])
def test_guids_are_read_from_text(table: str) -> None:
    guid = getattr(identifiers, f"{snake_case(table)}_guid")
    for case in VECTORS["tables"][table]["guid_of_text"]:
        assert str(guid(case["text"])) == case["guid"]
    for text in VECTORS["tables"][table]["refuse_guid_of_text"]:
        with pytest.raises(identifiers.IdentifierError):
            guid(text)


def test_part_with_a_separator_needs_allow_separator() -> None:
    with pytest.raises(identifiers.IdentifierError, match="data_source_name"):
        identifiers.alternate_key_identifier("a|b", "c", "d")
    assert identifiers.alternate_key_identifier("a|b", "c", "d", allow_separator=True) == "a|b|c|d"


@given(PARTS, PARTS, PARTS)
def test_parsing_returns_the_parts(first: str, second: str, third: str) -> None:
    composed = identifiers.alternate_key_identifier(first, second, third)
    assert identifiers.parse_alternate_key_identifier(composed) == (first, second, third)


def test_uuid5_agrees_with_the_rfc() -> None:
    dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    assert independent_guid("www.example.com", "uuid5", dns) == "2ed6657d-e927-568b-95e1-2665a8aea6a2"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_package_of_each_scheme_returns_its_vectors(tmp_path: Path, scheme: str) -> None:
    vectors = [vector for vector in VECTORS["schemes"] if vector["scheme"] == scheme]
    solution = replace(SOLUTION, guid_scheme=GuidScheme(scheme, vectors[0]["namespace"]), python_package="chosen")
    for path, data in render(solution, ["python"]).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    text = (tmp_path / "python" / "chosen" / "identifiers.py").read_text()
    assert black.format_str(text, mode=black.Mode()) == text
    with imported(tmp_path / "python", "chosen") as chosen:
        for vector in vectors:
            expected = independent_guid(vector["identifier"], scheme, vector["namespace"])
            assert str(chosen.deterministic_guid(vector["identifier"])) == vector["guid"] == expected
