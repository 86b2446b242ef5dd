"""Columns of a package have all that specs can say; what they can't is reported."""

from __future__ import annotations

import pytest

from dvspec.importers.solution import import_solution
from dvspec.model import Formula, Label
from tests.importers.solution.packages import column, imported, lookup, one_column, package, table

OPTIONS = """<optionset Name="rent_car_rent_fuel"><OptionSetType>picklist</OptionSetType><options>
<option value="1" ExternalValue="P" Color="#FF0000" IsHidden="1"><labels>
<label description="Petrol" languagecode="1033"/><label description="Benzin" languagecode="1031"/></labels>
<Descriptions><Description description="Burns" languagecode="1033"/></Descriptions></option>
<option value="2"><labels><label description="Electric" languagecode="1033"/></labels></option></options></optionset>"""


@pytest.mark.parametrize(
    ("type_", "inside", "expected"),
    [
        ("nvarchar", "<Format>email</Format><MaxLength>50</MaxLength>", {"type": "string", "format": "email"}),
        ("ntext", "<Format>richtext</Format><MaxLength>5000</MaxLength>", {"type": "memo", "max_length": 5000}),
        ("datetime", "<Format>date</Format><Behavior>1</Behavior>", {"type": "date", "behavior": "user_local"}),
        ("datetime", "<Behavior>3</Behavior>", {"type": "datetime", "behavior": "time_zone_independent"}),
        ("int", "<MinValue>-1</MinValue><MaxValue>9</MaxValue>", {"type": "integer", "minimum": -1, "maximum": 9}),
        ("money", "<Accuracy>2</Accuracy><AccuracySource>2</AccuracySource>", {"precision_source": "currency"}),
        ("decimal", "<MinValue>0.5</MinValue><Accuracy>3</Accuracy>", {"minimum": 0.5, "precision": 3}),
        ("nvarchar", "<MaxLength>9</MaxLength><AutoNumberFormat>R-{SEQNUM:6}</AutoNumberFormat>",
         {"autonumber": "R-{SEQNUM:6}"}),
        ("nvarchar", "<MaxLength>9</MaxLength><RequiredLevel>applicationrequired</RequiredLevel>",
         {"required_level": "required"}),
        ("file", "<MaxValue>32768</MaxValue>", {"type": "file", "max_size_kb": 32768}),
    ],
)  # fmt: skip
def test_type_and_its_elements(type_: str, inside: str, expected: dict[str, object]) -> None:
    found, left_out = one_column(column("rent_Value", type_, inside))
    assert {key: getattr(found, key) for key in expected} == expected
    assert left_out == []


def test_options_have_colors_descriptions_external_values_and_translations() -> None:
    found, left_out = one_column(column("rent_Fuel", "picklist", f"<AppDefaultValue>2</AppDefaultValue>{OPTIONS}"))
    assert found.option_set is not None and not found.option_set.is_global and found.default == 2
    petrol = found.option_set.options[0]
    assert petrol.label == Label("Petrol", ((1031, "Benzin"),)) and petrol.description == Label("Burns")
    assert (petrol.name, petrol.color, petrol.external_value, petrol.hidden) == ("PETROL", "#FF0000", "P", True)
    assert left_out == []


def test_choice_of_another_solution_is_external() -> None:
    found, _ = one_column(column("rent_Fuel", "picklist", "<OptionSetName>abc_FuelType</OptionSetName>"))
    assert found.option_set is not None
    assert (found.option_set.name, found.option_set.class_name) == ("abc_FuelType", "FuelType")
    assert found.option_set.is_external and found.option_set.options == ()


def test_usual_labels_of_yes_and_no_are_left_to_dataverse() -> None:
    options = """<optionset><OptionSetType>bit</OptionSetType><options>
        <option value="1"><labels><label description="{}" languagecode="1033"/></labels></option>
        <option value="0"><labels><label description="No" languagecode="1033"/></labels></option>
        </options></optionset>"""
    usual, _ = one_column(column("rent_Paid", "bit", options.format("Yes")))
    own, _ = one_column(column("rent_Paid", "bit", options.format("Paid")))
    assert (usual.yes_label, usual.no_label) == (None, None)
    assert (own.yes_label, own.no_label) == (Label("Paid"), None)


def test_lookup_of_several_tables_has_a_relationship_for_each() -> None:
    sides = lookup("rent_By", "rent_car_by_contact", "Contact", "Restrict", "rent_By_contact")
    sides += lookup("rent_By", "rent_car_by_account", "Account", navigation="rent_By_account")
    found, left_out = one_column(column("rent_By", "lookup", "<LookupStyle>polymorphic</LookupStyle>"), sides)
    assert [(side.target, side.cascade.delete, side.is_external) for side in found.relationships] == [
        ("account", "RemoveLink", True),
        ("contact", "Restrict", True),
    ]
    assert [side.navigation for side in found.relationships] == ["rent_By_account", "rent_By_contact"]
    assert left_out == []


