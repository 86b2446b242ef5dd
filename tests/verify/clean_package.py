"""A small package of every column type with nothing wrong in it, written out as XML text, to plant mistakes in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

SOLUTION = "solution.xml"
CUSTOMIZATIONS = "customizations.xml"
CONTENT_TYPES = "[Content_Types].xml"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_PREFIX = 72700  # of option values

TABLE_FLAGS = {
    "IsDuplicateCheckSupported": 0, "IsBusinessProcessEnabled": 0, "IsRequiredOffline": 0,
    "IsInteractionCentricEnabled": 0, "IsCollaboration": 0, "AutoRouteToOwnerQueue": 0, "IsConnectionsEnabled": 0,
    "IsDocumentManagementEnabled": 0, "AutoCreateAccessTeams": 0, "IsOneNoteIntegrationEnabled": 0,
    "IsKnowledgeManagementEnabled": 0, "IsSLAEnabled": 0, "IsDocumentRecommendationsEnabled": 0,
    "DataProviderId": "{1d9bde74-9ebd-4da9-8ff5-aa74945b9f74}",
    "DataSourceId": "{19897b6e-b2c2-461c-8f32-5a2413028030}",
    "IsBPFEntity": 0, "OwnershipTypeMask": "UserOwned", "IsAuditEnabled": 0, "IsRetrieveAuditEnabled": 0,
    "IsRetrieveMultipleAuditEnabled": 0, "IsActivity": 0, "ActivityTypeMask": "", "IsActivityParty": 0,
    "IsReplicated": 0, "IsReplicationUserFiltered": 0, "IsMailMergeEnabled": 0, "IsVisibleInMobile": 0,
    "IsVisibleInMobileClient": 0, "IsReadOnlyInMobileClient": 0, "IsOfflineInMobileClient": 0,
    "DaysSinceRecordLastModified": 0, "MobileOfflineFilters": "", "IsMapiGridEnabled": 1, "IsReadingPaneEnabled": 1,
    "IsQuickCreateEnabled": 0, "SyncToExternalSearchIndex": 0, "IntroducedVersion": "1.0.0.0", "IsCustomizable": 1,
    "IsRenameable": 1, "IsMappable": 1, "CanModifyAuditSettings": 1, "CanModifyMobileVisibility": 1,
    "CanModifyMobileClientVisibility": 1, "CanModifyMobileClientReadOnly": 1, "CanModifyMobileClientOffline": 1,
    "CanModifyConnectionSettings": 1, "CanModifyDuplicateDetectionSettings": 1, "CanModifyMailMergeSettings": 1,
    "CanModifyQueueSettings": 1, "CanCreateAttributes": 1, "CanCreateForms": 1, "CanCreateCharts": 1,
    "CanCreateViews": 1, "CanModifyAdditionalSettings": 1, "CanEnableSyncToExternalSearchIndex": 1,
    "EnforceStateTransitions": 0, "CanChangeHierarchicalRelationship": 1, "EntityHelpUrlEnabled": 0,
    "ChangeTrackingEnabled": 0, "CanChangeTrackingBeEnabled": 1, "IsEnabledForExternalChannels": 0,
    "IsMSTeamsIntegrationEnabled": 0, "IsSolutionAware": 0, "HasRelatedNotes": "True",
}  # fmt: skip

_COLUMN_FLAGS = """
    ValidForUpdateApi=1 ValidForReadApi=1 ValidForCreateApi=1 IsCustomField=1 IsAuditEnabled=1 IsSecured=0
    IntroducedVersion=1.0.0.0 IsCustomizable=1 IsRenameable=1 CanModifySearchSettings=1
    CanModifyRequirementLevelSettings=1 CanModifyAdditionalSettings=1 SourceType=0 IsGlobalFilterEnabled=0
    IsSortableEnabled=0 CanModifyGlobalFilterSettings=1 CanModifyIsSortableSettings=1 IsDataSourceSecret=0
    AutoNumberFormat= IsSearchable=0 IsFilterable=0 IsRetrievable=0 IsLocalizable=0
"""


def build() -> dict[str, str]:
    """Return the package: member name -> text."""
    return {CONTENT_TYPES: _content_types(), SOLUTION: _solution(), CUSTOMIZATIONS: _customizations()}


def zipped(files: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the files as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def write_zip(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files as a zip and return its path."""
    path.write_bytes(zipped(files))
    return path


def _content_types() -> str:
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/octet-stream" /></Types>\n'
    )


