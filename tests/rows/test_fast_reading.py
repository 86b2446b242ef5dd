"""The fast ways to read rows: compiled functions and blocks give what reading value by value gives."""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import pandas
import pytest
from customer_insights import (
    UNSET,
    AlternateKey,
    CustomerProfile,
    RowError,
    UnifiedActivity,
    fast_reading,
    row_reading,
)
from customer_insights.rows import Row
from hypothesis import given
from hypothesis import strategies as st

from tests.rows.packages import EXAMPLES, TABLES
from tests.rows.test_reading import BAD, DEEP, EVERY_TABLE, FORMATTED

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_GOOD = {
    "msdynci_title": st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9),
    "msdynci_unifiedactivityid": st.uuids().map(str),
    "msdynci_activitytime": st.datetimes(datetime(1753, 1, 2), timezones=st.just(UTC)).map(datetime.isoformat),
    "msdynci_semanticdata": st.dictionaries(st.text(), _JSON, max_size=3).map(json.dumps),
    "_msdynci_lookupfield_customer_value": st.uuids().map(str),
    "@odata.etag": st.just("1"),
    "createdon": st.just("2022-05-20T09:30:00Z"),
    f"msdynci_title@{FORMATTED}": st.text(max_size=3),
}
_ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=2)
_ROW = st.fixed_dictionaries({}, optional={key: st.none() | good for key, good in _GOOD.items()})
_ANY_ROW = st.fixed_dictionaries({}, optional={key: good | _ANYTHING for key, good in _GOOD.items()})


def _one_by_one(rows: list[dict[str, Any]]) -> list[UnifiedActivity] | str:
    result = []
    for number, row in enumerate(rows):
        try:
            result.append(UnifiedActivity.from_dict(row))
        except RowError as error:
            return f"row {number}: {error}"
    return result


def _in_blocks(rows: list[dict[str, Any]]) -> list[UnifiedActivity] | str:
    try:
        return UnifiedActivity.from_dicts(iter(rows))
    except RowError as error:
        return str(error)


def _written(row: Row) -> dict[str, Any] | str:
    try:
        return row.to_dict()
    except RowError as error:
        return str(error)


@given(st.lists(_ROW, min_size=1, max_size=4), st.integers(1, 15))
def test_blocks_and_single_rows_give_the_same_rows(rows: list[dict[str, Any]], times: int) -> None:
    rows = rows * times
    blocks = _in_blocks(rows)
    singles = _one_by_one(rows)
    assert blocks == singles
    assert not isinstance(blocks, str)
    assert not isinstance(singles, str)
    for block, single in zip(blocks, singles, strict=True):
        assert _written(block) == _written(single)
        assert (block.annotations, block.system_columns) == (single.annotations, single.system_columns)


@given(st.lists(_ANY_ROW, min_size=1, max_size=4), st.integers(1, 12))
def test_blocks_and_single_rows_give_the_same_errors(rows: list[dict[str, Any]], times: int) -> None:
    assert _in_blocks(rows * times) == _one_by_one(rows * times)


def test_many_blocks_keep_the_order() -> None:
    rows = [{"msdynci_title": str(number), **({"@odata.etag": "1"} if number % 3 else {})} for number in range(2500)]
    assert [row.title for row in UnifiedActivity.from_dicts(rows)] == [str(number) for number in range(2500)]
    rows[2100] = {"msdynci_title": 5}  # type: ignore[dict-item]
    with pytest.raises(RowError, match=r"^row 2100: "):
        UnifiedActivity.from_dicts(rows)


@given(st.dictionaries(st.text(max_size=3) | st.sampled_from(list(_GOOD)), _ANYTHING | _JSON, max_size=4))
def test_nothing_but_a_row_error_comes_out(row: dict[str, Any]) -> None:
    try:
        UnifiedActivity.from_dict(row).to_dict()
    except RowError as error:
        str(error).encode()


Compiled = Any  # a function that reads one row


def compiled_for(cls: type[Row], row: dict[str, Any], keep: bool = False) -> Compiled:
    """Return the function that reads rows with the keys of this one."""
    return fast_reading._compile(cls, row, keep)


