"""Files of unpacked solutions that packages carry: where they go, unchanged, and what is refused."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from dvspec.findings import Refused
from dvspec.model import Label, OptionSet, Solution
from dvspec.spec import load_folder
from dvspec.targets import render
from dvspec.targets.solution import package
from dvspec.verify import verify
from tests.own_packages import write_package, write_source
from tests.spec.small import write

HEAD = '\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
FORM_ID, QUERY_ID = "{11111111-1111-4111-8111-111111111111}", "{22222222-2222-4222-8222-222222222222}"
GUID = "{33333333-3333-4333-8333-333333333333}"
FORM = f"""<systemform>
    <formid>{FORM_ID}</formid>
    <IntroducedVersion>1.0.0.0</IntroducedVersion>
    <FormPresentation>1</FormPresentation>
    <FormActivationState>1</FormActivationState>
    <form><!-- \u00e4 --><tabs /></form>
    <IsCustomizable>1</IsCustomizable>
    <CanBeDeleted>1</CanBeDeleted>
    <LocalizedNames>
      <LocalizedName description="Information" languagecode="1033" />
    </LocalizedNames>
  </systemform>"""
QUERY = f"""<savedquery>
    <IsCustomizable>1</IsCustomizable>
    <CanBeDeleted>1</CanBeDeleted>
    <isquickfindquery>0</isquickfindquery>
    <isprivate>0</isprivate>
    <isdefault>1</isdefault>
    <savedqueryid>{QUERY_ID}</savedqueryid>
    <layoutxml>
      <grid name="resultset" object="1" jump="abc_name" select="1" icon="1" preview="1">
        <row name="result" id="abc_thingid">
          <cell name="abc_name" width="300" />
        </row>
      </grid>
    </layoutxml>
    <querytype>0</querytype>
    <fetchxml>
      <fetch version="1.0"><entity name="abc_thing"><attribute name="abc_name" /></entity></fetch>
    </fetchxml>
    <IntroducedVersion>1.0.0.0</IntroducedVersion>
    <LocalizedNames>
      <LocalizedName description="All Things" languagecode="1033" />
    </LocalizedNames>
  </savedquery>"""
RIBBON = f"<RibbonDiffXml {XSI}><CustomActions /><Templates /></RibbonDiffXml>"
RESOURCE = f"""<WebResource {XSI}>
  <WebResourceId>{GUID}</WebResourceId>
  <Name>abc_/a.png</Name>
  <WebResourceType>5</WebResourceType>
  <FileName>/WebResources/abc_apngABC</FileName>
</WebResource>"""
VARIABLE = "environmentvariabledefinitions/abc_Url/environmentvariabledefinition.xml"
PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


def xml(text: str) -> bytes:
    """Return a file as Microsoft's tools write it."""
    return (HEAD + text).encode()


FILES: Mapping[str, bytes] = {
    f"Entities/ABC_Thing/FormXml/main/{FORM_ID}.xml": xml(f"<forms {XSI}>\n  {FORM}\n</forms>"),
    f"Entities/ABC_Thing/FormXml/main/{FORM_ID}_managed.xml": xml(
        f"<forms {XSI}>\n  {FORM.replace('Information', 'Managed')}\n</forms>"
    ),
    f"Entities/ABC_Thing/SavedQueries/{QUERY_ID}.xml": xml(f"<savedqueries {XSI}>\n  {QUERY}\n</savedqueries>"),
    "Entities/ABC_Thing/RibbonDiff.xml": xml(RIBBON),
    "WebResources/abc_/a.png": PNG,
    "WebResources/abc_/a.png.data.xml": xml(RESOURCE),
    "Workflows/Flow-1.json": b'{"a": 1}',
    "Workflows/Flow-1.json.data.xml": xml(
        f'<Workflow WorkflowId="{GUID}" Name="Flow"><JsonFileName>/Workflows/Flow-1.json</JsonFileName></Workflow>'
    ),
    "Roles/A & B.xml": xml(f'<Role id="{GUID}" name="A &amp; B"><RolePrivileges /></Role>'),
    "AppModules/abc_App/AppModule.xml": xml("<AppModule><UniqueName>abc_App</UniqueName></AppModule>"),
    VARIABLE: xml("<environmentvariabledefinition />"),
    "Other/Customizations.xml": xml(
        f"<ImportExportXml {XSI}><Entities /><connectionreferences><connectionreference /></connectionreferences>"
        "<Languages><Language>1033</Language></Languages></ImportExportXml>"
    ),
}  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Solution:
    """Return a solution with one table, Thing."""
    return load_folder(write(tmp_path / "specs")).solution


