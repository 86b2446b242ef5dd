"""Addresses: escaped for each place, refused where Dataverse could not use them, answered by the fake."""

from __future__ import annotations

import dataclasses
import importlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from customer_insights import AlternateKey, CustomerProfile, SegmentMembership, UnifiedActivity, queries
from customer_insights.addressing import (
    SERVICE_PATH,
    AddressError,
    batch_line,
    key_predicate,
    odata_filter,
    odata_literal,
    row_reference,
    row_url,
    rows_url,
    select,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from dvspec import model
from dvspec.model import Label, Solution
from tests.own_packages import of_kind
from tests.rows.packages import EXAMPLES, SOLUTION, TABLES, generate
from tests.webapi.environment import Environment
from tests.webapi.server import TOKEN, WebApi

GUID = "7d9f2b64-c1a8-4f3e-9b0d-5e6f7a8b9c0d"
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)
BAD_IN_KEYS = "/<>*%&:\\?+#"


class Fake(WebApi):
    """The fake Web API without sockets."""

    def __init__(self, solution: Solution = SOLUTION) -> None:
        super().__init__(Environment(solution), "https://127.0.0.1")

    def get(self, url: str) -> Any:
        """Return what a relative URL answers."""
        status, result, _ = self.answer("GET", SERVICE_PATH + url, {"authorization": f"Bearer {TOKEN}"}, b"")
        assert status == 200, result
        return result

    def add(self, entity_set: str, **values: Any) -> dict[str, Any]:
        return self.environment.by_entity_set(entity_set).create(values)


def _standard() -> Solution:
    """Return the solution with standard tables, and a key each on AlternateKey and UnifiedActivity."""
    keys = {
        "AlternateKey": (("Identifier",), ("Customer", "EntityName")),
        "UnifiedActivity": (("ActivityTimeStamp",),),
    }
    tables = []
    for table in SOLUTION.tables:
        given_keys = tuple(
            model.AlternateKey(f"Key{number}", f"msdynci_key{number}", f"msdynci_Key{number}", Label("Key"), columns)
            for number, columns in enumerate(keys.get(table.name, ()))
        )
        tables.append(dataclasses.replace(table, alternate_keys=given_keys))
    return of_kind(dataclasses.replace(SOLUTION, tables=tuple(tables)), "standard")


STANDARD = _standard()


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    package = generate(STANDARD, "standard_tables", tmp_path_factory.mktemp("standard"))
    importlib.import_module("standard_tables.addressing")
    yield package


def test_primary_guids() -> None:
    for key in (GUID, GUID.upper(), UUID(GUID)):
        assert key_predicate(UnifiedActivity, key) == f"({GUID})"
        assert row_url(UnifiedActivity, key) == f"msdynci_unifiedactivities({GUID})"
        assert row_reference(UnifiedActivity, key) == f"/msdynci_unifiedactivities({GUID})"
    service = "https://org.crm.dynamics.com/api/data/v9.2"
    url = row_url(UnifiedActivity, GUID, columns=["title", "customer"], service=service)
    query = "?$select=msdynci_title,_msdynci_lookupfield_customer_value"
    assert url == f"{service}/msdynci_unifiedactivities({GUID}){query}"


@pytest.mark.parametrize("key", ["x", GUID[:-1], f"{{{GUID}}}", f"{GUID}\n", GUID.replace("-", ""), 5, None])
def test_invalid_primary_guids(key: Any) -> None:
    with pytest.raises(AddressError, match="a GUID expected"):
        key_predicate(UnifiedActivity, key)


def test_partitions_of_elastic_tables(standard: ModuleType) -> None:
    predicate = key_predicate(UnifiedActivity, GUID, partition_id="O'Brien|1")
    assert predicate == f"(msdynci_unifiedactivityid={GUID},partitionid='O''Brien|1')"
    fake = Fake()
    row = {"msdynci_unifiedactivityid": GUID, "msdynci_title": "t", "partitionid": "O'Brien|1 ü"}
    fake.add("msdynci_unifiedactivities", **row)
    url = row_url(UnifiedActivity, GUID, columns=["title"], partition_id="O'Brien|1 ü")
    assert fake.get(url)["msdynci_title"] == "t"
    with pytest.raises(AddressError, match="finds no row by a key that contains /"):
        row_url(UnifiedActivity, GUID, partition_id="a/b")
    with pytest.raises(AddressError, match="partitionid: a string expected, not 5"):
        row_url(UnifiedActivity, GUID, partition_id=5)  # type: ignore[arg-type]
    with pytest.raises(standard.addressing.AddressError, match="not an elastic table"):
        standard.addressing.key_predicate(standard.UnifiedActivity, GUID, partition_id="p")


