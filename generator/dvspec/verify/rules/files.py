"""Rules for the files of a package: which there are, and what their root elements are."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.archive import FLAT
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import finding_in, quoted
from dvspec.solution_files.xml import finding_at

MISSING = Rule(
    "DV430",
    "missing-file",
    Severity.ERROR,
    "The files that every package has are at its root.",
    "Zip the files themselves, not the folder that contains them. Pack an unpacked solution first.",
    "0x80048060",
)
ROOT_ELEMENT = Rule(
    "DV431",
    "wrong-root-element",
    Severity.ERROR,
    "Each file has the root element that belongs to its name.",
    "Export or unpack the solution again.",
    "0x8004801A",
)
CONTENT_TYPE = Rule(
    "DV441",
    "missing-content-type",
    Severity.WARNING,
    "[Content_Types].xml gives a content type for the extension of every file.",
    'Add <Default Extension="…" ContentType="application/octet-stream" />.',
    "0x80048060",
)

_FLAT_ROOTS = {
    "[Content_Types].xml": "Types",
    "solution.xml": "ImportExportXml",
    "customizations.xml": "ImportExportXml",
}
_CLASSIC_ROOTS = {
    "Other/Solution.xml": "ImportExportXml",
    "Other/Customizations.xml": "ImportExportXml",
    "Other/Relationships.xml": "EntityRelationships",
}


def missing_files(package: Package) -> Iterator[Finding]:
    """Report files that are missing."""
    if not package.classic:
        yield from _missing_flat_files(package)
        return
    for name in ("Other/Solution.xml", "Other/Customizations.xml"):
        if name not in package.names:
            yield finding_in(MISSING, package.path, f"the folder has no {name}")


def _missing_flat_files(package: Package) -> Iterator[Finding]:
    names = package.names
    missing = [name for name in FLAT if name not in names]
    if len(missing) == len(FLAT) and not package.is_zip:
        message = "the folder contains no solution: it has neither Other/Solution.xml nor solution.xml"
        yield finding_in(MISSING, package.path, message)
        return
    for name in missing:
        hint = ""
        if "Other/Solution.xml" in names or "src/Other/Solution.xml" in names:
            hint = "; it contains an unpacked solution, which must be packed first"
        elif name.casefold() in {other.casefold() for other in names}:
            hint = "; it has a file of that name in another case"
        elif nested := [other for other in names if other.endswith(f"/{name}")]:
            hint = f"; it has {quoted(nested[0])} in a folder"
        yield finding_in(MISSING, package.path, f"the package has no {name} at its root{hint}")


def root_elements(package: Package) -> Iterator[Finding]:
    """Report files that have another root element."""
    for name, root in package.parsed.items():
        expected = _classic_root(name) if package.classic else _FLAT_ROOTS.get(name)
        if expected is not None and root.tag != expected:
            yield finding_at(ROOT_ELEMENT, root, f"the root element is <{root.tag}>, not <{expected}>")


def _classic_root(name: str) -> str | None:
    if name.startswith("Other/Relationships/"):
        return "EntityRelationships"
    if name.startswith("OptionSets/"):
        return "optionset"
    if name.endswith("/Entity.xml"):
        return "Entity"
    return _CLASSIC_ROOTS.get(name)


def content_types(package: Package) -> Iterator[Finding]:
    """Report extensions of files without a content type."""
    types = package.content_types
    if types is None or not package.is_zip:
        return
    typed_extensions = {default.attrib.get("Extension", "").lower() for default in types.named("Default")}
    typed_names = {override.attrib.get("PartName", "").lower() for override in types.named("Override")}
    untyped: dict[str, str] = {}
    for name in package.names:
        if name == FLAT[0] or name.endswith("/") or f"/{name.lower()}" in typed_names:
            continue
        _, dot, extension = name.rsplit("/", 1)[-1].rpartition(".")
        extension = extension.lower() if dot else ""
        if extension not in typed_extensions:
            untyped.setdefault(extension, name)
    for extension, name in sorted(untyped.items()):
        message = f"no content type for the extension {quoted(extension)} of {quoted(name)}"
        yield finding_at(CONTENT_TYPE, types, message)


CHECKS = (missing_files, root_elements, content_types)
