"""Microsoft's own SDK, unchanged, against the fake Web API: every operation for every table."""

from __future__ import annotations

import dataclasses
import json
import math
import uuid
import warnings
from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from customer_insights import CustomerProfile, RowError, SegmentMembership, UnifiedActivity
from customer_insights.addressing import AddressError, key_predicate, odata_filter
from customer_insights.rows import Row

from tests.rows.packages import EXAMPLES, SOLUTION, TABLES
from tests.webapi.server import TOKEN, WebApi

sdk = pytest.importorskip("PowerPlatform.Dataverse.client", reason="the extra sdk is not installed")
EVERY_TABLE = pytest.mark.parametrize("name", TABLES)


class Credential:
    """A credential that always has the same token."""

    def get_token(self, *scopes: str, **options: Any) -> SimpleNamespace:
        return SimpleNamespace(token=TOKEN, expires_on=2**31)


@pytest.fixture
def client(web_api: WebApi) -> Iterator[Any]:
    with sdk.DataverseClient(web_api.root.split("/api/")[0], Credential()) as client:
        yield client


def _rows(name: str, count: int) -> list[Row]:
    """Return rows that differ in their GUIDs."""
    cls = TABLES[name]
    guid = next(column.field for column in cls.COLUMNS if column.logical_name == cls.PRIMARY_ID)
    example = cls.from_dict(EXAMPLES[name])
    return [dataclasses.replace(example, **{guid: uuid.uuid4()}) for _ in range(count)]


def _guid(row: Row) -> str:
    return str(row.to_dict()[row.PRIMARY_ID])


@EVERY_TABLE
def test_classes_satisfy_the_protocol(name: str) -> None:
    protocol = pytest.importorskip("PowerPlatform.Dataverse.models.protocol").DataverseModel
    row = TABLES[name].from_dict(EXAMPLES[name])
    assert isinstance(row, protocol)
    table = SOLUTION.by_name[name]
    assert (row.__entity_logical_name__, row.__entity_set_name__) == (table.logical_name, table.entity_set_name)


@EVERY_TABLE
def test_create_and_retrieve(name: str, client: Any) -> None:
    cls = TABLES[name]
    (row,) = _rows(name, 1)
    assert client.records.create(cls.LOGICAL_NAME, row.to_dict()) == _guid(row)
    record = client.records.retrieve(cls.LOGICAL_NAME, _guid(row), select=list(cls.SELECT), include_annotations="*")
    read = cls.from_dict(record)
    assert read == row
    assert read == cls.from_dict(record.to_dict())
    lookups = [column for column in cls.COLUMNS if column.targets]
    assert all(str(read.formatted_value(column.key)).startswith("row ") for column in lookups)
    assert client.records.retrieve(cls.LOGICAL_NAME, str(uuid.uuid4())) is None


@EVERY_TABLE
def test_create_many_and_query(name: str, client: Any) -> None:
    cls = TABLES[name]
    rows = _rows(name, 25)
    guids = client.records.create(cls.LOGICAL_NAME, [row.to_dict() for row in rows])
    assert guids == [_guid(row) for row in rows]
    key = odata_filter(cls, (cls.PRIMARY_ID, "eq", guids[7]))
    assert cls.from_dicts(client.records.list(cls.LOGICAL_NAME, filter=key, select=list(cls.SELECT))) == [rows[7]]
    text = next(column for column in cls.COLUMNS if column.logical_name == cls.PRIMARY_NAME)
    same = odata_filter(cls, (text.field, "eq", getattr(rows[0], text.field)))
    pages = list(client.records.list_pages(cls.LOGICAL_NAME, filter=same, select=list(cls.SELECT), page_size=10))
    assert [len(page) for page in pages] == [10, 10, 5]
    assert [row for page in pages for row in cls.from_dicts(page)] == rows