def test_elastic_tables_take_no_alternate_key() -> None:
    with pytest.raises(AddressError, match="AlternateKey is an elastic table"):
        row_url(AlternateKey, {"identifier": "a|b|c"})


@settings(max_examples=200)
@given(text=TEXTS)
def test_alternate_keys_in_urls(standard: ModuleType, text: str) -> None:
    table, addressing = standard.AlternateKey, standard.addressing
    fake = Fake(STANDARD)
    fake.add("msdynci_alternatekeys", msdynci_identifier=text)
    if set(text) & set(BAD_IN_KEYS):
        with pytest.raises(addressing.AddressError, match="finds no row by a key that contains"):
            addressing.row_url(table, {"identifier": text})
        return
    url = addressing.row_url(table, {"identifier": text}, columns=["identifier"])
    assert fake.get(url)["msdynci_identifier"] == text
    assert _batch(fake, url)["msdynci_identifier"] == text
    reference = addressing.row_reference(table, {"msdynci_identifier": text})
    target = {"@odata.type": "Microsoft.Dynamics.CRM.msdynci_alternatekey", "@odata.id": reference}
    body = json.dumps({"Targets": [{**target, "msdynci_entityname": "e"}]}).encode()
    action = f"{SERVICE_PATH}msdynci_alternatekeys/Microsoft.Dynamics.CRM.UpsertMultiple"
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
    status, result, _ = fake.answer("POST", action, headers, body)
    assert status == 204, result
    (row,) = fake.environment.by_entity_set("msdynci_alternatekeys").rows.values()
    assert (row["msdynci_identifier"], row["msdynci_entityname"]) == (text, "e")


def _batch(fake: WebApi, url: str) -> Any:
    part = f"Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n{batch_line('GET', url)}"
    body = f"--b\r\n{part}\r\nAccept: application/json\r\n\r\n\r\n--b--\r\n"
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "multipart/mixed; boundary=b"}
    status, result, _ = fake.answer("POST", f"{SERVICE_PATH}$batch", headers, body.encode())
    assert status == 200, result
    return result[0]["body"]


def test_keys_of_several_columns(standard: ModuleType) -> None:
    table = standard.AlternateKey
    key = {"entity_name": "O'Brien", "customer": UUID(GUID)}
    predicate = f"(_msdynci_lookupfield_customer_value={GUID},msdynci_entityname='O''Brien')"
    assert standard.addressing.key_predicate(table, key) == predicate
    fake = Fake(STANDARD)
    bind = {"msdynci_lookupfield_customer@odata.bind": f"/msdynci_customerprofiles({GUID})"}
    fake.add("msdynci_alternatekeys", msdynci_entityname="O'Brien", **bind)
    assert fake.get(standard.addressing.row_url(table, key))["msdynci_entityname"] == "O'Brien"


def test_invalid_keys(standard: ModuleType) -> None:
    table = standard.AlternateKey
    bad: list[tuple[dict[str, Any], str]] = [
        ({}, "has no alternate key"),
        ({"entity_name": "e"}, "has no alternate key msdynci_entityname; it has msdynci_identifier; "),
        ({"nothing": "e"}, "has no column 'nothing'"),
        ({"identifier": None}, "can't be null"),
        ({"identifier": 5}, "a string expected"),
        ({"identifier": "\0"}, "without NUL characters"),
        ({"identifier": "\ud800"}, "lone surrogates"),
        ({"identifier": "x" * 4001}, "at most 4,000"),
        ({"identifier": "x", "msdynci_identifier": "x"}, "has no alternate key"),
        ({"entity_name": "e", "customer": "x"}, "a GUID"),
    ]
    for key, message in bad:
        with pytest.raises(standard.addressing.AddressError, match=message):
            standard.addressing.row_url(table, key)
    with pytest.raises(standard.addressing.AddressError, match=r"has no alternate key .*it has none"):
        standard.addressing.row_url(standard.Enrichment, {"identifier": "x"})


@pytest.mark.parametrize("url", ["", "a b", "a\tb", "a#b", "ä", "a\r\nHost: x"])
def test_batch_lines_are_not_broken(url: str) -> None:
    with pytest.raises(AddressError, match="an escaped URL"):
        batch_line("GET", url)


def test_batch_lines() -> None:
    assert batch_line("GET", "msdynci_x(1)") == "GET /api/data/v9.2/msdynci_x(1) HTTP/1.1"
    absolute = row_url(UnifiedActivity, GUID, service="https://org.crm.dynamics.com/api/data/v9.2/")
    assert batch_line("DELETE", absolute) == f"DELETE {absolute} HTTP/1.1"
    with pytest.raises(AddressError, match="a method"):
        batch_line("GET x", "a")


