"""Properties: the settings of tables, columns and relationships that are a flag, a word, a number or a text.

A row is one key in specs, one element in solution files and one property in metadata, in the order of exports.
Defaults are what most of today's exports have in tables and columns that their makers added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from dvspec.model import Json

Values = Mapping[Json, str]
"""The values of a property that has a fixed set of them, each with its text in solution files."""

FLAG: Values = MappingProxyType({False: "0", True: "1"})
FLAG_IN_WORDS: Values = MappingProxyType({False: "", True: "True"})
TEXT: Values = MappingProxyType({})
"""Any text; '' is none."""
NUMBER: Values = MappingProxyType({0: "0"})
"""Any whole number from 0 on."""
LABEL: Values = MappingProxyType({"": ""})
"""A label: a text, or texts by LCID, and '' for none; nested elements in solution files."""


class Where(NamedTuple):
    """What defaults depend on: the kind of table, and of a column its type, its role and how it is computed.

    `role` is "primary_id", "primary_name" or "", `formula` a kind of `dvspec.model.Formula` or "".
    """

    table_kind: str = "standard"
    column_type: str = ""
    role: str = ""
    formula: str = ""
    primary_image: bool = False
    existing: bool = False


STANDARD = Where()
Default = Json | Callable[[Where], Json]


class Property(NamedTuple):
    """One setting: its key in specs, its element in solution files, its name in metadata ('' if it is not there).

    An element that is not `always` there is left out for False and ''. `word` is one word of an element that lists
    several. `role` is the relationship's role that has the element: a RelationshipRoleType, or an
    AssociationRoleOrdinal. In metadata a slash leads to a member.
    """

    name: str
    xml: str
    metadata: str = ""
    values: Values = FLAG
    default: Default = False
    managed: bool = False
    always: bool = True
    word: str = ""
    role: str = ""

    def default_at(self, where: Where = STANDARD) -> Json:
        """Return its default in a kind of table or for a kind of column."""
        return self.default(where) if callable(self.default) else self.default

    def text(self, value: Json) -> str:
        """Return a value as solution files have it."""
        if self.values is TEXT or self.values is NUMBER:
            return str(value)
        return self.values[value]

    def value(self, text: str) -> Json:
        """Return the value that a text of a solution file stands for, None if it stands for none."""
        text = text.strip()
        if self.values is TEXT:
            return text
        if self.values is NUMBER:
            return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        folded = text.lower()
        if self.values is FLAG and folded in ("true", "false"):
            return folded == "true"
        return next((value for value, known in self.values.items() if known.lower() == folded), None)

    @property
    def schema(self) -> dict[str, Json]:
        """The JSON Schema of its values in specs."""
        if self.values is TEXT:
            return {"type": "string"}
        if self.values is NUMBER:
            return {"type": "integer", "minimum": 0}
        if self.values is LABEL:
            return {"$ref": "#/$defs/label"}
        return {"type": "boolean"} if True in self.values else {"enum": list(self.values)}


Properties = Mapping[str, Property]


def _by_name(*properties: Property) -> Properties:
    return MappingProxyType({property_.name: property_ for property_ in properties})


def _managed(name: str, xml: str, metadata: str = "", default: Default = True) -> Property:
    return Property(name, xml, metadata, FLAG, default, managed=True)


def _optional(name: str, xml: str, metadata: str, values: Values = TEXT) -> Property:
    return Property(name, xml, metadata, values, False if True in values else "", always=False)


def _only(kind: str) -> Callable[[Where], bool]:
    return lambda where: where.table_kind == kind


def _standard_only(where: Where) -> bool:
    return where.table_kind == "standard"


def _not_elastic(where: Where) -> bool:
    return where.table_kind != "elastic"


TABLE_PROPERTIES = _by_name(
    Property("duplicate_detection", "IsDuplicateCheckSupported", "IsDuplicateDetectionEnabled", default=_not_elastic),
    Property("business_process_flows", "IsBusinessProcessEnabled", "IsBusinessProcessEnabled"),
    Property("required_offline", "IsRequiredOffline"),
    Property("interactive_experience", "IsInteractionCentricEnabled", "IsInteractionCentricEnabled"),
    Property("collaboration", "IsCollaboration", default=_only("activity")),
    Property("auto_route_to_owner_queue", "AutoRouteToOwnerQueue", "AutoRouteToOwnerQueue"),
    Property("connections", "IsConnectionsEnabled", "IsConnectionsEnabled", default=_only("activity")),
    _optional("color", "EntityColor", "EntityColor"),
    Property("document_management", "IsDocumentManagementEnabled", "IsDocumentManagementEnabled"),
    Property("access_teams", "AutoCreateAccessTeams", "AutoCreateAccessTeams"),
    Property("onenote_integration", "IsOneNoteIntegrationEnabled", "IsOneNoteIntegrationEnabled"),
    Property("knowledge_management", "IsKnowledgeManagementEnabled", "IsKnowledgeManagementEnabled"),
    Property("sla", "IsSLAEnabled", "IsSLAEnabled"),
    Property("document_recommendations", "IsDocumentRecommendationsEnabled", "IsDocumentRecommendationsEnabled"),
    Property("audited", "IsAuditEnabled", "IsAuditEnabled"),
    Property("single_reads_audited", "IsRetrieveAuditEnabled", "IsRetrieveAuditEnabled"),
    Property("multiple_reads_audited", "IsRetrieveMultipleAuditEnabled", "IsRetrieveMultipleAuditEnabled"),
    Property(
        "activity_menus", "ActivityTypeMask", "ActivityTypeMask", {False: "", True: "CommunicationActivity"},
        _only("activity"),
    ),
    Property("activity_party", "IsActivityParty", "IsActivityParty"),
    Property("replicated", "IsReplicated", default=_only("activity")),
    Property("replication_user_filtered", "IsReplicationUserFiltered"),
    Property("mail_merge", "IsMailMergeEnabled", "IsMailMergeEnabled", default=_standard_only),
    Property("visible_in_mobile", "IsVisibleInMobile", "IsVisibleInMobile"),
    Property("visible_in_mobile_client", "IsVisibleInMobileClient", "IsVisibleInMobileClient"),
    Property("read_only_in_mobile_client", "IsReadOnlyInMobileClient", "IsReadOnlyInMobileClient"),
    Property("offline_in_mobile_client", "IsOfflineInMobileClient", "IsOfflineInMobileClient"),
    Property(
        "days_since_last_modified", "DaysSinceRecordLastModified", "DaysSinceRecordLastModified", NUMBER, 0,
    ),
    Property("mobile_offline_filters", "MobileOfflineFilters", "MobileOfflineFilters", TEXT, ""),
    Property("mapi_grid", "IsMapiGridEnabled", default=True),
    Property("reading_pane", "IsReadingPaneEnabled", "IsReadingPaneEnabled", default=True),
    Property("quick_create", "IsQuickCreateEnabled", "IsQuickCreateEnabled"),
    Property("appear_in_search", "SyncToExternalSearchIndex", "SyncToExternalSearchIndex"),
    _managed("customizable", "IsCustomizable", "IsCustomizable"),
    _managed("renameable", "IsRenameable", "IsRenameable"),
    _managed("mappable", "IsMappable", "IsMappable"),
    _managed("can_modify_auditing", "CanModifyAuditSettings"),
    _managed("can_modify_mobile_visibility", "CanModifyMobileVisibility"),
    _managed("can_modify_mobile_client_visibility", "CanModifyMobileClientVisibility"),
    _managed("can_modify_mobile_client_read_only", "CanModifyMobileClientReadOnly"),
    _managed("can_modify_mobile_client_offline", "CanModifyMobileClientOffline"),
    _managed("can_modify_connections", "CanModifyConnectionSettings"),
    _managed("can_modify_duplicate_detection", "CanModifyDuplicateDetectionSettings"),
    _managed("can_modify_mail_merge", "CanModifyMailMergeSettings"),
    _managed("can_modify_queues", "CanModifyQueueSettings"),
    _managed("can_create_columns", "CanCreateAttributes", "CanCreateAttributes"),
    _managed("can_create_forms", "CanCreateForms", "CanCreateForms"),
    _managed("can_create_charts", "CanCreateCharts", "CanCreateCharts", _not_elastic),
    _managed("can_create_views", "CanCreateViews", "CanCreateViews"),
    _managed("can_modify_additional_settings", "CanModifyAdditionalSettings", "CanModifyAdditionalSettings"),
    _managed("can_enable_search", "CanEnableSyncToExternalSearchIndex", "CanEnableSyncToExternalSearchIndex"),
    _optional("icon_large", "IconLargeName", "IconLargeName"),
    _optional("icon_medium", "IconMediumName", "IconMediumName"),
    _optional("icon_small", "IconSmallName", "IconSmallName"),
    _optional("icon_vector", "IconVectorName", "IconVectorName"),
    Property("enforce_state_transitions", "EnforceStateTransitions", "EnforceStateTransitions"),
    _managed(
        "can_change_hierarchical_relationship", "CanChangeHierarchicalRelationship",
        "CanChangeHierarchicalRelationship",
    ),
    Property("help_url_enabled", "EntityHelpUrlEnabled", "EntityHelpUrlEnabled"),
    _optional("help_url", "EntityHelpUrl", "EntityHelpUrl"),
    Property("change_tracking", "ChangeTrackingEnabled", "ChangeTrackingEnabled"),
    _managed("can_change_change_tracking", "CanChangeTrackingBeEnabled", "CanChangeTrackingBeEnabled"),
    Property("external_channels", "IsEnabledForExternalChannels", "IsEnabledForExternalChannels"),
    Property("teams_integration", "IsMSTeamsIntegrationEnabled", "IsMSTeamsIntegrationEnabled"),
    Property("solution_aware", "IsSolutionAware", "IsSolutionAware"),
    Property("notes", "HasRelatedNotes", "HasNotes", FLAG_IN_WORDS, _only("activity"), always=False),
    Property("feedback", "HasRelatedFeedback", "HasFeedback", FLAG_IN_WORDS, _only("activity"), always=False),
    _optional("activities", "HasRelatedActivities", "HasActivities", FLAG_IN_WORDS),
)  # fmt: skip

# The order of <entity> in exports, for what the catalogue has and what it does not.
TABLE_ELEMENTS = tuple("""
    LocalizedNames LocalizedCollectionNames Descriptions attributes EntityKeys EntitySetName
    IsDuplicateCheckSupported IsBusinessProcessEnabled IsRequiredOffline IsInteractionCentricEnabled IsCollaboration
    AutoRouteToOwnerQueue IsConnectionsEnabled EntityColor IsDocumentManagementEnabled AutoCreateAccessTeams
    IsOneNoteIntegrationEnabled IsKnowledgeManagementEnabled IsSLAEnabled IsDocumentRecommendationsEnabled
    DataProviderId DataSourceId IsBPFEntity OwnershipTypeMask EntityMask IsAuditEnabled IsRetrieveAuditEnabled
    IsRetrieveMultipleAuditEnabled IsActivity ActivityTypeMask IsActivityParty IsReplicated IsReplicationUserFiltered
    IsMailMergeEnabled IsVisibleInMobile IsVisibleInMobileClient IsReadOnlyInMobileClient IsOfflineInMobileClient
    DaysSinceRecordLastModified MobileOfflineFilters IsMapiGridEnabled IsReadingPaneEnabled IsQuickCreateEnabled
    SyncToExternalSearchIndex IntroducedVersion IsCustomizable IsRenameable IsMappable CanModifyAuditSettings
    CanModifyMobileVisibility CanModifyMobileClientVisibility CanModifyMobileClientReadOnly
    CanModifyMobileClientOffline CanModifyConnectionSettings CanModifyDuplicateDetectionSettings
    CanModifyMailMergeSettings CanModifyQueueSettings CanCreateAttributes CanCreateForms CanCreateCharts CanCreateViews
    CanModifyAdditionalSettings CanEnableSyncToExternalSearchIndex IconLargeName IconMediumName IconSmallName
    IconVectorName EnforceStateTransitions CanChangeHierarchicalRelationship EntityHelpUrlEnabled EntityHelpUrl
    ChangeTrackingEnabled CanChangeTrackingBeEnabled IsEnabledForExternalChannels IsMSTeamsIntegrationEnabled
    ExternalName ExternalCollectionName IsSolutionAware HasRelatedNotes HasRelatedFeedback HasRelatedActivities
    """.split())


def _mask(name: str, word: str, metadata: str = "", default: Default = False) -> Property:
    return Property(name, "DisplayMask", metadata, default=default, word=word)


def _searchable(where: Where) -> bool:
    return where.column_type not in ("image", "file")


def _shown(where: Where) -> bool:
    return where.role != "primary_id"


def _not_computed(where: Where) -> bool:
    return not where.formula


def _ime_mode(where: Where) -> str:
    computed = where.formula != ""
    return "disabled" if where.column_type in ("integer", "image", "file") and not computed else "auto"


def _audited(where: Where) -> bool:
    return where.role != "primary_id" and where.column_type != "lookup" and not where.formula


def _role(role: str) -> Callable[[Where], bool]:
    return lambda where: where.role == role


def _type(name: str) -> Callable[[Where], bool]:
    return lambda where: where.column_type == name


def _custom(where: Where) -> bool:
    system = where.role == "primary_id" or where.column_type in ("state", "status") or where.existing
    return not system and not (where.table_kind == "activity" and where.role == "primary_name")


COLUMN_PROPERTIES = _by_name(
    _mask("object_type_code", "ObjectTypeCode"),
    _mask("activity_regarding_name", "ActivityRegardingName"),
    _mask("queue_item_title", "QueueItemTitle"),
    _mask("regarding_name", "ActivityPointerRegardingName"),
    _mask("denormalized_child", "DenormalizedChild", default=_type("image")),
    _mask("read_only_in_ui", "ReadOnlyInUI"),
    _mask("valid_for_map", "ValidForMap"),
    _mask("searchable", "ValidForAdvancedFind", "IsValidForAdvancedFind", _searchable),
    _mask("valid_for_form", "ValidForForm", "IsValidForForm", _shown),
    _mask("valid_for_grid", "ValidForGrid", "IsValidForGrid", _shown),
    _mask("required_for_form", "RequiredForForm", "IsRequiredForForm", _role("primary_name")),
    _mask("required_for_grid", "RequiredForGrid", default=_role("primary_id")),
    Property(
        "ime_mode", "ImeMode", "ImeMode", {mode: mode for mode in ("auto", "inactive", "active", "disabled", "")},
        _ime_mode, always=False,  # a quarter of lookups have none
    ),
    Property(
        "valid_for_update", "ValidForUpdateApi", "IsValidForUpdate",
        default=lambda where: where.role != "primary_id" and where.column_type != "file" and not where.formula,
    ),
    Property("valid_for_read", "ValidForReadApi", "IsValidForRead", default=True),
    Property(
        "valid_for_create", "ValidForCreateApi", "IsValidForCreate",
        default=lambda where: where.column_type not in ("file", "state") and not where.formula,
    ),
    Property("custom", "IsCustomField", "IsCustomAttribute", default=_custom),
    Property("audited", "IsAuditEnabled", "IsAuditEnabled", default=_audited),
    Property("logical", "IsLogical", "IsLogical", default=_type("image"), always=False),
    Property("secured", "IsSecured", "IsSecured"),
    _managed("customizable", "IsCustomizable", "IsCustomizable"),
    _managed("renameable", "IsRenameable", "IsRenameable"),
    _managed("can_modify_search", "CanModifySearchSettings", "", _searchable),
    _managed(
        "can_modify_requirement_level", "CanModifyRequirementLevelSettings", "",
        lambda where: where.role != "primary_id" and _searchable(where),
    ),
    _managed("can_modify_additional_settings", "CanModifyAdditionalSettings", "CanModifyAdditionalSettings"),
    Property("global_filter", "IsGlobalFilterEnabled", "IsGlobalFilterEnabled"),
    Property("sortable", "IsSortableEnabled", "IsSortableEnabled"),
    _managed("can_modify_global_filter", "CanModifyGlobalFilterSettings"),
    _managed("can_modify_sortable", "CanModifyIsSortableSettings", "", lambda where: where.column_type != "file"),
    Property("data_source_secret", "IsDataSourceSecret", "IsDataSourceSecret"),
    Property("index_searchable", "IsSearchable", "IsSearchable", default=_role("primary_name")),
    Property(
        "index_filterable", "IsFilterable", "IsFilterable",
        default=lambda where: where.role == "primary_id" or where.column_type == "state",
    ),
    Property(
        "index_retrievable", "IsRetrievable", "IsRetrievable", default=lambda where: where.role != "",
    ),
    Property("localizable", "IsLocalizable", "IsLocalizable"),
)  # fmt: skip

# The order of <attribute> in exports, up to the elements that depend on the type.
COLUMN_ELEMENTS = tuple("""
    Type Name LogicalName RequiredLevel DisplayMask ImeMode ValidForUpdateApi ValidForReadApi ValidForCreateApi
    IsCustomField IsAuditEnabled IsLogical IsSecured IntroducedVersion IsCustomizable IsRenameable
    CanModifySearchSettings CanModifyRequirementLevelSettings CanModifyAdditionalSettings SourceType
    IsGlobalFilterEnabled IsSortableEnabled CanModifyGlobalFilterSettings CanModifyIsSortableSettings ExternalName
    IsDataSourceSecret AutoNumberFormat IsSearchable IsFilterable IsRetrievable IsLocalizable
    """.split())

# The order of the words of <DisplayMask>. Those that no property has follow from the column's part in its table.
_PRIMARY_NAME, _PRIMARY_IMAGE = "PrimaryName", "PrimaryImage"
DISPLAY_MASK = tuple("""
    ObjectTypeCode ActivityRegardingName QueueItemTitle ActivityPointerRegardingName DenormalizedChild PrimaryImage
    PrimaryName ReadOnlyInUI ValidForMap ValidForAdvancedFind ValidForForm ValidForGrid RequiredForForm RequiredForGrid
    """.split())

MENU_BEHAVIORS = ("UseCollectionName", "UseLabel", "DoNotDisplay")
MENU_GROUPS = ("Details", "Sales", "Service", "Marketing", "InternetMarketing", "ProcessCenter")


def _menu(role: str, metadata: str, prefix: str = "") -> tuple[Property, ...]:
    """Return how forms of a table show the rows at the other end of a relationship."""

    def words(names: tuple[str, ...]) -> Values:
        return {name: name for name in names}

    return (
        Property(
            f"{prefix}menu_behavior", "NavPaneDisplayOption", f"{metadata}/Behavior", words(MENU_BEHAVIORS),
            MENU_BEHAVIORS[0], role=role,
        ),
        Property(
            f"{prefix}menu_group", "NavPaneArea", f"{metadata}/Group", words(MENU_GROUPS), MENU_GROUPS[0], role=role
        ),
        Property(f"{prefix}menu_order", "NavPaneOrder", f"{metadata}/Order", NUMBER, 10_000, role=role),
        Property(f"{prefix}menu_label", "CustomLabels", f"{metadata}/Label", LABEL, "", always=False, role=role),
    )  # fmt: skip


RELATIONSHIP_PROPERTIES = _by_name(
    _managed("customizable", "IsCustomizable", "IsCustomizable"),
    Property("hierarchical", "IsHierarchical", "IsHierarchical"),
    Property("searchable", "IsValidForAdvancedFind", "IsValidForAdvancedFind", default=True),
    *_menu("1", "AssociatedMenuConfiguration"),
)
# The menus are those of the table that declares the relationship, and of the other one.
MANY_TO_MANY_PROPERTIES = _by_name(
    _managed("customizable", "IsCustomizable", "IsCustomizable"),
    Property("hierarchical", "IsHierarchical"),
    Property("searchable", "IsValidForAdvancedFind", "IsValidForAdvancedFind", default=True),
    *_menu("1", "Entity1AssociatedMenuConfiguration"),
    *_menu("2", "Entity2AssociatedMenuConfiguration", "target_"),
)

# The order of <EntityRelationship> in exports.
RELATIONSHIP_ELEMENTS = tuple("""
    EntityRelationshipType IsCustomizable IntroducedVersion IsHierarchical ReferencingEntityName ReferencedEntityName
    FirstEntityName SecondEntityName IntersectEntityName CascadeAssign CascadeDelete CascadeArchive CascadeReparent
    CascadeShare CascadeUnshare CascadeRollupView IsValidForAdvancedFind ReferencingAttributeName
    RelationshipDescription EntityRelationshipRoles
    """.split())


def defaults(properties: Properties, where: Where = STANDARD) -> dict[str, Json]:
    """Return the defaults of all properties, by name."""
    return {name: property_.default_at(where) for name, property_ in properties.items()}


def with_defaults(properties: Properties, given: Mapping[str, Json], where: Where = STANDARD) -> dict[str, Json]:
    """Return the values of all properties: those given, and the defaults of the others."""
    return {
        name: given[name] if name in given else property_.default_at(where) for name, property_ in properties.items()
    }


def to_elements(
    properties: Properties, given: Mapping[str, Json], where: Where = STANDARD, role: str = ""
) -> dict[str, str]:
    """Return the elements that say these values, in order; labels, which have nested elements, are left out."""
    result: dict[str, str] = {}
    words = set()
    for name, property_ in properties.items():
        if property_.role != role or property_.values is LABEL:
            continue
        value = given[name] if name in given else property_.default_at(where)
        if property_.word:
            result.setdefault(property_.xml, "")
            if value:
                words.add(property_.word)
        elif property_.always or value not in (False, ""):
            result[property_.xml] = property_.text(value)
    if "DisplayMask" in result:
        words |= {_PRIMARY_NAME} if where.role == "primary_name" else set()
        words |= {_PRIMARY_IMAGE} if where.primary_image else set()
        result["DisplayMask"] = "|".join(word for word in DISPLAY_MASK if word in words)
    return result


def from_elements(
    properties: Properties, texts: Mapping[str, str], where: Where = STANDARD, role: str = ""
) -> dict[str, Json]:
    """Return the values that elements say; a missing element says the default.

    None means a text that is not a value of the property.
    """
    result: dict[str, Json] = {}
    for name, property_ in properties.items():
        if property_.role != role or property_.values is LABEL:
            continue
        text = texts.get(property_.xml)
        if text is None:
            result[name] = property_.default_at(where) if property_.always else property_.value("")
            if result[name] is None:
                result[name] = False
        elif property_.word:
            result[name] = property_.word in text.split("|")
        else:
            result[name] = property_.value(text)
    return result


def unknown_words(mask: str) -> Iterable[str]:
    """Return the words of a <DisplayMask> that no property and no role of a column has."""
    return [word for word in mask.split("|") if word and word not in DISPLAY_MASK and word != "None"]


def in_order(elements: Mapping[str, str], order: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return elements and their texts in the order of exports."""
    places = {name: place for place, name in enumerate(order)}
    return tuple(sorted(elements.items(), key=lambda element: places[element[0]]))
