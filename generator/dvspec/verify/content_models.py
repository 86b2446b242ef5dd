"""The content models of solution files: which children an element has, in which order, and which it must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dvspec.dataverse.xml_types import TYPED_ELEMENTS
from dvspec.solution_files.values import words_of


@dataclass(frozen=True, slots=True)
class ContentModel:
    """What elements with one tag consist of.

    `ordered` are the children whose order is the same in all real exports, `free` those that are known elsewhere.
    Without the `required` ones an import fails; every real export has the `usual` ones, in the versions that
    `vocabulary.SINCE` gives. `attributes` are the required XML attributes.
    """

    tag: str
    ordered: tuple[str, ...]
    free: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    positions: Mapping[str, int] = field(init=False)
    by_folded_tag: Mapping[str, str] = field(init=False)
    words: frozenset[str] = field(init=False)  # that the tags of its children are made of

    def __post_init__(self) -> None:
        positions = {tag: position for position, tag in enumerate(self.ordered)}
        object.__setattr__(self, "positions", positions)
        by_folded_tag = {tag.casefold(): tag for tag in (*self.ordered, *self.free)}
        object.__setattr__(self, "by_folded_tag", by_folded_tag)
        object.__setattr__(self, "words", words_of(by_folded_tag.values()))

    def knows(self, tag: str) -> bool:
        """Return whether elements of this model can have a child with this tag."""
        return tag in self.positions or tag in self.free


def _tags(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _model(
    tag: str,
    ordered: str,
    *,
    free: str = "",
    required: str = "",
    usual: str = "",
    attributes: str = "",
) -> ContentModel:
    return ContentModel(
        tag,
        _tags(ordered),
        frozenset(_tags(free)),
        _tags(required),
        _tags(usual),
        _tags(attributes),
    )


_ROOT_ALWAYS = """
    Entities Roles Workflows FieldSecurityProfiles Templates EntityMaps EntityRelationships
    OrganizationSettings optionsets
