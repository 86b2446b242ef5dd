"""Files of the Common Data Model: the entities, attribute groups and data types that they define, by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dvspec.findings import Finding, Place, Refused, Rule, Severity
from dvspec.importers.json_source import TOO_LARGE, items, json_path

NOT_A_DEFINITION = Rule(
    "DV634",
    "not-a-definition",
    Severity.ERROR,
    "Files of the Common Data Model define entities or attribute groups, or are a folder's model.json.",
    "Import a file whose name ends in .cdm.json and that has definitions, or the model.json of an exported folder.",
)

LARGEST_FILE = 1 << 26  # bytes; the largest of Microsoft's own have 2 million


class Definition(NamedTuple):
    """An entity, attribute group or data type, and where it is defined."""

    file: str
    path: str
    spec: dict[str, Any]


@dataclass
class Documents:
    """What several files define together. `tables` are the entities to import if none is named."""

    entities: dict[str, Definition] = field(default_factory=dict)
    groups: dict[str, Definition] = field(default_factory=dict)
    data_types: dict[str, Definition] = field(default_factory=dict)
    models: list[Definition] = field(default_factory=list)  # model.json of folders
    tables: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)  # the files that these files name


def read_documents(files: Mapping[str, bytes]) -> Documents:
    """Return what the files define; raise Refused with findings about all files that can't be read."""
    documents, findings = Documents(), []
    for file, data in files.items():
        try:
            _read(file, data, documents)
        except Refused as refused:
            findings += refused.findings
    if findings:
        raise Refused(findings)
    return documents


def _read(file: str, data: bytes, documents: Documents) -> None:
    if len(data) > LARGEST_FILE:
        raise Refused([Finding(TOO_LARGE, Place(file), f"the file has {len(data):,} bytes")])
    content: dict[str, Any] = {}
    definitions: list[tuple[str, dict[str, Any]]] = []
    for item in items(file, data):
        if item.key == "definitions" and isinstance(item.value, dict):
            definitions.append((item.path, item.value))
        elif item.position is None:
            content[item.key] = item.value
        else:
            content.setdefault(item.key, []).append(item.value)
    if isinstance(content.get("entities"), list) and "manifestName" not in content:
        documents.models.append(Definition(file, "$", content))
        return
    kinds = [(documents.entities, "entityName"), (documents.groups, "attributeGroupName")]
    kinds.append((documents.data_types, "dataTypeName"))
    known = 0
    own: dict[str, list[str]] = {}
    for path, spec in definitions:
        for found, key in kinds:
            name = spec.get(key)
            if isinstance(name, str) and name:
                found.setdefault(name, Definition(file, path, spec))
                own.setdefault(key, []).append(name)
                known += 1
    if not known:
        raise Refused([Finding(NOT_A_DEFINITION, Place(file), _other_content(content, definitions))])
    if "attributeGroupName" not in own:  # files of groups define what entities extend
        documents.tables += own.get("entityName", [])
    for reference in content.get("imports") or []:
        if isinstance(reference, dict) and isinstance(reference.get("corpusPath"), str):
            documents.imports.append(reference["corpusPath"])


def _other_content(content: dict[str, Any], definitions: list[tuple[str, dict[str, Any]]]) -> str:
    if "EntityMetadata" in content or "@odata.context" in content:
        return "the file is an answer of the Web API; use 'dvspec import metadata'"
    if "manifestName" in content:
        return "the file is a manifest, which names files with entities; import those"
    if definitions:
        return "its definitions are neither entities nor attribute groups"
    return f"it has no definitions, but {_listed(list(content))}"


def _listed(names: list[str]) -> str:
    shown = ", ".join(json.dumps(name) for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown or "nothing"


__all__ = ["Definition", "Documents", "json_path", "read_documents"]
