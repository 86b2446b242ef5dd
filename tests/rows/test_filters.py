"""Filters of several conditions: system columns, in, any_of, all_of and not_, as the fake Web API reads them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from customer_insights import CustomerProfile, UnifiedActivity
from customer_insights.addressing import (
    AddressError,
    Condition,
    Group,
    all_of,
    any_of,
    not_,
    odata_filter,
    rows_url,
    select,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from dvspec.dataverse.system_columns import COMPANIONS, SYSTEM_COLUMNS, system_columns
from dvspec.spec import load_folder
from tests.reference import ROOT
from tests.rows.packages import TABLES, generate
from tests.rows.test_addressing import Fake, standard

__all__ = ["standard"]  # the fixture

OWNER = "00000000-0000-0000-0000-000000000007"
MOMENT = datetime(2026, 1, 1, 0, 2, tzinfo=UTC)


def test_conditions_are_written_with_the_parentheses_that_they_need() -> None:
    a, b, c = ("title", "eq", "A"), ("url", "ne", None), ("range_index", "gt", "1")
    cases: list[tuple[tuple[Condition, ...], str]] = [
        ((a, any_of(b, c)), "msdynci_title eq 'A' and (msdynci_externalurl ne null or msdynci_rangeindex gt '1')"),
        ((any_of(a, all_of(b, c)),), "({a} or ({b} and {c}))"),
        ((any_of(a), all_of(b)), "{a} and {b}"),
        ((not_(any_of(a, b)),), "(msdynci_title ne 'A' and msdynci_externalurl eq null)"),
        ((not_(not_(a)),), "{a}"),
        ((not_(c),), "msdynci_rangeindex le '1'"),
        ((not_(("title", "contains", "x")), c), "not contains(msdynci_title,'x') and {c}"),
        ((("title", "in", ["A", None]), c), "({a} or msdynci_title eq null) and {c}"),
        ((not_(("title", "in", ("A", "O'B"))),), "(msdynci_title ne 'A' and msdynci_title ne 'O''B')"),
        ((("title", "in", {"A"}),), "{a}"),
    ]
    texts = {
        "a": "msdynci_title eq 'A'",
        "b": "msdynci_externalurl ne null",
        "c": "msdynci_rangeindex gt '1'",
    }
    for conditions, expected in cases:
        assert odata_filter(UnifiedActivity, *conditions) == expected.format(**texts)


def test_system_columns_have_typed_literals() -> None:
    expected = {
        ("modifiedon", "ge", MOMENT): "modifiedon ge 2026-01-01T00:02:00Z",
        ("ownerid", "eq", UUID(OWNER)): f"_ownerid_value eq {OWNER}",
        ("_ownerid_value", "eq", OWNER): f"_ownerid_value eq {OWNER}",
        ("versionnumber", "gt", 2**60): "versionnumber gt 1152921504606846976",
        ("partitionid", "eq", "O'B"): "partitionid eq 'O''B'",
        ("ttlinseconds", "ne", None): "ttlinseconds ne null",
    }
    for condition, text in expected.items():
        assert odata_filter(UnifiedActivity, condition) == text
    assert select(UnifiedActivity, ["title", "modifiedon", "ownerid"]) == "msdynci_title,modifiedon,_ownerid_value"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (("modifiedon", "ge", datetime(2026, 1, 1)), "modifiedon.* with a time zone"),
        (("modifiedon", "ge", "yesterday"), "an ISO 8601 date and time"),
        (("versionnumber", "gt", "5"), "a whole number"),
        (("createdby", "eq", "x"), "a GUID"),
        (("modifiedon", "contains", "2026"), "compares only text"),
        (("ownerid@odata.bind", "eq", OWNER), "has no column"),
        (("statecode", "eq", 0), "has no column 'statecode'"),  # elastic tables have none
        (("title", "in", "abc"), "in takes a list"),
        (("title", "in", 5), "in takes a list"),
        (("title", "in", []), "any_of and all_of need a condition"),
        (("title", "in", [5]), "a string expected"),
        (any_of(), "any_of and all_of need a condition"),
        (not_(any_of()), "any_of and all_of need a condition"),
        (any_of(("title", "eq")), "a column, an operator and a value"),  # type: ignore[arg-type]
        ((["title"], "eq", 1), "has no column"),
    ],
)
def test_conditions_that_dataverse_cannot_use(condition: Any, message: str) -> None:
    with pytest.raises(AddressError, match=message):
        odata_filter(UnifiedActivity, condition)


def test_tables_have_the_system_columns_of_their_kind(standard: ModuleType) -> None:
    addressing, table = standard.addressing, standard.UnifiedActivity
    assert addressing.odata_filter(table, ("statecode", "eq", 0)) == "statecode eq 0"
    with pytest.raises(addressing.AddressError, match="has no column 'partitionid'"):
        addressing.odata_filter(table, ("partitionid", "eq", "p"))
    assert set(system_columns("elastic")) | set(system_columns("standard")) == {*SYSTEM_COLUMNS, *COMPANIONS}


def test_columns_of_currencies_are_in_filters(tmp_path: Path) -> None:
    package = generate(load_folder(ROOT / "tests" / "projects" / "priced").solution, "priced_filters", tmp_path)
    addressing = importlib.import_module("priced_filters.addressing")
    conditions = ("contoso_price_base", "gt", Decimal("2.5")), ("exchangerate", "eq", 1)
    text = "contoso_price_base gt 2.5 and exchangerate eq 1 and _transactioncurrencyid_value ne null"
    assert addressing.odata_filter(package.Offer, *conditions, ("transactioncurrencyid", "ne", None)) == text


@pytest.mark.parametrize("name", TABLES)
def test_rows_that_changed_since_a_moment(name: str) -> None:
    fake, table = Fake(), TABLES[name]
    for number in range(4):
        fake.add(table.ENTITY_SET_NAME, **{table.PRIMARY_ID: str(UUID(int=number))})
    url = rows_url(table, ("modifiedon", "gt", MOMENT), order_by=["modifiedon desc"], columns=[table.PRIMARY_ID])
    assert [row[table.PRIMARY_ID][-1] for row in fake.get(url)["value"]] == ["3", "2"]
    read = table.from_dicts(fake.get(rows_url(table, columns=[table.PRIMARY_ID, "modifiedon"], top=1))["value"])
    assert read[0].system_columns == {"modifiedon": "2026-01-01T00:01:00Z"}


# Random trees of conditions, evaluated here with a third value, None, where a row's value is null.

Row = dict[str, Any]
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: bool(left == right),
    "ne": lambda left, right: bool(left != right),
    "gt": lambda left, right: bool(left > right),
    "ge": lambda left, right: bool(left >= right),
    "lt": lambda left, right: bool(left < right),
    "le": lambda left, right: bool(left <= right),
    "contains": lambda left, right: right in left,
    "startswith": lambda left, right: bool(left.startswith(right)),
    "endswith": lambda left, right: bool(left.endswith(right)),
}


def _holds(condition: Condition, row: Row) -> bool | None:
    if isinstance(condition, Group):
        inner = [_holds(one, row) for one in condition.conditions]
        if condition.word == "or":
            result = True if True in inner else None if None in inner else False
        else:
            result = False if False in inner else None if None in inner else True
        return (not result) if condition.negated and result is not None else result
    name, operator, value = condition
    found = row[name]
    if operator == "in":
        assert isinstance(value, list)
        return found in value
    if found is None and operator not in ("eq", "ne"):
        return False if operator in ("contains", "startswith", "endswith") else None
    return _COMPARE[operator](found, value)


_TITLES = st.sampled_from(["a", "ab", "b", "o'b"])
_NUMBERS = st.integers(0, 3)
_MOMENTS = st.integers(1, 3).map(lambda number: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number))
_OWNERS = st.integers(1, 3).map(lambda number: UUID(int=number))
_ORDERED = ["eq", "ne", "gt", "ge", "lt", "le"]


def _conditions(name: str, values: st.SearchStrategy[Any], operators: list[str]) -> st.SearchStrategy[Condition]:
    null: st.SearchStrategy[Any] = st.tuples(st.just(name), st.sampled_from(["eq", "ne"]), st.none())
    listed = st.tuples(st.just(name), st.just("in"), st.lists(values | st.none(), min_size=1, max_size=3))
    return st.tuples(st.just(name), st.sampled_from(operators), values) | null | listed


_LEAVES = (
    _conditions("customer_id", _TITLES, [*_ORDERED, "contains", "startswith", "endswith"])
    | _conditions("number_of_children", _NUMBERS, _ORDERED)
    | _conditions("modifiedon", _MOMENTS, _ORDERED)
    | _conditions("ownerid", _OWNERS, ["eq", "ne"])
)


def _several(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    many = st.lists(inner, min_size=1, max_size=3)
    joined = many.map(lambda parts: any_of(*parts)) | many.map(lambda parts: all_of(*parts))
    return joined | inner.map(not_)


_TREES = st.recursive(_LEAVES, _several, max_leaves=12)
_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": _TITLES | st.none(),
            "number_of_children": _NUMBERS | st.none(),
            "ownerid": _OWNERS | st.none(),
        }
    ),
    max_size=4,
)


@settings(max_examples=300)
@given(_ROWS, st.lists(_TREES, min_size=1, max_size=3))
def test_rows_that_match_conditions_are_returned(rows: list[Row], conditions: list[Condition]) -> None:
    fake = Fake()
    for number, row in enumerate(rows):
        stored = fake.add(
            "msdynci_customerprofiles",
            msdynci_customerprofileid=str(UUID(int=number)),
            msdynci_customerid=row["customer_id"],
            msdynci_numberofchildren=row["number_of_children"],
        )
        stored["_ownerid_value"] = row["ownerid"] and str(row["ownerid"])
        row["modifiedon"] = datetime.fromisoformat(stored["modifiedon"])
    url = rows_url(CustomerProfile, *conditions, columns=["customer_profile_id"], order_by=["versionnumber"])
    found = [UUID(row["msdynci_customerprofileid"]).int for row in fake.get(url)["value"]]
    assert found == [number for number, row in enumerate(rows) if all(_holds(one, row) is True for one in conditions)]