def carrying(solution: Solution, files: Mapping[str, bytes]) -> Solution:
    return replace(solution, carried_folder="carried", carried_files=files)


def test_carried_files_are_where_the_packer_puts_them(small: Solution) -> None:
    files = package(carrying(small, FILES))
    text = files["customizations.xml"].decode("utf-8-sig")
    for verbatim in (FORM, QUERY, RIBBON, RESOURCE):
        assert verbatim in text
    root = ElementTree.fromstring(text)
    entity = root.find("Entities/Entity")
    assert entity is not None
    assert [child.tag for child in entity] == ["Name", "EntityInfo", "FormXml", "SavedQueries", "RibbonDiffXml"]
    assert entity.find("FormXml/forms[@type='main']/systemform/formid") is not None
    assert entity.find("SavedQueries/savedqueries/savedquery") is not None
    for path in ("Roles/Role", "Workflows/Workflow", "WebResources/WebResource", "AppModules/AppModule",
                 "connectionreferences/connectionreference"):  # fmt: skip
        assert root.find(path) is not None
    assert files["WebResources/abc_apngABC"] == PNG
    assert files["Workflows/Flow-1.json"] == b'{"a": 1}'
    assert VARIABLE in files
    types = files["[Content_Types].xml"].decode("utf-8-sig")
    assert '<Default Extension="json"' in types
    assert '<Override PartName="/WebResources/abc_apngABC"' in types


def test_carried_components_are_root_components(small: Solution) -> None:
    manifest = ElementTree.fromstring(package(carrying(small, FILES))["solution.xml"])
    assert [dict(root.attrib) for root in manifest.iter("RootComponent")] == [
        {"type": "1", "schemaName": "abc_thing", "behavior": "0"},
        {"type": "20", "id": GUID, "behavior": "0"},
        {"type": "29", "id": GUID, "behavior": "0"},
        {"type": "61", "schemaName": "abc_/a.png", "behavior": "0"},
        {"type": "80", "schemaName": "abc_App", "behavior": "0"},
        {"type": "380", "schemaName": "abc_Url", "behavior": "0"},
    ]


def test_managed_variants_are_in_managed_packages_only(small: Solution) -> None:
    solution = carrying(small, FILES)
    assert b"Managed&quot;" not in package(solution)["customizations.xml"]
    assert b'description="Information"' in package(solution)["customizations.xml"]
    assert b'description="Managed"' in package(solution, managed=True)["customizations.xml"]
    assert b'description="Information"' not in package(solution, managed=True)["customizations.xml"]


def test_source_folder_has_the_files_as_they_are(small: Solution) -> None:
    files = render(carrying(small, FILES), ["solution"])
    for path, data in FILES.items():
        if path != "Other/Customizations.xml":
            assert files[f"solution/src/{path.replace('ABC_Thing', 'abc_thing')}"] == data
    entity = files["solution/src/Entities/abc_thing/Entity.xml"].decode()
    assert "  <FormXml />\n  <SavedQueries />\n  <RibbonDiffXml />\n</Entity>" in entity
    customizations = files["solution/src/Other/Customizations.xml"].decode()
    assert "<WebResources />" in customizations
    assert "<connectionreference />" in customizations


