"""What packages contain for each feature of the model, as real exports have it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import yaml

from dvspec.model import (
    NO_LABEL,
    AlternateKey,
    Cascade,
    Column,
    Formula,
    Label,
    ManyToMany,
    Option,
    OptionSet,
    Relationship,
    Solution,
    Table,
)
from dvspec.spec import load_folder
from dvspec.targets import render
from dvspec.verify import verify
from tests.own_packages import package_texts, write_package, write_source
from tests.reference import REFERENCE
from tests.spec.small import write


@pytest.fixture
def small(tmp_path: Path) -> Solution:
    """Return a solution with one table, Thing."""
    return load_folder(write(tmp_path / "specs")).solution


def column(name: str, type_: str = "string", **values: Any) -> Column:
    """Return a column of the publisher's, without a description."""
    given = {"live": True, "required_level": "none", **values}
    schema_name = f"abc_{name}"
    return Column(name, name.lower(), schema_name.lower(), schema_name, type_, Label(name), NO_LABEL, **given)


def text_column(name: str = "Text", **values: Any) -> Column:
    """Return a column of text."""
    return column(name, format="text", max_length=100, **values)


def with_columns(solution: Solution, *columns: Column, **values: Any) -> Solution:
    """Return a solution whose table has these columns beside its own, and other values."""
    (table,) = solution.tables
    return replace(solution, tables=(replace(table, columns=(*table.columns, *columns), **values),))


def lookup(name: str, *targets: str, **values: Any) -> Column:
    """Return a lookup to tables of Dataverse's own."""
    several = len(targets) > 1
    relationships = tuple(
        Relationship(
            f"abc_thing_{name}_{target.lower()}",
            target.lower(),
            target.lower(),
            target,
            f"{target.lower()}s",
            f"abc_{name}_{target.lower()}" if several else f"abc_{name}",
            Cascade("NoCascade", "RemoveLink", "RemoveLink", "NoCascade", "NoCascade", "NoCascade", "NoCascade"),
            is_external=True,
        )
        for target in targets
    )
    return column(name, "lookup", relationships=relationships, **values)


def customizations(solution: Solution) -> Element:
    """Return the package's definitions, which `verify` has nothing to say about."""
    return ElementTree.fromstring(package_texts(solution)["customizations.xml"])


def attribute(solution: Solution, name: str) -> dict[str, str]:
    """Return the elements of a column and their texts."""
    found = customizations(solution).find(f".//attribute[@PhysicalName='{name}']")
    assert found is not None
    return {child.tag: child.text or "" for child in found}


def roots(solution: Solution) -> list[tuple[str | None, str | None, str | None]]:
    """Return the root components: type, schema name and behavior."""
    manifest = ElementTree.fromstring(package_texts(solution)["solution.xml"])
    return [(root.get("type"), root.get("schemaName"), root.get("behavior")) for root in manifest.iter("RootComponent")]


def no_findings(folder: Path, solution: Solution) -> None:
    """Hold the package and the source folder to the rules, and the package to Microsoft's schema."""
    schema = REFERENCE / "xsd" / "CustomizationsSolution.xsd"
    assert verify(write_package(folder, solution, False), xsd=schema if schema.is_file() else None) == []
    assert verify(write_source(folder, solution)) == []


def test_layer_has_only_what_it_adds(small: Solution, tmp_path: Path) -> None:
    key = AlternateKey("ByText", "abc_bytext", "abc_ByText", Label("By text"), ("Text",))
    layer = _account(small, text_column(), column("Old", "string", existing=True), alternate_keys=(key,))
    (entity,) = customizations(layer).iter("Entity")
    assert entity.find("Name") is not None
    assert [child.tag for child in entity.iterfind("EntityInfo/entity/*")] == ["attributes", "EntityKeys"]
    assert [found.get("PhysicalName") for found in entity.iter("attribute")] == ["abc_Text"]
    assert roots(layer) == [("1", "account", "2")]
    no_findings(tmp_path, layer)


