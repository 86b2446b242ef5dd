"""Names that importers propose read well, and no rule of specs refuses them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvspec import reserved_names
from dvspec.importers import naming


@pytest.mark.parametrize(
    ("schema_name", "display_name", "expected"),
    [
        ("BranchVisit", "Visit of a branch", "BranchVisit"),
        ("branch_visit", "", "BranchVisit"),
        ("branchvisit", "Branch visit", "BranchVisit"),
        ("Branchvisit", "Branch visit", "BranchVisit"),
        ("firstname", "First Name", "FirstName"),
        ("firstname", "Given name", "Firstname"),
        ("CUSTOMER_ID", "", "CustomerId"),
        ("CUSTOMERID", "Customer ID", "CustomerID"),
        ("address1_city", "Address 1: City", "Address1City"),
        ("größe", "Größe", "Groesse"),
        ("___", "", ""),
    ],
)
def test_names_read_well(schema_name: str, display_name: str, expected: str) -> None:
    assert naming.readable(schema_name, display_name) == expected


@pytest.mark.parametrize(
    ("name", "prefix"), [("rental_Vehicle", "rental_"), ("Vehicle", ""), ("a_b", ""), ("rental_", "")]
)
def test_prefix_has_two_to_eight_characters(name: str, prefix: str) -> None:
    assert naming.prefix_of(name) == prefix


def test_columns_differ_regardless_of_case_and_in_python() -> None:
    named = naming.column_names(
        [("Name", ""), ("NAME", ""), ("Class", ""), ("class_", ""), ("FooBar", ""), ("Foobar", "")]
    )
    assert named == [
        ("Name", "name"),
        ("Name2", "name2"),
        ("Class", "class_"),
        ("Class2", "class2"),
        ("FooBar", "foo_bar"),
        ("Foobar2", "foobar2"),
    ]


def test_tables_differ_from_classes_modules_and_the_file_of_the_solution() -> None:
    tables = [("Solution", ""), ("Visit", ""), ("VisitColumn", ""), ("Rows", ""), ("Fuel", "")]
    assert naming.table_names(tables, ["Fuel"]) == [
        ("Solution", "solution", "solution_table.yaml"),
        ("Visit", "visit", "visit.yaml"),
        ("VisitColumn2", "visit_column2", "visit_column2.yaml"),
        ("RowsTable", "rows_table", "rows_table.yaml"),
        ("Fuel2", "fuel2", "fuel2.yaml"),
    ]


def test_classes_of_choices_differ_from_the_others_of_their_module() -> None:
    assert naming.class_names(["Visit", "Mapping", "Fuel", "fuel"], ["Visit"]) == [
        "VisitChoice",
        "MappingChoice",
        "Fuel",
        "fuelChoice",
    ]


def test_options_without_a_label_are_named_by_their_values() -> None:
    options = [(1, "Not said"), (2, "not said"), (3, "1 star"), (-4, "…"), (5, "x" * 80), (6, "x" * 80)]
    assert naming.option_names(options) == [
        "NOT_SAID",
        "NOT_SAID_2",
        "OPTION_1_STAR",
        "OPTION_MINUS_4",
        "X" * 60,
        "X" * 58 + "_2",
    ]


TEXTS = st.text(st.sampled_from("aAbBxX1_ é"), max_size=90) | st.sampled_from(
    ["date", "Date", "class", "con", "rows", "deterministic", "IdentifierParts", "Column", "Row", "solution"]
)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=8))
def test_no_name_is_refused(given_names: list[tuple[str, str]]) -> None:
    columns = naming.column_names(given_names)
    assert len({column.name.casefold() for column in columns}) == len(columns)
    assert len({column.python_name for column in columns}) == len(columns)
    assert [reserved_names.python_name_problem(column.python_name) for column in columns] == [None] * len(columns)
    tables = naming.table_names(given_names)
    classes = [f"{table.name}{ending}" for table in tables for ending in ("", "Column", "IdentifierParts")]
    assert len({name.casefold() for name in classes}) == len(classes)
    assert [reserved_names.class_name_problem(name) for name in classes] == [None] * len(classes)
    assert [reserved_names.module_name_problem(table.python_module) for table in tables] == [None] * len(tables)
    chosen = naming.class_names([column.name for column in columns])
    assert [reserved_names.class_name_problem(name) for name in chosen] == [None] * len(chosen)
    assert len({name.casefold() for name in chosen}) == len(chosen)