def same_row(first: Row, second: Row) -> bool:
    """Return whether two rows have the same values, and the same besides them."""
    return (
        type(first) is type(second)
        and first == second
        and repr(first) == repr(second)
        and _written(first) == _written(second)
        and first.annotations == second.annotations
        and first.system_columns == second.system_columns
        and first.expanded == second.expanded
        and first.unknown_columns == second.unknown_columns
    )


@given(_ROW.filter(bool))
def test_compiled_functions_read_what_is_read_value_by_value(row: dict[str, Any]) -> None:
    expected = row_reading.read_row(UnifiedActivity, row, False, False)
    assert same_row(compiled_for(UnifiedActivity, row)(row), expected)


@given(_ANY_ROW.filter(bool))
def test_compiled_functions_refuse_what_is_refused_value_by_value(row: dict[str, Any]) -> None:
    try:
        read = compiled_for(UnifiedActivity, row)(row)
    except (AttributeError, TypeError, ValueError):
        return  # then the row is read value by value
    assert same_row(read, row_reading.read_row(UnifiedActivity, row, False, False))


@EVERY_TABLE
def test_compiled_functions_read_the_examples(name: str) -> None:
    row = EXAMPLES[name] | {"@odata.etag": 'W/"1"', "createdon": "2022-05-20T09:30:00Z"}
    expected = row_reading.read_row(TABLES[name], row, False, False)
    assert same_row(compiled_for(TABLES[name], row)(row), expected)
    nulls = dict.fromkeys(row)
    assert same_row(compiled_for(TABLES[name], row)(nulls), row_reading.read_row(TABLES[name], nulls, False, False))


@pytest.mark.parametrize(("cls", "key", "value", "expected"), BAD)
def test_compiled_functions_refuse_bad_values(cls: type[Row], key: str, value: object, expected: str) -> None:
    key = next(column.key for column in cls.COLUMNS if column.key.endswith(key.removeprefix("msdynci_")))
    read = compiled_for(cls, {key: None})
    assert same_row(read({key: None}), cls.from_dict({key: None}))
    with pytest.raises((AttributeError, TypeError, ValueError)):
        read({key: value})


@pytest.mark.parametrize("unknown", ["error", "keep"])
def test_expanded_rows_and_unknown_columns(unknown: Any) -> None:
    row = {"msdynci_title": "t", "contoso_tier": "gold", "contoso_rows": [{}], "owninguser": {"fullname": "x"}}
    keep = unknown == "keep"
    read = compiled_for(UnifiedActivity, row, keep)
    if keep:
        assert read(row).unknown_columns == {"contoso_tier": "gold"}
        assert same_row(read(row), UnifiedActivity.from_dict(row, unknown="keep"))
    else:
        with pytest.raises(ValueError):
            read(row)
        del row["contoso_tier"]
        assert same_row(compiled_for(UnifiedActivity, row)(row), UnifiedActivity.from_dict(row))


def test_rows_are_read_the_same_before_and_after_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_reading, "_COMPILED", {})
    fast_reading.LATEST.clear()
    monkeypatch.setattr(fast_reading, "_COUNTS", {})
    rows: list[tuple[type[Row], dict[str, Any]]] = [
        (CustomerProfile, EXAMPLES["CustomerProfile"]),
        (AlternateKey, EXAMPLES["AlternateKey"]),
        (UnifiedActivity, EXAMPLES["UnifiedActivity"]),
        (UnifiedActivity, {"msdynci_title": "t"}),
    ]
    first = [cls.from_dict(row) for cls, row in rows]
    for _ in range(2 * fast_reading._FEW):
        assert [cls.from_dict(row) for cls, row in rows] == first
    assert len(fast_reading._COMPILED) == len(rows)
    with pytest.raises(RowError, match="has no column 'contoso_tier'"):
        UnifiedActivity.from_dict({"msdynci_title": "t", "contoso_tier": 1})
    with pytest.raises(RowError, match="a string expected"):
        UnifiedActivity.from_dict({"msdynci_title": 5})


def test_both_answers_to_unknown_columns_are_kept_apart() -> None:
    row = {"msdynci_title": "t", "contoso_tier": "gold"}
    for _ in range(2 * fast_reading._FEW):
        assert UnifiedActivity.from_dict(row, unknown="keep").unknown_columns == {"contoso_tier": "gold"}
        with pytest.raises(RowError, match="has no column"):
            UnifiedActivity.from_dict(row)


