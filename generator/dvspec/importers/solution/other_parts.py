"""The parts of a package that specs don't describe: forms, views, processes and the like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from dvspec.dataverse.components import ComponentType
from dvspec.importers.solution.report import Report
from dvspec.solution_files.package import Package
from dvspec.solution_files.table import Table
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element

# Sections of customizations.xml that are read, or that say nothing.
_READ_SECTIONS = frozenset("""
    Entities EntityRelationships optionsets Languages EntityImageConfigs AttributeImageConfigs
    """.split())
_READ_CHILDREN = frozenset({"Name", "ObjectTypeCode", "EntityInfo"})
# Children of <Entity> and files of its folder by what they hold, with the tag of each.
_PARTS_OF_TABLES: Mapping[str, tuple[str, str]] = {
    "FormXml": ("form", "systemform"),
    "SavedQueries": ("view", "savedquery"),
    "Visualizations": ("chart", "visualization"),
    "CustomControlDefaultConfigs": ("custom-control", "CustomControlDefaultConfig"),
}
_READ_COMPONENTS = (1, 2, 3, 9, 10, 14, ComponentType.FULL_IMAGE, ComponentType.PRIMARY_IMAGE)
_COMPONENTS: Mapping[int, str] = {
    ComponentType.ROLE: "roles",
    ComponentType.WORKFLOW: "workflows",
    ComponentType.FORM: "forms",
    ComponentType.WEB_RESOURCE: "web-resources",
    ComponentType.SITE_MAP: "app-module-site-maps",
    ComponentType.APP: "app-modules",
    ComponentType.PLUGIN_ASSEMBLY: "solution-plugin-assemblies",
    ComponentType.PLUGIN_STEP: "sdk-message-processing-steps",
    ComponentType.CANVAS_APP: "canvas-apps",
    ComponentType.ENVIRONMENT_VARIABLE: "environment-variables",
}
_CAPITALS = re.compile("(?<=[a-z0-9])(?=[A-Z])")
_IN_RIBBONS = ("CustomAction", "HideCustomAction", "CommandDefinition", "DisplayRule", "EnableRule", "LocLabel")


def report_parts_of(table: Table, package: Package, report: Report) -> None:
    """Report the forms, views, charts and ribbons of a table."""
    found: Counter[str] = Counter()
    for child in table.element.children:
        if child.tag in _READ_CHILDREN:
            continue
        if child.tag == "RibbonDiffXml":
            found["ribbon"] += _has_ribbon(child)
        else:
            feature, tag = _PARTS_OF_TABLES.get(child.tag, (feature_of(child.tag), ""))
            found[feature] += _count(child, tag)
    if package.classic:
        _count_files(table, package, found)
    for feature, number in sorted(found.items()):
        if number:
            what = feature.replace("-", " ")
            detail = f"The table has {number:,} {what}{'s' if number > 1 else ''}."
            report.left_out(table.logical_name, f"{what}s", feature, detail)


def _count(element: Element, tag: str) -> int:
    """Return how many elements with a tag are inside; without a tag, how many there are directly inside."""
    if not tag:
        return len(element.children) + sum(element.unread.values())
    inside = [element, *element.descendants()]
    return sum((part.tag == tag) + part.unread.get(tag, 0) for part in inside)


def _has_ribbon(element: Element) -> bool:
    """Return whether a ribbon adds or hides commands: exports have an empty one for every table."""
    return any(element.unread.get(tag) for tag in _IN_RIBBONS)


def _count_files(table: Table, package: Package, found: Counter[str]) -> None:
    """Count what files in the table's folder hold; files for managed packages repeat others."""
    for part, name in package.files_by_table.get(table.name.lower(), ()):
        if part == "RibbonDiff.xml":
            root = package.parsed.get(name)
            found["ribbon"] += root is None or any(_has_ribbon(inside) for inside in (root, *root.children))
        elif part not in ("Entity.xml", "Formulas"):
            found[_PARTS_OF_TABLES.get(part, (feature_of(part), ""))[0]] += 1


def report_other_parts(package: Package, report: Report) -> None:
    """Report what the package has beside tables, relationships and choices."""
    found: Counter[str] = Counter()
    for section in package.customizations.children if package.customizations is not None else ():
        if section.tag not in _READ_SECTIONS:
            found[feature_of(section.tag)] += _count(section, "")
    if package.classic:
        for root in package.root_components:
            type_ = integer(root.attrib.get("type", "")) or 0
            if type_ not in _READ_COMPONENTS:
                found[_COMPONENTS.get(type_, f"component-type-{type_}")] += 1
    for feature, number in sorted(found.items()):
        if number:
            what = feature.replace("-", " ")
            report.left_out("", what, feature, f"The solution has {number:,} of {what}.")


def feature_of(tag: str) -> str:
    """Return a word to count by for an element or a folder: `web-resources` for `WebResources`."""
    return re.sub("[^a-z0-9]+", "-", _CAPITALS.sub("-", tag).lower()).strip("-")
