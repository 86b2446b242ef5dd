"""Rows from the Web API's JSON: one by one and in blocks, good ones and bad ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from customer_insights import (
    UNSET,
    AlternateKey,
    CustomerMeasure,
    CustomerProfile,
    Enrichment,
    Gender,
    KeyRingEntry,
    RowError,
    SegmentMembership,
    Segments,
    UnifiedActivity,
)
from customer_insights.rows import Row
from hypothesis import given
from hypothesis import strategies as st

from tests.rows.packages import EXAMPLES, SOLUTION, TABLES

FORMATTED = "OData.Community.Display.V1.FormattedValue"
EVERY_TABLE = pytest.mark.parametrize("name", TABLES)


@EVERY_TABLE
def test_example_row_has_every_value(name: str) -> None:
    row = TABLES[name].from_dict(EXAMPLES[name])
    for column in SOLUTION.by_name[name].columns:
        value = getattr(row, column.python_name)
        assert (value is UNSET) == (not column.live)
        assert (value is None) == (column.live and column.example is None)


@EVERY_TABLE
def test_absent_is_unset_and_null_is_none(name: str) -> None:
    cls = TABLES[name]
    assert all(getattr(cls.from_dict({}), column.field) is UNSET for column in cls.COLUMNS)
    nulls = cls.from_dict({column.key: None for column in cls.COLUMNS})
    assert all(getattr(nulls, column.field) is None for column in cls.COLUMNS)


def test_values_become_what_python_has_for_them() -> None:
    profile = CustomerProfile.from_dict(EXAMPLES["CustomerProfile"])
    assert isinstance(profile.gender, Gender)
    assert isinstance(profile.birth_date, datetime)
    assert isinstance(profile.churn_score, Decimal)
    activity = UnifiedActivity.from_dict(
        {
            "msdynci_activitytime": "2022-05-20T11:30:00+02:00",
            "_msdynci_lookupfield_customer_value": "CE759201-F786-D590-BF21-34BFF576C369",
        }
    )
    assert activity.activity_time_stamp == datetime(2022, 5, 20, 9, 30, tzinfo=UTC)
    assert activity.customer == UUID("ce759201f786d590bf2134bff576c369")


def test_annotations_and_system_columns_are_kept_apart() -> None:
    row = CustomerProfile.from_dict(
        {
            "@odata.etag": 'W/"7"',
            "createdon": "2022-05-20T09:30:00Z",
            "msdynci_gender": CustomerProfile.from_dict(EXAMPLES["CustomerProfile"]).gender,
            f"msdynci_gender@{FORMATTED}": "Female",
        }
    )
    assert dict(row.system_columns) == {"createdon": "2022-05-20T09:30:00Z"}
    assert dict(row.annotations) == {"@odata.etag": 'W/"7"', f"msdynci_gender@{FORMATTED}": "Female"}
    assert row.formatted_value("msdynci_gender") == "Female"
    assert row.formatted_value("msdynci_firstname") is None


def test_lookups_are_read_as_they_are_written() -> None:
    target = "/msdynci_customerprofiles(ce759201-f786-d590-bf21-34bff576c369)"
    bind = "msdynci_lookupfield_customer@odata.bind"
    row = AlternateKey.from_dict({bind: target})
    assert row.to_dict() == {bind: target}
    assert AlternateKey.from_dict({bind: f"https://x.crm.dynamics.com/api/data/v9.2{target}"}) == row
    assert AlternateKey.from_dict({bind: None}).customer is None
    with pytest.raises(RowError, match=r"customer .*msdynci_customerprofiles\(…\) with a GUID expected"):
        AlternateKey.from_dict({bind: "/accounts(ce759201-f786-d590-bf21-34bff576c369)"})
    with pytest.raises(RowError, match="has no lookup 'msdynci_LookupField_Customer@odata"):
        AlternateKey.from_dict({"msdynci_LookupField_Customer@odata.bind": target})
    owned = AlternateKey.from_dict({"ownerid@odata.bind": "/systemusers(x)"})
    assert (owned.system_columns, owned.annotations) == ({"ownerid@odata.bind": "/systemusers(x)"}, {})
    with pytest.raises(RowError, match="the row contains it twice"):
        AlternateKey.from_dict({bind: None, "_msdynci_lookupfield_customer_value": None})


def test_older_shapes_of_payloads() -> None:
    bare = SegmentMembership.from_dict({"msdynci_segments": '["A", "B"]'})
    assert bare.segments == Segments(segments=("A", "B"))
    entry = {"dataSourceName": "d", "tableName": "t", "keys": ["1"], "more": 1}
    keys = AlternateKey.from_dict({"msdynci_keyring": json.dumps([entry])})
    assert keys.key_ring == (KeyRingEntry(data_source_name="d", entity_name="t", keys=("1",), extra={"more": 1}),)
    both = json.dumps([{**entry, "entityName": "t"}])
    with pytest.raises(RowError, match="one member has both of its names"):
        AlternateKey.from_dict({"msdynci_keyring": both})


def test_documented_names() -> None:
    documented = {
        "CustomerId": "c",
        "SourceEntityName": "webvisits",
        "ActivityTimeStamp": "2022-05-20T09:30:00Z",
        "URL": "https://shop.example.com",
        "Description": "d",
        "mydynci_unifiedactivityid": "7d9f2b64-c1a8-4f3e-9b0d-5e6f7a8b9c0d",
        "ActivityName": "not documented",
        "Customer": "ce759201-f786-d590-bf21-34bff576c369",
        "SemanticData": '{"a": 1.50}',
        "@odata.etag": "1",
    }
    row = UnifiedActivity.from_documented(documented)
    assert (row.source_entity_name, row.description, row.url) == ("webvisits", "d", "https://shop.example.com")
    assert row.activity_time_stamp == datetime(2022, 5, 20, 9, 30, tzinfo=UTC)
    assert row.unified_activity_id == UUID("7d9f2b64c1a84f3e9b0d5e6f7a8b9c0d")
    assert row.to_dict()["msdynci_semanticdata"] == '{"a": 1.50}'
    assert row.annotations == {"@odata.etag": "1"}
    with pytest.raises(RowError, match="no column 'msdynci_customerid'"):
        UnifiedActivity.from_documented({"msdynci_customerid": "c"})


@EVERY_TABLE
def test_documented_names_of_the_page(name: str) -> None:
    table = SOLUTION.by_name[name]
    row = {
        column.documented_as or column.name: EXAMPLES[name].get(column.web_api_name)
        for column in table.columns
        if column.live
    }
    assert TABLES[name].from_documented(row) == TABLES[name].from_dict(EXAMPLES[name])


DEEP = "[" * 100_000 + "]" * 100_000
BAD = [
    (UnifiedActivity, "msdynci_title", 5, "a string expected"),
    (UnifiedActivity, "msdynci_title", ["x"], "a string expected"),
    (UnifiedActivity, "msdynci_title", b"x", "a string expected"),
    (UnifiedActivity, "msdynci_title", "a\0b", "without NUL characters"),
    (UnifiedActivity, "msdynci_title", "\ud83d", "lone surrogates"),
    (UnifiedActivity, "msdynci_unifiedactivityid", "7d9f2b64c1a84f3e9b0d5e6f7a8b9c0d", "with hyphens expected"),
    (UnifiedActivity, "msdynci_unifiedactivityid", "{7d9f2b64-c1a8-4f3e-9b0d-5e6f7a8b9c0d}", "a GUID"),
    (UnifiedActivity, "msdynci_unifiedactivityid", "7d9f2b64-c1a8-4f3e-9b0d-5e6f7a8b9c0d\n", "a GUID"),
    (UnifiedActivity, "msdynci_unifiedactivityid", 7, "a GUID"),
    (UnifiedActivity, "msdynci_activitytime", "2022-05-20T09:30:00", "with a time zone"),
    (UnifiedActivity, "msdynci_activitytime", "2022-05-20", "date and time"),
    (UnifiedActivity, "msdynci_activitytime", "2022-05-20 09:30:00Z", "date and time"),
    (UnifiedActivity, "msdynci_activitytime", "20220520T093000Z", "date and time"),
    (UnifiedActivity, "msdynci_activitytime", "2022-W20-5T09:30:00Z", "date and time"),
    (UnifiedActivity, "msdynci_activitytime", "2022-13-20T09:30:00Z", "date and time"),
    (UnifiedActivity, "msdynci_activitytime", "1752-12-31T23:59:59Z", "not before 1753"),
    (UnifiedActivity, "msdynci_activitytime", "1753-01-01T00:00:00+01:00", "not before 1753"),
    (UnifiedActivity, "msdynci_activitytime", 1653039000, "date and time"),
    (UnifiedActivity, "msdynci_semanticdata", {"a": 1}, "JSON in a string"),
    (UnifiedActivity, "msdynci_semanticdata", "", "JSON expected"),
    (UnifiedActivity, "msdynci_semanticdata", "{'a': 1}", "JSON expected"),
    (UnifiedActivity, "msdynci_semanticdata", "{} {}", "nothing after it"),
    (UnifiedActivity, "msdynci_semanticdata", '{"a": 1, "a": 2}', "without duplicate members"),
    (UnifiedActivity, "msdynci_semanticdata", '{"b": {"a": 1, "a": 2}}', "without duplicate members"),
    (UnifiedActivity, "msdynci_semanticdata", '{"a": NaN}', "has no NaN"),
    (UnifiedActivity, "msdynci_semanticdata", '{"a": -Infinity}', "has no -Infinity"),
    (UnifiedActivity, "msdynci_semanticdata", '{"a": 1e999}', "in the range of a float"),
    (UnifiedActivity, "msdynci_semanticdata", '{"a": "\\ud83d"}', "lone surrogates"),
    (UnifiedActivity, "msdynci_semanticdata", '{"a": 1}\0', "without NUL characters"),
    (UnifiedActivity, "msdynci_semanticdata", "[1]", "an object expected"),
    (UnifiedActivity, "msdynci_semanticdata", '{"a": ' + "9" * 5000 + "}", "JSON|digits"),
    (Enrichment, "msdynci_values", DEEP, "with less nesting"),
    (AlternateKey, "msdynci_keyring", "{}", "a list expected"),
    (AlternateKey, "msdynci_keyring", "[1]", "KeyRingEntry: an object expected"),
    (AlternateKey, "msdynci_keyring", '[{"entityName": "e", "keys": []}]', "a member dataSourceName expected"),
    (SegmentMembership, "msdynci_segments", '{"Segments": "A"}', "Segments.Segments: a list of strings expected"),
    (CustomerMeasure, "msdynci_measures", "5", "an object expected"),
    (CustomerProfile, "msdynci_gender", 999, r"one of the choice's values expected: \d+ \(\w+\)"),
    (CustomerProfile, "msdynci_gender", True, "one of the choice's values"),
    (CustomerProfile, "msdynci_numberofchildren", 2.5, "a whole number"),
    (CustomerProfile, "msdynci_numberofchildren", True, "a whole number"),
    (CustomerProfile, "msdynci_donotemail", 1, "true or false"),
    (CustomerProfile, "msdynci_churnscore", "0.5", "a number"),
    (CustomerProfile, "msdynci_churnscore", Decimal("nan"), "a number"),
    (CustomerProfile, "msdynci_churnscore", float("inf"), "a number"),
]


@pytest.mark.parametrize(("cls", "key", "value", "expected"), BAD)
def test_bad_value_names_table_column_and_value(cls: type[Row], key: str, value: object, expected: str) -> None:
    logical_names = {column.key: column.logical_name for column in cls.COLUMNS}
    if key not in logical_names:
        key = key.replace("msdynci_", "")  # a Common Data Model column without prefix
    key = key if key in logical_names else next(name for name in logical_names if name.endswith(key))
    with pytest.raises(RowError, match=expected) as caught:
        cls.from_dict({key: value})
    message = str(caught.value)
    assert message.startswith(f"{cls.__name__}.")
    assert f"({logical_names[key]})" in message
    assert "the value is" in message
    assert len(message) < 600
    message.encode()
    good = [{key: None}] * 20
    with pytest.raises(RowError, match=expected) as caught:
        cls.from_dicts([*good, {key: value}, *good])
    assert str(caught.value).startswith(f"row 20: {cls.__name__}.")


@pytest.mark.parametrize("row", [None, 5, "text", [], [("a", 1)], {1: "x"}, {None: "x"}, {"msdynci_nothing": 1}])
def test_values_that_are_not_rows(row: Any) -> None:
    with pytest.raises(RowError, match="UnifiedActivity"):
        UnifiedActivity.from_dict(row)
    with pytest.raises(RowError, match="row 1: UnifiedActivity"):
        UnifiedActivity.from_dicts([{}, row])


def test_a_long_text_is_read_and_shown_short() -> None:
    long = "x" * 5_000_000
    row = UnifiedActivity.from_dict({"msdynci_title": long})
    assert row.title == long
    with pytest.raises(RowError, match="at most 4,000 characters expected, not 5,000,000") as caught:
        row.to_dict()
    assert len(str(caught.value)) < 300


def test_the_first_and_the_last_dates() -> None:
    row = UnifiedActivity.from_dict({"msdynci_activitytime": "1753-01-01T00:00:00Z"})
    assert row.activity_time_stamp == datetime(1753, 1, 1, tzinfo=UTC)
    east = UnifiedActivity.from_dict({"msdynci_activitytime": "9999-12-31T23:59:59.999999-12:00"})
    assert east.to_dict()["msdynci_activitytime"] == "9999-12-31T23:59:59.999999-12:00"
    old = datetime(1800, 1, 1, tzinfo=timezone(timedelta(minutes=19, seconds=32)))
    assert UnifiedActivity(activity_time_stamp=old).to_dict() == {"msdynci_activitytime": "1799-12-31T23:40:28Z"}


class Record(Mapping[str, object]):
    """A mapping that is no dict, as clients have their own."""

    def __init__(self, data: dict[str, object]) -> None:
        self.data = data

    def __getitem__(self, key: str) -> object:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


@EVERY_TABLE
def test_any_mapping_is_read(name: str) -> None:
    expected = TABLES[name].from_dict(EXAMPLES[name])
    assert TABLES[name].from_dict(Record(EXAMPLES[name])) == expected
    assert TABLES[name].from_dicts([Record(EXAMPLES[name])] * 9) == [expected] * 9


@given(st.lists(st.sets(st.sampled_from(sorted(EXAMPLES["UnifiedActivity"]))), min_size=2, max_size=40))
def test_rows_that_leave_out_columns_are_read_together_as_each_alone(kept: list[set[str]]) -> None:
    """As Spark writes rows: nulls are left out, so that hardly any two have the same keys."""
    rows = [{key: value for key, value in EXAMPLES["UnifiedActivity"].items() if key in keys} for keys in kept]
    rows[0]["@odata.etag"] = 'W/"1"'
    read = UnifiedActivity.from_dicts(rows)
    alone = [UnifiedActivity.from_dict(row) for row in rows]
    assert read == alone
    assert [row.to_dict() for row in read] == [row.to_dict() for row in alone]
    assert [row.annotations for row in read] == [row.annotations for row in alone]


def test_subclasses_are_read_as_what_they_are() -> None:
    class Activity(UnifiedActivity):
        """A subclass of a user, with a dict of its own."""

    row = EXAMPLES["UnifiedActivity"]
    assert type(Activity.from_dict(row)) is Activity
    assert [type(activity) for activity in Activity.from_dicts([row] * 10)] == [Activity] * 10


def test_frozen() -> None:
    row = UnifiedActivity.from_dict({"msdynci_title": "t"})
    with pytest.raises((AttributeError, TypeError)):
        row.title = "u"  # type: ignore[misc]
    assert row.title == "t"


def test_dates_without_time() -> None:
    from customer_insights.value_reading import read_date
    from customer_insights.values import Column, Kind

    column = Column("day", "x_day", "Day", Kind.DATE)
    assert read_date("2022-05-20", column) == date(2022, 5, 20)
    for bad in ("1752-12-31", "2022-W20-5", "20220520", "2022-05-20T00:00:00Z", 5, datetime(2022, 5, 20)):
        with pytest.raises(ValueError, match="an ISO 8601 date"):
            read_date(bad, column)
