"""Entities of the Common Data Model and of lake folders become tables."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from dvspec.dataverse.types import TYPES
from dvspec.findings import Refused
from dvspec.importers.cdm import import_cdm
from dvspec.importers.cdm.entities import MISSING_REFERENCE
from dvspec.importers.wanted import NOTHING_TO_IMPORT, UNKNOWN_TABLE
from dvspec.model import Label, Table
from dvspec.spec import load, load_folder
from dvspec.spec.folder import read_folder
from dvspec.spec.merge.libraries import merge_libraries
from dvspec.spec.write import write
from tests.importers.test_cdm_entities import entity, group, text
from tests.reference import REFERENCE, ROOT, needs_reference


def reference_files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((REFERENCE / "cdm").iterdir())}


def cdm_file(*definitions: dict[str, Any]) -> dict[str, bytes]:
    return {"x.cdm.json": json.dumps({"definitions": definitions}).encode()}


def only_table(files: dict[str, bytes]) -> Table:
    (table,) = import_cdm(files).solution.tables
    return table


def options(name: str, *rows: list[str], shape: str = "listLookup") -> dict[str, Any]:
    values = {"entityReference": {"entityShape": f"{shape}Values", "constantValues": list(rows)}}
    traits = [{"traitReference": "does.haveDefault", "arguments": [values]}]
    return {"name": name, "dataType": {"dataTypeReference": shape, "appliedTraits": traits}, "sourceName": name}


@needs_reference
def test_customer_profile_is_imported() -> None:
    imported = import_cdm(reference_files())
    (table,) = imported.solution.tables
    assert (table.name, table.logical_name, table.file) == (
        "CustomerProfile",
        "msdynci_customerprofile",
        "customer_profile.yaml",
    )
    assert imported.solution.publisher.prefix == "msdynci"
    assert imported.solution.publisher.option_value_prefix == 64743
    assert table.display_name == Label("Customer Profile")
    assert len(table.columns) == 93  # 124 without system columns, companions and a lookup without prefix
    assert {(thing.subject, thing.feature) for thing in imported.left_out} == {
        ("column customerid", "column-without-prefix"),
        ("table msdynci_customerprofile", "primary-name"),
        ("table msdynci_customerprofile", "entity-set-name"),
    }
    known = imported.known_keys
    assert "ownership" not in (known.of_table(table.logical_name) or ())
    assert known.of_column(table.logical_name, "msdynci_firstname") == frozenset(
        {"type", "logical_name", "schema_name", "cdm", "format", "max_length", "display_name", "description"}
    ) - {"format"}


@needs_reference
def test_the_shipped_profile_says_what_the_common_data_model_says() -> None:
    shipped = load_folder(ROOT / "specs").solution
    (table,) = import_cdm(reference_files(), into=shipped).solution.tables
    compared = 0
    for column in shipped.by_name["CustomerProfile"].columns:
        if column.cdm is None:
            continue
        imported = table.by_name[column.name]
        for key in ("logical_name", "schema_name", "type", "format", "max_length", "minimum", "maximum", "precision"):
            assert getattr(imported, key) == getattr(column, key), (column.name, key)
        assert (imported.option_set and column.option_set) or imported.option_set is column.option_set is None
        if imported.option_set and column.option_set:
            assert imported.option_set.options == column.option_set.options
        compared += 1
    assert compared > 30


def test_what_attributes_say_becomes_columns() -> None:
    table = only_table(
        cdm_file(
            entity(
                "Car",
                {"name": "carId", "purpose": "identifiedBy", "dataType": "entityId", "sourceName": "contoso_carid"},
                text("name", sourceName="contoso_name", maximumLength=200, displayName="Name"),
                text("notes", sourceName="contoso_notes", maximumLength=5000),
                {"name": "length", "dataType": "decimal", "sourceName": "contoso_length", "minimumValue": "1E-10"},
                {"name": "seats", "dataType": "integer", "sourceName": "contoso_seats", "maximumValue": "9"},
                {"name": "price", "dataType": "currency", "sourceName": "contoso_price"},
                {"name": "price_Base", "dataType": "currency", "sourceName": "contoso_price_base"},
                {"name": "site", "dataType": "url", "sourceName": "contoso_site"},
                {"name": "built", "dataType": "date", "sourceName": "contoso_built"},
                {**options("color", ["en", "Red", "1", "0"], ["de", "Rot", "1", "0"]), "sourceName": "contoso_color"},
                {
                    "name": "owner",
                    "entity": {"entityReference": "User"},
                    "resolutionGuidance": {
                        "entityByReference": {
                            "foreignKeyAttribute": {
                                "name": "driver",
                                "dataType": "entityId",
                                "sourceName": "contoso_driver",
                            }
                        }
                    },
                },
            )
        )
    )
    columns = table.by_name
    assert (table.name, table.logical_name, table.primary_id, table.primary_name) == (
        "Car",
        "contoso_car",
        "CarId",
        "Name",
    )
    assert list(columns) == [
        "CarId",
        "Name",
        "Notes",
        "Length",
        "Seats",
        "Price",
        "Site",
        "Built",
        "Color",
        "Driver",
    ]
    assert columns["Name"].max_length == 200
    assert (columns["Notes"].type, columns["Notes"].max_length) == ("memo", 5000)
    assert columns["Length"].minimum == 1e-10
    assert (columns["Seats"].minimum, columns["Seats"].maximum) == (-(2**31), 9)
    assert columns["Site"].format == "url"
    assert columns["Color"].option_set and columns["Color"].option_set.options[0].label == Label(
        "Red", ((1031, "Rot"),)
    )
    (relationship,) = columns["Driver"].relationships
    assert relationship.target_logical_name == "systemuser"
    assert relationship.navigation == "contoso_driver"


def test_names_without_prefix_get_the_publishers() -> None:
    table = only_table(cdm_file(entity("Gadget", text("Gadget Id"), text("Größe"), text("name"))))
    assert (table.logical_name, table.primary_name) == ("new_gadget", "Name")
    assert [column.logical_name for column in table.columns] == [
        "new_gadgetid",
        "new_gadget_id",
        "new_groesse",
        "new_name",
    ]


def test_unknown_data_types_are_left_out_and_defined_ones_followed() -> None:
    files = cdm_file(
        entity(
            "Car",
            text("contoso_a"),
            {"name": "contoso_b", "dataType": "blob"},
            {"name": "contoso_c", "dataType": "sku"},
        ),
        {"dataTypeName": "sku", "extendsDataType": "string"},
        {"dataTypeName": "blob", "extendsDataType": "blob"},
    )
    imported = import_cdm(files)
    assert {thing.feature for thing in imported.left_out} >= {"data-type-blob"}
    assert "contoso_c" in [column.logical_name for column in imported.solution.tables[0].columns]


def test_attributes_that_are_one_column_in_dataverse_are_reported() -> None:
    imported = import_cdm(cdm_file(entity("Car", text("Size"), text("size"), text("SIZE "))))
    assert [column.logical_name for column in imported.solution.tables[0].columns] == ["new_carid", "new_size"]
    assert [thing.feature for thing in imported.left_out].count("duplicate-column") == 2


@pytest.mark.skipif("status" not in TYPES, reason="specs have no status reasons yet")
def test_own_status_reasons_are_a_column_and_those_of_every_table_are_not() -> None:
    standard = options(
        "statuscode", ["en", "Active", "1", "0", "0"], ["en", "Inactive", "2", "1", "1"], shape="listLookupCorrelated"
    )
    own = options(
        "statuscode", ["en", "Draft", "1", "0", "0"], ["en", "Sold", "2", "1", "1"], shape="listLookupCorrelated"
    )
    assert "statuscode" not in [
        c.logical_name for c in only_table(cdm_file(entity("Car", text("a"), standard))).columns
    ]
    found = [c for c in only_table(cdm_file(entity("Car", text("a"), own))).columns if c.logical_name == "statuscode"]
    assert [c.type for c in found] == ["status"]
    assert found[0].option_set and [option.state for option in found[0].option_set.options] == [0, 1]


def test_tables_are_chosen_by_entity_or_logical_name() -> None:
    files = cdm_file(entity("A", text("x")), entity("B", text("y"), "missing"))
    assert [table.name for table in import_cdm(files, ["a"]).solution.tables] == ["A"]
    assert [table.name for table in import_cdm(files, ["a"]).solution.tables] == ["A"]
    with pytest.raises(Refused) as refused:
        import_cdm(files)
    assert [finding.rule for finding in refused.value.findings] == [MISSING_REFERENCE]
    with pytest.raises(Refused) as refused:
        import_cdm(files, ["C"])
    assert [finding.rule for finding in refused.value.findings] == [UNKNOWN_TABLE]


def test_files_of_groups_alone_have_no_tables() -> None:
    with pytest.raises(Refused) as refused:
        import_cdm(cdm_file(group("names", text("x")), entity("Base", "names")))
    assert [finding.rule for finding in refused.value.findings] == [NOTHING_TO_IMPORT]


FOLDER = {
    "name": "cdm",
    "version": "1.0",
    "entities": [
        {
            "$type": "LocalEntity",
            "name": "contoso_car",
            "attributes": [
                {"name": "Id", "dataType": "guid"},
                {"name": "SinkCreatedOn", "dataType": "dateTime"},
                {"name": "contoso_carid", "dataType": "guid"},
                {"name": "contoso_name", "dataType": "string", "maxLength": 200},
                {"name": "contoso_seats", "dataType": "int64"},
                {"name": "contoso_price", "dataType": "decimal", "cdm:traits": []},
                {"name": "contoso_branch", "dataType": "guid"},
                {"name": "contoso_branch_entitytype", "dataType": "string", "maxLength": 128},
                {"name": "createdon", "dataType": "dateTime"},
                {"name": "statuscode", "dataType": "int64"},
            ],
        },
        {"$type": "ReferenceEntity", "name": "other", "source": "x", "modelId": "y"},
    ],
    "relationships": [
        {
            "$type": "SingleKeyRelationship",
            "fromAttribute": {"entityName": "contoso_car", "attributeName": "contoso_branch"},
            "toAttribute": {"entityName": "contoso_branch", "attributeName": "contoso_branchid"},
        }
    ],
}


def test_lake_folders_give_tables() -> None:
    imported = import_cdm({"model.json": json.dumps(FOLDER).encode()})
    (table,) = imported.solution.tables
    assert [(column.logical_name, column.type) for column in table.columns] == [
        ("contoso_carid", "guid"),
        ("contoso_name", "string"),
        ("contoso_seats", "integer"),
        ("contoso_price", "decimal"),
        ("contoso_branch", "lookup"),
    ]
    assert [table.logical_name for table in imported.solution.external_tables] == ["contoso_branch"]
    assert imported.known_keys.of_column("contoso_car", "contoso_name") == frozenset()


def test_lookups_of_folders_without_relationships_are_reported() -> None:
    imported = import_cdm({"model.json": json.dumps({**FOLDER, "relationships": []}).encode()})
    assert ("column contoso_branch", "data-type-guid") in {
        (thing.subject, thing.feature) for thing in imported.left_out
    }


@needs_reference
def test_importing_loads_no_library() -> None:
    code = (
        "import sys, pathlib; from dvspec.importers.cdm import import_cdm;"
        f"import_cdm({{path.name: path.read_bytes() for path in pathlib.Path({str(REFERENCE / 'cdm')!r}).iterdir()}});"
        "heavy = ('yaml', 'jinja2', 'jsonschema_rs', 'duckdb', 'msgspec', 'lxml');"
        "print([name for name in heavy if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@needs_reference
def test_the_imported_profile_is_written_as_specs_that_load() -> None:
    solution = import_cdm(reference_files()).solution
    assert load(write(solution)).solution == solution


@needs_reference
def test_the_shipped_library_is_what_the_importer_gives() -> None:
    files = read_folder(ROOT / "specs").files
    imported = import_cdm(reference_files(), into=load(files).solution)
    merged = merge_libraries(files, imported.solution, imported.known_keys)
    assert merged.files == files
    assert len(imported.solution.tables[0].columns) == 93
