"""An entity's attributes: its own, those of the groups that it refers to, and those of the entities that it extends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from dvspec.findings import Finding, Place, Rule, Severity, did_you_mean
from dvspec.importers.cdm.attributes import Attribute, Texts, read_attribute
from dvspec.importers.cdm.documents import Definition, Documents
from dvspec.importers.json_source import MemberPlace, json_path

MISSING_REFERENCE = Rule(
    "DV635",
    "missing-cdm-reference",
    Severity.ERROR,
    "The files of an entity define everything that it refers to.",
    "Also name the file that defines it; the entity's own file lists those that it imports.",
)
REFERENCE_CYCLE = Rule(
    "DV636",
    "cdm-reference-cycle",
    Severity.ERROR,
    "Entities and attribute groups don't contain themselves.",
    "Remove one of the references.",
)

_ROOT = "CdmEntity"  # what every entity extends; it has no attributes
_DEEPEST = 100  # references in references


class Entity(NamedTuple):
    """An entity with its attributes resolved.

    One of a lake folder `is_of_lake`: its types and lengths are those of the lake, not of Dataverse.
    """

    name: str
    source_name: str  # in Dataverse, '' if it is not said
    display_name: Texts
    description: Texts
    attributes: list[Attribute]
    is_of_lake: bool = False


class _Spot(NamedTuple):
    """A location in a file, and the definitions that lead to it."""

    file: str
    path: str
    chain: tuple[str, ...]

    def at(self, *keys: str | int) -> _Spot:
        path = self.path
        for key in keys:
            path = f"{path}[{key}]" if isinstance(key, int) else json_path(path, key)
        return self._replace(path=path)


class Resolver:
    """Resolves references between the definitions of documents; `findings` are those that can't be."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.findings: list[Finding] = []
        self._resolved: dict[str, tuple[Attribute, ...]] = {}

    def attributes(self, entity: str) -> list[Attribute]:
        """Return an entity's attributes, those that it inherits first; of two with one name, the later."""
        return list(self._of_entity(entity, _Spot("", "$", ())))

    def _of_entity(self, name: str, spot: _Spot) -> tuple[Attribute, ...]:
        return self._definition(name, "entity", self.documents.entities, spot)

    def _of_group(self, name: str, spot: _Spot) -> tuple[Attribute, ...]:
        return self._definition(name, "attribute group", self.documents.groups, spot)

    def _of_spec(self, spec: dict[str, Any], spot: _Spot) -> Iterator[Attribute]:
        extends = _name(spec.get("extendsEntity"), "entityReference", "source", "entityName")
        if extends and extends != _ROOT:
            yield from self._of_entity(extends, spot.at("extendsEntity"))
        for key in ("hasAttributes", "members"):
            yield from self._of_members(spec.get(key), spot.at(key))

    def _of_members(self, members: Any, spot: _Spot) -> Iterator[Attribute]:
        if not isinstance(members, list):
            return
        for position, member in enumerate(members):
            here = spot.at(position)
            if isinstance(member, str):
                yield from self._of_group(member, here)
            elif isinstance(member, dict):
                yield from self._of_member(member, here)

    def _of_member(self, member: dict[str, Any], spot: _Spot) -> Iterator[Attribute]:
        group = member.get("attributeGroupReference")
        if isinstance(group, str):
            yield from self._of_group(group, spot)
        elif isinstance(group, dict):
            inner = spot.at("attributeGroupReference")
            if "members" in group:
                yield from self._of_members(group["members"], inner.at("members"))
            else:
                yield from self._of_group(_name(group, "attributeGroupName", "attributeGroupReference"), inner)
        elif "entity" in member:
            yield from self._of_entity_attribute(member, spot)
        elif isinstance(member.get("name"), str) and member["name"]:
            yield read_attribute(member, spot.path)
            supporting = _guidance(member).get("addSupportingAttribute")
            if isinstance(supporting, dict):
                yield read_attribute(supporting, spot.path, is_companion=True)

    def _of_entity_attribute(self, member: dict[str, Any], spot: _Spot) -> Iterator[Attribute]:
        """Yield the foreign key by which an attribute refers to an entity, or else the entity's own attributes."""
        guidance = _guidance(member)
        by_reference = guidance.get("entityByReference")
        key = by_reference.get("foreignKeyAttribute") if isinstance(by_reference, dict) else None
        if isinstance(key, dict) and key.get("name"):
            yield read_attribute(key, spot.path, targets=tuple(_targets(member["entity"])))
            selects = guidance.get("selectsSubAttribute")
            kind = selects.get("selectedTypeAttribute") if isinstance(selects, dict) else None
            if isinstance(kind, dict):
                yield read_attribute(kind, spot.path, is_companion=True)
            return
        reference = member["entity"].get("entityReference") if isinstance(member["entity"], dict) else member["entity"]
        if isinstance(reference, dict):
            yield from self._of_spec(reference, spot.at("entity", "entityReference"))
        elif isinstance(reference, str):
            yield from self._of_entity(reference, spot.at("entity"))

    def _definition(
        self, reference: str, kind: str, known: dict[str, Definition], spot: _Spot
    ) -> tuple[Attribute, ...]:
        """Return the attributes of a definition; each is resolved once, whatever refers to it."""
        name = _last(reference)
        link = f"{kind} {name}"
        if link in spot.chain:
            circle = [*spot.chain[spot.chain.index(link) :], link]
            self._report(REFERENCE_CYCLE, " contains ".join(circle), spot)
        elif name not in known:
            hint = did_you_mean(name, known) or self._hint()
            self._report(MISSING_REFERENCE, f"{kind} '{name}' is in none of the files{hint}", spot)
        elif len(spot.chain) > _DEEPEST:
            self._report(REFERENCE_CYCLE, f"more than {_DEEPEST} definitions lead to {link}", spot)
        elif link not in self._resolved:
            definition = known[name]
            inside = _Spot(definition.file, definition.path, (*spot.chain, link))
            self._resolved[link] = _different(self._of_spec(definition.spec, inside))
        return self._resolved.get(link, ())

    def _hint(self) -> str:
        imports = self.documents.imports
        return f"; the files import {', '.join(imports[:3])}" if imports else ""

    def _report(self, rule: Rule, message: str, spot: _Spot) -> None:
        finding = Finding(rule, MemberPlace(spot.file, path=spot.path) if spot.file else Place("--table"), message)
        if finding not in self.findings:
            self.findings.append(finding)


