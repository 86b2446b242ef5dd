"""Columns of real tables: the class reads them from the Web API's answers, and writes what it takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator

from dvspec.targets.json_schema import render
from tests.rows.packages import generate
from tests.rows.real_columns import SOLUTION

GUID = "11111111-2222-3333-4444-555555555555"
TABLE = "@Microsoft.Dynamics.CRM.lookuplogicalname"
SCHEMA = Draft202012Validator({**json.loads(dict(render(SOLUTION))["booking.schema.json"]), "$id": "urn:booking"})

READ = {
    "accountid": GUID,
    "contoso_title": "B-000001",
    "_contoso_bookedby_value": GUID,
    f"_contoso_bookedby_value{TABLE}": "account",
    "_contoso_unit_value": GUID,
    "contoso_pickup": "2024-02-29T12:00:00Z",
    "contoso_born": "2024-03-01T00:00:00Z",
    "contoso_day": "2024-03-01",
    "contoso_length": 90,
    "contoso_price": 1.2345,
    "contoso_price_base": 1.5,
    "contoso_fee": 1.25,
    "contoso_due": 123.456,
    "contoso_spent": 4000.125,
    "contoso_spent_base": 4000.125,
    "contoso_spent_date": "2024-03-01T00:00:00Z",
    "contoso_spent_state": 1,
    "contoso_industry": 7,
    "contoso_industries": "7,-3",
    "contoso_photo": "iVBORw0KGgo=",
    "contoso_photoid": GUID,
    "contoso_photo_timestamp": 638000000000000000,
    "contoso_photo_url": "/Image/download.aspx?Entity=account",
    "contoso_contract": GUID,
    "contoso_contract_name": "contract.pdf",
    "contoso_owed": 1.23456,
    "statecode": 1,
    "statuscode": 2,
    "createdon": "2024-03-01T00:00:00Z",
}
COMPANIONS = {"_base", "_date", "_state", "_timestamp", "_url", "_name", "photoid"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    yield generate(SOLUTION, "real_columns", tmp_path_factory.mktemp("package"))


@pytest.fixture
def booking(package: ModuleType) -> Any:
    return package.Booking


def in_every_way(cls: Any, row: dict[str, Any]) -> Any:
    """Return a row as each of the ways of reading reads it."""
    read = cls.from_dict(row)
    assert [cls.from_dict(row) for _ in range(25)] == [read] * 25  # compiled after twenty
    assert cls.from_dicts([row] * 5) == [read] * 5
    assert cls.from_dicts([row, {**row, "@odata.etag": "1"}, row]) == [read] * 3
    return read


def refused_in_every_way(cls: Any, row: dict[str, Any], match: str) -> None:
    """Prove that each of the ways of reading refuses a row."""
    good: dict[str, Any] = dict.fromkeys(row)
    for key in row:
        good[key] = READ.get(key)
    for _ in range(25):
        with pytest.raises(ValueError, match=match):
            cls.from_dict(row)
    for rows in ([row] * 5, [row], [{"contoso_title": "a"}, row]):
        with pytest.raises(ValueError, match=match):
            cls.from_dicts(rows)


def test_rows_of_the_web_api_are_read(booking: Any, package: ModuleType) -> None:
    SCHEMA.validate(READ)
    row = in_every_way(booking, READ)
    guid = UUID(GUID)
    assert (row.booked_by, row.unit) == (package.RowReference("account", guid), guid)
    assert row.pickup == datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert (row.born, row.day) == (datetime(2024, 3, 1, tzinfo=UTC), date(2024, 3, 1))
    assert (row.due, row.spent) == (Decimal("123.456"), Decimal("4000.125"))
    assert (row.industry, row.industries) == (7, frozenset({7, -3}))
    assert row.system_columns.keys() == {key for key in READ if key.endswith(tuple(COMPANIONS))}
    assert row.unknown_columns == {}


def test_state_and_status_reason_are_columns_where_specs_declare_them(booking: Any, package: ModuleType) -> None:
    row = booking.from_dict({"statecode": 1, "statuscode": 2})
    assert (row.state, row.reason) == (package.BookingState.INACTIVE, package.BookingReason.LOST)
    assert (row.system_columns, row.to_dict()) == ({}, {"statecode": 1, "statuscode": 2})
    replaced = replace(row, state=package.UNSET, reason=package.BookingReason.OPEN)
    assert replaced.to_dict() == {"statuscode": 1}
    source = Path(str(package.__file__)).with_name("booking.py").read_text("utf-8")
    assert 'OPEN = (1, "Open")\n    """Nobody has answered. A reason of state 0. Color #00FF00.' in source
    assert 'LOST = (2, "Lost")\n    """A reason of state 1. Hidden in apps."""' in source
    assert 'ACTIVE = (0, "Active")\n    INACTIVE = (1, "Inactive")\n' in source


