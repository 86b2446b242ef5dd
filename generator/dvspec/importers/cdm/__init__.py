"""Entities of the Common Data Model, and exported lake folders, become the model."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from dvspec.findings import Finding, Place, Refused, did_you_mean
from dvspec.importers.cdm.attributes import read_attribute
from dvspec.importers.cdm.documents import Definition, read_documents
from dvspec.importers.cdm.entities import Entity, Resolver
from dvspec.importers.cdm.model_json import entities_of
from dvspec.importers.cdm.tables import logical_name_of, prefix_of, table_of
from dvspec.importers.drafts import Source, draft
from dvspec.importers.frame import PREFIX, solution_around
from dvspec.importers.result import Imported
from dvspec.importers.wanted import UNKNOWN_TABLE, is_wanted, nothing_to_import
from dvspec.model import Solution

__all__ = ["import_cdm"]

_TEXTS = ("displayName", "description", "sourceName")


def import_cdm(
    files: Mapping[str, bytes], tables: Collection[str] | None = None, into: Solution | None = None
) -> Imported:
    """Return the model of the entities in files, by the files' names.

    `tables` names some of them, by entity or logical name. `into` are the specs that they are imported into, whose
    publisher has the prefix of names. Raises Refused for files that can't be read or lack what they refer to.
    """
    documents = read_documents(files)
    found, findings = [], []
    for name in documents.tables if tables is None else documents.entities:
        resolver = Resolver(documents)
        entity = _entity(name, documents.entities[name], resolver)
        found.append(entity)
        if tables is None or is_wanted(tables, name, logical_name_of(entity)):
            findings += resolver.findings
    found += entities_of(documents.models)
    entities = [entity for entity in found if tables is None or is_wanted(tables, entity.name, logical_name_of(entity))]
    for name in tables or ():
        if not any(is_wanted([name], entity.name, logical_name_of(entity)) for entity in found):
            known = [*documents.entities, *(entity.name for entity in found)]
            message = f"none of the files has an entity '{name}'{did_you_mean(name, known)}"
            findings.append(Finding(UNKNOWN_TABLE, Place(next(iter(files), "")), message))
    if not entities and not findings:
        findings.append(nothing_to_import(next(iter(files), "")))
    if findings:
        raise Refused(findings)
    source = Source(solution_around(into, prefix_of(entities) or PREFIX, values=_option_values(entities)))
    for entity in entities:
        facts = table_of(entity, documents.data_types, source)
        if facts is not None:
            source.tables.append(facts)
    return draft(source)


def _entity(name: str, definition: Definition, resolver: Resolver) -> Entity:
    spec: dict[str, Any] = definition.spec
    traits = {"name": name, "appliedTraits": spec.get("exhibitsTraits")}
    own = read_attribute({**traits, **{key: spec.get(key) for key in _TEXTS}}, definition.path)
    source_name = own.source_name if spec.get("sourceName") or own.schema_name != name else ""
    return Entity(name, source_name, own.display_name, own.description, resolver.attributes(name))


def _option_values(entities: Iterable[Entity]) -> Iterator[int]:
    for entity in entities:
        for attribute in entity.attributes:
            yield from (int(option.value) for option in attribute.options if re.fullmatch("[0-9]{1,10}", option.value))
