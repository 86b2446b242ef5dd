"""Identifiers and GUIDs of whole columns: held to the test vectors, in every scheme, and to the functions for one."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest
from customer_insights import identifier_columns, identifiers
from customer_insights.identifiers import IdentifierError
from hypothesis import given
from hypothesis import strategies as st

from dvspec.guids import SCHEMES
from dvspec.model import GuidScheme
from tests.reference import ROOT
from tests.rows.packages import SOLUTION, generate

VECTORS = json.loads((ROOT / "generated" / "identifiers" / "test_vectors.json").read_text(encoding="utf-8"))
COMPOSED = [table for table in SOLUTION.tables if table.identifier]
HASHED = [table for table in COMPOSED if table.guid and table.guid.source is None]
READ = [table for table in SOLUTION.tables if table.guid and table.guid.source]
PART = st.text(max_size=6) | st.sampled_from(["", "a|b", "\ud800", "東京", None])


@pytest.mark.parametrize("table", COMPOSED, ids=lambda table: table.name)
def test_vectors_of_tables(table: Any) -> None:
    vectors = VECTORS["tables"][table.name]
    compose = getattr(identifier_columns, f"{table.python_module}_identifiers")
    cases = vectors["compose"]
    columns = list(zip(*(case["parts"] for case in cases), strict=True))
    assert compose(*columns) == [case["identifier"] for case in cases]
    if table in HASHED:
        guids = getattr(identifier_columns, f"{table.python_module}_guids")
        assert guids(*columns) == [case["guid"] for case in cases]
    good = cases[0]["parts"]
    for case in vectors["refuse_parts"]:
        columns = list(zip(good, case["parts"], good, strict=True))
        if None in case["parts"]:
            assert compose(*columns) == [cases[0]["identifier"], None, cases[0]["identifier"]]
        else:
            with pytest.raises(IdentifierError, match=r"^row 1: part "):
                compose(*columns)


@pytest.mark.parametrize("table", READ, ids=lambda table: table.name)
def test_vectors_of_guids_read_from_text(table: Any) -> None:
    vectors = VECTORS["tables"][table.name]
    guids = getattr(identifier_columns, f"{table.python_module}_guids")
    cases = vectors["guid_of_text"]
    assert guids([case["text"] for case in cases]) == [case["guid"] for case in cases]
    assert guids([cases[0]["text"], None]) == [cases[0]["guid"], None]
    for bad in vectors["refuse_guid_of_text"]:
        with pytest.raises(IdentifierError, match=r"^row 1: "):
            guids([cases[0]["text"], bad])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_vectors_of_every_scheme(scheme: str, tmp_path: Path) -> None:
    cases = [case for case in VECTORS["schemes"] if case["scheme"] == scheme]
    assert cases
    chosen = GuidScheme(scheme, cases[0]["namespace"])
    name = f"tables_{scheme.replace('-', '_')}"
    generate(dataclasses.replace(SOLUTION, guid_scheme=chosen), name, tmp_path)
    columns = __import__(f"{name}.identifier_columns", fromlist=["x"])
    one = __import__(f"{name}.identifiers", fromlist=["x"])
    texts = [case["identifier"] for case in cases]
    expected = [case["guid"] for case in cases]
    assert columns.deterministic_guids(texts) == expected
    assert columns.deterministic_guids([None, *texts]) == [None, *expected]
    assert [str(one.deterministic_guid(text)) for text in texts] == expected


@given(st.lists(st.tuples(PART, PART, PART), max_size=4), st.booleans(), st.integers(1, 3))
def test_columns_do_what_the_functions_for_one_do(rows: list[tuple[Any, ...]], allow: bool, times: int) -> None:
    rows = rows * times
    expected: list[str | None] | str = []
    for number, parts in enumerate(rows):
        try:
            result = None if None in parts else identifiers.alternate_key_identifier(*parts, allow_separator=allow)
            assert isinstance(expected, list)
            expected.append(result)
        except IdentifierError as error:
            expected = f"row {number}: {error}"
            break
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    try:
        found: Any = identifier_columns.alternate_key_identifiers(*columns, allow_separator=allow)
    except IdentifierError as error:
        found = str(error)
    assert found == expected
    if isinstance(expected, list):
        guids = [text and str(uuid5(identifiers.NAMESPACE, text)) for text in expected]
        assert identifier_columns.alternate_key_guids(*columns, allow_separator=allow) == guids


def test_many_blocks() -> None:
    values: list[str | None] = [str(number) for number in range(2500)]
    values[1700] = None
    expected = [value and f"d|e|{value}" for value in values]
    found = identifier_columns.alternate_key_identifiers(iter(["d"] * 2500), ["e"] * 2500, values)
    assert found == expected
    guids = identifier_columns.deterministic_guids(iter(expected))
    assert guids == [text and str(uuid5(identifiers.NAMESPACE, text)) for text in expected]
    values[2200] = ""
    with pytest.raises(IdentifierError, match=r"^row 2200: part alternate_value is empty"):
        identifier_columns.alternate_key_guids(["d"] * 2500, ["e"] * 2500, values)
    with pytest.raises(IdentifierError, match=r"^row 1: "):
        identifier_columns.deterministic_guids(["a", "\ud800"])
    with pytest.raises(IdentifierError, match=r"^row 1: "):
        identifier_columns.deterministic_guids(["a", 5])  # type: ignore[list-item]


def test_a_string_is_not_a_column_of_its_characters() -> None:
    with pytest.raises(IdentifierError, match="a column of strings expected, not 'crm'"):
        identifier_columns.alternate_key_guids("crm", ["a", "b", "c"], ["1", "2", "3"])
    with pytest.raises(IdentifierError, match="a column of strings expected"):
        identifier_columns.deterministic_guids("a|b|c")
    with pytest.raises(IdentifierError, match="a column of strings expected"):
        identifier_columns.unified_activity_guids("7d9f2b64c1a84f3e9b0d5e6f7a8b9c0d")


def test_columns_of_different_length() -> None:
    with pytest.raises(IdentifierError, match="differ in length"):
        identifier_columns.alternate_key_identifiers(["a"], ["b"], ["c", "d"])