def test_layer_without_additions_is_unmodified(small: Solution, tmp_path: Path) -> None:
    layer = _account(small, column("Old", "string", existing=True))
    entity = customizations(layer).find(".//entity")
    assert entity is not None
    assert entity.attrib == {"Name": "Account", "unmodified": "1"}
    assert [child.tag for child in entity] == ["attributes"]
    no_findings(tmp_path, layer)


def _account(small: Solution, *columns: Column, **values: Any) -> Solution:
    table = Table(
        **{field: getattr(small.tables[0], field) for field in ("python_module", "file", "ownership")},
        name="Account", description=NO_LABEL, display_name=Label("Account"), display_collection_name=Label("Accounts"),
        logical_name="account", schema_name="Account", entity_set_name="accounts", collection_name="accounts",
        primary_id="AccountId", primary_name="Name", columns=columns, extends=True, **values,
    )  # fmt: skip
    return replace(small, tables=(table,))


def test_lookup_to_several_tables_is_polymorphic(small: Solution, tmp_path: Path) -> None:
    solution = with_columns(small, lookup("BookedBy", "Contact", "Account"))
    relationships = {
        found.get("Name"): (found.findtext("ReferencedEntityName"), found.findtext(".//NavigationPropertyName"))
        for found in customizations(solution).iter("EntityRelationship")
    }
    assert relationships == {
        "abc_thing_BookedBy_account": ("Account", "abc_BookedBy_account"),
        "abc_thing_BookedBy_contact": ("Contact", "abc_BookedBy_contact"),
    }
    assert attribute(solution, "abc_BookedBy")["LookupStyle"] == "polymorphic"
    assert "LookupTypes" not in attribute(solution, "abc_BookedBy")
    files = render(solution, ["solution"])
    assert {"Account.xml", "Contact.xml"} <= {path.rpartition("/")[2] for path in files if "/Relationships/" in path}
    no_findings(tmp_path, solution)


def test_relationships_of_existing_lookups_are_not_defined(small: Solution) -> None:
    solution = with_columns(small, lookup("Parent", "Account", existing=True))
    assert list(customizations(solution).iter("EntityRelationship")) == []


def test_many_to_many(small: Solution, tmp_path: Path) -> None:
    pairs = ManyToMany(
        "abc_thing_contact", "abc_thing_contact", "contact", "contact", "Contact",
        {"target_menu_behavior": "UseLabel", "target_menu_label": {"1033": "Owners & co"}},
    )  # fmt: skip
    solution = with_columns(small, many_to_many=(pairs,))
    (found,) = customizations(solution).iter("EntityRelationship")
    assert [child.tag for child in found] == """
        EntityRelationshipType IsCustomizable IntroducedVersion IsHierarchical FirstEntityName SecondEntityName
        IntersectEntityName IsValidForAdvancedFind EntityRelationshipRoles
        """.split()
    first, second = found.iter("EntityRelationshipRole")
    assert [child.tag for child in second] == """
        NavPaneDisplayOption NavPaneArea NavPaneOrder NavigationPropertyName CustomLabels AssociationRoleOrdinal
        """.split()
    assert first.findtext("NavPaneDisplayOption") == "UseCollectionName"
    assert [label.attrib for label in second.iter("CustomLabel")] == [
        {"description": "Owners & co", "languagecode": "1033"}
    ]
    assert "solution/src/Other/Relationships/abc_thing.xml" in render(solution, ["solution"])
    no_findings(tmp_path, solution)


def test_options_have_colors_descriptions_and_external_values(small: Solution, tmp_path: Path) -> None:
    options = (
        Option(100_000_000, "RED", Label("Red"), Label("Of <blood>"), "#FF0000", 'R"1'),
        Option(100_000_001, "GREY", Label("Grey"), hidden=True),
    )
    own = OptionSet("abc_thing_abc_color", "Color", False, Label("Color"), NO_LABEL, options)
    solution = with_columns(small, column("Color", "choice", option_set=own))
    red, grey = customizations(solution).iter("option")
    assert red.attrib == {"value": "100000000", "ExternalValue": 'R"1', "Color": "#FF0000"}
    assert [found.get("description") for found in red.iter("Description")] == ["Of <blood>"]
    assert grey.attrib == {"value": "100000001", "ExternalValue": "", "IsHidden": "1"}
    assert grey.find("Descriptions") is None
    no_findings(tmp_path, solution)