def test_forms_and_views_bring_no_findings(small: Solution, tmp_path: Path) -> None:
    """Those of the other files are Microsoft's tools' business."""
    solution = carrying(small, {path: data for path, data in FILES.items() if path.startswith("Entities/")})
    assert verify(write_package(tmp_path, solution, False)) == []
    assert verify(write_source(tmp_path, solution)) == []


ROLE = FILES["Roles/A & B.xml"]
ENTITY = "Entities/abc_thing"
OTHER = "Other/Customizations.xml"
# By name: the files, the code of the rule that refuses them, and the place of the finding in the folder.
REFUSED: Mapping[str, tuple[dict[str, bytes], str, str]] = {
    "unknown folder": ({"Portal/a.yml": b""}, "DV320", "Portal/a.yml"),
    "table's definition": ({f"{ENTITY}/Entity.xml": xml("<Entity />")}, "DV320", f"{ENTITY}/Entity.xml"),
    "web resource without its definition": ({"WebResources/a.js": b""}, "DV320", "WebResources/a.js"),
    "section of the specs": (
        {OTHER: xml("<ImportExportXml><optionsets><optionset /></optionsets></ImportExportXml>")}, "DV320", OTHER,
    ),
    "unknown section": ({OTHER: xml("<ImportExportXml><a><b /></a></ImportExportXml>")}, "DV320", OTHER),
    "unsafe name": ({"WebResources/a\\b.data.xml": xml(RESOURCE)}, "DV320", "WebResources/a\\b.data.xml"),
    "not well-formed": ({"Roles/a.xml": xml("<Role id='1'>\n<a>")}, "DV321", "Roles/a.xml:3:4"),
    "not UTF-8": ({"Roles/a.xml": b"<Role id='\xe4' />"}, "DV321", "Roles/a.xml"),
    "other encoding": (
        {"Roles/a.xml": b'<?xml version="1.0" encoding="latin1"?><Role id="1" />'}, "DV321", "Roles/a.xml:1:1",
    ),
    "document type": (
        {"Roles/a.xml": b'<!DOCTYPE Role [<!ENTITY x SYSTEM "file:///a">]><Role id="1">&x;</Role>'},
        "DV321", "Roles/a.xml:1:16",
    ),
    "other element": ({"Roles/a.xml": b'<role id="1" />'}, "DV321", "Roles/a.xml"),
    "component without an id": ({"Roles/a.xml": b"<Role />"}, "DV321", "Roles/a.xml"),
    "namespace that would get lost": (
        {f"{ENTITY}/SavedQueries/a.xml": b'<savedqueries xmlns:a="b"><savedquery a:c="" /></savedqueries>'},
        "DV321", f"{ENTITY}/SavedQueries/a.xml:1:1",
    ),
    "file name that leaves the package": (
        {"WebResources/a": b"", "WebResources/a.data.xml": xml(RESOURCE.replace("abc_apngABC", "../../a"))},
        "DV321", "WebResources/a.data.xml",
    ),
    "form of an unknown table": (
        {"Entities/Account/FormXml/main/a.xml": b"<forms />"}, "DV322", "Entities/Account/FormXml/main/a.xml",
    ),
    "missing content": ({"WebResources/a.data.xml": xml(RESOURCE)}, "DV323", "WebResources/a.data.xml"),
    "component twice": ({"Roles/a.xml": ROLE, "Roles/b.xml": ROLE}, "DV324", "Roles/b.xml"),
    "choice of the specs": ({"OptionSets/a.xml": b'<optionset Name="ABC_own" />'}, "DV324", "OptionSets/a.xml"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, small: Solution) -> None:
    files, code, place = REFUSED[name]
    own = OptionSet("abc_own", "Own", True, Label("Own"), Label(""), ())
    solution = carrying(replace(small, option_sets=(own,)), files)
    with pytest.raises(Refused) as refused:
        package(solution)
    assert (refused.value.findings[0].rule.code, str(refused.value.findings[0].place)) == (code, f"carried/{place}")
    with pytest.raises(Refused):
        render(solution, ["solution"])