"""
ROOT = _model(
    "customizations",
    f"""
    {_ROOT_ALWAYS} WebResources CustomControls SolutionPluginAssemblies AppModuleSiteMaps AppModules
    EntityDataProviders EntityDataSources CanvasApps AIModels connectionreferences Languages
    """,
    free="""
    RibbonDiffXml IsvConfig RelationshipRoles ConnectionRoles SiteMap Reports RoutingRules
    ChannelPropertyGroups ConvertRules MobileOfflineProfiles Slas ChannelAccessProfiles
    ChannelAccessProfileRules Dashboards InteractionCentricDashboards Dialogs
    SdkMessageProcessingSteps ServiceEndpoints Connectors GlobalSearchConfigurations
    StoredProcedures EntityAnalyticsConfigs EntityImageConfigs AttributeImageConfigs EnvironmentVariables
    """,
    usual=f"{_ROOT_ALWAYS} CustomControls EntityDataProviders Languages",
)

TABLE_OUTSIDE = _model(
    "Entity",
    """
    Name ObjectTypeCode FormXml SavedQueries RibbonDiffXml CustomControlDefaultConfigs
    """,
    free="EntityInfo Visualizations Icons Strings HierarchyRules indexes",
    required="Name",
)
# OriginalName is usual too, and empty in tables of Dataverse itself that were not renamed.
TABLE_NAME = _model("Name", "", attributes="LocalizedName")

TABLE_FLAGS_ALWAYS = _tags("""
    IsDuplicateCheckSupported IsBusinessProcessEnabled IsRequiredOffline
    IsInteractionCentricEnabled IsCollaboration AutoRouteToOwnerQueue IsConnectionsEnabled
    IsDocumentManagementEnabled AutoCreateAccessTeams IsOneNoteIntegrationEnabled
    IsKnowledgeManagementEnabled IsSLAEnabled IsDocumentRecommendationsEnabled IsBPFEntity
    IsAuditEnabled IsRetrieveAuditEnabled IsRetrieveMultipleAuditEnabled IsActivity
    IsActivityParty IsReplicated IsReplicationUserFiltered IsMailMergeEnabled
    IsVisibleInMobile IsVisibleInMobileClient IsReadOnlyInMobileClient
    IsOfflineInMobileClient IsMapiGridEnabled IsReadingPaneEnabled IsQuickCreateEnabled
    SyncToExternalSearchIndex IsCustomizable IsRenameable IsMappable CanModifyAuditSettings
    CanModifyMobileVisibility CanModifyMobileClientVisibility CanModifyMobileClientReadOnly
    CanModifyMobileClientOffline CanModifyConnectionSettings
    CanModifyDuplicateDetectionSettings CanModifyMailMergeSettings CanModifyQueueSettings
    CanCreateAttributes CanCreateForms CanCreateCharts CanCreateViews
    CanModifyAdditionalSettings CanEnableSyncToExternalSearchIndex EnforceStateTransitions
    CanChangeHierarchicalRelationship EntityHelpUrlEnabled ChangeTrackingEnabled
    CanChangeTrackingBeEnabled IsEnabledForExternalChannels IsSolutionAware
    """)
TABLE = _model(
    "entity",
    """
    LocalizedNames LocalizedCollectionNames Descriptions attributes EntityKeys EntitySetName
    IsDuplicateCheckSupported IsBusinessProcessEnabled IsRequiredOffline IsInteractionCentricEnabled
    IsCollaboration AutoRouteToOwnerQueue IsConnectionsEnabled EntityColor IsDocumentManagementEnabled
    AutoCreateAccessTeams IsOneNoteIntegrationEnabled IsKnowledgeManagementEnabled IsSLAEnabled
    IsDocumentRecommendationsEnabled DataProviderId DataSourceId IsBPFEntity OwnershipTypeMask
    EntityMask IsAuditEnabled IsRetrieveAuditEnabled IsRetrieveMultipleAuditEnabled IsActivity
    ActivityTypeMask IsActivityParty IsReplicated IsReplicationUserFiltered IsMailMergeEnabled
    IsVisibleInMobile IsVisibleInMobileClient IsReadOnlyInMobileClient IsOfflineInMobileClient
    DaysSinceRecordLastModified MobileOfflineFilters IsMapiGridEnabled IsReadingPaneEnabled
    IsQuickCreateEnabled SyncToExternalSearchIndex IntroducedVersion IsCustomizable IsRenameable
    IsMappable CanModifyAuditSettings CanModifyMobileVisibility CanModifyMobileClientVisibility
    CanModifyMobileClientReadOnly CanModifyMobileClientOffline CanModifyConnectionSettings
    CanModifyDuplicateDetectionSettings CanModifyMailMergeSettings CanModifyQueueSettings
    CanCreateAttributes CanCreateForms CanCreateCharts CanCreateViews CanModifyAdditionalSettings
    CanEnableSyncToExternalSearchIndex EnforceStateTransitions CanChangeHierarchicalRelationship
    EntityHelpUrlEnabled EntityHelpUrl ChangeTrackingEnabled CanChangeTrackingBeEnabled
    IsEnabledForExternalChannels ExternalName ExternalCollectionName IsSolutionAware HasRelatedNotes
    HasRelatedFeedback HasRelatedActivities
    """,
    free="""
    IconLargeName IconMediumName IconSmallName IconVectorName IsMSTeamsIntegrationEnabled MobileClientType
    CanBeRelatedEntityInRelationship CanBePrimaryEntityInRelationship CanBeInManyToMany
    WorkflowSupport TableType
    """,
    required="LocalizedNames LocalizedCollectionNames attributes EntitySetName OwnershipTypeMask",
    usual=f"""
    {" ".join(TABLE_FLAGS_ALWAYS)} ActivityTypeMask DaysSinceRecordLastModified
    MobileOfflineFilters IntroducedVersion
    """,
    attributes="Name",
)

# The flags that every column has.
COLUMN_FLAGS = _tags("""
    ValidForUpdateApi ValidForReadApi ValidForCreateApi IsCustomField IsAuditEnabled
    IsSecured IsCustomizable IsRenameable CanModifySearchSettings
    CanModifyRequirementLevelSettings CanModifyAdditionalSettings IsGlobalFilterEnabled
    IsSortableEnabled CanModifyGlobalFilterSettings CanModifyIsSortableSettings
    IsDataSourceSecret IsSearchable IsFilterable IsRetrievable IsLocalizable
    """)
COLUMN = _model(
    "attribute",
    f"""
    Type Name LogicalName RequiredLevel DisplayMask ImeMode ValidForUpdateApi ValidForReadApi
    ValidForCreateApi IsCustomField IsAuditEnabled IsLogical IsSecured IntroducedVersion
    IsCustomizable IsRenameable CanModifySearchSettings CanModifyRequirementLevelSettings
    CanModifyAdditionalSettings SourceType IsGlobalFilterEnabled IsSortableEnabled
    CanModifyGlobalFilterSettings CanModifyIsSortableSettings ExternalName IsDataSourceSecret
    AutoNumberFormat IsSearchable IsFilterable IsRetrievable IsLocalizable {" ".join(TYPED_ELEMENTS)}
    displaynames Descriptions FormulaDefinitionFileName
    """,
    free="""
    AttributeOf YomiOf CalculationOf AggregateOf XmlAbbreviation LinkedAttribute LookupBrowse
    CanModifyFieldLevelSecuritySettings IsActive DateTimeFormat CanStoreFullImage IsPrimaryImage
    IsRowIdAttribute DefaultValue
    """,
    required="Type Name LogicalName",
    usual=f"""
    RequiredLevel DisplayMask {" ".join(COLUMN_FLAGS)} IntroducedVersion SourceType AutoNumberFormat
    displaynames
    """,
    attributes="PhysicalName",
)

# What only custom columns must have.
CUSTOM_ONLY = frozenset({"DisplayMask", "displaynames"})

KEY = _model(
    "EntityKey",
    "Name LogicalName IntroducedVersion IsCustomizable EntityKeyAttributes displaynames",
    required="Name EntityKeyAttributes",
    usual="LogicalName IntroducedVersion IsCustomizable displaynames",
)

_CASCADES = "CascadeAssign CascadeDelete CascadeReparent CascadeShare CascadeUnshare"
RELATIONSHIP = _model(
    "EntityRelationship",
    """
    EntityRelationshipType IsCustomizable IntroducedVersion IsHierarchical ReferencingEntityName
    ReferencedEntityName CascadeAssign CascadeDelete CascadeArchive CascadeReparent CascadeShare
    CascadeUnshare CascadeRollupView IsValidForAdvancedFind ReferencingAttributeName
    RelationshipDescription field EntityRelationshipRoles
    """,
    free="""
    FirstEntityName SecondEntityName IntersectEntityName ReferencingAttributeRequiredLevel
    IsRelationshipAttributeDenormalized ExternalName
    """,
    required="EntityRelationshipType",
    usual="IntroducedVersion",
    attributes="Name",
)
ONE_TO_MANY_REQUIRED = ("ReferencingEntityName", "ReferencedEntityName", "ReferencingAttributeName")
ONE_TO_MANY_USUAL = ("IsHierarchical", *_tags(_CASCADES))
# What custom relationships have in addition, unlike those that Dataverse itself makes.
ONE_TO_MANY_CUSTOM = (
    "IsValidForAdvancedFind",
    "RelationshipDescription",
    "EntityRelationshipRoles",
)
MANY_TO_MANY_REQUIRED = ("FirstEntityName", "SecondEntityName", "IntersectEntityName")

ROLE = _model(
    "EntityRelationshipRole",
    """
    NavPaneDisplayOption NavPaneArea NavPaneOrder NavigationPropertyName RelationshipRoleType
    """,
    free="CustomLabels AssociationRoleOrdinal",
)

OPTION_SET = _model(
    "optionset",
    """
    OptionSetType IsGlobal IntroducedVersion IsCustomizable ExternalTypeName displaynames
    Descriptions options statuses states
    """,
    required="OptionSetType",
    usual="IntroducedVersion displaynames",
    attributes="Name",
)
OPTION = _model("option", "labels Descriptions Colors", required="labels", attributes="value")
STATE = _model(
    "state",
    "labels Descriptions",
    required="labels",
    attributes="value defaultstatus invariantname",
)
STATUS = _model("status", "labels Descriptions Colors", required="labels", attributes="value")
OPTIONS = {"options": OPTION, "states": STATE, "statuses": STATUS}

VIEW = _model(
    "savedquery",
    """
    IsCustomizable CanBeDeleted isquickfindquery isprivate isdefault returnedtypecode savedqueryid
    layoutxml querytype fetchxml IntroducedVersion LocalizedNames Descriptions
    """,
    free="queryapi conditionalformatting columnsetxml layoutjson offlinesqlquery statecode statuscode",
    required="savedqueryid querytype fetchxml LocalizedNames",
    usual="isquickfindquery isprivate isdefault IntroducedVersion",
)

SOLUTION = _model(
    "ImportExportXml",
    "SolutionManifest",
    required="SolutionManifest",
    attributes="version SolutionPackageVersion languagecode",
)
MANIFEST = _model(
    "SolutionManifest",
    """
    UniqueName LocalizedNames Descriptions Version Managed Publisher RootComponents
    MissingDependencies
    """,
    free="ConfigurationPage TemplateId",
    required="UniqueName Version Managed Publisher",
    usual="LocalizedNames RootComponents MissingDependencies",
)
PUBLISHER = _model(
    "Publisher",
    """
    UniqueName LocalizedNames Descriptions EMailAddress SupportingWebsiteUrl CustomizationPrefix
    CustomizationOptionValuePrefix Addresses
    """,
    required="UniqueName CustomizationPrefix CustomizationOptionValuePrefix",
    usual="LocalizedNames",
)
ADDRESS = _model(
    "Address",
    """
    AddressNumber AddressTypeCode City County Country Fax FreightTermsCode ImportSequenceNumber
    Latitude Line1 Line2 Line3 Longitude Name PostalCode PostOfficeBox PrimaryContactName
    ShippingMethodCode StateOrProvince Telephone1 Telephone2 Telephone3 TimeZoneRuleVersionNumber
    UPSZone UTCOffset UTCConversionTimeZoneCode
    """,
)