def test_external_choices_are_referred_to_only(small: Solution, tmp_path: Path) -> None:
    industry = OptionSet("msdyn_industry", "Industry", True, Label("Industry"), NO_LABEL, (), is_external=True)
    solution = replace(with_columns(small, column("Industry", "choice", option_set=industry)), option_sets=(industry,))
    assert attribute(solution, "abc_Industry")["OptionSetName"] == "msdyn_industry"
    assert customizations(solution).find("optionsets/optionset") is None
    assert not [root for root in roots(solution) if root[0] == "9"]
    assert not [path for path in render(solution, ["solution"]) if "OptionSets" in path]
    (finding,) = verify(write_package(tmp_path, solution, False))
    assert finding.rule.slug == "option-set-of-other-publisher"


def test_money_has_its_companions(small: Solution, tmp_path: Path) -> None:
    money = column("Total", "money", minimum=0, maximum=10, precision=2, precision_source="own")
    solution = with_columns(small, money)
    base = attribute(solution, "abc_total_Base")
    assert (base["CalculationOf"], base["ValidForUpdateApi"], base["Accuracy"]) == ("abc_Total", "0", "2")
    assert attribute(solution, "TransactionCurrencyId")["IsCustomField"] == "0"
    assert attribute(solution, "ExchangeRate")["ValidForCreateApi"] == "0"
    (relationship,) = customizations(solution).iter("EntityRelationship")
    assert relationship.get("Name") == "TransactionCurrency_abc_thing"
    no_findings(tmp_path, solution)


def test_money_of_a_layer_brings_no_currency(small: Solution, tmp_path: Path) -> None:
    layer = _account(small, column("Total", "money", minimum=0, maximum=10, precision=2, precision_source="own"))
    names = [found.get("PhysicalName") for found in customizations(layer).iter("attribute")]
    assert names == ["abc_Total", "abc_total_Base"]
    no_findings(tmp_path, layer)


@pytest.mark.parametrize(
    "formula",
    [
        "abc_x + 1",
        'If(a > 1, "x: y # z", {b: 1})',
        'If(\n  a,\n\n  "\ttabbed"\n)',
        "'ü' & \"\U0001f600\"",
        "a\r\n\x85b",
        "- a",
        "a:",
    ],
)
def test_formulas_are_yaml(formula: str, small: Solution, tmp_path: Path) -> None:
    solution = with_columns(
        small,
        text_column("One", formula=Formula("formula", formula)),
        text_column("Two", formula=Formula("formula", "1")),
    )
    texts = package_texts(solution)
    name = "Formulas/abc_thing-FormulaDefinitions.yaml"
    assert yaml.safe_load(texts[name]) == {"abc_one": f"={formula}", "abc_two": "=1"}
    one = attribute(solution, "abc_One")
    assert one["FormulaDefinitionFileName"] == f"/{name}"
    assert (one["SourceType"], one["ValidForUpdateApi"], one["ValidForCreateApi"]) == ("3", "0", "0")
    assert 'Extension="yaml"' in texts["[Content_Types].xml"]
    source = render(solution, ["solution"])[
        "solution/src/Entities/abc_thing/Formulas/abc_thing-FormulaDefinitions.yaml"
    ]
    assert source.decode() == texts[name]
    no_findings(tmp_path, solution)