def test_lookup_of_a_table_of_the_package_has_its_name() -> None:
    tables = table("rent_Car", column("rent_Branch", "lookup")) + table("rent_Branch")
    result = import_solution(package(tables, lookup("rent_Branch", "rent_car_branch", "rent_Branch")))
    [side] = result.solution.tables[0].columns[-1].relationships
    assert (side.target, side.target_entity_set_name, side.is_external) == ("Branch", "rent_branchs", False)


def test_lookup_without_relationship_is_left_out() -> None:
    result = imported(column("rent_By", "lookup"))
    assert [item.feature for item in result.left_out] == ["lookup-without-relationship"]
    assert "rent_by" not in [column.logical_name for column in result.solution.tables[0].columns]


def test_formula_has_its_text_and_a_calculation_its_file() -> None:
    columns = column("rent_Days", "int", _computed("3", "rent_car-FormulaDefinitions.yaml"))
    columns += column("rent_Sum", "int", _computed("2", "rent_car-rent_sum.xaml"))
    source = package(table("rent_Car", columns))
    source.archive.formulas["rent_car-formuladefinitions.yaml"] = b"rent_days: =DateDiff(A, B)\n"
    source.archive.formulas["rent_car-rent_sum.xaml"] = b"\xef\xbb\xbf<Activity/>"
    result = import_solution(source)
    assert [column.formula for column in result.solution.tables[0].columns[2:]] == [
        Formula("formula", "DateDiff(A, B)"),
        Formula("rollup", "<Activity/>", "formulas/rent_car-rent_sum.xaml"),
    ]
    assert result.left_out == ()


def test_missing_definition_of_a_formula_is_reported() -> None:
    found, left_out = one_column(column("rent_Sum", "int", _computed("1", "rent_car-rent_sum.xaml")))
    assert found.formula == Formula("calculated", "")
    assert left_out == ["formula-without-definition"]


def _computed(source_type: str, file: str) -> str:
    definition = f"<FormulaDefinitionFileName>/Formulas/{file}</FormulaDefinitionFileName>"
    return f"<SourceType>{source_type}</SourceType>{definition}"


@pytest.mark.parametrize(
    ("type_", "inside", "feature"),
    [
        ("hologram", "", "column-type-hologram"),
        ("nvarchar", "<MaxLength>5</MaxLength><Sparkle>much</Sparkle>", "element-Sparkle"),
        ("nvarchar", "<MaxLength>5</MaxLength><IsSecured>maybe</IsSecured>", "value-of-IsSecured"),
        ("nvarchar", "<MaxLength>5</MaxLength><DisplayMask>ValidForForm|Shiny</DisplayMask>", "display-mask"),
        ("bit", "<AppDefaultValue>-1</AppDefaultValue>", "default-of-boolean"),
        ("picklist", "", "column-without-options"),
        ("nvarchar", "<MaxLength>5</MaxLength><SourceType>9</SourceType>", "source-type"),
    ],
)
def test_what_specs_have_no_word_for_is_reported(type_: str, inside: str, feature: str) -> None:
    _, left_out = one_column(column("rent_Value", type_, inside))
    assert feature in left_out


def test_columns_that_dataverse_makes_are_not_declared() -> None:
    columns = column("rent_Total", "money") + column("rent_Total_Base", "money", "<CalculationOf>x</CalculationOf>")
    columns += column("rent_Sum", "int", "<SourceType>2</SourceType>") + column("rent_Sum_Date", "datetime")
    names = [column.logical_name for column in imported(columns).solution.tables[0].columns]
    assert names == ["rent_carid", "rent_name", "rent_total", "rent_sum"]


def test_navigation_property_that_dataverse_would_not_make_is_reported() -> None:
    found, left_out = one_column(
        column("rent_By", "lookup"), lookup("rent_By", "rent_car_by", "Contact", navigation="rent_by")
    )
    assert found.relationships[0].navigation == "rent_By" and left_out == ["navigation-property"]


def test_columns_named_like_those_beside_a_lookup_are_ones_own() -> None:
    columns = column("rent_Product", "lookup") + column("rent_ProductType", "nvarchar", "<MaxLength>9</MaxLength>")
    found, left_out = one_column(columns, lookup("rent_Product", "rent_car_product", "Product"))
    assert found.logical_name == "rent_producttype" and left_out == []
