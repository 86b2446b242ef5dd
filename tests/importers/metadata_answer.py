"""Writes the model as an answer of the Web API would say it, by Microsoft's documentation of its metadata types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dvspec.dataverse.properties import (
    COLUMN_PROPERTIES,
    LABEL,
    MANY_TO_MANY_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    TABLE_PROPERTIES,
    Properties,
)
from dvspec.model import Column, Json, Label, ManyToMany, Option, OptionSet, Relationship, Solution, Table

TYPE_NAMES = {
    "string": "StringType", "memo": "MemoType", "json": "MemoType", "guid": "UniqueidentifierType",
    "integer": "IntegerType", "bigint": "BigIntType", "decimal": "DecimalType", "double": "DoubleType",
    "money": "MoneyType", "boolean": "BooleanType", "choice": "PicklistType",
    "multichoice": "MultiSelectPicklistType", "date": "DateTimeType", "datetime": "DateTimeType",
    "lookup": "LookupType", "customer": "CustomerType", "image": "ImageType", "file": "FileType",
    "state": "StateType", "status": "StatusType",
}  # fmt: skip
LEVELS = {
    "none": "None", "recommended": "Recommended", "required": "ApplicationRequired",
    "systemrequired": "SystemRequired",
}  # fmt: skip
FORMATS = {
    "none": "None", "duration": "Duration", "timezone": "TimeZone", "language": "Language", "locale": "Locale",
    "text": "Text", "textarea": "TextArea", "email": "Email", "url": "Url", "phone": "Phone", "json": "Json",
    "richtext": "RichText", "tickersymbol": "TickerSymbol", "versionnumber": "VersionNumber",
    "phoneticguide": "PhoneticGuide", "internalextentdata": "InternalExtentData",
}  # fmt: skip
BEHAVIORS = {
    "user_local": "UserLocal", "date_only": "DateOnly", "time_zone_independent": "TimeZoneIndependent",
}  # fmt: skip


def answer(solution: Solution) -> dict[str, Any]:
    """Return all tables as EntityDefinitions gives them with everything expanded."""
    language = solution.language
    tables = [_table(table, solution) for table in solution.tables]
    for external in _others(solution):
        tables.append({
            "LogicalName": external[0], "SchemaName": external[1], "EntitySetName": external[2],
            "PrimaryIdAttribute": external[3], "IsCustomEntity": False, "Attributes": [],
        })  # fmt: skip
    assert language
    return {"@odata.context": "https://contoso.example/api/data/v9.2/$metadata#EntityDefinitions", "value": tables}


def _others(solution: Solution) -> list[tuple[str, str, str, str]]:
    """Return the tables that only relationships name."""
    own = {table.logical_name for table in solution.tables}
    found = {
        t.logical_name: (t.logical_name, t.schema_name, t.entity_set_name, t.primary_id)
        for t in solution.external_tables
    }
    for table in solution.tables:
        for column in table.columns:
            for to in column.relationships:
                if to.target_logical_name not in found | dict.fromkeys(own):
                    name = to.target_logical_name
                    found[name] = (name, to.target_schema_name, to.target_entity_set_name, f"{name}id")
    return list(found.values())


def _table(table: Table, solution: Solution) -> dict[str, Any]:
    language = solution.language
    by_name = {column.name: column.logical_name for column in table.columns}
    primary_name = by_name.get(table.primary_name)
    result: dict[str, Any] = {
        "LogicalName": table.logical_name,
        "SchemaName": table.schema_name,
        "EntitySetName": table.entity_set_name,
        "LogicalCollectionName": table.collection_name,
        "PrimaryIdAttribute": by_name.get(table.primary_id, f"{table.logical_name}id"),
        "PrimaryNameAttribute": primary_name,
        "DisplayName": _label(table.display_name, language),
        "DisplayCollectionName": _label(table.display_collection_name, language),
        "Description": _label(table.description, language),
        "OwnershipType": "OrganizationOwned" if table.ownership == "OrgOwned" else table.ownership,
        "TableType": "Elastic" if table.kind == "elastic" else "Standard",
        "IsActivity": table.kind == "activity",
        "IsCustomEntity": not table.extends,
        "IsManaged": False,
        "IsIntersect": False,
        **_properties(TABLE_PROPERTIES, table.properties, language),
        "Attributes": [_column(column, table, solution) for column in table.columns],
        "ManyToOneRelationships": [
            _relationship(relationship, column, table, language)
            for column in table.columns
            for relationship in column.relationships
        ],
        "ManyToManyRelationships": [_many_to_many(many, table, language) for many in table.many_to_many],
        "Keys": [
            {
                "LogicalName": key.logical_name,
                "SchemaName": key.schema_name,
                "DisplayName": _label(key.display_name, language),
                "EntityLogicalName": table.logical_name,
                "KeyAttributes": [by_name[name] for name in key.columns],
            }
            for key in table.alternate_keys
        ],
    }
    return result


def _column(column: Column, table: Table, solution: Solution) -> dict[str, Any]:
    language = solution.language
    result: dict[str, Any] = {
        "LogicalName": column.logical_name,
        "SchemaName": column.schema_name,
        "EntityLogicalName": table.logical_name,
        "AttributeTypeName": {"Value": TYPE_NAMES[column.type]},
        "DisplayName": _label(column.display_name, language),
        "Description": _label(column.description, language),
        "RequiredLevel": {"Value": LEVELS[column.required_level], "CanBeChanged": True},
        "AttributeOf": f"{column.logical_name}id" if column.type == "image" else None,
        "IsPrimaryId": column.name == table.primary_id,
        "IsPrimaryName": column.name == table.primary_name,
        "IsManaged": False,
        "AutoNumberFormat": column.autonumber or "",
        "SourceType": {"calculated": 1, "rollup": 2, "formula": 3}[column.formula.kind] if column.formula else 0,
        "FormulaDefinition": column.formula.text if column.formula else "",
        "MaxLength": column.max_length,
        "MinValue": None if column.minimum is None else float(column.minimum),
        "MaxValue": None if column.maximum is None else float(column.maximum),
        "Precision": column.precision,
        **_properties(COLUMN_PROPERTIES, column.properties, language),
    }
    if column.format:
        key = "Format" if column.type == "integer" else "FormatName"
        result[key] = FORMATS[column.format] if column.type == "integer" else {"Value": FORMATS[column.format]}
    if column.type in ("date", "datetime"):
        result["Format"] = "DateOnly" if column.type == "date" else "DateAndTime"
        result["DateTimeBehavior"] = {"Value": BEHAVIORS[column.behavior]} if column.behavior else None
    if column.precision_source:
        result["PrecisionSource"] = ["own", "pricing", "currency"].index(column.precision_source)
    if column.type in ("image", "file"):
        result["MaxSizeInKB"] = column.max_size_kb
        result["IsPrimaryImage"] = column.is_primary_image
        result["CanStoreFullImage"] = column.stores_full_image
    if column.type == "boolean":
        result["DefaultValue"] = column.default
        result["OptionSet"] = {
            "Name": column.option_set_name or f"{table.logical_name}_{column.logical_name}",
            "IsGlobal": False,
            "OptionSetType": "Boolean",
            "TrueOption": {"Value": 1, "Label": _label(column.yes_label or Label(""), language)},
            "FalseOption": {"Value": 0, "Label": _label(column.no_label or Label(""), language)},
        }
    if column.option_set is not None:
        result["DefaultFormValue"] = -1 if column.default is None else column.default
        result["OptionSet"] = _option_set(column.option_set, language)
    if column.relationships:
        result["Targets"] = [relationship.target_logical_name for relationship in column.relationships]
    return result


def _option_set(option_set: OptionSet, language: int) -> dict[str, Any]:
    options = [_option(option, language) for option in option_set.options]
    return {
        "Name": option_set.name,
        "IsGlobal": option_set.is_global,
        "IsManaged": option_set.is_external,
        "IsCustomOptionSet": True,
        "DisplayName": _label(option_set.display_name, language),
        "Description": _label(option_set.description, language),
        **({} if option_set.is_external and not option_set.options else {"Options": options}),
    }


def _option(option: Option, language: int) -> dict[str, Any]:
    return {
        "Value": option.value,
        "Label": _label(option.label, language),
        "Description": _label(option.description, language),
        "Color": option.color or None,
        "ExternalValue": option.external_value,
        "IsHidden": option.hidden,
        "State": option.state,
    }


def _relationship(relationship: Relationship, column: Column, table: Table, language: int) -> dict[str, Any]:
    cascade = relationship.cascade
    return {
        "SchemaName": relationship.schema_name,
        "RelationshipType": "OneToManyRelationship",
        "ReferencedEntity": relationship.target_logical_name,
        "ReferencingEntity": table.logical_name,
        "ReferencingAttribute": column.logical_name,
        "ReferencingEntityNavigationPropertyName": relationship.navigation,
        "CascadeConfiguration": {
            "Assign": cascade.assign,
            "Delete": cascade.delete,
            "Archive": cascade.archive,
            "Reparent": cascade.reparent,
            "Share": cascade.share,
            "Unshare": cascade.unshare,
            "RollupView": cascade.rollup_view,
            "Merge": "NoCascade",
        },
        "IsCustomRelationship": True,
        **_properties(RELATIONSHIP_PROPERTIES, relationship.properties, language),
    }


def _many_to_many(many: ManyToMany, table: Table, language: int) -> dict[str, Any]:
    return {
        "SchemaName": many.schema_name,
        "RelationshipType": "ManyToManyRelationship",
        "IntersectEntityName": many.intersect_name,
        "Entity1LogicalName": table.logical_name,
        "Entity2LogicalName": many.target_logical_name,
        "IsCustomRelationship": True,
        **_properties(MANY_TO_MANY_PROPERTIES, many.properties, language),
    }


def _properties(properties: Properties, values: Any, language: int) -> dict[str, Any]:
    """Return the properties that metadata has; some are managed properties, which have their value inside."""
    result: dict[str, Any] = {}
    for name, property_ in properties.items():
        if not property_.metadata or name not in values:
            continue
        first, _, member = property_.metadata.partition("/")
        value: Any = values[name]
        if property_.values is LABEL:
            value = _json_label(value, language)
        elif first == "ActivityTypeMask":
            value = int(bool(value))
        elif property_.managed:
            value = {"Value": value, "CanBeChanged": True, "ManagedPropertyLogicalName": first.lower()}
        if member:
            result.setdefault(first, {})[member] = value
        else:
            result[first] = value
    return result


def _json_label(value: Json, language: int) -> dict[str, Any]:
    if isinstance(value, dict):
        return _localized((int(code), str(text)) for code, text in value.items())
    return _localized([(language, str(value))] if value else [])


def _label(label: Label, language: int) -> dict[str, Any]:
    return _localized(pair for pair in label.in_languages(language) if pair[1])


def _localized(pairs: Iterator[tuple[int, str]] | list[tuple[int, str]]) -> dict[str, Any]:
    labels = [{"Label": text, "LanguageCode": code, "IsManaged": False, "HasChanged": None} for code, text in pairs]
    return {"LocalizedLabels": labels, "UserLocalizedLabel": labels[0] if labels else None}