def test_rollups_are_files_as_they_are(small: Solution, tmp_path: Path) -> None:
    xaml = '\ufeff<Activity x:Class="a" />\r\n'
    solution = with_columns(small, text_column("Sum", formula=Formula("rollup", xaml, "formulas/sum.xaml")))
    assert attribute(solution, "abc_Sum")["FormulaDefinitionFileName"] == "/Formulas/abc_thing-abc_sum.xaml"
    source = render(solution, ["solution"])["solution/src/Entities/abc_thing/Formulas/abc_thing-abc_sum.xaml"]
    assert source.decode() == xaml
    no_findings(tmp_path, solution)


def test_images_that_are_stored_in_full_or_shown(small: Solution) -> None:
    solution = with_columns(small, text_column("Photo", stores_full_image=True, is_primary_image=True))
    root = customizations(solution)
    assert [found.text for found in root.iterfind("EntityImageConfigs/EntityImageConfig/*")] == [
        "abc_thing",
        "abc_photo",
    ]
    assert [found.text for found in root.iterfind("AttributeImageConfigs/AttributeImageConfig/*")] == [
        "abc_photo", "abc_thing", "1",
    ]  # fmt: skip
    assert [child.tag for child in root][4:8] == [
        "Templates", "EntityImageConfigs", "AttributeImageConfigs", "EntityMaps",
    ]  # fmt: skip
    assert {("431", "abc_thing abc_photo", "0"), ("432", "abc_thing", "0")} <= set(roots(solution))
    source = render(solution, ["solution"])["solution/src/Other/Customizations.xml"].decode()
    assert "<AttributeImageConfigs>" in source


def test_activity_brings_its_primary_columns_only(small: Solution, tmp_path: Path) -> None:
    """Dataverse makes the other columns of activities, as it makes those of every table."""
    key = replace(column("ActivityId", "guid"), logical_name="activityid", schema_name="ActivityId")
    subject = replace(text_column("Subject", required_level="required"), logical_name="subject", schema_name="Subject")
    (table,) = small.tables
    activity = replace(
        table, kind="activity", primary_id="ActivityId", primary_name="Subject", properties={},
        columns=(key, subject, text_column()),
    )  # fmt: skip
    solution = replace(small, tables=(activity,))
    entity = customizations(solution).find(".//entity")
    assert entity is not None
    assert {tag: entity.findtext(tag) for tag in ("IsActivity", "ActivityTypeMask", "HasRelatedNotes")} == {
        "IsActivity": "1", "ActivityTypeMask": "CommunicationActivity", "HasRelatedNotes": "True",
    }  # fmt: skip
    names = [found.get("PhysicalName") for found in entity.iter("attribute")]
    assert names == ["abc_Text", "ActivityId", "Subject"]
    assert attribute(solution, "Subject")["IsCustomField"] == "0"
    no_findings(tmp_path, solution)


def test_names_are_escaped(small: Solution) -> None:
    """Rules of specs restrict most of them; importers hand over what a source has."""
    hostile = '<a b="c">&'
    text = replace(text_column(autonumber=hostile), logical_name=hostile, schema_name=hostile)
    key = AlternateKey("Key", hostile, hostile, Label(hostile), ("Text",))
    options = (Option(1, "A", Label(hostile), Label(hostile), hostile, hostile),)
    own = OptionSet(hostile, "Own", True, Label(hostile), NO_LABEL, options)
    money = replace(column("Sum", "money", minimum=0, maximum=1, precision=2), schema_name=hostile)
    image = replace(text_column("Photo", is_primary_image=True, stores_full_image=True), logical_name=hostile)
    formula = replace(text_column("Sum2", formula=Formula("formula", hostile)), logical_name=hostile)
    linked = replace(lookup("To", "Account"), schema_name=hostile)
    pairs = ManyToMany(hostile, hostile, "contact", "contact", hostile)
    solution = with_columns(
        replace(small, unique_name=hostile, version=hostile, option_sets=(own,)),
        text, money, image, formula, linked,
        column("Choice", "choice", option_set=replace(own, is_global=False)),
        logical_name=hostile, schema_name=hostile, entity_set_name=hostile, alternate_keys=(key,),
        many_to_many=(pairs,), properties={"color": hostile},
    )  # fmt: skip
    for name, content in package_texts(solution).items():
        if name.endswith(".xml"):
            root = ElementTree.fromstring(content)
            assert not list(root.iter("a"))