def _different(attributes: Iterable[Attribute]) -> tuple[Attribute, ...]:
    """Return the attributes without those whose name a later one has."""
    found: dict[str, Attribute] = {}
    for attribute in attributes:
        found.pop(attribute.name, None)
        found[attribute.name] = attribute
    return tuple(found.values())


def _guidance(member: dict[str, Any]) -> dict[str, Any]:
    guidance = member.get("resolutionGuidance")
    return guidance if isinstance(guidance, dict) else {}


def _targets(entity: Any) -> Iterator[str]:
    """Yield the names of the entities that an attribute refers to: one, or the options of an entity made for that."""
    reference = entity.get("entityReference") if isinstance(entity, dict) else entity
    if isinstance(reference, str):
        yield _last(reference)
    elif isinstance(reference, dict):
        for option in reference.get("hasAttributes") or []:
            if isinstance(option, dict) and "entity" in option:
                yield from _targets(option["entity"])


def _name(reference: Any, *keys: str) -> str:
    """Return the name that a reference gives, directly or in one of the members."""
    while isinstance(reference, dict):
        reference = next((reference[key] for key in keys if key in reference), "")
    return reference if isinstance(reference, str) else ""


def _last(reference: str) -> str:
    """Return the name at the end of a path in the model: `/core/Groups.cdm.json/ownerIdAttribute`."""
    return reference.rstrip("/").rpartition("/")[2]
