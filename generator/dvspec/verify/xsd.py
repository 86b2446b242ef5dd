"""Validation against Microsoft's XML schema, for those who have it; needs lxml."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dvspec.findings import Finding, Place, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import LONGEST_MESSAGE, LONGEST_SOURCE, clipped, finding_in

SCHEMA_FILE = "CustomizationsSolution.xsd"
_ROOT_OF_MANIFEST = "SolutionManifest"

INVALID = Rule(
    "DV580",
    "invalid",
    Severity.ERROR,
    "With --xsd: the customizations are valid under the schema given.",
    "Mend the element at the place shown; an element newer than the schema is no mistake.",
    "0x8004801A",
)
NO_SCHEMA = Rule(
    "DV581",
    "no-schema",
    Severity.ERROR,
    "With --xsd: the schema can be read.",
    f"Give the path of {SCHEMA_FILE}, or of its folder.",
)
NO_LXML = Rule(
    "DV582",
    "no-lxml",
    Severity.ERROR,
    "With --xsd: lxml is installed.",
    "pip install lxml",
)


def validate(package: Package, path: Path) -> Iterator[Finding]:
    """Yield what the schema has against the package's customizations and manifest."""
    try:
        etree: Any = importlib.import_module("lxml.etree")  # it has no types
    except ImportError:
        message = "the package can't be held against a schema without lxml: pip install lxml"
        yield finding_in(NO_LXML, str(path), message)
        return
    file = path / SCHEMA_FILE if path.is_dir() else path
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        schema_tree = etree.parse(str(file), parser)
        schema = etree.XMLSchema(schema_tree)
    except (OSError, etree.LxmlError) as error:
        yield finding_in(NO_SCHEMA, str(file), f"the schema can't be read: {error}")
        return
    sources = [] if package.customizations is None else [package.customizations.source]
    if package.solution is not None and _names(schema_tree, _ROOT_OF_MANIFEST):
        sources.append(package.solution.source)
    for source in sources:
        try:
            tree = etree.fromstring(source.data, parser)
        except (etree.LxmlError, ValueError) as error:
            yield finding_in(INVALID, source.name, f"can't be read by lxml: {error}")
            continue
        schema.validate(tree)
        lines = source.data.split(b"\n")
        for entry in schema.error_log:
            text = lines[entry.line - 1] if 0 < entry.line <= len(lines) else b""
            shown = clipped(text.decode("utf-8", "replace").rstrip(), LONGEST_SOURCE)
            place = Place(source.name, entry.line, source=shown)
            yield Finding(INVALID, place, clipped(entry.message, LONGEST_MESSAGE))


def _names(schema_tree: Any, element: str) -> bool:
    """Tell whether a schema has an element of that name."""
    return any(found.get("name") == element for found in schema_tree.iter("{*}element"))