def test_status_reasons_have_their_states(small: Solution, tmp_path: Path) -> None:
    def reasons(*states: int) -> OptionSet:
        options = tuple(
            Option(
                100_000_000 + number,
                f"R{number}",
                Label(f"Reason {number}"),
                color="#102030" if state else "",
                state=state,
            )
            for number, state in enumerate(states)
        )
        return OptionSet("abc_thing_statuscode", "StatusReason", False, Label("Reason"), NO_LABEL, options)

    states = OptionSet(
        "abc_thing_statecode", "State", False, Label("State"), NO_LABEL,
        (Option(0, "ON", Label("On")), Option(1, "OFF", Label("Off"))),
    )  # fmt: skip
    status = replace(
        column("Status", "status", option_set=reasons(0, 0, 1)), logical_name="statuscode", schema_name="statuscode"
    )
    state = replace(
        column("State", "state", option_set=states, required_level="systemrequired"),
        logical_name="statecode", schema_name="statecode",
    )  # fmt: skip
    solution = with_columns(small, status, state)
    assert [found.attrib for found in customizations(solution).iter("status")] == [
        {"value": "100000000", "state": "0"},
        {"value": "100000001", "state": "0"},
        {"value": "100000002", "state": "1", "Color": "#102030"},
    ]
    assert [found.attrib for found in customizations(solution).iter("state")] == [
        {"value": "0", "defaultstatus": "100000000", "invariantname": "Active"},
        {"value": "1", "defaultstatus": "100000002", "invariantname": "Inactive"},
    ]
    assert attribute(solution, "statuscode")["IsCustomField"] == "0"
    assert attribute(solution, "statecode")["ValidForCreateApi"] == "0"
    no_findings(tmp_path, solution)


def test_customer_is_a_lookup_without_a_style(small: Solution, tmp_path: Path) -> None:
    customer = replace(lookup("Buyer", "Account", "Contact"), type="customer")
    solution = with_columns(small, customer)
    found = attribute(solution, "abc_Buyer")
    assert found["Type"] == "customer"
    assert not {"LookupStyle", "LookupTypes"} & found.keys()
    assert len(list(customizations(solution).iter("EntityRelationship"))) == 2
    no_findings(tmp_path, solution)


def test_file_has_the_relationship_to_its_store(small: Solution, tmp_path: Path) -> None:
    solution = with_columns(small, column("Contract", "file", max_size_kb=32_768))
    found = attribute(solution, "abc_Contract")
    assert (found["MaxValue"], found["ValidForUpdateApi"]) == ("32768", "0")
    (relationship,) = customizations(solution).iter("EntityRelationship")
    assert relationship.get("Name") == "FileAttachment_abc_thing_abc_Contract"
    assert relationship.findtext("IsCustomizable") == "0"
    assert relationship.find("EntityRelationshipRoles") is None
    no_findings(tmp_path, solution)


def test_image_is_as_exports_have_it(small: Solution, tmp_path: Path) -> None:
    photo = column("Photo", "image", max_size_kb=10_240, is_primary_image=True, stores_full_image=True)
    solution = with_columns(small, photo)
    found = attribute(solution, "abc_Photo")
    assert found["DisplayMask"] == "DenormalizedChild|PrimaryImage|ValidForForm|ValidForGrid"
    assert {tag: found[tag] for tag in ("IsLogical", "Format", "MaxLength", "MaxValue")} == {
        "IsLogical": "1", "Format": "jpeg", "MaxLength": "9437328", "MaxValue": "10240",
    }  # fmt: skip
    assert verify(write_package(tmp_path, solution, False)) == []  # the schema knows no image settings
    assert verify(write_source(tmp_path, solution)) == []