def test_what_dataverse_computes_is_not_written(booking: Any) -> None:
    written = booking.from_dict(READ).to_dict()
    assert written.keys() == {
        *("accountid", "contoso_title", "contoso_BookedBy_account@odata.bind", "contoso_Unit@odata.bind"),
        *("contoso_pickup", "contoso_born", "contoso_day", "contoso_length", "contoso_price", "contoso_fee"),
        *("contoso_industry", "contoso_industries", "statecode", "statuscode"),
    }
    SCHEMA.validate(written)
    again = booking.from_dict(written).to_dict()
    assert again == written


def test_precision_is_the_columns_own_or_the_most_that_currencies_have(booking: Any) -> None:
    assert booking(price=Decimal("1.2345"), fee=Decimal("1.25")).to_dict() == {
        "contoso_price": 1.2345,
        "contoso_fee": 1.25,
    }
    for values in ({"price": Decimal("1.23456")}, {"fee": Decimal("1.255")}):
        with pytest.raises(ValueError, match="at most"):
            booking(**values).to_dict()


@pytest.mark.parametrize(("table", "entity_set"), [("contact", "contacts"), ("account", "accounts")])
def test_a_reference_is_written_to_the_table_that_it_names(
    table: str, entity_set: str, booking: Any, package: ModuleType
) -> None:
    row = booking(booked_by=package.RowReference(table, UUID(GUID)))
    written = {f"contoso_BookedBy_{table}@odata.bind": f"/{entity_set}({GUID})"}
    assert row.to_dict() == written
    SCHEMA.validate(written)
    assert in_every_way(booking, written) == row
    annotated = {"_contoso_bookedby_value": GUID, f"_contoso_bookedby_value{TABLE}": table}
    for data in (annotated, dict(reversed(annotated.items()))):
        assert in_every_way(booking, data) == row
        assert booking.from_dict(data).to_dict() == written


def test_tables_of_references_differ_within_a_block(booking: Any) -> None:
    rows: list[dict[str, Any]] = [
        {"_contoso_bookedby_value": GUID, f"_contoso_bookedby_value{TABLE}": table, "contoso_title": table}
        for table in ("contact", "account", "contact")
    ]
    rows += [{"_contoso_bookedby_value": None, "contoso_title": "none"}]
    rows += [{"contoso_title": "absent", "@odata.etag": "1"}]
    read = booking.from_dicts(rows)
    assert read == [booking.from_dict(row) for row in rows]
    assert [row.booked_by and row.booked_by.table for row in read[:4]] == ["contact", "account", "contact", None]
    assert "booked_by" not in repr(read[4])


@pytest.mark.parametrize("table", ["", None, 7, "team"])
def test_a_reference_to_no_target_is_read_but_not_written(table: object, booking: Any) -> None:
    row = in_every_way(booking, {"_contoso_bookedby_value": GUID, f"_contoso_bookedby_value{TABLE}": table})
    assert row.booked_by.id == UUID(GUID)
    with pytest.raises(ValueError, match=r"booked_by .*RowReference with one of contact, account expected"):
        row.to_dict()


def test_a_guid_alone_says_no_table(booking: Any) -> None:
    row = in_every_way(booking, {"_contoso_bookedby_value": GUID})
    assert row.booked_by == ("", UUID(GUID))
    for value in (UUID(GUID), GUID):
        with pytest.raises(ValueError, match="its table is not known: a RowReference with one of contact, account"):
            booking(booked_by=value).to_dict()
    with pytest.raises(ValueError, match="a RowReference, or a GUID"):
        booking(booked_by="nobody").to_dict()


def test_null_clears_a_reference_through_one_navigation_property(booking: Any) -> None:
    assert booking(booked_by=None).to_dict() == {"contoso_BookedBy_contact@odata.bind": None}
    data = {"_contoso_bookedby_value": None, f"_contoso_bookedby_value{TABLE}": "account"}
    assert booking.from_dict(data).to_dict() == {"contoso_BookedBy_account@odata.bind": None}
    assert in_every_way(booking, {"contoso_BookedBy_account@odata.bind": None}) == booking(booked_by=None)