def test_subclasses_are_read_as_what_they_are_after_compiling() -> None:
    class Activity(UnifiedActivity):
        """A subclass of a user, with a dict of its own."""

    for _ in range(2 * fast_reading._FEW):
        assert type(Activity.from_dict({"msdynci_title": "t"})) is Activity
        assert type(UnifiedActivity.from_dict({"msdynci_title": "t"})) is UnifiedActivity


def test_no_more_is_remembered_than_a_thousand_sets_of_keys() -> None:
    for number in range(1100):
        assert UnifiedActivity.from_dict({f"x@{number}": 1}).annotations == {f"x@{number}": 1}
    assert len(fast_reading._COUNTS) <= 1000


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(enabled: bool) -> None:
    was = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        UnifiedActivity.from_dicts([{"msdynci_title": "t"}] * 1500)
        assert gc.isenabled() is enabled
        with pytest.raises(RowError):
            UnifiedActivity.from_dicts([{"msdynci_title": 5}] * 1500)
        assert gc.isenabled() is enabled
    finally:
        gc.enable() if was else gc.disable()


def test_errors_name_the_bad_text_among_good_ones() -> None:
    good = '{"a": 1}'
    for bad in ("", "x", "[", '{"a": 1} x', '{"a": 1, "a": 2}', DEEP, '{"a": NaN}'):
        texts = [good] * 30
        texts[17] = bad
        with pytest.raises(RowError, match=r"^row 17: UnifiedActivity\.semantic_data"):
            UnifiedActivity.from_dicts([{"msdynci_semanticdata": text, "msdynci_title": "t"} for text in texts])


def test_rows_with_defaults_lack_the_columns_that_they_do_not_contain() -> None:
    rows = [{"msdynci_title": "a", "msdynci_customerid": "b"}, {"msdynci_title": "a", "msdynci_externalurl": "c"}]
    with_defaults: list[dict[str, Any]] = [defaultdict(lambda: None, row) for row in rows]
    assert _in_blocks(with_defaults) == _one_by_one(rows)
    assert with_defaults == rows  # reading a key that a defaultdict lacks adds the key


@pytest.mark.parametrize("key", ["msdynci_title", "msdynci_activitytime", "nonsense"])
@pytest.mark.parametrize("others", [[], [{"msdynci_externalurl": "b"}]], ids=["alike", "mixed"])
def test_unset_is_not_a_value_of_rows(key: str, others: list[dict[str, Any]]) -> None:
    rows = [{key: UNSET, "msdynci_customerid": "a"}, *others]
    assert _in_blocks(rows) == _one_by_one(rows)
    assert isinstance(_in_blocks(rows), str)


@pytest.mark.parametrize("others", [[], [{"msdynci_title": "b"}]], ids=["alike", "mixed"])
def test_seventh_decimal_is_kept_beside_dates_that_are_objects(others: list[dict[str, Any]]) -> None:
    text = "2022-05-20T09:30:00.1234567Z"
    times = [text, datetime(2022, 5, 20, tzinfo=UTC)]
    rows = [{"msdynci_title": "a", "msdynci_activitytime": time} for time in times]
    assert UnifiedActivity.from_dicts([*rows, *others])[0].to_dict()["msdynci_activitytime"] == text


def test_rows_do_not_remember_the_keys_of_other_rows() -> None:
    rows = [{"msdynci_title": "a", **{f"{number}.{name}@x": 1 for name in range(20)}} for number in range(500)]
    read = UnifiedActivity.from_dicts(rows)
    assert max(len(row._origin) for row in read) < 100
    assert [row.annotations for row in read] == [row.annotations for row in _one_by_one(rows) if isinstance(row, Row)]


def test_rows_that_iterate_over_values_are_read_as_often_as_needed() -> None:
    row = pandas.Series({"msdynci_title": "a", "msdynci_customerid": None}, dtype=object)
    for _ in range(2 * fast_reading._FEW):
        assert UnifiedActivity.from_dict(row) == UnifiedActivity(title="a", customer_id=None)
