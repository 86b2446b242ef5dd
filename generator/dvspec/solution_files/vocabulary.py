"""The words of solution files: which elements each element has, in which order, and which it can't do without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text: a list that reads as one."""
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of element consists of.

    `ordered` are the children whose order real exports agree on, `free` those known but not placed.
    Without `required` ones an import fails; `usual` ones stand in every real export of the versions that know
    them (`SINCE`). `attributes` are obligatory XML attributes.
    """

    name: str
    ordered: tuple[str, ...]
    free: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    place: Mapping[str, int] = field(init=False)
    folded: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        place = {name: position for position, name in enumerate(self.ordered)}
        object.__setattr__(self, "place", place)
        known = (*self.ordered, *self.free)
        object.__setattr__(self, "folded", {name.casefold(): name for name in known})


def _kind(
    name: str,
    ordered: str,
    *,
    free: str = "",
    required: str = "",
    usual: str = "",
    attributes: str = "",
) -> Kind:
    return Kind(
        name,
        words(ordered),
        frozenset(words(free)),
        words(required),
        words(usual),
        words(attributes),
    )


_ROOT_ALWAYS = """
    Entities Roles Workflows FieldSecurityProfiles Templates EntityMaps EntityRelationships
    OrganizationSettings optionsets
"""
ROOT = _kind(
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

TABLE_OUTSIDE = _kind(
    "Entity",
    """
    Name ObjectTypeCode FormXml SavedQueries RibbonDiffXml CustomControlDefaultConfigs
    """,
    free="EntityInfo Visualizations Icons Strings HierarchyRules indexes",
    required="Name",
)
# OriginalName is there too, and empty where nobody renamed a table of Dataverse's own.
TABLE_NAME = _kind("Name", "", attributes="LocalizedName")

TABLE_FLAGS_ALWAYS = words("""
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
TABLE = _kind(
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

# The flags of every column. The tail that depends on its type stands in `types.py`.
COLUMN_FLAGS = words("""
    ValidForUpdateApi ValidForReadApi ValidForCreateApi IsCustomField IsAuditEnabled
    IsSecured IsCustomizable IsRenameable CanModifySearchSettings
    CanModifyRequirementLevelSettings CanModifyAdditionalSettings IsGlobalFilterEnabled
    IsSortableEnabled CanModifyGlobalFilterSettings CanModifyIsSortableSettings
    IsDataSourceSecret IsSearchable IsFilterable IsRetrievable IsLocalizable
    """)
COLUMN_TAIL = """
    Format MaxLength Length CanChangeDateTimeBehavior Behavior MinValue MaxValue Accuracy
    AccuracySource AppDefaultValue OptionSetName optionset ReferencedEntityObjectTypeCode LookupStyle
    LookupTypes
"""
COLUMN = _kind(
    "attribute",
    f"""
    Type Name LogicalName RequiredLevel DisplayMask ImeMode ValidForUpdateApi ValidForReadApi
    ValidForCreateApi IsCustomField IsAuditEnabled IsLogical IsSecured IntroducedVersion
    IsCustomizable IsRenameable CanModifySearchSettings CanModifyRequirementLevelSettings
    CanModifyAdditionalSettings SourceType IsGlobalFilterEnabled IsSortableEnabled
    CanModifyGlobalFilterSettings CanModifyIsSortableSettings ExternalName IsDataSourceSecret
    AutoNumberFormat IsSearchable IsFilterable IsRetrievable IsLocalizable {COLUMN_TAIL}
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

# What columns that Dataverse makes need not have.
CUSTOM_ONLY = frozenset({"DisplayMask", "displaynames"})

KEY = _kind(
    "EntityKey",
    "Name LogicalName IntroducedVersion IsCustomizable EntityKeyAttributes displaynames",
    required="Name EntityKeyAttributes",
    usual="LogicalName IntroducedVersion IsCustomizable displaynames",
)

_CASCADES = "CascadeAssign CascadeDelete CascadeReparent CascadeShare CascadeUnshare"
RELATIONSHIP = _kind(
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
ONE_TO_MANY_USUAL = ("IsHierarchical", *words(_CASCADES))
# What those have that somebody made, beside those that every table has of its own.
ONE_TO_MANY_CUSTOM = (
    "IsValidForAdvancedFind",
    "RelationshipDescription",
    "EntityRelationshipRoles",
)
MANY_TO_MANY_REQUIRED = ("FirstEntityName", "SecondEntityName", "IntersectEntityName")

ROLE = _kind(
    "EntityRelationshipRole",
    """
    NavPaneDisplayOption NavPaneArea NavPaneOrder NavigationPropertyName RelationshipRoleType
    """,
    free="CustomLabels AssociationRoleOrdinal",
)

OPTION_SET = _kind(
    "optionset",
    """
    OptionSetType IsGlobal IntroducedVersion IsCustomizable ExternalTypeName displaynames
    Descriptions options statuses states
    """,
    required="OptionSetType",
    usual="IntroducedVersion displaynames",
    attributes="Name",
)
OPTION = _kind("option", "labels Descriptions Colors", required="labels", attributes="value")
STATE = _kind(
    "state",
    "labels Descriptions",
    required="labels",
    attributes="value defaultstatus invariantname",
)
STATUS = _kind("status", "labels Descriptions Colors", required="labels", attributes="value")

VIEW = _kind(
    "savedquery",
    """
    IsCustomizable CanBeDeleted isquickfindquery isprivate isdefault returnedtypecode savedqueryid
    layoutxml querytype fetchxml IntroducedVersion LocalizedNames Descriptions
    """,
    free="queryapi conditionalformatting columnsetxml layoutjson offlinesqlquery statecode statuscode",
    required="savedqueryid querytype fetchxml LocalizedNames",
    usual="isquickfindquery isprivate isdefault IntroducedVersion",
)

SOLUTION = _kind(
    "ImportExportXml",
    "SolutionManifest",
    required="SolutionManifest",
    attributes="version SolutionPackageVersion languagecode",
)
MANIFEST = _kind(
    "SolutionManifest",
    """
    UniqueName LocalizedNames Descriptions Version Managed Publisher RootComponents
    MissingDependencies
    """,
    free="ConfigurationPage TemplateId",
    required="UniqueName Version Managed Publisher",
    usual="LocalizedNames RootComponents MissingDependencies",
)
PUBLISHER = _kind(
    "Publisher",
    """
    UniqueName LocalizedNames Descriptions EMailAddress SupportingWebsiteUrl CustomizationPrefix
    CustomizationOptionValuePrefix Addresses
    """,
    required="UniqueName CustomizationPrefix CustomizationOptionValuePrefix",
    usual="LocalizedNames",
)
ADDRESS = _kind(
    "Address",
    """
    AddressNumber AddressTypeCode City County Country Fax FreightTermsCode ImportSequenceNumber
    Latitude Line1 Line2 Line3 Longitude Name PostalCode PostOfficeBox PrimaryContactName
    ShippingMethodCode StateOrProvince Telephone1 Telephone2 Telephone3 TimeZoneRuleVersionNumber
    UPSZone UTCOffset UTCConversionTimeZoneCode
    """,
)

LABEL_ATTRIBUTES = ("description", "languagecode")
# A container and the only child that it takes.
CONTAINERS = {
    "Entities": "Entity",
    "EntityInfo": "entity",
    "attributes": "attribute",
    "EntityKeys": "EntityKey",
    "EntityKeyAttributes": "AttributeName",
    "EntityRelationships": "EntityRelationship",
    "EntityRelationshipRoles": "EntityRelationshipRole",
    "RelationshipDescription": "Descriptions",
    "optionsets": "optionset",
    "options": "option",
    "states": "state",
    "statuses": "status",
    "SavedQueries": "savedqueries",
    "savedqueries": "savedquery",
    "FormXml": "forms",
    "Languages": "Language",
    "RootComponents": "RootComponent",
    "MissingDependencies": "MissingDependency",
    "Addresses": "Address",
    "LookupTypes": "LookupType",
    "LocalizedNames": "LocalizedName",
    "LocalizedCollectionNames": "LocalizedCollectionName",
    "Descriptions": "Description",
    "displaynames": "displayname",
    "labels": "label",
    "CustomLabels": "CustomLabel",
}

# Elements with one child at most, beside those whose make-up is written above.
SINGLE = {
    "EntityInfo": "entity",
    "RelationshipDescription": "Descriptions",
    "layoutxml": "grid",
    "fetchxml": "fetch",
    "fetch": "entity",
}

# Elements whose content no rule looks at: often large, checked for well-formedness, not kept.
UNREAD = frozenset(words("""
    forms RibbonDiffXml Visualizations Roles Workflows FieldSecurityProfiles Templates
    IsvConfig ConnectionRoles SiteMap Reports Dashboards InteractionCentricDashboards
    Dialogs WebResources AppModuleSiteMaps AppModules SolutionPluginAssemblies
    SdkMessageProcessingSteps CanvasApps ServiceEndpoints CustomControlDefaultConfigs
    AIModels Connectors RoutingRules Slas
    """))

# The version of SolutionPackageVersion from which every export has an element; those of 9.0 have all others.
SINCE: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(words("CustomControls AutoNumberFormat"), (9, 1)),
    **dict.fromkeys(
        words("""
        AutoCreateAccessTeams IsSolutionAware IsSearchable IsFilterable IsRetrievable IsLocalizable
        ValidForUpdateApi ValidForCreateApi
        """),
        (9, 2),
    ),
}
# The version from which tables have entity sets.
ENTITY_SETS = (8, 0)
# What says how others may customize a component. Exports of some layers leave all of it out, never a part.
CUSTOMIZING = frozenset(
    name for name in (*TABLE_FLAGS_ALWAYS, *COLUMN_FLAGS) if name.startswith(("CanModify", "CanCreate"))
) | frozenset(
    words("""
    IsCustomizable IsRenameable IsMappable CanEnableSyncToExternalSearchIndex
    CanChangeHierarchicalRelationship CanChangeTrackingBeEnabled
    """)
)

# Containers of texts in languages, and whether an empty text in them is an error.
TEXTS = {
    "LocalizedNames": True,
    "LocalizedCollectionNames": True,
    "displaynames": True,
    "labels": True,
    "Descriptions": False,
    "CustomLabels": False,
}

FLAGS = frozenset(
    (
        *TABLE_FLAGS_ALWAYS,
        *COLUMN_FLAGS,
        *words("""
        IsLogical IsHierarchical IsValidForAdvancedFind IsGlobal CanBeDeleted LookupBrowse
        IsMSTeamsIntegrationEnabled isquickfindquery isprivate isdefault IsActive
        CanChangeDateTimeBehavior IsRowIdAttribute
        CanModifyFieldLevelSecuritySettings CanStoreFullImage IsPrimaryImage CanBeInManyToMany
        CanBeRelatedEntityInRelationship CanBePrimaryEntityInRelationship
        """),
    )
)
TRUE_FALSE = frozenset({"HasRelatedNotes", "HasRelatedActivities", "HasRelatedFeedback"})