@pytest.mark.parametrize(
    ("row", "match"),
    [
        ({"contoso_BookedBy_contact@odata.bind": f"/accounts({GUID})"}, r"/contacts\(…\) with a GUID expected"),
        ({"contoso_BookedBy@odata.bind": f"/accounts({GUID})"}, "has no lookup"),
        (
            {"contoso_BookedBy_contact@odata.bind": f"/contacts({GUID})", "contoso_BookedBy_account@odata.bind": None},
            "contains it twice",
        ),
        ({"contoso_industries": "7;8"}, "comma-separated"),
        ({"contoso_industry": "Retail"}, "a whole number"),
        ({"contoso_born": "2024-03-01"}, "date and time"),
        ({"contoso_due": "1"}, "a number"),
    ],
)
def test_rows_that_are_refused(row: dict[str, Any], match: str, booking: Any) -> None:
    refused_in_every_way(booking, row, match)


@pytest.mark.parametrize("key", ["contoso_Unit", "contoso_BookedBy_account", "ownerid"])
@pytest.mark.parametrize("value", [GUID, "", 7, True])
def test_navigation_properties_have_rows_only(key: str, value: object, booking: Any) -> None:
    for rest in ({}, {"contoso_title": "a"}, {"_contoso_unit_value": GUID, "_contoso_bookedby_value": GUID}):
        refused_in_every_way(booking, {**rest, key: value}, f"no column '{key}'")
        assert not SCHEMA.is_valid({**rest, key: value})
        several: list[Any] = [None, {"name": "x"}, []]
        for expanded in several:
            row = in_every_way(booking, {**rest, key: expanded})
            assert (row.expanded, row.unknown_columns) == ({key: expanded}, {})
            SCHEMA.validate({**rest, key: expanded})
    read = booking.from_dict({key: value}, unknown="keep")
    assert (read.unknown_columns, read.to_dict()) == ({key: value}, {})


def test_references_are_compared_in_filters(booking: Any, package: ModuleType) -> None:
    addressing = __import__("real_columns.addressing", fromlist=["x"])
    expected = f"_contoso_bookedby_value eq {GUID}"
    for value in (UUID(GUID), GUID, package.RowReference("account", UUID(GUID))):
        assert addressing.odata_filter(booking, ("booked_by", "eq", value)) == expected
    assert addressing.odata_filter(booking, ("contoso_spent_date", "gt", datetime(2024, 1, 1, tzinfo=UTC)))
    assert addressing.odata_filter(booking, ("born", "ge", datetime(2024, 1, 1, tzinfo=UTC)))


def test_a_table_that_exists_has_its_own_names(booking: Any) -> None:
    assert (booking.PRIMARY_ID, booking.PRIMARY_NAME, booking.LOGICAL_NAME) == ("accountid", "", "account")


def test_docstrings_say_what_values_are(package: ModuleType) -> None:
    source = " ".join(Path(str(package.__file__)).with_name("booking.py").read_text("utf-8").split())
    for text in (
        '"""Text of at most 20 characters. Dataverse numbers rows that are created without it. Column contoso_title',
        '"""Lookup to contact or account. Column contoso_bookedby',
        "Date and time, the same in every time zone.",
        "Date, in rows with a time.",
        "Whole number: a duration in minutes from 0 to 1,440. Recommended in apps.",
        "with the decimals of its currency",
        "Dataverse computes it: rows are not written with it.",
        "Choice of contoso_industry, whose options are not in the specs.",
    ):
        assert text in source, text
    assert "Price * 2" not in source


def test_activities_have_states_as_standard_tables_have(tmp_path: Path) -> None:
    columns = [column for column in SOLUTION.tables[0].columns if column.type not in ("state", "status")]
    table = replace(SOLUTION.tables[0], kind="activity", columns=tuple(columns))
    package = generate(replace(SOLUTION, tables=(table,)), "activities", tmp_path)
    addressing = __import__("activities.addressing", fromlist=["x"])
    assert addressing.odata_filter(package.Booking, ("statecode", "eq", 0)) == "statecode eq 0"
    with pytest.raises(addressing.AddressError, match="no column 'partitionid'"):
        addressing.odata_filter(package.Booking, ("partitionid", "eq", "x"))