@given(TEXTS, TEXTS)
def test_filters_find_the_text_and_no_other(text: str, other: str) -> None:
    fake = Fake()
    for title in (text, other):
        fake.add("msdynci_unifiedactivities", msdynci_title=title)
    url = rows_url(UnifiedActivity, ("title", "eq", text), columns=["title"])
    found = [row["msdynci_title"] for row in fake.get(url)["value"]]
    assert text in found
    assert {title.casefold() for title in found} == {text.casefold()}
    assert fake.get(rows_url(UnifiedActivity, ("title", "ne", text), ("title", "ne", other)))["value"] == []
    for operator in ("contains", "startswith", "endswith"):
        url_of_part = rows_url(UnifiedActivity, ("title", operator, text))
        found = [row["msdynci_title"] for row in fake.get(url_of_part)["value"]]
        assert text in found
    assert text in [row["msdynci_title"] for row in _batch(fake, url)["value"]]


def test_literals() -> None:
    assert odata_literal("O'Brien") == "'O''Brien'"
    assert odata_literal(None) == "null"
    assert odata_literal(True) == "true"
    assert odata_literal(7) == "7"
    assert odata_literal(0.25) == "0.25"
    assert odata_literal(UUID(GUID)) == GUID
    assert odata_literal(datetime(2022, 5, 20, 9, 30, tzinfo=UTC)) == "2022-05-20T09:30:00Z"
    for bad in (datetime(2022, 5, 20), b"x", [1], "\0", "\ud800", object()):
        with pytest.raises(AddressError):
            odata_literal(bad)


def test_filters_of_every_type() -> None:
    fake = Fake()
    fake.add("msdynci_customerprofiles", **EXAMPLES["CustomerProfile"])
    profile = CustomerProfile.from_dict(EXAMPLES["CustomerProfile"])
    for column in CustomerProfile.COLUMNS:
        value = getattr(profile, column.field)
        url = rows_url(CustomerProfile, (column.field, "eq", value), columns=[column.field])
        assert len(fake.get(url)["value"]) == 1, url
        url = rows_url(CustomerProfile, (column.logical_name, "ne", None), top=1)
        assert len(fake.get(url)["value"]) == (value is not None)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (("nothing", "eq", 1), "has no column"),
        (("title", "eq"), "a column, an operator and a value expected"),
        ("title eq 'x'", "a column, an operator and a value expected"),
        (("title", "is", "x"), "unknown operator"),
        (("title", "eq", 5), "a string expected"),
        (("title", "gt", None), "null can't be compared"),
        (("title", "contains", None), "null can't be compared by contains"),
        (("activity_time_stamp", "contains", "x"), "compares only text"),
        (("title", "contains", 5), "compares only text"),
        (("activity_time_stamp", "ge", datetime(2022, 5, 20)), "with a time zone"),
        (("unified_activity_id", "eq", "x"), "a GUID"),
        (("semantic_data", "eq", {"a": 1}), "part of the JSON text"),
        (("semantic_data", "contains", {"a": 1}), "compares only text"),
    ],
)
def test_invalid_conditions(condition: Any, message: str) -> None:
    with pytest.raises(AddressError, match=message):
        odata_filter(UnifiedActivity, condition)
    with pytest.raises(AddressError, match="needs a condition"):
        odata_filter(UnifiedActivity)


@pytest.mark.parametrize("name", TABLES)
def test_select_has_the_columns_of_the_live_table(name: str) -> None:
    fake, table = Fake(), TABLES[name]
    fake.add(table.ENTITY_SET_NAME, **{key: value for key, value in EXAMPLES[name].items() if key[0] != "_"})
    assert len(fake.get(rows_url(table))["value"]) == 1
    assert len(fake.get(rows_url(table, columns=None))["value"]) == 1
    assert select(table) == ",".join(table.SELECT)
    with pytest.raises(AddressError, match="has no column"):
        select(table, ["nothing"])
    with pytest.raises(AddressError, match="a list of columns expected"):
        select(table, table.PRIMARY_ID)


def test_order_top_and_length() -> None:
    fake = Fake()
    for title in ("b", "c", "a"):
        fake.add("msdynci_unifiedactivities", msdynci_title=title)
    url = rows_url(UnifiedActivity, order_by=["title desc"], top=2)
    assert [row["msdynci_title"] for row in fake.get(url)["value"]] == ["c", "b"]
    for bad in (0, -1, True, "2"):
        with pytest.raises(AddressError, match="top"):
            rows_url(UnifiedActivity, top=bad)  # type: ignore[arg-type]
    with pytest.raises(AddressError, match="optionally with desc"):
        rows_url(UnifiedActivity, order_by=["title down"])
    with pytest.raises(AddressError, match="a list of columns expected"):
        rows_url(UnifiedActivity, order_by="title")
    with pytest.raises(AddressError, match="32,768 are allowed"):
        rows_url(UnifiedActivity, ("title", "eq", "東" * 4000))


