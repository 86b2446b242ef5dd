"""Validation against Microsoft's XML schema, for those who have it; needs lxml."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dvspec.findings import Finding, Place, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import LONGEST_MESSAGE, LONGEST_SOURCE, clipped, finding_in
from dvspec.solution_files.xml import Source

SCHEMA_FILE = "CustomizationsSolution.xsd"
_MANIFEST = "SolutionManifest"

VIOLATION = Rule(
    "DV580",
    "schema-violation",
    Severity.ERROR,
    "With --xsd: the package is valid under the given schema.",
    "Fix the element; if it is newer than the schema, ignore the finding or use a newer schema.",
    "0x8004801A",
)
UNREADABLE_SCHEMA = Rule(
    "DV581",
    "unreadable-schema",
    Severity.ERROR,
    "With --xsd: the schema can be read.",
    f"Give the path of {SCHEMA_FILE}, or of its folder.",
)
NO_LXML = Rule(
    "DV582",
    "lxml-not-installed",
    Severity.ERROR,
    "With --xsd: lxml is installed.",
    "Install lxml: pip install lxml.",
)


def validate(package: Package, path: Path) -> Iterator[Finding]:
    """Yield the schema's errors about the package's customizations and manifest."""
    try:
        etree: Any = importlib.import_module("lxml.etree")  # it has no types
    except ImportError:
        yield finding_in(NO_LXML, str(path), "validating against a schema needs lxml: pip install lxml")
        return
    file = path / SCHEMA_FILE if path.is_dir() else path
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        schema_tree = etree.parse(str(file), parser)
        schema = etree.XMLSchema(schema_tree)
    except (OSError, etree.LxmlError) as error:
        yield finding_in(UNREADABLE_SCHEMA, str(file), f"can't read the schema: {error}")
        return
    sources = [] if package.customizations is None else [package.customizations.source]
    if package.solution is not None and _declares(schema_tree, _MANIFEST):
        sources.append(package.solution.source)
    for source in sources:
        try:
            tree = etree.fromstring(source.data, parser)
        except (etree.LxmlError, ValueError) as error:
            yield finding_in(VIOLATION, source.name, f"lxml can't read the file: {error}")
            continue
        schema.validate(tree)
        yield from _violations(source, schema.error_log)


def _violations(source: Source, error_log: Any) -> Iterator[Finding]:
    lines = source.data.split(b"\n")
    for entry in error_log:
        text = lines[entry.line - 1] if 0 < entry.line <= len(lines) else b""
        shown = clipped(text.decode("utf-8", "replace").rstrip(), LONGEST_SOURCE)
        place = Place(source.name, entry.line, source=shown)
        yield Finding(VIOLATION, place, clipped(entry.message, LONGEST_MESSAGE))


def _declares(schema_tree: Any, name: str) -> bool:
    """Return whether a schema declares an element of that name."""
    return any(element.get("name") == name for element in schema_tree.iter("{*}element"))