def _solution() -> str:
    return f"""{_HEAD}<ImportExportXml version="9.2.0.0" SolutionPackageVersion="9.2" languagecode="1033">
<SolutionManifest>
<UniqueName>SampleTables</UniqueName>
{_texts("LocalizedNames", "LocalizedName", "Sample tables", "Beispieltabellen")}
<Descriptions />
<Version>1.0.0.0</Version>
<Managed>0</Managed>
<Publisher>
<UniqueName>samplepublisher</UniqueName>
{_texts("LocalizedNames", "LocalizedName", "Sample publisher")}
<Descriptions />
<EMailAddress />
<SupportingWebsiteUrl />
<CustomizationPrefix>sample</CustomizationPrefix>
<CustomizationOptionValuePrefix>{_PREFIX}</CustomizationOptionValuePrefix>
<Addresses />
</Publisher>
<RootComponents>
<RootComponent type="1" schemaName="sample_everything" behavior="0" />
<RootComponent type="1" schemaName="sample_other" behavior="0" />
<RootComponent type="1" schemaName="sample_elastic" behavior="0" />
<RootComponent type="9" schemaName="sample_colour" behavior="0" />
</RootComponents>
<MissingDependencies />
</SolutionManifest>
</ImportExportXml>
"""


def _customizations() -> str:
    return f"""{_HEAD}<ImportExportXml>
<Entities>
{_everything()}
{_other()}
{_elastic()}
</Entities>
<Roles />
<Workflows />
<FieldSecurityProfiles />
<Templates />
<EntityMaps />
<EntityRelationships>
{_relationship("sample_other_sample_everything_Other", "sample_Everything", "sample_Other", "sample_Other")}
{_relationship("sample_everything_sample_everything_Parent", "sample_Everything", "sample_Everything", "sample_Parent")}
{_relationship("sample_account_sample_other", "sample_Other", "Account", "sample_Account")}
</EntityRelationships>
<OrganizationSettings />
<optionsets>
<optionset Name="sample_colour" localizedName="Colour">
<OptionSetType>picklist</OptionSetType>
<IsGlobal>1</IsGlobal>
<IntroducedVersion>1.0.0.0</IntroducedVersion>
<IsCustomizable>1</IsCustomizable>
<ExternalTypeName></ExternalTypeName>
{_texts("displaynames", "displayname", "Colour", "Farbe")}
<Descriptions />
{_options(1, 2, 3)}
</optionset>
</optionsets>
<CustomControls />
<EntityDataProviders />
<Languages>
<Language>1033</Language>
<Language>1031</Language>
</Languages>
</ImportExportXml>
"""


def _everything() -> str:
    columns = [
        _primary_id("sample_Everything"),
        _primary_name("sample_Name"),
        column("sample_Text", "nvarchar", "Format=textarea MaxLength=300 Length=600"),
        column("sample_Memo", "ntext", "Format=text MaxLength=2000"),
        column("sample_When", "datetime", "Format=datetime CanChangeDateTimeBehavior=1 Behavior=1", ime="inactive"),
        column("sample_Day", "datetime", "Format=date CanChangeDateTimeBehavior=0 Behavior=2", ime="inactive"),
        column("sample_Count", "int", "Format=none MinValue=0 MaxValue=2147483647", ime="disabled"),
        column("sample_Big", "bigint", ""),
        column("sample_Share", "decimal", "MinValue=-100000000000 MaxValue=100000000000 Accuracy=10"),
        column("sample_Ratio", "float", "MinValue=0 MaxValue=1000000000 Accuracy=5"),
        column("sample_Price", "money", _MONEY),
        column("sample_Price_Base", "money", _MONEY + " CalculationOf=sample_price"),
        column(
            "TransactionCurrencyId", "lookup", "LookupStyle=single LookupTypes=", custom=False
        ),
        column("ExchangeRate", "decimal", "MinValue=0.000000000001 MaxValue=100000000000 Accuracy=12", custom=False),
        column("sample_Active", "bit", "AppDefaultValue=0", inside=_local("sample_active", "bit", _bits())),
        column(
            "sample_Size", "picklist", "AppDefaultValue=-1",
            inside=_local("sample_size", "picklist", _options(1, 2)),
        ),
        column("sample_Colour", "picklist", f"AppDefaultValue={_PREFIX}0001 OptionSetName=sample_colour"),
        column(
            "sample_Tags", "multiselectpicklist", "AppDefaultValue=-1",
            inside=_local("sample_tags", "picklist", _options(4, 5)),
        ),
        column("sample_Other", "lookup", "LookupStyle=single LookupTypes="),
        column("sample_Parent", "lookup", "LookupStyle=single LookupTypes="),
        column("sample_File", "file", "MaxValue=32768"),
        column("sample_Image", "image", "MaxValue=10240"),
        column("sample_Process", "uniqueidentifier", ""),
    ]  # fmt: skip
    keys = f"""<EntityKeys>
<EntityKey>
<Name>sample_TextAndCount</Name>
<LogicalName>sample_textandcount</LogicalName>
<IntroducedVersion>1.0.0.0</IntroducedVersion>
<IsCustomizable>1</IsCustomizable>
<EntityKeyAttributes>
<AttributeName>sample_text</AttributeName>
<AttributeName>sample_count</AttributeName>
</EntityKeyAttributes>
{_texts("displaynames", "displayname", "Text and count")}
</EntityKey>
</EntityKeys>"""
    return table("sample_Everything", "sample_everythings", columns, keys=keys, views=_view())


