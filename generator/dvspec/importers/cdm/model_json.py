"""model.json: the entities of an exported lake folder, as Synapse Link and dataflows write it.

The folder has names and data types only. Whole numbers are choices, too, in Dataverse, and lengths are those of the
lake, which can be longer than the columns'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dvspec.importers.cdm.attributes import Attribute, read_attribute
from dvspec.importers.cdm.documents import Definition
from dvspec.importers.cdm.entities import Entity

# What the export adds to every table.
_OF_THE_EXPORT = frozenset({"id", "sinkcreatedon", "sinkmodifiedon", "isdelete", "createdonpartition"})
_TABLE_OF_LOOKUP = "_entitytype"  # the ending of the column that names the table of a lookup's row


def entities_of(models: Iterable[Definition]) -> Iterator[Entity]:
    """Yield the entities of folders; those that only refer to other folders are left out."""
    for model in models:
        targets = _targets(model.spec.get("relationships"))
        for position, spec in enumerate(model.spec["entities"]):
            name = spec.get("name") if isinstance(spec, dict) else None
            if isinstance(name, str) and name and isinstance(spec.get("attributes"), list):
                path = f"{model.path}.entities[{position}]"
                attributes = list(_attributes(name, spec["attributes"], targets, path))
                own = read_attribute({"name": name, "description": spec.get("description")}, path)
                described = own.description if spec.get("description") != name else ()
                yield Entity(name, name, (), described, attributes, is_of_lake=True)


def _attributes(entity: str, specs: list[Any], targets: dict[tuple[str, str], str], path: str) -> Iterator[Attribute]:
    names = {str(spec.get("name", "")).lower() for spec in specs if isinstance(spec, dict)}
    primary_id = f"{entity.lower()}id"
    for position, spec in enumerate(specs):
        name = spec.get("name") if isinstance(spec, dict) else None
        if not isinstance(name, str) or not name or name.lower() in _OF_THE_EXPORT:
            continue
        folded = name.lower()
        limits: dict[str, Any] = {"maximumLength": spec.get("maxLength")}
        given = {**limits, **spec, "appliedTraits": spec.get("cdm:traits")}
        attribute = read_attribute(given, f"{path}.attributes[{position}]")
        target = targets.get((entity.lower(), folded))
        yield attribute._replace(
            targets=(target,) if target and folded != primary_id else (),
            is_primary_id=folded == primary_id,
            is_companion=folded.endswith(_TABLE_OF_LOOKUP) and folded.removesuffix(_TABLE_OF_LOOKUP) in names,
            display_name=() if attribute.display_name == (("en", name),) else attribute.display_name,
        )


def _targets(relationships: Any) -> dict[tuple[str, str], str]:
    """Return the entities that attributes refer to, by entity and attribute in lower case."""
    result = {}
    for relationship in relationships if isinstance(relationships, list) else []:
        if not isinstance(relationship, dict):
            continue
        start, end = relationship.get("fromAttribute"), relationship.get("toAttribute")
        if isinstance(start, dict) and isinstance(end, dict):
            attribute = (str(start.get("entityName")).lower(), str(start.get("attributeName")).lower())
            result[attribute] = str(end.get("entityName")).lower()
    return result
