"""Rules for root components: what the manifest lists, compared with what the package contains."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.patterns import is_guid
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.option_set import option_set_subject
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import finding_at

UNLISTED = Rule(
    "DV545",
    "missing-root-component",
    Severity.ERROR,
    "Every table and every global option set of the package is a root component.",
    "Add it to <RootComponents>.",
    "0x8004803A",
)
MISSING = Rule(
    "DV546",
    "missing-component",
    Severity.ERROR,
    "The package contains every root component that has the publisher's prefix.",
    "Add the component, or remove the root component.",
    "0x8004801F",
)
EXTERNAL = Rule(
    "DV547",
    "external-component",
    Severity.WARNING,
    "The package contains its root components.",
    "Add the component, or import the solution that contains it first.",
    "0x8004801F",
)
INVALID = Rule(
    "DV548",
    "invalid-root-component",
    Severity.ERROR,
    "A root component's type is a number, and its behavior is 0, 1 or 2.",
    "Write the type as a number, such as 1 for a table, 9 for an option set and 10 for a relationship,"
    " and the behavior as 0, 1 or 2.",
    "0x80044150",
)
UNNAMED = Rule(
    "DV549",
    "unnamed-root-component",
    Severity.ERROR,
    "A root component has a schema name, or a GUID as its id.",
    "Add schemaName or id.",
)
CASE = Rule(
    "DV550",
    "root-component-case",
    Severity.WARNING,
    "Schema names of root components are in lower case.",
    "Write the schema name in lower case, as exports do.",
)
DUPLICATE = Rule(
    "DV551",
    "duplicate-root-component",
    Severity.WARNING,
    "The manifest lists each root component once.",
    "Remove one of the two.",
)

_TABLE, _OPTION_SET, _RELATIONSHIP, _SITE_MAP = "1", "9", "10", "62"
_TYPE_NAMES = {_TABLE: "table", _OPTION_SET: "option set", _RELATIONSHIP: "relationship"}
_BEHAVIORS = ("0", "1", "2")
_LARGEST_TYPE = 100_000  # components that have their own tables have numbers from 10000


def unlisted_components(package: Package) -> Iterator[Finding]:
    """Report tables and option sets that are not root components."""
    if package.manifest is None:
        return
    for table in package.tables:
        if table.logical_name and (_TABLE, table.logical_name) not in package.root_components_by_name:
            yield finding_at(UNLISTED, table.element, f"{table.subject} is not a root component of the solution")
    for option_set in package.option_sets:
        name = option_set.attrib.get("Name", "").lower()
        if name and (_OPTION_SET, name) not in package.root_components_by_name:
            message = f"{option_set_subject(option_set)} is not a root component of the solution"
            yield finding_at(UNLISTED, option_set, message)


def missing_components(package: Package) -> Iterator[Finding]:
    """Report root components that the package doesn't contain."""
    if package.customizations is None:
        return
    contained = {
        _TABLE: package.tables_by_name.keys(),
        _OPTION_SET: package.option_sets_by_name.keys(),
        _RELATIONSHIP: {relationship.name.lower() for relationship in package.relationships},
    }
    for root in package.root_components:
        type_, name = root.attrib.get("type", ""), root.attrib.get("schemaName", "")
        if name and type_ in contained and name.lower() not in contained[type_]:
            rule = MISSING if package.is_own(name) else EXTERNAL
            message = f"{_TYPE_NAMES[type_]} {quoted(name)} is a root component, but the package does not contain it"
            yield finding_at(rule, root, message)


def invalid_types(package: Package) -> Iterator[Finding]:
    """Report invalid types and behaviors."""
    for root in package.root_components:
        type_, behavior = root.attrib.get("type", ""), root.attrib.get("behavior")
        number = integer(type_)
        if number is None or not 0 < number < _LARGEST_TYPE:
            yield finding_at(
                INVALID, root, f"a root component has the type {quoted(type_)}, which is not the number of a type"
            )
        if behavior is not None and behavior not in _BEHAVIORS:
            message = f"a root component has the behavior {quoted(behavior)}, not 0, 1 or 2"
            yield finding_at(INVALID, root, message)


def unnamed_components(package: Package) -> Iterator[Finding]:
    """Report root components without name and id, and ids that are not GUIDs."""
    for root in package.root_components:
        type_, name, id_ = root.attrib.get("type", ""), root.attrib.get("schemaName"), root.attrib.get("id")
        if not name and not id_:
            if type_ != _SITE_MAP:  # the site map of an environment has neither
                yield finding_at(UNNAMED, root, f"a root component of type {quoted(type_)} has neither name nor id")
        elif id_ and not is_guid(id_):
            yield finding_at(UNNAMED, root, f"a root component has the id {quoted(id_)}, which is not a GUID")


def upper_case(package: Package) -> Iterator[Finding]:
    """Report names of tables and option sets with capital letters."""
    for root in package.root_components:
        name = root.attrib.get("schemaName", "")
        if root.attrib.get("type") in (_TABLE, _OPTION_SET) and name != name.lower():
            yield finding_at(CASE, root, f"root component {quoted(name)} has capital letters")


def duplicates(package: Package) -> Iterator[Finding]:
    """Report root components that are listed twice."""
    seen: set[tuple[str, str, str]] = set()
    for root in package.root_components:
        name = (root.attrib.get("schemaName") or root.attrib.get("id") or "").lower()
        parent = root.attrib.get("parentId", root.attrib.get("parentName", "")).lower()
        component = (root.attrib.get("type", ""), name, parent)
        if name and component in seen:
            yield finding_at(DUPLICATE, root, f"root component {quoted(name)} is listed twice")
        seen.add(component)


CHECKS = (unlisted_components, missing_components, invalid_types, unnamed_components, upper_case, duplicates)