@EVERY_TABLE
def test_update(name: str, client: Any) -> None:
    cls = TABLES[name]
    rows = _rows(name, 3)
    guids = client.records.create(cls.LOGICAL_NAME, [row.to_dict() for row in rows])
    lookups: dict[str, Any] = {column.field: None for column in cls.COLUMNS if column.targets}
    text = next(column.field for column in cls.COLUMNS if column.logical_name == cls.PRIMARY_NAME)
    changes: dict[str, Any] = {text: "O'Brien|東京 🛒", **lookups}
    client.records.update(cls.LOGICAL_NAME, guids[0], cls(**changes).to_dict())
    read = cls.from_dict(client.records.retrieve(cls.LOGICAL_NAME, guids[0], select=list(cls.SELECT)))
    assert read == dataclasses.replace(rows[0], **changes)
    cleared: dict[str, Any] = {text: None}
    client.records.update(cls.LOGICAL_NAME, guids[1:], cls(**cleared).to_dict())
    for guid, row in zip(guids[1:], rows[1:], strict=True):
        read = cls.from_dict(client.records.retrieve(cls.LOGICAL_NAME, guid, select=list(cls.SELECT)))
        assert read == dataclasses.replace(row, **cleared)


@EVERY_TABLE
def test_upsert_by_primary_id_and_partition(name: str, client: Any) -> None:
    cls = TABLES[name]
    rows = _rows(name, 3)
    keys = [{cls.PRIMARY_ID: uuid.UUID(_guid(row)), "partitionid": "customers"} for row in rows]
    bodies = [{key: value for key, value in row.to_dict().items() if key != cls.PRIMARY_ID} for row in rows]
    items = [{"alternate_key": key, "record": body} for key, body in zip(keys, bodies, strict=True)]
    client.records.upsert(cls.LOGICAL_NAME, items[:1])
    client.records.upsert(cls.LOGICAL_NAME, items[:1])
    client.records.upsert(cls.LOGICAL_NAME, items)
    assert cls.from_dicts(client.records.list(cls.LOGICAL_NAME, select=list(cls.SELECT))) == rows
    predicate = key_predicate(cls, _guid(rows[2]), partition_id="customers")
    assert cls.from_dict(client.records.retrieve(cls.LOGICAL_NAME, predicate, select=list(cls.SELECT))) == rows[2]


@EVERY_TABLE
def test_elastic_tables_take_no_alternate_key(name: str, client: Any) -> None:
    cls = TABLES[name]
    (row,) = _rows(name, 1)
    item = {"alternate_key": {cls.PRIMARY_NAME: "x"}, "record": row.to_dict()}
    with pytest.raises(Exception, match="takes no alternate key"):
        client.records.upsert(cls.LOGICAL_NAME, [item])
    with pytest.raises(AddressError, match="takes no alternate key"):
        key_predicate(cls, {cls.PRIMARY_NAME: "x"})


