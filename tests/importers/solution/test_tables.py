"""Tables of a package: whole ones, layers of tables that exist, and those that specs can't describe."""

from __future__ import annotations

import pytest

from dvspec.findings import Refused
from dvspec.importers.solution import import_solution
from dvspec.solution_files.archive import Archive
from dvspec.solution_files.package import Package
from tests.importers.solution.packages import column, features, lookup, package, table

TEXT = "<MaxLength>100</MaxLength>"


def test_table_has_its_names_and_settings() -> None:
    settings = "<OwnershipTypeMask>OrgOwned</OwnershipTypeMask><ChangeTrackingEnabled>1</ChangeTrackingEnabled>"
    [car] = import_solution(package(table("rent_Car", settings=settings))).solution.tables
    assert (car.name, car.file, car.logical_name, car.schema_name) == ("Car", "car.yaml", "rent_car", "rent_Car")
    assert (car.primary_id, car.primary_name, car.ownership) == ("CarId", "Name", "OrgOwned")
    assert car.properties["change_tracking"] is True and car.properties["mail_merge"] is True  # by default


def test_columns_on_a_table_that_exists_extend_it() -> None:
    tables = table("Account", column("rent_Card", "nvarchar", TEXT), whole=False) + table("rent_Car")
    [account, _] = import_solution(package(tables)).solution.tables
    assert (account.name, account.extends, account.logical_name) == ("Account", True, "account")
    assert [(column.name, column.existing) for column in account.columns] == [("AccountId", True), ("Card", False)]


def test_columns_of_another_prefix_keep_it() -> None:
    [car] = import_solution(package(table("rent_Car", column("abc_Color", "nvarchar", TEXT)))).solution.tables
    assert (car.columns[-1].name, car.columns[-1].logical_name) == ("Color", "abc_color")


@pytest.mark.parametrize(
    ("settings", "feature"),
    [
        ("<IsBPFEntity>1</IsBPFEntity>", "business-process-flow-table"),
        ("<DataProviderId>{b581d5dc-72e1-ea11-a81e-000d3af5fff1}</DataProviderId>", "virtual-table"),
    ],
)
def test_table_that_specs_cannot_describe_is_reported(settings: str, feature: str) -> None:
    result = import_solution(package(table("rent_Car") + table("rent_Odd", settings=settings)))
    assert [table.name for table in result.solution.tables] == ["Car"]
    assert features(result.left_out) == [feature]


def test_forms_views_and_other_parts_are_reported() -> None:
    parts = "<FormXml><forms type='main'><systemform><formid>{1}</formid></systemform></forms></FormXml>"
    parts += "<SavedQueries><savedqueries><savedquery><savedqueryid>{2}</savedqueryid></savedquery></savedqueries>"
    parts += "</SavedQueries><RibbonDiffXml><CustomActions><CustomAction/></CustomActions></RibbonDiffXml>"
    more = "<WebResources><WebResource><Name>rent_icon</Name></WebResource></WebResources>"
    result = import_solution(package(table("rent_Car", parts=parts), more=more))
    assert [(item.table, item.feature, item.detail) for item in result.left_out] == [
        ("rent_car", "form", "The table has 1 form."),
        ("rent_car", "ribbon", "The table has 1 ribbon."),
        ("rent_car", "view", "The table has 1 view."),
        ("", "web-resources", "The solution has 1 of web resources."),
    ]


def test_own_status_reasons_are_declared_and_usual_ones_not() -> None:
    reasons = """<optionset><OptionSetType>status</OptionSetType><statuses>
        <status value="1" state="0"><labels><label description="Active" languagecode="1033"/></labels></status>
        <status value="2" state="1"><labels><label description="{}" languagecode="1033"/></labels></status>
        </statuses></optionset>"""
    name = '<attribute PhysicalName="statuscode"><Type>status</Type><LogicalName>statuscode</LogicalName>{}</attribute>'
    usual = import_solution(package(table("rent_Car", name.format(reasons.format("Inactive")))))
    assert [column.type for column in usual.solution.tables[0].columns] == ["guid", "string"]
    own = import_solution(package(table("rent_Car", name.format(reasons.format("Sold")))))
    options = own.solution.tables[0].columns[-1].option_set
    assert options is not None and [(option.name, option.state) for option in options.options] == [
        ("ACTIVE", 0),
        ("SOLD", 1),
    ]


def test_many_to_many_relationship_belongs_to_its_first_table() -> None:
    relationship = """<EntityRelationship Name="rent_car_contact">
        <EntityRelationshipType>ManyToMany</EntityRelationshipType><FirstEntityName>rent_Car</FirstEntityName><SecondEntityName>Contact</SecondEntityName>
        <IntersectEntityName>rent_car_contact</IntersectEntityName></EntityRelationship>"""
    result = import_solution(package(table("rent_Car"), relationship))
    [side] = result.solution.tables[0].many_to_many
    assert (side.schema_name, side.intersect_name, side.target) == ("rent_car_contact", "rent_car_contact", "contact")


def test_only_the_tables_asked_for_are_imported() -> None:
    tables = table("rent_Car", column("rent_Branch", "lookup")) + table("rent_Branch")
    source = package(tables, lookup("rent_Branch", "rent_car_branch", "rent_Branch"))
    solution = import_solution(source, ["rent_car"]).solution
    assert [table.name for table in solution.tables] == ["Car"]
    assert [(table.logical_name, table.entity_set_name) for table in solution.external_tables] == [
        ("rent_branch", "rent_branchs")
    ]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (package(""), "DV681"),
        (package(table("rent_Car").replace(">rent_Car<", "><").replace('Name="rent_Car"', 'Name=""')), "DV683"),
        (package(table("rent_Car", column("rent_A", "int") + column("rent_A", "int"))), "DV683"),
        (package(table("rent_Car", column("rent_A", ""))), "DV683"),
        (package(table("rent_Car") + table("rent_Car")), "DV683"),
        (package(table("rent_Car").replace("<EntitySetName>rent_cars</EntitySetName>", "")), "DV683"),
        (Package(Archive("empty.zip", "!", is_open=True)), "DV680"),
    ],
)
def test_package_with_errors_of_its_own_is_refused(source: Package, code: str) -> None:
    with pytest.raises(Refused) as refused:
        import_solution(source)
    assert code in [finding.rule.code for finding in refused.value.findings]


def test_unknown_table_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(Refused, match="there is no table 'rent_cars'; did you mean 'rent_car'"):
        import_solution(package(table("rent_Car")), ["rent_cars"])
