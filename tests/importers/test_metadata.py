"""Saved answers of the Web API become tables."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dvspec.findings import Refused, Rule
from dvspec.importers.json_source import INVALID_JSON
from dvspec.importers.metadata import import_metadata
from dvspec.importers.metadata.answers import COLUMNS_WITHOUT_TABLE, ERROR_ANSWER, NOT_METADATA, SOURCES_DISAGREE
from dvspec.importers.metadata.members import INVALID_METADATA
from dvspec.importers.result import Imported
from dvspec.importers.wanted import NOTHING_TO_IMPORT, UNKNOWN_TABLE
from dvspec.model import Label
from dvspec.spec import load
from dvspec.spec.write import write
from tests.reference import REFERENCE, needs_reference

CONTEXT = "https://contoso.crm4.dynamics.com/api/data/v9.2/$metadata#EntityDefinitions"


def texts(*labels: str, languages: tuple[int, ...] = (1033, 1031)) -> dict[str, Any]:
    found = [
        {"Label": text, "LanguageCode": code, "IsManaged": False} for text, code in zip(labels, languages, strict=False)
    ]
    return {"LocalizedLabels": found, "UserLocalizedLabel": found[0] if found else None}


def column(name: str, type_: str, **more: Any) -> dict[str, Any]:
    return {
        "LogicalName": name.lower(),
        "SchemaName": name,
        "AttributeTypeName": {"Value": type_},
        "IsCustomAttribute": True,
        **more,
    }


def table(name: str, *columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    own = {
        "LogicalName": name.lower(),
        "SchemaName": name,
        "EntitySetName": f"{name.lower()}s",
        "LogicalCollectionName": f"{name.lower()}s",
        "PrimaryIdAttribute": f"{name.lower()}id",
        "PrimaryNameAttribute": "contoso_name",
        "IsCustomEntity": True,
        "MetadataId": "11111111-1111-1111-1111-111111111111",
    }
    first = (column(f"{name}Id", "UniqueidentifierType"), column("contoso_Name", "StringType", MaxLength=200))
    return {**own, **more, "Attributes": [*first, *columns]}


def imported(*answers: Any, tables: list[str] | None = None) -> Imported:
    return import_metadata({f"{n}.json": json.dumps(answer).encode() for n, answer in enumerate(answers)}, tables)


def refused(*answers: Any, tables: list[str] | None = None) -> list[tuple[Rule, str]]:
    with pytest.raises(Refused) as caught:
        imported(*answers, tables=tables)
    return [(finding.rule, str(finding.place)) for finding in caught.value.findings]


def left_out(result: Imported) -> set[tuple[str, str]]:
    return {(thing.subject, thing.feature) for thing in result.left_out}


@needs_reference
def test_a_real_answer_with_many_nulls_is_imported() -> None:
    path = REFERENCE / "metadata" / "custom_table.RetrieveMetadataChanges.json"
    result = import_metadata({path.name: path.read_bytes()})
    (found,) = result.solution.tables
    assert (found.name, found.logical_name, found.schema_name, found.entity_set_name) == (
        "IntegrationTest",
        "cdsify_integrationtest",
        "cdsify_IntegrationTest",
        "cdsify_integrationtests",
    )
    assert result.solution.publisher.prefix == "cdsify"
    columns = found.by_name
    assert columns["BigInt"].description.text == "Multi\nLine\nDescription"
    assert columns["Name"].required_level == "required"
    assert {thing.feature for thing in result.left_out} == {"primary-name"}
    assert not {"createdon", "ownerid", "statuscode", "cdsify_file1_name", "cdsify_image1_url"} & {
        column.logical_name for column in found.columns
    }
    known = result.known_keys.of_column("cdsify_integrationtest", "cdsify_name") or frozenset()
    assert "required" in known
    assert "max_length" not in known  # null: nothing is known
    assert "change_tracking" not in (result.known_keys.of_table("cdsify_integrationtest") or ())


@pytest.mark.parametrize(
    "wrap",
    [
        lambda entity: entity,
        lambda entity: {"@odata.context": f"{CONTEXT}/$entity", **entity},
        lambda entity: {"value": [entity]},
        lambda entity: {"EntityMetadata": [entity], "DeletedMetadata": {}},
        lambda entity: [entity],
        lambda entity: [{"value": [entity]}],
    ],
)
def test_answers_come_in_several_forms(wrap: Any) -> None:
    result = imported(wrap(table("contoso_Car", column("contoso_Size", "IntegerType", MinValue=1, MaxValue=9))))
    (found,) = result.solution.tables
    assert [column.name for column in found.columns] == ["CarId", "Name", "Size"]
    assert (found.by_name["Size"].minimum, found.by_name["Size"].maximum) == (1, 9)


def test_lists_of_columns_find_their_table() -> None:
    columns = table("contoso_Car", column("contoso_Size", "IntegerType"))["Attributes"]
    result = imported(columns)  # as the SDK's list_columns gives them
    (found,) = result.solution.tables
    assert (found.logical_name, found.schema_name) == ("contoso_car", "contoso_Car")
    assert ("table contoso_car", "entity-set-name") in left_out(result)
    named = {"@odata.context": f"{CONTEXT}('contoso_bus')/Attributes", "value": columns[2:]}
    assert imported(named).solution.tables[0].logical_name == "contoso_bus"
    assert imported(columns[2:], tables=["contoso_van"]).solution.tables[0].logical_name == "contoso_van"
    assert [rule for rule, _ in refused(columns[2:])] == [COLUMNS_WITHOUT_TABLE]


def test_files_complete_each_other() -> None:
    plain = table("contoso_Car", column("contoso_Color", "PicklistType"))
    context = f"{CONTEXT}('11111111-1111-1111-1111-111111111111')/Attributes/Microsoft.Dynamics.CRM.Picklist"
    options = [{"Value": 100000000, "Label": texts("Red", "Rot"), "Color": "#f00"}]
    cast = {"LogicalName": "contoso_color", "SchemaName": "contoso_Color", "OptionSet": {"Options": options}}
    result = imported(plain, {"@odata.context": context, "value": [{**cast, "MetadataId": "x"}]})
    option_set = result.solution.tables[0].by_name["Color"].option_set
    assert option_set and option_set.options[0].label == Label("Red", ((1031, "Rot"),))
    assert option_set.options[0].color == "#ff0000"
    assert ("column contoso_color", "column-without-options") in left_out(imported(plain))


def test_files_that_disagree_are_refused() -> None:
    first = table("contoso_Car", column("contoso_Size", "IntegerType", MaxValue=9))
    second = table("contoso_Car", column("contoso_Size", "IntegerType", MaxValue=10))
    assert refused(first, second) == [(SOURCES_DISAGREE, "1.json: $.Attributes[2]")]
    assert imported(first, first).solution.tables[0].by_name["Size"].maximum == 9


def test_own_columns_of_other_tables_are_an_extension() -> None:
    account = {
        **table(
            "Account",
            column("contoso_Size", "IntegerType", IsManaged=False),
            column("msdyn_Kind", "IntegerType", IsManaged=True),
            column("AccountNumber", "StringType", IsCustomAttribute=False),
        ),
        "IsCustomEntity": False,
    }
    result = imported(account)
    (found,) = result.solution.tables
    assert found.extends
    assert [column.logical_name for column in found.columns if not column.existing] == ["contoso_name", "contoso_size"]
    assert ("column msdyn_kind", "column-of-another-solution") in left_out(result)


def test_lookups_take_relationships_or_the_usual_ones() -> None:
    relationship = {
        "SchemaName": "contoso_car_driver",
        "ReferencedEntity": "contact",
        "ReferencingEntity": "contoso_car",
        "ReferencingAttribute": "contoso_driver",
        "ReferencingEntityNavigationPropertyName": "contoso_Driver",
        "CascadeConfiguration": {"Delete": "Restrict", "Assign": "NoCascade", "Share": None},
        "AssociatedMenuConfiguration": {"Behavior": "DoNotDisplay", "Order": 5, "Label": texts()},
    }
    car = table(
        "contoso_Car",
        column("contoso_Driver", "LookupType", Targets=["contact"]),
        column("contoso_Owner", "LookupType", Targets=["contact", "account"]),
    )
    result = imported({**car, "ManyToOneRelationships": [relationship]})
    columns = result.solution.tables[0].by_name
    (driver,) = columns["Driver"].relationships
    assert (driver.schema_name, driver.cascade.delete) == ("contoso_car_driver", "Restrict")
    assert (driver.properties["menu_behavior"], driver.properties["menu_order"]) == ("DoNotDisplay", 5)
    assert [one.navigation for one in columns["Owner"].relationships] == [
        "contoso_Owner_account",
        "contoso_Owner_contact",
    ]
    assert ("column contoso_owner", "relationship") in left_out(result)
    assert ("column contoso_driver", "relationship") not in left_out(result)


def test_unknown_types_and_virtual_tables_are_left_out() -> None:
    car = table("contoso_Car", column("contoso_Odd", "HologramType"), column("contoso_Name2", "VirtualType"))
    result = imported({"value": [car, table("contoso_Far", TableType="Virtual")]})
    assert [found.name for found in result.solution.tables] == ["Car"]
    assert left_out(result) == {
        ("column contoso_odd", "column-type-hologram"),
        ("column contoso_name2", "column-type-virtual"),
        ("table contoso_far", "virtual-table"),
    }


def test_formulas_dates_and_money_are_read() -> None:
    car = table(
        "contoso_Car",
        column("contoso_Day", "DateTimeType", Format="DateOnly", DateTimeBehavior={"Value": "DateOnly"}),
        column("contoso_Hour", "DateTimeType", Format="DateAndTime", DateTimeBehavior={"Value": "UserLocal"}),
        column("contoso_Price", "MoneyType", PrecisionSource=2, MinValue=0.0, MaxValue=1e9),
        column("contoso_Price_Base", "MoneyType", CalculationOf="contoso_price"),
        column("contoso_Sum", "IntegerType", SourceType=3, FormulaDefinition="=1 + 1"),
        column("contoso_Json", "MemoType", FormatName={"Value": "Json"}, MaxLength=4000),
        column("contoso_Paid", "BooleanType", DefaultValue=True, OptionSet=yes_and_no("Paid", "Open")),
    )
    columns = imported(car).solution.tables[0].by_name
    assert list(columns) == ["CarId", "Name", "Day", "Hour", "Price", "Sum", "Json", "Paid"]
    assert (columns["Day"].type, columns["Hour"].type) == ("date", "datetime")
    assert columns["Price"].maximum == 1_000_000_000
    assert columns["Sum"].formula and columns["Sum"].formula.text == "1 + 1"
    assert columns["Paid"].default is True
    assert (columns["Paid"].yes_label, columns["Paid"].no_label) == (Label("Paid"), Label("Open"))


def yes_and_no(yes: str, no: str) -> dict[str, Any]:
    return {"TrueOption": {"Value": 1, "Label": texts(yes)}, "FalseOption": {"Value": 0, "Label": texts(no)}}


def test_labels_of_dataverses_own_are_none() -> None:
    found = imported(table("contoso_Car", column("contoso_A", "BooleanType", OptionSet=yes_and_no("Yes", "No"))))
    assert found.solution.tables[0].by_name["A"].yes_label is None


def test_global_choices_are_own_or_external() -> None:
    def choice(name: str, managed: bool) -> dict[str, Any]:
        options = [{"Value": 1, "Label": texts("One")}]
        set_ = {"Name": name, "IsGlobal": True, "IsManaged": managed, "Options": options}
        return column(f"contoso_{name}", "PicklistType", GlobalOptionSet=set_)

    result = imported(table("contoso_Car", choice("contoso_size", False), choice("msdyn_size", True)))
    assert [(found.name, found.is_external) for found in result.solution.option_sets] == [
        ("contoso_size", False),
        ("msdyn_size", True),
    ]


@pytest.mark.parametrize(
    ("answer", "rule", "place"),
    [
        ({"error": {"code": "0x80040217", "message": "does not exist"}}, ERROR_ANSWER, "0.json: $.error"),
        ({"error": "invalid_grant"}, ERROR_ANSWER, "0.json: $.error"),
        ({"Message": "Authorization has been denied"}, NOT_METADATA, "0.json"),
        ({"definitions": []}, NOT_METADATA, "0.json"),
        ({"value": []}, NOT_METADATA, "0.json"),
        ({"value": [1, "x", None, [], {}]}, NOT_METADATA, "0.json"),
        ([], NOT_METADATA, "0.json"),
        ({**table("Account"), "IsCustomEntity": False, "Attributes": []}, NOTHING_TO_IMPORT, "0.json"),
        (
            table("contoso_Car", column("contoso_A", "IntegerType", MaxValue="x")),
            INVALID_METADATA,
            "0.json: $.Attributes[2].MaxValue",
        ),
        (table("contoso_Car", EntitySetName=5), INVALID_METADATA, "0.json: $.EntitySetName"),
    ],
)
def test_other_answers_are_refused(answer: Any, rule: Rule, place: str) -> None:
    assert (rule, place) in refused(answer)


def test_unknown_tables_are_refused() -> None:
    assert refused(table("contoso_Car"), tables=["contoso_cra"]) == [(UNKNOWN_TABLE, "0.json")]


def test_truncated_and_foreign_files_are_refused_together() -> None:
    files = {"a.json": b"<!DOCTYPE html>", "b.json": json.dumps(table("contoso_Car")).encode()[:-9]}
    with pytest.raises(Refused) as caught:
        import_metadata(files)
    assert [finding.rule for finding in caught.value.findings] == [INVALID_JSON, INVALID_JSON]


@pytest.mark.parametrize("odd", [None, 1, -1.5, "x", True, [1], [{}], {"a": 1}, {"Value": [1]}, {"LocalizedLabels": 1}])
def test_members_of_other_types_give_findings_or_nothing(odd: Any) -> None:
    keys = set(table("contoso_Car", DisplayName=1, IsManaged=1, Keys=1, TableType=1)) | {"ManyToOneRelationships"}
    for key in keys:
        try:
            imported({**table("contoso_Car"), key: odd})
        except Refused as caught:
            assert caught.findings
    kinds = ("StringType", "IntegerType", "PicklistType", "BooleanType", "LookupType", "DateTimeType", "MoneyType")
    members = (
        "MaxLength",
        "MinValue",
        "Format",
        "FormatName",
        "OptionSet",
        "Targets",
        "DefaultValue",
        "DateTimeBehavior",
    )
    for kind in kinds:
        for key in (*members, "SourceType", "Precision", "LogicalName", "SchemaName", "DisplayName", "RequiredLevel"):
            try:
                imported(table("contoso_Car", column("contoso_A", kind, **{key: odd})))
            except Refused as caught:
                assert caught.findings


def test_imported_tables_are_written_as_specs_that_load() -> None:
    lookup = column("contoso_Driver", "LookupType", Targets=["contact", "systemuser"])
    solution = imported(table("contoso_Car", lookup, column("contoso_Size", "IntegerType"))).solution
    assert load(write(solution)).solution == solution


@needs_reference
def test_the_real_answer_is_written_as_specs_that_load() -> None:
    path = REFERENCE / "metadata" / "custom_table.RetrieveMetadataChanges.json"
    solution = import_metadata({path.name: path.read_bytes()}).solution
    assert load(write(solution)).solution == solution