def test_the_sdk_sends_json_text_as_it_came(client: Any, web_api: WebApi) -> None:
    text = '["VIP customers",   "Newsletter"]'
    row = SegmentMembership.from_dict({"msdynci_segments": text})
    guid = client.records.create(row.LOGICAL_NAME, row.to_dict())
    assert client.records.retrieve(row.LOGICAL_NAME, guid)["msdynci_segments"] == text


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"msdynci_nothing": 1}, "undeclared property"),
        ({"msdynci_title": 5}, "cannot convert"),
        ({"msdynci_title": "x" * 4001}, "exceeded the maximum allowed length"),
        ({"msdynci_activitytime": "1752-01-01T00:00:00Z"}, "before 1753"),
        ({"_msdynci_lookupfield_customer_value": str(uuid.uuid4())}, "undeclared property"),
        ({"msdynci_LookupField_Customer@odata.bind": None}, "undeclared property"),
        ({"msdynci_description": "documented, not live"}, "undeclared property"),
    ],
)
def test_the_fake_refuses_what_the_table_does_not_take(client: Any, body: dict[str, Any], message: str) -> None:
    with pytest.raises(Exception, match=message):
        client.records.create(UnifiedActivity.LOGICAL_NAME, body)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"select": ["msdynci_nothing"]}, "Could not find a property"),
        ({"select": ["msdynci_lookupfield_customer"]}, "Could not find a property"),
        ({"filter": "msdynci_nothing eq 1"}, "Could not find a property"),
        ({"filter": "msdynci_title eq 'O'Brien'"}, "(?i)syntax error"),
        ({"filter": "msdynci_title eq 5"}, "is no literal"),
        ({"filter": "msdynci_title = 'x'"}, "(?i)syntax error"),
        ({"orderby": ["msdynci_nothing"]}, "orderby"),
    ],
)
def test_the_fake_refuses_bad_queries(client: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(Exception, match=message):
        client.records.list(UnifiedActivity.LOGICAL_NAME, **options)


def _frame(client: Any, rows: list[CustomerProfile]) -> Any:
    for row in rows:
        client.records.create(row.LOGICAL_NAME, row.to_dict())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return client.dataframe.get(CustomerProfile.LOGICAL_NAME, select=list(CustomerProfile.SELECT))


def _profiles() -> list[CustomerProfile]:
    """Return rows that each lack some of the values, and the lookup."""
    full = CustomerProfile.from_dict(EXAMPLES["CustomerProfile"])
    columns = [column.field for column in CustomerProfile.COLUMNS if not column.required]
    halves: list[dict[str, Any]] = [dict.fromkeys(columns[place::2]) for place in (0, 1)]
    return [dataclasses.replace(full, customer_profile_id=uuid.uuid4(), **half) for half in (*halves, {}, *halves)]


def test_rows_of_a_dataframe_with_missing_values(client: Any) -> None:
    rows = _profiles()
    frame = _frame(client, rows)
    records = frame.to_dict("records")
    assert any(isinstance(value, float) and math.isnan(value) for record in records for value in record.values())
    assert CustomerProfile.from_dicts(records) == rows
    assert [CustomerProfile.from_dict(record) for record in records] == rows
    assert [row.to_dict() for row in CustomerProfile.from_dicts(records)] == [row.to_dict() for row in rows]
    assert CustomerProfile.from_dicts(frame.convert_dtypes().to_dict("records")) == rows  # pandas' own types, and NA


def test_rows_of_a_dataframe_with_timestamps(client: Any) -> None:
    pandas = pytest.importorskip("pandas")
    rows = _profiles()
    frame = _frame(client, rows)
    moments = [column for column in CustomerProfile.COLUMNS if column.kind.name == "DATETIME"]
    for column in moments:
        frame[column.key] = pandas.to_datetime(frame[column.key], utc=True)
    read = CustomerProfile.from_dicts(frame.to_dict("records"))
    assert read == rows
    assert {type(getattr(row, column.field)) for row in read for column in moments} == {datetime, type(None)}
    moment = frame[moments[0].key].dropna().iloc[0] + pandas.Timedelta(nanoseconds=1)
    with pytest.raises(RowError, match="without nanoseconds"):
        CustomerProfile.from_dict({moments[0].key: moment})


def test_numbers_of_numpy() -> None:
    numpy = pytest.importorskip("numpy")
    by_field = {column.field: column.key for column in CustomerProfile.COLUMNS}
    row = CustomerProfile.from_dict(
        {
            by_field["gender"]: numpy.int64(EXAMPLES["CustomerProfile"][by_field["gender"]]),
            by_field["number_of_children"]: numpy.float64(2),
            by_field["churn_score"]: numpy.float64(0.25),
            by_field["do_not_email"]: numpy.bool_(True),
            by_field["birth_date"]: numpy.datetime64("NaT"),
            "statecode": numpy.int64(1),
        }
    )
    assert {type(value) for value in row.to_dict().values()} == {int, float, bool, type(None)}
    assert json.loads(json.dumps(row.to_dict())) == row.to_dict()
