"""The clean package as an unpacked solution, in the classic layout of SolutionPackager."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from tests.verify.clean_package import CUSTOMIZATIONS, SOLUTION
from tests.verify.planting import Files

_HEAD = '\ufeff<?xml version="1.0" encoding="utf-8"?>\n'


def unpacked(files: Files) -> Files:
    """Return the package in the classic layout: path -> text."""
    root = ET.fromstring(files[CUSTOMIZATIONS])
    tree = {"Other/Solution.xml": files[SOLUTION]}
    for entity in _emptied(root, "Entities"):
        folder = f"Entities/{entity.findtext('Name')}"
        for queries in entity.iter("SavedQueries"):
            for query in queries.iter("savedquery"):
                name = (query.findtext("savedqueryid") or "").strip()
                tree[f"{folder}/SavedQueries/{name}.xml"] = f"<savedqueries>{_text(query)}</savedqueries>"
            queries.clear()
        tree[f"{folder}/Entity.xml"] = _text(entity)
    by_parent: dict[str, list[str]] = {}
    index = []
    for relationship in _emptied(root, "EntityRelationships"):
        parent = relationship.findtext("ReferencedEntityName") or relationship.findtext("FirstEntityName") or ""
        by_parent.setdefault(parent, []).append(_text(relationship))
        index.append(f'<EntityRelationship Name="{relationship.get("Name")}" />\n')
    for parent, texts in by_parent.items():
        inside = "".join(texts)
        tree[f"Other/Relationships/{parent}.xml"] = f"<EntityRelationships>{inside}</EntityRelationships>"
    tree["Other/Relationships.xml"] = f"<EntityRelationships>\n{''.join(index)}</EntityRelationships>"
    for option_set in _emptied(root, "optionsets"):
        tree[f"OptionSets/{option_set.get('Name')}.xml"] = _text(option_set)
    tree["Other/Customizations.xml"] = _text(root)
    return {path: _HEAD + re.sub(r"<\?xml[^>]*\?>", "", text).strip() for path, text in tree.items()}


def _emptied(root: ET.Element, tag: str) -> list[ET.Element]:
    (node,) = root.iter(tag)
    children = list(node)
    node.clear()
    return children


def _text(element: ET.Element) -> str:
    return ET.tostring(element, encoding="unicode")


def write_files(folder: Path, files: Files) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