_MONEY = "MinValue=-922337203685477 MaxValue=922337203685477 Accuracy=2 AccuracySource=2"


def _other() -> str:
    columns = [
        _primary_name("sample_Name"),
        column("sample_Account", "lookup", "LookupStyle=single LookupTypes="),
    ]
    return table("sample_Other", "sample_others", columns)


def _elastic() -> str:
    columns = [
        _primary_id("sample_Elastic"),
        _primary_name("sample_Name"),
        column("PartitionId", "nvarchar", "Format=text MaxLength=100 Length=200", custom=False),
        column("TTLInSeconds", "int", "Format= MinValue=1 MaxValue=2147483647", custom=False),
        column("sample_Payload", "nvarchar", "Format=json MaxLength=1048576 Length=2097152"),
    ]
    return table("sample_Elastic", "sample_elastics", columns, elastic=True)


def table(
    name: str, set_name: str, columns: list[str], *, keys: str = "", views: str = "", elastic: bool = False
) -> str:
    """Return an <Entity>."""
    flags = dict(TABLE_FLAGS)
    if elastic:
        flags["CanCreateCharts"] = 0
    else:
        del flags["DataProviderId"], flags["DataSourceId"]
    label = name.removeprefix("sample_")
    return f"""<Entity>
<Name LocalizedName="{label}" OriginalName="{label}">{name}</Name>
<EntityInfo>
<entity Name="{name}">
{_texts("LocalizedNames", "LocalizedName", label, f"{label} (de)")}
{_texts("LocalizedCollectionNames", "LocalizedCollectionName", f"{label}s")}
{_texts("Descriptions", "Description", f"The table {label}.")}
<attributes>
{chr(10).join(columns)}
</attributes>
{keys}
<EntitySetName>{set_name}</EntitySetName>
{chr(10).join(f"<{flag}>{value}</{flag}>" for flag, value in flags.items())}
</entity>
</EntityInfo>
{views}
</Entity>"""


def column(
    name: str,
    type_: str,
    tail: str,
    *,
    inside: str = "",
    ime: str = "auto",
    level: str = "none",
    mask: str = "ValidForAdvancedFind|ValidForForm|ValidForGrid",
    custom: bool = True,
    flags: str = "",
) -> str:
    """Return an <attribute>; `tail` is what its type adds, as `Name=value` pairs."""
    changed = dict(pair.split("=", 1) for pair in flags.split())
    if not custom:
        changed["IsCustomField"] = "0"
    common = {**dict(pair.split("=", 1) for pair in _COLUMN_FLAGS.split()), **changed}
    before = {
        "Type": type_,
        "Name": name.lower(),
        "LogicalName": name.lower(),
        "RequiredLevel": level,
        "DisplayMask": mask,
        "ImeMode": ime,
    }
    lines = [f"<{tag}>{value}</{tag}>" for tag, value in {**before, **common}.items()]
    lines += [f"<{tag}>{value}</{tag}>" for tag, value in (pair.split("=", 1) for pair in tail.split())]
    label = name.removeprefix("sample_")
    lines += [inside] if inside else []
    lines += [_texts("displaynames", "displayname", label), _texts("Descriptions", "Description", f"The {label}.")]
    return f'<attribute PhysicalName="{name}">\n' + "\n".join(lines) + "\n</attribute>"


def _primary_id(table_name: str) -> str:
    return column(
        f"{table_name}Id",
        "primarykey",
        "",
        level="systemrequired",
        mask="ValidForAdvancedFind|RequiredForGrid",
        custom=False,
        flags="ValidForUpdateApi=0",
    )


def _primary_name(name: str) -> str:
    mask = "PrimaryName|ValidForAdvancedFind|ValidForForm|ValidForGrid|RequiredForForm"
    return column(name, "nvarchar", "Format=text MaxLength=100 Length=200", mask=mask)


