"""The DuckDB macros, in a real DuckDB: every vector of every table, every scheme, bad parts, hostile texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvspec.guids import SCHEMES
from dvspec.model import GuidScheme, Part, Solution
from dvspec.names import snake_case
from dvspec.spec import load_folder
from dvspec.targets.identifiers.duckdb import macros
from tests.independent_guids import independent_guid
from tests.reference import ROOT
from tests.targets.invented import HOSTILE

SOLUTION = load_folder(ROOT / "specs").solution
VECTORS: dict[str, Any] = json.loads((ROOT / "generated" / "identifiers" / "test_vectors.json").read_text())
TABLES: dict[str, Any] = VECTORS["tables"]


def connected(solution: Solution) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(macros(solution))
    return connection


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with connected(SOLUTION) as connection:
        yield connection


def called(database: duckdb.DuckDBPyConnection, function: str, *arguments: object, more: str = "") -> object:
    marks = ", ".join("?" * len(arguments))
    [(value,)] = database.execute(f"SELECT {function}({marks}{more})", list(arguments)).fetchall()
    return value


@pytest.mark.parametrize("table", [name for name, groups in TABLES.items() if "compose" in groups])
def test_identifiers_and_guids_agree_with_the_vectors(table: str, database: duckdb.DuckDBPyConnection) -> None:
    name = snake_case(table)
    for case in TABLES[table]["compose"]:
        assert called(database, f"{name}_identifier", *case["parts"]) == case["identifier"]
        if "guid" in case:
            assert called(database, f"{name}_guid", *case["parts"]) == case["guid"]


@pytest.mark.parametrize("table", [name for name, groups in TABLES.items() if "compose" in groups])
def test_bad_part_is_null_and_number_is_an_error(table: str, database: duckdb.DuckDBPyConnection) -> None:
    name = snake_case(table)
    functions = [f"{name}_identifier", *([f"{name}_guid"] if "guid" in TABLES[table]["compose"][0] else [])]
    for case in TABLES[table]["refuse_parts"]:
        for function in functions:
            if 7 in case["parts"]:
                with pytest.raises(duckdb.Error, match=f"part {snake_case(case['part'])} must be text, not INTEGER"):
                    called(database, function, *case["parts"])
            elif "\ud800" not in case["parts"]:  # DuckDB's texts are UTF-8, which has no lone surrogates
                assert called(database, function, *case["parts"]) is None


@pytest.mark.parametrize("table", [name for name, groups in TABLES.items() if "guid_of_text" in groups])
def test_guids_of_text_agree_with_the_vectors(table: str, database: duckdb.DuckDBPyConnection) -> None:
    function = f"{snake_case(table)}_guid"
    for case in TABLES[table]["guid_of_text"]:
        assert called(database, function, case["text"]) == case["guid"]
    for text in TABLES[table]["refuse_guid_of_text"]:
        assert called(database, function, text) is None
    assert called(database, function, None) is None
    [(guid,)] = database.execute(f"SELECT {function}('{TABLES[table]['guid_of_text'][0]['guid']}'::UUID)").fetchall()
    assert guid == TABLES[table]["guid_of_text"][0]["guid"]
    with pytest.raises(duckdb.Error, match="a GUID is read from text, not from INTEGER"):
        called(database, function, 7)


def test_parts_with_a_separator_can_be_allowed(database: duckdb.DuckDBPyConnection) -> None:
    identifier = called(database, "alternate_key_identifier", "a|b", "c", "d", more=", allow_separator := true")
    assert identifier == "a|b|c|d"


def test_columns_with_nulls(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute(
        "SELECT alternate_key_identifier(a, b, 'c'), alternate_key_guid(a, b, 'c') IS NULL"
        " FROM (VALUES ('a', 'b'), (NULL, 'b'), ('a', ''), ('a', 'b|')) AS t(a, b)"
    ).fetchall()
    assert rows == [("a|b|c", False), *[(None, True)] * 3]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme(scheme: str) -> None:
    vectors = [vector for vector in VECTORS["schemes"] if vector["scheme"] == scheme]
    namespace = vectors[0]["namespace"]
    compose = [case["identifier"] for groups in TABLES.values() for case in groups.get("compose", ())]
    edges = ["", "\0", "a\0b", "\ud7ff\ue000\uffff", "\U00010000\U0010ffff", "a🛒é"]
    texts = [*(vector["identifier"] for vector in vectors), *compose, *edges]
    with connected(replace(SOLUTION, guid_scheme=GuidScheme(scheme, namespace))) as database:
        rows = database.execute("SELECT t, deterministic_guid(t) FROM (SELECT unnest(?) AS t)", [texts]).fetchall()
        assert database.execute("SELECT deterministic_guid(NULL)").fetchall() == [(None,)]
    assert rows == [(text, independent_guid(text, scheme, namespace)) for text in texts]
    assert [guid for _, guid in rows[: len(vectors)]] == [vector["guid"] for vector in vectors]


@settings(max_examples=20)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=200))
def test_utf_16_of_any_text(texts: list[str]) -> None:
    scheme = "md5-dotnet-utf16le"
    with connected(replace(SOLUTION, guid_scheme=GuidScheme(scheme, None))) as database:
        rows = database.execute("SELECT deterministic_guid(t) FROM (SELECT unnest(?) AS t)", [texts]).fetchall()
    assert rows == [(independent_guid(text, scheme, None),) for text in texts]


def test_texts_of_a_spec_remain_texts() -> None:
    table = SOLUTION.by_name["CustomerMeasure"]
    assert table.identifier
    for text in [*HOSTILE, "'", "''; DROP TABLE t; --", "\\'", "$$", "\n"]:
        parts = (Part("literal", text, ""), *table.identifier.parts[1:])
        changed = replace(table, identifier=replace(table.identifier, parts=parts))
        with connected(replace(SOLUTION, tables=(changed,))) as database:
            assert called(database, "customer_measure_identifier", "a") == f"{text}|a"


def test_changed_line_ends_do_not_change_literals() -> None:
    table = SOLUTION.by_name["CustomerMeasure"]
    assert table.identifier
    for text in ("a\nb", "a\r\nb", "a\rb"):
        parts = (Part("literal", text, ""), *table.identifier.parts[1:])
        changed = replace(table, identifier=replace(table.identifier, parts=parts))
        with duckdb.connect() as database:
            database.execute(macros(replace(SOLUTION, tables=(changed,))).replace("\n", "\r\n"))
            assert called(database, "customer_measure_identifier", "a") == f"{text}|a"


def test_parameters_may_be_keywords_of_sql() -> None:
    table = SOLUTION.by_name["CustomerMeasure"]
    assert table.identifier
    parts = (Part("argument", "Select", "select"), Part("argument", "Table", "table"))
    changed = replace(table, identifier=replace(table.identifier, parts=parts))
    with connected(replace(SOLUTION, tables=(changed,))) as database:
        assert called(database, "customer_measure_identifier", "a", "b") == "a|b"


def test_guid_macro_needs_no_udf_and_no_extension() -> None:
    with connected(SOLUTION) as database:
        database.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        assert called(database, "deterministic_guid", "a|b|c")
