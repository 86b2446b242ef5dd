"""Entities of the Common Data Model are resolved to their attributes, across files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dvspec.findings import Refused
from dvspec.importers.cdm import documents
from dvspec.importers.cdm.documents import read_documents
from dvspec.importers.cdm.entities import MISSING_REFERENCE, REFERENCE_CYCLE, Resolver
from tests.reference import REFERENCE, needs_reference


def entity(name: str, *attributes: Any, extends: str = "CdmEntity") -> dict[str, Any]:
    return {"entityName": name, "extendsEntity": extends, "hasAttributes": list(attributes)}


def group(name: str, *members: Any) -> dict[str, Any]:
    return {"attributeGroupName": name, "members": list(members)}


def text(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "dataType": "string", **more}


def resolver(*definitions: dict[str, Any]) -> Resolver:
    files = {
        f"{number}.cdm.json": json.dumps({"definitions": [spec]}).encode() for number, spec in enumerate(definitions)
    }
    return Resolver(read_documents(files))


def names(resolver: Resolver, name: str) -> list[str]:
    return [attribute.name for attribute in resolver.attributes(name)]


@needs_reference
def test_customer_profile_has_124_attributes() -> None:
    files = {path.name: path.read_bytes() for path in (REFERENCE / "cdm").iterdir()}
    found = read_documents(files)
    resolver = Resolver(found)
    attributes = resolver.attributes("CustomerProfile")
    assert found.tables == ["CustomerProfile"]  # what it extends is not imported
    assert resolver.findings == []
    assert len(attributes) == 124
    assert sum(attribute.is_companion for attribute in attributes) == 10
    by_name = {attribute.name: attribute for attribute in attributes}
    assert by_name["firstName"].schema_name == "msdynci_FirstName"
    assert by_name["firstName"].max_length == "100"
    assert by_name["customerId"].targets == ("Contact", "Account")
    assert [option.value for option in by_name["statusCode"].options] == ["1", "2"]
    assert [option.state for option in by_name["statusCode"].options] == ["0", "1"]


def test_inherited_attributes_and_groups_come_in_order() -> None:
    found = resolver(
        group("names", text("first"), text("last")),
        entity("Base", text("id"), "/core/Groups.cdm.json/names"),
        entity("Child", {"attributeGroupReference": "names"}, text("own"), extends="Base"),
        entity("Inline", {"attributeGroupReference": {"attributeGroupName": "x", "members": [text("in"), "names"]}}),
    )
    assert names(found, "Child") == ["id", "first", "last", "own"]
    assert names(found, "Inline") == ["in", "first", "last"]
    assert found.findings == []


def test_a_missing_reference_is_reported_where_it_is() -> None:
    found = resolver(group("names", text("first")), entity("A", text("a"), "nams"))
    assert names(found, "A") == ["a"]
    (finding,) = found.findings
    assert finding.rule is MISSING_REFERENCE
    assert str(finding.place) == "1.cdm.json: $.definitions[0].hasAttributes[1]"
    assert "did you mean 'names'?" in finding.message


def test_a_missing_file_is_hinted_at_by_the_imports() -> None:
    data = {"imports": [{"corpusPath": "Groups.cdm.json"}], "definitions": [entity("A", extends="Standard")]}
    found = Resolver(read_documents({"A.cdm.json": json.dumps(data).encode()}))
    assert names(found, "A") == []
    assert "the files import Groups.cdm.json" in found.findings[0].message


def test_cycles_are_reported_and_end() -> None:
    found = resolver(
        group("a", "b"), group("b", text("x"), "a"), entity("A", "a", extends="B"), entity("B", extends="A")
    )
    assert names(found, "A") == ["x"]
    assert {finding.rule for finding in found.findings} == {REFERENCE_CYCLE}
    assert any("attribute group a contains attribute group b" in finding.message for finding in found.findings)


def test_groups_that_double_at_every_level_stay_small() -> None:
    levels = [group(f"g{level}", f"g{level + 1}", f"g{level + 1}") for level in range(60)]
    found = resolver(*levels, group("g60", text("x")), entity("A", "g0"))
    assert names(found, "A") == ["x"]
    assert found.findings == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"EntityMetadata": []}, "import metadata"),
        ({"manifestName": "x", "entities": []}, "manifest"),
        ({"definitions": [{"traitName": "is.x"}]}, "neither entities nor attribute groups"),
        ({"a": 1, "b": 2}, '"a", "b"'),
        ({}, "nothing"),
        ([1], '""'),
    ],
)
def test_files_that_define_nothing_are_refused(content: Any, message: str) -> None:
    with pytest.raises(Refused) as refused:
        read_documents({"x.json": json.dumps(content).encode()})
    (finding,) = refused.value.findings
    assert finding.rule is documents.NOT_A_DEFINITION
    assert message in finding.message


def test_findings_of_all_files_are_collected() -> None:
    with pytest.raises(Refused) as refused:
        read_documents({"a.json": b"<html>", "b.json": b'{"definitions": ['})
    assert [finding.place.file for finding in refused.value.findings] == ["a.json", "b.json"]


@pytest.mark.parametrize("odd", [None, 1, "x", [1], {"a": 1}, True, 1.5])
@pytest.mark.parametrize(
    "key", ["hasAttributes", "extendsEntity", "name", "dataType", "appliedTraits", "entity", "resolutionGuidance"]
)
def test_members_of_other_types_do_no_harm(key: str, odd: Any) -> None:
    inner = {**text("a"), "entity": {"entityReference": "Y"}, key: odd}
    found = resolver(
        {**entity("A", inner, {**text("b"), key: odd}, {"attributeGroupReference": {key: odd}}), key: odd}
        if key in ("hasAttributes", "extendsEntity")
        else entity("A", inner, {**text("b"), key: odd})
    )
    assert isinstance(names(found, "A"), list)
