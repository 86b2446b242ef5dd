"""Rules for root components: what the manifest lists against what the package holds."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.dataverse.patterns import is_guid
from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import finding_at

NOT_LISTED = Rule(
    "DV545",
    "not-listed-package",
    Severity.ERROR,
    "Every table and global option set of the package is a root component.",
    "Add it to <RootComponents>.",
    "0x8004803A",
)
NOT_THERE = Rule(
    "DV546",
    "not-there",
    Severity.ERROR,
    "Every root component with the publisher's prefix is in the package.",
    "Add the component, or remove the root component.",
    "0x8004801F",
)
ELSEWHERE = Rule(
    "DV547",
    "elsewhere",
    Severity.WARNING,
    "A root component that is not in the package must be in the target already.",
    "Add the component, or import first what has it.",
    "0x8004801F",
)
TYPE = Rule(
    "DV548",
    "type-package",
    Severity.ERROR,
    "A root component's type is a number, and its behavior 0, 1 or 2.",
    "Write the number: 1 table, 9 option set, 10 relationship.",
    "0x80044150",
)
NAMELESS = Rule(
    "DV549",
    "nameless",
    Severity.ERROR,
    "A root component has a schema name or a GUID.",
    "Add schemaName or id.",
)
CASE = Rule(
    "DV550",
    "case",
    Severity.WARNING,
    "A root component's schema name is in lower case.",
    "Write it in lower case, as exports do.",
)
TWICE = Rule("DV551", "twice-package", Severity.WARNING, "A root component is listed once.", "Remove one of the two.")

_TABLE, _SET, _RELATIONSHIP = "1", "9", "10"
_SITE_MAP = "62"
_WORDS = {_TABLE: "table", _SET: "option set", _RELATIONSHIP: "relationship"}
_LARGEST_TYPE = 100_000  # components that are tables of their own have numbers from 10000


def not_listed(package: Package) -> Iterator[Finding]:
    """Report components that are no root components."""
    if package.manifest is None:
        return
    for table in package.tables:
        if table.logical_name and (_TABLE, table.logical_name) not in package.root_components_by_name:
            message = f"table {quoted(table.name)} is no root component of the solution"
            yield finding_at(NOT_LISTED, table.element, message)
    for option_set in package.option_sets:
        name = option_set.attrib.get("Name", "")
        if name and (_SET, name.lower()) not in package.root_components_by_name:
            message = f"option set {quoted(name)} is no root component of the solution"
            yield finding_at(NOT_LISTED, option_set, message)


def not_there(package: Package) -> Iterator[Finding]:
    """Report own root components that the package lacks."""
    yield from _absent(package, NOT_THERE, own=True)


def elsewhere(package: Package) -> Iterator[Finding]:
    """Report root components of others that the package lacks."""
    yield from _absent(package, ELSEWHERE, own=False)


def _absent(package: Package, rule: Rule, *, own: bool) -> Iterator[Finding]:
    if package.customizations is None:
        return
    known = {
        _TABLE: package.tables_by_name.keys(),
        _SET: package.option_sets_by_name.keys(),
        _RELATIONSHIP: {found_.attrib.get("Name", "").lower() for found_ in package.relationships},
    }
    for root in package.root_components:
        type_, name = root.attrib.get("type", ""), root.attrib.get("schemaName", "")
        is_absent = name and type_ in known and name.lower() not in known[type_]
        if is_absent and package.is_own(name) == own:
            message = f"{_WORDS[type_]} {quoted(name)} is a root component, not in the package"
            yield finding_at(rule, root, message)


def types(package: Package) -> Iterator[Finding]:
    """Report types and behaviors that are none."""
    for root in package.root_components:
        type_, behavior = root.attrib.get("type", ""), root.attrib.get("behavior")
        value = integer(type_)
        if value is None or not 0 < value < _LARGEST_TYPE:
            yield finding_at(TYPE, root, f"a root component has the type {quoted(type_)}, no number")
        if behavior is not None and behavior not in ("0", "1", "2"):
            message = f"a root component has the behavior {quoted(behavior)}, not 0, 1 or 2"
            yield finding_at(TYPE, root, message)


def nameless(package: Package) -> Iterator[Finding]:
    """Report root components without a name and with ids that are none."""
    for root in package.root_components:
        name, id_ = root.attrib.get("schemaName"), root.attrib.get("id")
        if not name and not id_:
            if root.attrib.get("type") == _SITE_MAP:
                continue  # that of the whole environment has neither
            message = f"a root component of type {quoted(root.attrib.get('type', ''))} has no name"
            yield finding_at(NAMELESS, root, message)
        elif id_ and not is_guid(id_):
            yield finding_at(NAMELESS, root, f"a root component has the id {quoted(id_)}, no GUID")


def case(package: Package) -> Iterator[Finding]:
    """Report names of tables and option sets with capitals."""
    for root in package.root_components:
        name = root.attrib.get("schemaName", "")
        if root.attrib.get("type") in (_TABLE, _SET) and name != name.lower():
            yield finding_at(CASE, root, f"root component {quoted(name)} has capital letters")


def twice(package: Package) -> Iterator[Finding]:
    """Report root components listed twice."""
    seen: set[tuple[str, str, str]] = set()
    for root in package.root_components:
        named = (root.attrib.get("schemaName") or root.attrib.get("id") or "").lower()
        parent = root.attrib.get("parentId", root.attrib.get("parentName", "")).lower()
        key = (root.attrib.get("type", ""), named, parent)
        if named and key in seen:
            yield finding_at(TWICE, root, f"root component {quoted(named)} is listed twice")
        seen.add(key)


CHECKS = (not_listed, not_there, elsewhere, types, nameless, case, twice)
