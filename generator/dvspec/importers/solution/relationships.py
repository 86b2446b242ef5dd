"""Relationships: those behind lookups, and many-to-many ones."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.properties import (
    LABEL,
    MANY_TO_MANY_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    Properties,
    Where,
)
from dvspec.importers.solution.elements import Fields
from dvspec.importers.solution.labels import label, label_of
from dvspec.importers.solution.report import Report
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
    table: str,
    where: Where,
    description: Label,
    language: int,
    report: Report,
) -> Relationship:
    """Return the relationship behind a lookup of a table; `description` is the lookup's."""
    fields = Fields.of(source.element)
    fields.skip(*_READ, *_TABLES)
    properties = _properties(fields, source, RELATIONSHIP_PROPERTIES, where, {"1": _REFERENCING}, language, report)
    cascade = {}
    for operation in OPERATIONS.values():
        text = fields.text(operation.xml) or _MISSING.get(operation.name, "NoCascade")
        if text not in operation.values:
            _left_out(report, table, source, "cascade", f"{operation.xml} is {text}.")
            text = _MISSING.get(operation.name, "NoCascade")
        cascade[operation.name] = text
    _description(fields, table, source, description, language, report)
    for rest in fields.unread():
        _left_out(report, table, source, f"element-{rest.tag}", f"The relationship has <{rest.tag}>.")
    target = targets.find(source.element.value("ReferencedEntityName") or "")
    role = _role(source, _REFERENCING)
    return Relationship(
        schema_name=source.name,
        target=target.name,
        target_logical_name=target.logical_name,
        target_schema_name=target.schema_name,
        target_entity_set_name=target.entity_set_name,
        navigation=(role.value("NavigationPropertyName") if role is not None else "") or "",
        cascade=Cascade(**cascade),
        is_external=target.is_external,
        properties=properties,
    )


def many_to_many(source: Source, table: str, targets: Targets, language: int, report: Report) -> ManyToMany:
    """Return a many-to-many relationship of the table with this logical name."""
    fields = Fields.of(source.element)
    first, second = fields.text("FirstEntityName"), fields.text("SecondEntityName")
    intersect = fields.text("IntersectEntityName")
    fields.skip(*_READ)
    is_first = first.lower() == table
    target = targets.find(second if is_first else first)
    roles = {"1": "1", "2": "2"} if is_first else {"1": "2", "2": "1"}
    properties = _properties(fields, source, MANY_TO_MANY_PROPERTIES, Where(), roles, language, report)
    _description(fields, table, source, NO_LABEL, language, report)
    for rest in fields.unread():
        _left_out(report, table, source, f"element-{rest.tag}", f"The relationship has <{rest.tag}>.")
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
    language: int,
    report: Report,
) -> dict[str, Json]:
    """Return all properties; `roles` are the source's for those of the catalogue."""
    table = source.referencing_table
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
                values[name] = _text(custom, language, table, source, report)
        for rest in inside.unread():
            _left_out(report, table, source, f"element-{rest.tag}", f"A role of the relationship has <{rest.tag}>.")
    for tag in refused:
        _left_out(report, table, source, f"value-of-{tag}", f"<{tag}> has an unknown value.")
    return {name: values[name] for name in properties}


def _text(custom: Element | None, language: int, table: str, source: Source, report: Report) -> Json:
    """Return a label as specs have it: a text, or texts by LCID."""
    if custom is None:
        return ""
    found = label_of(custom.children, language)
    if not found.translations:
        return found.text
    return {str(code): text for code, text in found.in_languages(language)}


def _description(fields: Fields, table: str, source: Source, usual: Label, language: int, report: Report) -> None:
    """Report a description that is not the lookup's: relationships have none in specs."""
    container = fields.get("RelationshipDescription")
    text = label(container.child("Descriptions") if container is not None else None, language)
    if text.text and text != usual:
        detail = "Relationships have no descriptions in specs."
        _left_out(report, table, source, "relationship-description", detail)


def _role(source: Source, type_: str) -> Element | None:
    for role in source.roles:
        if (role.value("RelationshipRoleType") or role.value("AssociationRoleOrdinal")) == type_:
            return role
    return None


def _left_out(report: Report, table: str, source: Source, feature: str, detail: str) -> None:
    report.left_out(table, f"relationship {source.name}", feature, detail)
