"""Relationships: those behind lookups, and many-to-many ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.properties import (
    LABEL,
    MANY_TO_MANY_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    Properties,
    Where,
)
from dvspec.importers.solution.elements import Fields
from dvspec.importers.solution.report import Scope
from dvspec.importers.solution.targets import Targets
from dvspec.model import NO_LABEL, Cascade, Json, Label, ManyToMany, Relationship
from dvspec.solution_files.relationship import Relationship as Source
from dvspec.solution_files.xml import Element

_READ = ("EntityRelationshipType", "IntroducedVersion", "EntityRelationshipRoles", "field")
_TABLES = ("ReferencingEntityName", "ReferencedEntityName", "ReferencingAttributeName")
_REFERENCING, _REFERENCED = "1", "0"
# What cascades say that a version of the package lacks.
_MISSING: Mapping[str, str] = {"delete": "RemoveLink", "archive": "RemoveLink"}


def one_to_many(
    source: Source,
    targets: Targets,
    where: Where,
    description: Label,
    usual: Callable[[str], str],
    around: Scope,
) -> Relationship:
    """Return the relationship behind a lookup of a table.

    `description` is the lookup's, `usual` gives the navigation property that it has for the table of a logical name.
    """
    scope = around.about(f"relationship {source.name}")
    fields = Fields.of(source.element)
    fields.skip(*_READ, *_TABLES)
    properties = _properties(fields, source, RELATIONSHIP_PROPERTIES, where, {"1": _REFERENCING}, scope)
    cascade = {}
    for operation in OPERATIONS.values():
        text = fields.text(operation.xml) or _MISSING.get(operation.name, "NoCascade")
        if text not in operation.values:
            scope.left_out("cascade", f"{operation.xml} is {text}.")
            text = _MISSING.get(operation.name, "NoCascade")
        cascade[operation.name] = text
    _description(fields, description, scope)
    for rest in fields.unread():
        scope.left_out(f"element-{rest.tag}", f"The relationship has <{rest.tag}>.")
    target = targets.find(source.element.value("ReferencedEntityName") or "")
    role = _role(source, _REFERENCING)
    given = (role.value("NavigationPropertyName") if role is not None else "") or ""
    navigation = usual(target.logical_name)
    if given and given != navigation:
        scope.left_out("navigation-property", f"The navigation property is {given}, not {navigation}.")
    return Relationship(
        schema_name=source.name,
        target=target.name,
        target_logical_name=target.logical_name,
        target_schema_name=target.schema_name,
        target_entity_set_name=target.entity_set_name,
        navigation=navigation,
        cascade=Cascade(**cascade),
        is_external=target.is_external,
        properties=properties,
    )


def many_to_many(source: Source, targets: Targets, around: Scope) -> ManyToMany:
    """Return a many-to-many relationship of the scope's table."""
    scope = around.about(f"relationship {source.name}")
    fields = Fields.of(source.element)
    first, second = fields.text("FirstEntityName"), fields.text("SecondEntityName")
    intersect = fields.text("IntersectEntityName")
    fields.skip(*_READ)
    is_first = first.lower() == scope.table
    target = targets.find(second if is_first else first)
    roles = {"1": "1", "2": "2"} if is_first else {"1": "2", "2": "1"}
    properties = _properties(fields, source, MANY_TO_MANY_PROPERTIES, Where(), roles, scope)
    _description(fields, NO_LABEL, scope)
    for rest in fields.unread():
        scope.left_out(f"element-{rest.tag}", f"The relationship has <{rest.tag}>.")
    return ManyToMany(
        schema_name=source.name,
        intersect_name=intersect,
        target=target.name,
        target_logical_name=target.logical_name,
        target_schema_name=target.schema_name,
        properties=properties,
    )


def _properties(
    fields: Fields,
    source: Source,
    properties: Properties,
    where: Where,
    roles: Mapping[str, str],
    scope: Scope,
) -> dict[str, Json]:
    """Return all properties; `roles` are the source's for those of the catalogue."""
    values, refused = fields.properties(properties, where)
    for role, in_source in roles.items():
        element = _role(source, in_source)
        inside = Fields.of(element) if element is not None else Fields({})
        inside.skip("RelationshipRoleType", "AssociationRoleOrdinal", "NavigationPropertyName")
        of_role, more = inside.properties(properties, where, role)
        values |= of_role
        refused += more
        for name, property_ in properties.items():
            if property_.values is LABEL and property_.role == role:
                custom = inside.get(property_.xml)
                values[name] = _text(custom, scope)
        for rest in inside.unread():
            scope.left_out(f"element-{rest.tag}", f"A role of the relationship has <{rest.tag}>.")
    for tag in refused:
        scope.left_out(f"value-of-{tag}", f"<{tag}> has an unknown value.")
    return {name: values[name] for name in properties}


def _text(custom: Element | None, scope: Scope) -> Json:
    """Return a label as specs have it: a text, or texts by LCID."""
    if custom is None:
        return ""
    found = scope.label_of(custom.children)
    if not found.translations:
        return found.text
    return {str(code): text for code, text in found.in_languages(scope.language)}


def _description(fields: Fields, usual: Label, scope: Scope) -> None:
    """Report a description that is not the lookup's: relationships have none in specs."""
    container = fields.get("RelationshipDescription")
    text = scope.label(container.child("Descriptions") if container is not None else None)
    if container is not None and text != usual:
        detail = "The description is not the lookup's, and relationships have none in specs."
        scope.left_out("relationship-description", detail)


def _role(source: Source, type_: str) -> Element | None:
    for role in source.roles:
        if (role.value("RelationshipRoleType") or role.value("AssociationRoleOrdinal")) == type_:
            return role
    return None
