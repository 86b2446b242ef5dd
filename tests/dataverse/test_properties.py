"""Properties: one row is one key, one element and one metadata property, in the order of exports."""

from __future__ import annotations

import pytest

from dvspec.dataverse.properties import (
    COLUMN_ELEMENTS,
    COLUMN_PROPERTIES,
    DISPLAY_MASK,
    MANY_TO_MANY_PROPERTIES,
    RELATIONSHIP_ELEMENTS,
    RELATIONSHIP_PROPERTIES,
    TABLE_ELEMENTS,
    TABLE_PROPERTIES,
    Properties,
    Where,
    defaults,
    from_elements,
    in_order,
    to_elements,
    with_defaults,
)
from dvspec.verify import content_models

CATALOGUES = [TABLE_PROPERTIES, COLUMN_PROPERTIES, RELATIONSHIP_PROPERTIES, MANY_TO_MANY_PROPERTIES]
PLACES = [
    Where(kind, type_, role, formula, existing=existing)
    for kind in ("standard", "elastic", "activity")
    for type_ in ("string", "lookup", "image", "file", "integer", "state")
    for role in ("", "primary_id", "primary_name")
    for formula in ("", "calculated")
    for existing in (False, True)
]


@pytest.mark.parametrize("properties", CATALOGUES)
def test_values_survive_elements(properties: Properties) -> None:
    for where in PLACES:
        for role in ("", "1", "2"):
            rows = {name: row for name, row in properties.items() if row.role == role and row.name[-5:] != "label"}
            for name, row in rows.items():
                for value in row.values or ("", "a & b"):
                    given = with_defaults(rows, {name: value}, where)
                    assert from_elements(rows, to_elements(rows, given, where, role), where, role) == given


@pytest.mark.parametrize("properties", CATALOGUES)
def test_missing_elements_have_the_values_that_are_not_written(properties: Properties) -> None:
    for where in PLACES:
        written = to_elements(properties, {}, where)
        assert from_elements(properties, written, where) == {
            name: value for name, value in defaults(properties, where).items() if not properties[name].role
        }


def test_unknown_texts_have_no_value() -> None:
    read = from_elements(TABLE_PROPERTIES, {"IsSLAEnabled": "yes", "DaysSinceRecordLastModified": "-1"})
    assert read["sla"] is None and read["days_since_last_modified"] is None
    assert from_elements(TABLE_PROPERTIES, {"IsSLAEnabled": "true"})["sla"] is True


def test_masks_are_in_the_order_of_exports() -> None:
    def mask(where: Where, **given: bool) -> str:
        return to_elements(COLUMN_PROPERTIES, given, where)["DisplayMask"]

    shown = "ValidForAdvancedFind|ValidForForm|ValidForGrid"
    assert mask(Where(column_type="string")) == shown
    assert mask(Where(column_type="guid", role="primary_id")) == "ValidForAdvancedFind|RequiredForGrid"
    assert mask(Where(column_type="string", role="primary_name")) == f"PrimaryName|{shown}|RequiredForForm"
    assert (
        mask(Where(column_type="string", role="primary_name"), regarding_name=True, read_only_in_ui=True)
        == f"ActivityPointerRegardingName|PrimaryName|ReadOnlyInUI|{shown}|RequiredForForm"
    )
    image = Where(column_type="image", primary_image=True)
    assert mask(image) == "DenormalizedChild|PrimaryImage|ValidForForm|ValidForGrid"


def test_rows_are_in_the_order_of_their_elements() -> None:
    for properties, order in (
        (TABLE_PROPERTIES, TABLE_ELEMENTS),
        (COLUMN_PROPERTIES, COLUMN_ELEMENTS),
        (RELATIONSHIP_PROPERTIES, RELATIONSHIP_ELEMENTS),
    ):
        rows = [row for row in properties.values() if not row.role]
        elements = dict.fromkeys(row.xml for row in rows)
        assert tuple(elements) == tuple(element for element, _ in in_order(dict.fromkeys(elements, ""), order))
        assert [row.word for row in rows if row.word] == [
            word for word in DISPLAY_MASK if word in {row.word for row in rows}
        ]


def test_orders_are_those_that_verify_expects() -> None:
    for order, model in ((TABLE_ELEMENTS, content_models.TABLE), (COLUMN_ELEMENTS, content_models.COLUMN)):
        places = {name: place for place, name in enumerate(model.ordered)}
        known = [places[name] for name in order if name in places]
        assert known == sorted(known)
