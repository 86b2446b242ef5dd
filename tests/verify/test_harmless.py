"""What real exports contain and other packages rarely do: neither an error nor a warning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dvspec.findings import Severity
from dvspec.verify import verify
from tests.verify import clean_package
from tests.verify.clean_package import CUSTOMIZATIONS
from tests.verify.planting import Mistake, all_of, cut, in_column, in_elastic, in_manifest, swap

_TEXT = '<attribute PhysicalName="sample_Text">'
_END = "</EntityRelationships>"
_FILES = """<EntityRelationship Name="FileAttachment_sample_Everything_sample_File">
<EntityRelationshipType>OneToMany</EntityRelationshipType><IntroducedVersion>1.0</IntroducedVersion>
<IsHierarchical>0</IsHierarchical><ReferencingEntityName>sample_Everything</ReferencingEntityName>
<ReferencedEntityName>FileAttachment</ReferencedEntityName><CascadeAssign>NoCascade</CascadeAssign>
<CascadeDelete>NoCascade</CascadeDelete><CascadeReparent>NoCascade</CascadeReparent>
<CascadeShare>NoCascade</CascadeShare><CascadeUnshare>NoCascade</CascadeUnshare>
<ReferencingAttributeName>sample_File</ReferencingAttributeName></EntityRelationship>
"""
_LINK = """<link-entity name="sample_everything" from="sample_everythingid" to="sample_parent" alias="parent">
<attribute name="sample_text" /><filter><condition attribute="sample_count" operator="not-null" /></filter>
</link-entity>
"""
_VIRTUAL = (
    in_elastic("1d9bde74-9ebd-4da9-8ff5-aa74945b9f74", "7015a531-cc0d-4537-b5f2-c882a1eb65ad"),
    in_elastic("19897b6e-b2c2-461c-8f32-5a2413028030", "0a5bb42b-3d1d-4a51-9f84-1d2ce7b5f2c1"),
    in_elastic("<Format>json</Format>\n<MaxLength>1048576", "<Format>text</Format>\n<MaxLength>4000"),
)
_ELASTIC_KEY = """<EntityKeys><EntityKey><Name>KeyForNoSqlEntityWithPKPartitionId</Name>
<LogicalName>keyfornosqlentitywithpkpartitionid</LogicalName><IntroducedVersion>1.0</IntroducedVersion>
<IsCustomizable>0</IsCustomizable><EntityKeyAttributes><AttributeName>sample_elasticid</AttributeName>
<AttributeName>partitionid</AttributeName></EntityKeyAttributes>
<displaynames><displayname description="Key" languagecode="1033" /></displaynames></EntityKey></EntityKeys>
"""


def _process(files: dict[str, str]) -> None:
    """Make a table that of a business process flow; the primary id of all of them has the same name."""
    text = files[CUSTOMIZATIONS]
    start, end = text.index('<entity Name="sample_Other">'), text.index('<entity Name="sample_Elastic">')
    table = text[start:end].replace("<IsBPFEntity>0", "<IsBPFEntity>1")
    table = table.replace("sample_OtherId", "BusinessProcessFlowInstanceId")
    table = table.replace("sample_otherid", "businessprocessflowinstanceid")
    files[CUSTOMIZATIONS] = text[:start] + table + text[end:]


def _without(tag: str) -> Mistake:
    """Return a change that removes all elements with a tag."""

    def change(files: dict[str, str]) -> None:
        files[CUSTOMIZATIONS] = re.sub(f"<{tag}>[^<]*</{tag}>\n?", "", files[CUSTOMIZATIONS])

    return change


def _layer(files: dict[str, str]) -> None:
    """Remove all of a table but one column that another solution adds to it."""
    text = files[CUSTOMIZATIONS]
    start, end = text.index('<entity Name="sample_Other">'), text.index('<entity Name="sample_Elastic">')
    table = text[start:end]
    lookup = table[table.index('<attribute PhysicalName="sample_Account">') : table.index("</attributes>")]
    first, last = table.index("<LocalizedNames>"), table.index("</attributes>")
    files[CUSTOMIZATIONS] = text[:start] + table[:first] + "<attributes>" + lookup + table[last:] + text[end:]


HARMLESS: dict[str, Mistake] = {
    "system table without an OriginalName": swap('OriginalName="Other"', 'OriginalName=""'),
    "yes/no column without a default": in_column("sample_Active", "<AppDefaultValue>0", "<AppDefaultValue>-1"),
    "table of a business process flow": _process,
    "layer of another solution's table": _layer,
    "element of a later version, named with known words": swap("<MaxLength>", "<MinLength>1</MinLength><MaxLength>"),
    "relationship of a file column": swap(_END, _FILES + _END),
    "site map of the environment as a root component": in_manifest(
        "</RootComponents>", '<RootComponent type="62" /></RootComponents>'
    ),
    "unique name that ends in _UpgradeScripts": in_manifest("SampleTables", "Sample_UpgradeScripts"),
    "unique name that begins with a digit": in_manifest("SampleTables", "1stSolution"),
    "version of two numbers": in_manifest("<Version>1.0.0.0", "<Version>1.0"),
    "prefix that ends in an underscore": in_manifest("Prefix>sample<", "Prefix>svr_<"),
    "multi-line text with an empty Format": in_column("sample_Memo", "<Format>text", "<Format>"),
    "RequiredLevel applicationrequired": in_column("sample_Text", "Level>none", "Level>applicationrequired"),
    "RequiredLevel 0 in a virtual table": all_of(*_VIRTUAL, in_elastic("<RequiredLevel>none", "<RequiredLevel>0")),
    "primary id of a virtual table with RequiredLevel 0": all_of(
        *_VIRTUAL, in_elastic("<RequiredLevel>systemrequired", "<RequiredLevel>0")
    ),
    "primary id of a virtual table with a name of its own": all_of(
        *_VIRTUAL,
        in_elastic('PhysicalName="sample_ElasticId"', 'PhysicalName="sample_Key"'),
        in_elastic("<Name>sample_elasticid", "<Name>sample_key"),
        in_elastic("<LogicalName>sample_elasticid", "<LogicalName>sample_key"),
    ),
    "alternate key that Dataverse gives every elastic table": in_elastic(
        "<EntitySetName>", _ELASTIC_KEY + "<EntitySetName>"
    ),
    "unmodified option set": all_of(
        swap("</optionsets>", '<optionset Name="other_size" localizedName="Size" unmodified="1" /></optionsets>'),
        in_manifest("</RootComponents>", '<RootComponent type="9" schemaName="other_size" /></RootComponents>'),
    ),
    "version 9.1 without the flags of 9.2": all_of(
        in_manifest('sion="9.2"', 'sion="9.1"'), cut("<IsSearchable>", "</IsLocalizable>")
    ),
    "view that filters by columns that Dataverse makes beside others": swap(
        "</entity>\n</fetch>",
        '<filter><condition attribute="sample_othername" operator="not-null" />'
        '<condition attribute="createdbyyominame" operator="not-null" />'
        '<condition attribute="sample_sizename" operator="not-null" />'
        '<condition attribute="sample_file_name" operator="not-null" />'
        '<condition attribute="sample_image_url" operator="not-null" /></filter></entity>\n</fetch>',
    ),
    "view that filters by the table under its name": swap(
        '<condition attribute="sample_count"', '<condition entityname="sample_everything" attribute="sample_count"'
    ),
    "view that shows a column of a linked table": all_of(
        swap("</entity>\n</fetch>", f"{_LINK}</entity>\n</fetch>"),
        swap('<cell name="createdon"', '<cell name="parent.sample_text" /><cell name="createdon"'),
    ),
    "view that shows a column by its alias": all_of(
        swap('<attribute name="createdon" />', '<attribute name="createdon" alias="made" aggregate="max" />'),
        swap('<cell name="createdon"', '<cell name="made"'),
    ),
    "view of a table that is a component of solutions": all_of(
        swap("<IsSolutionAware>0", "<IsSolutionAware>1"),
        swap("</entity>\n</fetch>", '<attribute name="ismanaged" /></entity>\n</fetch>'),
    ),
    "version 6.1 without entity sets and behaviors of dates": all_of(
        in_manifest('sion="9.2"', 'sion="6.1"'), _without("EntitySetName"), _without("Behavior")
    ),
    "view of a column that another solution adds": all_of(
        swap("</entity>\n</fetch>", '<attribute name="other_rating" /></entity>\n</fetch>'),
        in_manifest(
            "<MissingDependencies />",
            '<MissingDependencies><MissingDependency><Required type="2" schemaName="other_rating"'
            ' parentSchemaName="sample_everything" solution="Other (1.0)" />'
            '<Dependent type="26" displayName="Everything" /></MissingDependency></MissingDependencies>',
        ),
    ),
    "layer with an empty entity set name": all_of(_layer, swap("<EntitySetName>sample_others", "<EntitySetName>")),
    "short color of a table": swap(
        "<IsDocumentManagementEnabled>", "<EntityColor>#07D</EntityColor>\n<IsDocumentManagementEnabled>"
    ),
    "column without customization flags": all_of(
        cut("<IsCustomizable>", "</CanModifyAdditionalSettings>", after=_TEXT),
        cut("<CanModifyGlobalFilterSettings>", "</CanModifyIsSortableSettings>", after=_TEXT),
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_exports_contain_is_harmless(name: str, tmp_path: Path) -> None:
    files = clean_package.build()
    HARMLESS[name](files)
    assert files != clean_package.build()
    findings = verify(clean_package.write_zip(tmp_path / "package.zip", files))
    assert [finding for finding in findings if finding.severity is not Severity.NOTE] == []


def test_version_of_the_server_is_used_if_the_package_has_none(tmp_path: Path) -> None:
    files = clean_package.build()
    in_manifest('version="9.2.0.0" SolutionPackageVersion="9.2"', 'version="6.1.1.1143"')(files)
    all_of(_without("EntitySetName"), _without("Behavior"))(files)
    findings = verify(clean_package.write_zip(tmp_path / "package.zip", files))
    assert [finding.rule.code for finding in findings if finding.severity is not Severity.NOTE] == ["DV436"]