def _texts(container: str, item: str, english: str, german: str = "") -> str:
    lines = [f'<{item} description="{english}" languagecode="1033" />']
    if german:
        lines.append(f'<{item} description="{german}" languagecode="1031" />')
    return f"<{container}>\n" + "\n".join(lines) + f"\n</{container}>"


def _local(column_name: str, type_: str, options: str) -> str:
    return f"""<optionset Name="sample_everything_{column_name}">
<OptionSetType>{type_}</OptionSetType>
<IntroducedVersion>1.0.0.0</IntroducedVersion>
<IsCustomizable>1</IsCustomizable>
<ExternalTypeName></ExternalTypeName>
{_texts("displaynames", "displayname", column_name)}
{_texts("Descriptions", "Description", f"Values of {column_name}.")}
{options}
</optionset>"""


def _bits() -> str:
    return f"<options>\n{_option(1, 'Yes')}\n{_option(0, 'No')}\n</options>"


def _options(*numbers: int) -> str:
    options = [_option(_PREFIX * 10_000 + number, f"Option {number}") for number in numbers]
    return "<options>\n" + "\n".join(options) + "\n</options>"


def _option(value: int, label: str) -> str:
    return f"""<option value="{value}" ExternalValue="" IsHidden="0">
{_texts("labels", "label", label)}
{_texts("Descriptions", "Description", "")}
</option>"""


def _relationship(name: str, child: str, parent: str, lookup: str) -> str:
    return f"""<EntityRelationship Name="{name}">
<EntityRelationshipType>OneToMany</EntityRelationshipType>
<IsCustomizable>1</IsCustomizable>
<IntroducedVersion>1.0.0.0</IntroducedVersion>
<IsHierarchical>0</IsHierarchical>
<ReferencingEntityName>{child}</ReferencingEntityName>
<ReferencedEntityName>{parent}</ReferencedEntityName>
<CascadeAssign>NoCascade</CascadeAssign>
<CascadeDelete>RemoveLink</CascadeDelete>
<CascadeArchive>RemoveLink</CascadeArchive>
<CascadeReparent>NoCascade</CascadeReparent>
<CascadeShare>NoCascade</CascadeShare>
<CascadeUnshare>NoCascade</CascadeUnshare>
<CascadeRollupView>NoCascade</CascadeRollupView>
<IsValidForAdvancedFind>1</IsValidForAdvancedFind>
<ReferencingAttributeName>{lookup}</ReferencingAttributeName>
<RelationshipDescription>
{_texts("Descriptions", "Description", "What it belongs to.")}
</RelationshipDescription>
<EntityRelationshipRoles>
<EntityRelationshipRole>
<NavPaneDisplayOption>UseCollectionName</NavPaneDisplayOption>
<NavPaneArea>Details</NavPaneArea>
<NavPaneOrder>10000</NavPaneOrder>
<NavigationPropertyName>{lookup}</NavigationPropertyName>
<RelationshipRoleType>1</RelationshipRoleType>
</EntityRelationshipRole>
<EntityRelationshipRole>
<NavigationPropertyName>{name}</NavigationPropertyName>
<RelationshipRoleType>0</RelationshipRoleType>
</EntityRelationshipRole>
</EntityRelationshipRoles>
</EntityRelationship>"""


def _view() -> str:
    return f"""<SavedQueries>
<savedqueries>
<savedquery>
<IsCustomizable>1</IsCustomizable>
<CanBeDeleted>0</CanBeDeleted>
<isquickfindquery>0</isquickfindquery>
<isprivate>0</isprivate>
<isdefault>1</isdefault>
<savedqueryid>{{5d3c24cb-7a31-4f0f-9a83-0c31d7e0a001}}</savedqueryid>
<layoutxml>
<grid name="resultset" jump="sample_name" select="1" icon="1" preview="1">
<row name="result" id="sample_everythingid">
<cell name="sample_name" width="300" />
<cell name="createdon" width="125" />
</row>
</grid>
</layoutxml>
<querytype>0</querytype>
<fetchxml>
<fetch version="1.0" mapping="logical">
<entity name="sample_everything">
<attribute name="sample_everythingid" />
<attribute name="sample_name" />
<attribute name="createdon" />
<order attribute="sample_name" descending="false" />
<filter type="and">
<condition attribute="sample_count" operator="gt" value="0" />
</filter>
</entity>
</fetch>
</fetchxml>
<IntroducedVersion>1.0.0.0</IntroducedVersion>
{_texts("LocalizedNames", "LocalizedName", "Everything there is")}
</savedquery>
</savedqueries>
</SavedQueries>"""