@pytest.mark.parametrize("service", ["org.crm.dynamics.com", "https://x y", "https://x/?a=b", "https://x/#a"])
def test_invalid_services(service: str) -> None:
    with pytest.raises(AddressError, match=r"api/data/v9\.2/ expected"):
        rows_url(UnifiedActivity, service=service)


CUSTOMER = "ce759201f786d590bf2134bff576c369"
START, END = datetime(2022, 5, 1, tzinfo=UTC), datetime(2022, 6, 1, tzinfo=UTC)


def _titles(fake: Fake, url: str, column: str) -> list[Any]:
    return [row[column] for row in fake.get(url)["value"]]


def test_queries_of_activities() -> None:
    fake = Fake()
    for title, type_, moment, customer in (
        ("before", "WebVisit", "2022-04-30T23:59:59Z", CUSTOMER),
        ("first", "WebVisit", "2022-05-01T00:00:00Z", CUSTOMER),
        ("other", "Order", "2022-05-02T00:00:00Z", CUSTOMER),
        ("last", "WebVisit", "2022-05-31T23:59:59Z", "x"),
        ("after", "WebVisit", "2022-06-01T00:00:00Z", CUSTOMER),
    ):
        values = {"msdynci_title": title, "msdynci_activitytype": type_, "msdynci_activitytime": moment}
        fake.add("msdynci_unifiedactivities", msdynci_customerid=customer, **values)
    assert _titles(fake, queries.activities_of_type("WebVisit", START, END), "msdynci_title") == ["last", "first"]
    expected = ["after", "other", "first", "before"]
    assert _titles(fake, queries.activities_of_customer(CUSTOMER), "msdynci_title") == expected


@pytest.mark.parametrize("segment", ["VIP customers", 'say "hi"', "100%", "a_b", "[x]", "O'Brien & Söhne + #1", "\\"])
def test_queries_of_segments(segment: str) -> None:
    fake = Fake()
    for customer, segments in (("1", [segment]), ("2", ["Other", segment]), ("3", [f"{segment} too"]), ("4", [])):
        text = json.dumps({"Segments": segments}, ensure_ascii=False)
        fake.add("msdynci_segmentmemberships", msdynci_customerid=customer, msdynci_segments=text)
    rows = SegmentMembership.from_dicts(fake.get(queries.members_of_segment(segment))["value"])
    members = [row.customer_id for row in rows if row.segments and segment in row.segments.segments]
    assert members == ["1", "2"]
    assert len(rows) == 2 or segment == "100%"  # a wildcard: more rows may come, none is missed
    assert _titles(fake, queries.segments_of_customer("3"), "msdynci_customerid") == ["3"]


def test_queries_of_the_other_tables() -> None:
    fake = Fake()
    for name in ("AlternateKey", "CustomerMeasure", "Enrichment", "Prediction", "CustomerProfile"):
        row = {key: value for key, value in EXAMPLES[name].items() if key[0] != "_"}
        fake.add(TABLES[name].ENTITY_SET_NAME, **row)
        fake.add(TABLES[name].ENTITY_SET_NAME, msdynci_customerid="other")
    for url in (
        queries.customer_of_source_record("testdatasource", "contact1", "cntid_1078"),
        queries.measures_of_customer(CUSTOMER),
        queries.enrichments_of_customer(CUSTOMER),
        queries.predictions_of_customer(CUSTOMER),
        queries.predictions_of_provider("Fabrikam Models"),
        queries.profile_of_customer(CUSTOMER),
    ):
        assert _titles(fake, url, "msdynci_customerid") == [CUSTOMER]


@pytest.mark.parametrize(
    "target",
    [
        "msdynci_alternatekeys?$filter=msdynci_identifier eq 'x'",
        "msdynci_alternatekeys?$filter=msdynci_identifier%20eq%20'a|b'",
        "msdynci_alternatekeys?$filter=msdynci_identifier%20eq%20'ä'",
        "msdynci_alternatekeys?$filter=msdynci_identifier%20eq%20'%zz'",
        "msdynci_alternatekeys?$fitler=x",
        "msdynci_alternatekey",
        f"msdynci_alternatekeys('{GUID}')",
        f"msdynci_alternatekeys(msdynci_alternatekeyid='{GUID}')",
        "msdynci_alternatekeys(msdynci_identifier='x')",
        "msdynci_alternatekeys?$top=-1",
    ],
)
def test_the_fake_is_strict_about_urls(target: str) -> None:
    status, result, _ = Fake().answer("GET", SERVICE_PATH + target, {"authorization": f"Bearer {TOKEN}"}, b"")
    assert status in (400, 404), result
    assert Fake().answer("GET", SERVICE_PATH + "msdynci_alternatekeys", {}, b"")[0] == 401
