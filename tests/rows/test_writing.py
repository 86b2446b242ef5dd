"""Rows on their way out: JSON types, what is left out, JSON text kept, copies."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from customer_insights import (
    UNSET,
    AlternateKey,
    CustomerProfile,
    Enrichment,
    Gender,
    KeyRingEntry,
    RowError,
    SegmentMembership,
    Segments,
    UnifiedActivity,
    Unset,
)
from customer_insights.rows import Row
from hypothesis import given
from hypothesis import strategies as st

from tests.rows.packages import EXAMPLES, TABLES

EVERY_TABLE = pytest.mark.parametrize("name", TABLES)
BIND = "msdynci_lookupfield_customer@odata.bind"


@EVERY_TABLE
def test_rows_are_written_as_they_were_read(name: str) -> None:
    cls = TABLES[name]
    row = cls.from_dict(EXAMPLES[name])
    written = row.to_dict()
    for column in cls.COLUMNS:
        if column.targets:
            (target,) = column.targets
            expected = EXAMPLES[name][column.key] and f"/{target.entity_set_name}({EXAMPLES[name][column.key]})"
            assert written.pop(f"{target.navigation}@odata.bind") == expected
        elif column.key in EXAMPLES[name]:
            assert written.pop(column.logical_name) == EXAMPLES[name][column.key]
    assert written == {}
    assert cls.from_dict(row.to_dict()) == row


def test_only_json_types_are_written() -> None:
    row = CustomerProfile(
        customer_profile_id=UUID(int=7),
        gender=next(iter(Gender)),
        birth_date=datetime(1990, 1, 2, tzinfo=UTC),
        churn_score=Decimal("0.25"),
        engagement_score=Decimal("3.00"),
    )
    written = row.to_dict()
    assert {type(value) for value in written.values()} == {str, int, float}
    assert json.loads(json.dumps(written)) == written


def test_unset_is_left_out_and_none_is_null() -> None:
    assert UnifiedActivity().to_dict() == {}
    row = UnifiedActivity(title=None, customer=None, semantic_data=None)
    assert row.to_dict() == {"msdynci_title": None, BIND: None, "msdynci_semanticdata": None}


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1}',
        ' { "b" : 1.50 , "a" : "\\u00c4" }\n',
        '{"a": 1E2, "long": 123456789012345678901234567890}',
        "{}",
        '{"a": {"b": [1, 2, {"c": null}]}, "url": "https://x.example"}',
    ],
)
def test_unchanged_json_is_written_byte_for_byte(text: str) -> None:
    for row in (
        UnifiedActivity.from_dict({"msdynci_semanticdata": text}),
        UnifiedActivity.from_dicts([{"msdynci_semanticdata": text}] * 9)[4],
        UnifiedActivity.from_documented({"SemanticData": text}),
    ):
        assert row.to_dict() == {"msdynci_semanticdata": text}
        assert dataclasses.replace(row, title="t").to_dict()["msdynci_semanticdata"] == text
        changed = dataclasses.replace(row, semantic_data={"z": 1})
        assert changed.to_dict() == {"msdynci_semanticdata": '{"z":1}'}


def test_older_shapes_stay_until_they_are_changed() -> None:
    row = SegmentMembership.from_dict({"msdynci_segments": '["A"]'})
    assert row.to_dict() == {"msdynci_segments": '["A"]'}
    assert SegmentMembership(segments=row.segments).to_dict() == {"msdynci_segments": '{"Segments":["A"]}'}
    text = '[{"dataSourceName": "d", "tableName": "t", "keys": []}]'
    keys = AlternateKey.from_dict({"msdynci_keyring": text})
    assert keys.to_dict() == {"msdynci_keyring": text}
    assert json.loads(str(AlternateKey(key_ring=keys.key_ring).to_dict()["msdynci_keyring"])) == [
        {"dataSourceName": "d", "entityName": "t", "keys": []}
    ]


def test_changing_what_was_read_in_place_changes_what_goes_out() -> None:
    row = UnifiedActivity.from_dict({"msdynci_semanticdata": '{"a": [1]}'})
    assert isinstance(row.semantic_data, dict)
    row.semantic_data["a"] = [2]
    assert row.to_dict() == {"msdynci_semanticdata": '{"a":[2]}'}


DEEP: Any = []
for _ in range(100_000):
    DEEP = [DEEP]
BAD: list[tuple[Row, str]] = [
    (UnifiedActivity(title="x" * 4001), "at most 4,000 characters expected, not 4,001"),
    (UnifiedActivity(title="\ud800"), "lone surrogates"),
    (UnifiedActivity(title="\0"), "without NUL characters"),
    (UnifiedActivity(title=5), "a string expected"),  # type: ignore[arg-type]
    (UnifiedActivity(activity_time_stamp=datetime(2022, 5, 20)), "with a time zone"),
    (UnifiedActivity(activity_time_stamp=datetime(1752, 5, 20, tzinfo=UTC)), "not before 1753"),
    (UnifiedActivity(semantic_data={"a": float("nan")}), "JSON expected"),
    (UnifiedActivity(semantic_data={"a": "\ud800"}), "lone surrogates"),
    (UnifiedActivity(semantic_data={"a": {1}}), "JSON expected"),  # type: ignore[dict-item]
    (UnifiedActivity(semantic_data=[1]), "an object expected"),  # type: ignore[arg-type]
    (UnifiedActivity(semantic_data={"a": "x" * 1_048_576}), "JSON of at most 1,048,576 characters"),
    (Enrichment(values=DEEP), "JSON expected"),
    (UnifiedActivity(customer="x"), "a GUID"),  # type: ignore[arg-type]
    (CustomerProfile(number_of_children=-1), r"a number from 0 to [\d,]+ expected"),
    (CustomerProfile(number_of_children=10**5000), "a number from 0 to"),
    (CustomerProfile(churn_score=Decimal("NaN")), "a number expected"),
    (CustomerProfile(churn_score=Decimal(10) ** 20), "a number from 0 to"),
    (CustomerProfile(gender=0), "one of the choice's values"),  # type: ignore[arg-type]
    (SegmentMembership(segments=["A"]), "Segments expected"),  # type: ignore[arg-type]
    (SegmentMembership(segments=Segments(segments=("A", 5))), "a list of strings"),  # type: ignore[arg-type]
    (AlternateKey(key_ring=KeyRingEntry(data_source_name="d", entity_name="e", keys=())), "a list of KeyRingEntry"),  # type: ignore[arg-type]
    (AlternateKey(key_ring=("x",)), "KeyRingEntry expected"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("row", "expected"), BAD, ids=[expected for _, expected in BAD])
def test_bad_values_are_refused_by_name(row: Row, expected: str) -> None:
    with pytest.raises(RowError, match=expected) as caught:
        row.to_dict()
    column = next(column for column in row.COLUMNS if getattr(row, column.field) is not UNSET)
    assert str(caught.value).startswith(f"{type(row).__name__}.{column.field} ({column.logical_name}): ")
    assert len(str(caught.value)) < 600


def _copies(row: UnifiedActivity) -> list[UnifiedActivity]:
    pickled = [pickle.loads(pickle.dumps(row, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    return [*pickled, copy.copy(row), copy.deepcopy(row), dataclasses.replace(row)]


def test_copies_keep_everything() -> None:
    text = '{ "a": 1.0 }'
    row = UnifiedActivity.from_dict(
        {"@odata.etag": "1", "createdon": "x", "msdynci_semanticdata": text, "msdynci_title": None}
    )
    for other in _copies(row):
        assert type(other) is UnifiedActivity
        assert other == row
        assert other.to_dict() == {"msdynci_semanticdata": text, "msdynci_title": None}
        assert other.annotations == {"@odata.etag": "1"}
        assert other.system_columns == {"createdon": "x"}
        assert other.description is UNSET


def test_equality_and_repr_leave_out_what_came_with_a_row() -> None:
    row = UnifiedActivity.from_dict({"@odata.etag": "1", "msdynci_title": "t"})
    assert row == UnifiedActivity(title="t")
    assert hash(row) == hash(UnifiedActivity(title="t"))
    assert "etag" not in repr(row)
    assert eval(repr(row)) == row


def test_unset_is_one_and_false() -> None:
    assert not UNSET
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET
    assert copy.deepcopy(UNSET) is Unset.UNSET
    assert repr(UNSET) == "UNSET"


@given(st.decimals(0, 100, places=2))
def test_decimals_survive(value: Decimal) -> None:
    row = CustomerProfile(churn_score=value)
    if row.to_dict() and value <= 1:
        assert CustomerProfile.from_dict(json.loads(json.dumps(row.to_dict()))).churn_score == value


@given(st.datetimes(datetime(1753, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()))
def test_moments_survive(value: datetime) -> None:
    row = UnifiedActivity(activity_time_stamp=value)
    read = UnifiedActivity.from_dict(row.to_dict()).activity_time_stamp
    assert isinstance(read, datetime)
    assert read.astimezone(UTC) == value.astimezone(UTC)
