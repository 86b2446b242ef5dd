"""What rows have besides their columns: system columns, expanded rows, columns that the specs do not know."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dvspec.spec import load_folder
from dvspec.targets.json_schema import render
from tests.commands import InProcess
from tests.reference import ROOT
from tests.rows.packages import example, generate

SPECS = ROOT / "tests" / "projects" / "priced"
SOLUTION = load_folder(SPECS).solution
GUID = "11111111-2222-3333-4444-555555555555"
SCHEMA = Draft202012Validator({**json.loads(dict(render(SOLUTION))["offer.schema.json"]), "$id": "urn:offer"})

# What the Web API answers of a standard table owned by users, with a currency column, without $select.
READ = {
    "@odata.etag": 'W/"1"',
    "_createdby_value": GUID,
    "_createdby_value@Microsoft.Dynamics.CRM.lookuplogicalname": "systemuser",
    "_organizationid_value": GUID,
    "_ownerid_value": GUID,
    "_owninguser_value": GUID,
    "_transactioncurrencyid_value": GUID,
    "contoso_price_base": 11.5,
    "createdon": "2024-01-01T00:00:00Z",
    "exchangerate": 1.08,
    "importsequencenumber": None,
    "overriddencreatedon": None,
    "statecode": 0,
    "statuscode": 1,
    "versionnumber": 2345,
}
EXPANDED = {
    "contoso_Replaces": {"contoso_offerid": GUID, "@odata.etag": "1"},
    "owninguser": None,
    "contoso_offer_Annotations": [{"subject": "a"}],
    "contoso_offer_Annotations@odata.nextLink": "https://contoso.crm.dynamics.com/api/data/v9.2/more",
    "contoso_offer_Annotations@odata.count": 7,
}


@pytest.fixture(scope="module")
def offer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    package: ModuleType = generate(SOLUTION, "beside_columns", tmp_path_factory.mktemp("package"))
    yield package.Offer


@pytest.fixture
def row() -> dict[str, Any]:
    return example(SOLUTION.by_name["Offer"]) | {"contoso_offerid": GUID}


def findings(dvspec: InProcess, folder: Path, row: dict[str, Any], *options: str) -> list[tuple[str, str]]:
    """Return code and column of what `dvspec validate` says of a row, but for its identifier and GUID."""
    file = folder / "rows.ndjson"
    file.write_text(json.dumps(row))
    ignored = [part for code in ("DV608", "DV651", "DV652", "DV653") for part in ("--ignore", code)]
    result = dvspec("validate", "Offer", file, "--specs", SPECS, "--format", "json", *ignored, *options)
    return [(finding["code"], finding["column"]) for finding in json.loads(result.out)["findings"]]


def test_rows_of_a_standard_table_are_read_completely(
    offer: Any, row: dict[str, Any], tmp_path: Path, dvspec: InProcess
) -> None:
    whole = row | READ
    read = offer.from_dict(whole)
    assert read == offer.from_dict(row)
    assert read.system_columns == {key: value for key, value in READ.items() if "@" not in key}
    assert offer.from_dicts([whole] * 20)[19].system_columns == read.system_columns
    assert (read.unknown_columns, read.expanded) == ({}, {})
    SCHEMA.validate(whole)
    assert findings(dvspec, tmp_path, whole) == []


def test_expanded_rows_are_kept(offer: Any, row: dict[str, Any], tmp_path: Path, dvspec: InProcess) -> None:
    whole = row | EXPANDED
    read = offer.from_dict(whole)
    assert read == offer.from_dict(row)
    assert read.expanded == {key: value for key, value in EXPANDED.items() if "@" not in key}
    assert read.unknown_columns == {}
    assert offer.from_dicts([whole] * 20)[7].expanded == read.expanded
    assert read.to_dict() == offer.from_dict(row).to_dict()
    SCHEMA.validate(whole)
    assert findings(dvspec, tmp_path, whole) == []


def test_a_block_in_which_only_the_first_row_is_expanded(offer: Any) -> None:
    rows = [{"contoso_name": "a", "other_list": []}] * 9 + [{"contoso_name": "a", "other_list": "text"}]
    with pytest.raises(ValueError, match="row 9: Offer has no column 'other_list'"):
        offer.from_dicts(rows)


def test_unknown_columns_are_an_error_or_kept(
    offer: Any, row: dict[str, Any], tmp_path: Path, dvspec: InProcess
) -> None:
    whole = row | {"contoso_titel": "x", "new_colour": None}
    for read in (offer.from_dict, lambda one: offer.from_dicts([one] * 20), lambda one: offer.from_dicts([one])):
        with pytest.raises(ValueError, match="Offer has no column 'contoso_titel'"):
            read(whole)
    assert not SCHEMA.is_valid(whole)
    assert findings(dvspec, tmp_path, whole) == [("DV607", "contoso_titel"), ("DV607", "new_colour")]
    unknown = {"contoso_titel": "x", "new_colour": None}
    kept = offer.from_dict(whole, unknown="keep")
    assert (kept, kept.unknown_columns) == (offer.from_dict(row), unknown)
    assert offer.from_dicts([whole] * 20, unknown="keep")[3].unknown_columns == unknown
    assert offer.from_documented({"Name": "n", "Titel": 1}, unknown="keep").unknown_columns == {"Titel": 1}
    assert copy.copy(kept).unknown_columns == unknown
    assert kept.to_dict() == offer.from_dict(row).to_dict()  # nobody knows whether they can be written
    assert findings(dvspec, tmp_path, whole, "--unknown", "keep") == []
    with pytest.raises(ValueError, match='unknown is "error" or "keep"'):
        offer.from_dict(whole, unknown="ignore")


def test_columns_that_would_be_written_are_never_kept_as_unknown(offer: Any, tmp_path: Path, dvspec: InProcess) -> None:
    row = {"contoso_replaces@odata.bind": f"/contoso_offers({GUID})"}  # the case is wrong
    with pytest.raises(ValueError, match="has no lookup"):
        offer.from_dict(row, unknown="keep")
    assert findings(dvspec, tmp_path, row, "--unknown", "keep") == [("DV607", "contoso_replaces@odata.bind")]


WRITTEN = {
    "importsequencenumber": 7,
    "overriddencreatedon": "2020-01-01T00:00:00Z",
    "ownerid@odata.bind": f"/teams({GUID})",
    "owningbusinessunit@odata.bind": f"/businessunits({GUID})",
    "partitionid": "customers",
    "statecode": 1,
    "statuscode": 2,
    "transactioncurrencyid@odata.bind": None,
    "ttlinseconds": 60,
}


def test_system_columns_that_can_be_written_are_written(offer: Any, tmp_path: Path, dvspec: InProcess) -> None:
    own = {"contoso_name": "Lamp"}
    assert offer.from_dict(own | WRITTEN).to_dict() == own | WRITTEN
    assert offer.from_dicts([own | WRITTEN] * 9)[8].to_dict() == own | WRITTEN
    assert offer(name="Lamp").with_system_columns(WRITTEN).to_dict() == own | WRITTEN
    assert offer.from_dict(own | READ).to_dict() == own | {"statecode": 0, "statuscode": 1}
    SCHEMA.validate(own | WRITTEN)
    assert findings(dvspec, tmp_path, own | WRITTEN) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ownerid@odata.bind", None),
        ("ownerid@odata.bind", f"/contacts({GUID})"),
        ("ownerid@odata.bind", GUID),
        ("transactioncurrencyid@odata.bind", f"/systemusers({GUID})"),
        ("statecode", "Active"),
        ("statuscode", 1.5),
        ("overriddencreatedon", "yesterday"),
        ("importsequencenumber", True),
        ("partitionid", 7),
    ],
)
def test_values_that_system_columns_do_not_take(
    key: str, value: object, offer: Any, tmp_path: Path, dvspec: InProcess
) -> None:
    with pytest.raises(ValueError, match=f"Offer.*{key}.*the value is"):
        offer.from_dict({key: value}).to_dict()
    assert not SCHEMA.is_valid({key: value}) or key == "overriddencreatedon"  # a format is not asserted
    assert [column for _, column in findings(dvspec, tmp_path, {key: value})] == [key]


def test_only_system_columns_that_can_be_written_are_added(offer: Any) -> None:
    with pytest.raises(ValueError, match="'createdon' can't be written; writable system columns are import"):
        offer().with_system_columns({"createdon": "2020-01-01T00:00:00Z"})
