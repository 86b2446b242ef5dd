"""The vocabulary of solution files: lists, texts in several languages, flags, and what came with which version."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.verify.content_models import COLUMN_FLAGS, TABLE_FLAGS_ALWAYS

# Elements that contain a list, with the tag of its items.
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

# Elements without a content model that have at most one child, with the tag of that child.
SINGLE = {
    "EntityInfo": "entity",
    "RelationshipDescription": "Descriptions",
    "layoutxml": "grid",
    "fetchxml": "fetch",
    "fetch": "entity",
}

# The SolutionPackageVersion since which every export has an element; all others since 9.0.
SINCE: Mapping[str, tuple[int, int]] = {
    "Behavior": (7, 1),
    **dict.fromkeys("CustomControls AutoNumberFormat".split(), (9, 1)),
    **dict.fromkeys(
        """
        AutoCreateAccessTeams IsSolutionAware IsSearchable IsFilterable IsRetrievable IsLocalizable
        ValidForUpdateApi ValidForCreateApi
        """.split(),
        (9, 2),
    ),
}
# The version since which tables have entity sets.
ENTITY_SETS = (8, 0)
# Settings for how others can customize a component. Exports of some layers have none of them; none has only a part.
CUSTOMIZING = frozenset(
    name for name in (*TABLE_FLAGS_ALWAYS, *COLUMN_FLAGS) if name.startswith(("CanModify", "CanCreate"))
) | frozenset(
    """
    IsCustomizable IsRenameable IsMappable CanEnableSyncToExternalSearchIndex
    CanChangeHierarchicalRelationship CanChangeTrackingBeEnabled
    """.split()
)

# Elements that contain a text in several languages, and whether an empty text in them is an error.
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
        *"""
        IsLogical IsHierarchical IsValidForAdvancedFind IsGlobal CanBeDeleted LookupBrowse
        IsMSTeamsIntegrationEnabled isquickfindquery isprivate isdefault IsActive
        CanChangeDateTimeBehavior IsRowIdAttribute
        CanModifyFieldLevelSecuritySettings CanStoreFullImage IsPrimaryImage CanBeInManyToMany
        CanBeRelatedEntityInRelationship CanBePrimaryEntityInRelationship
        """.split(),
    )
)
TRUE_FALSE = frozenset({"HasRelatedNotes", "HasRelatedActivities", "HasRelatedFeedback"})
