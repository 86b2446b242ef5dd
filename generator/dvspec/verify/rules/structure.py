"""Rules for what a package consists of: its files, and the elements of each element, in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dvspec.findings import Finding, Rule, Severity
from dvspec.solution_files.archive import FLAT
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import finding_in, listed, quoted
from dvspec.solution_files.values import words
from dvspec.solution_files.vocabulary import CONTAINERS, CUSTOMIZING, FLAGS, SINCE, SINGLE, TRUE_FALSE
from dvspec.solution_files.xml import Element, finding_at
from dvspec.verify.parts import parts

NO_FILE = Rule(
    "DV430",
    "no-file",
    Severity.ERROR,
    "The files that make a package are there, at its root.",
    "Zip the files themselves, not the folder that holds them; pack an unpacked solution.",
    "0x80048060",
)
WRONG_ROOT = Rule(
    "DV431",
    "wrong-root",
    Severity.ERROR,
    "Each file begins with the element that its name promises.",
    "Export or unpack the solution again.",
    "0x8004801A",
)
ORDER = Rule(
    "DV432",
    "order",
    Severity.WARNING,
    "Known elements stand in the order of Microsoft's exports; other orders were imported too.",
    "Move the element to its place.",
    "0x8004801A",
)
DOUBLED = Rule(
    "DV433",
    "doubled",
    Severity.ERROR,
    "An element that can stand once stands once.",
    "Remove one of the two.",
    "0x8004801A",
)
MISSING = Rule(
    "DV434",
    "missing-package",
    Severity.ERROR,
    "Elements that nothing works without are there.",
    "Add the element.",
    "0x8004801A",
)
USUAL = Rule(
    "DV435",
    "usual",
    Severity.WARNING,
    "Elements that every export of the package's version has for such a component are there.",
    "Add them, with the value that an export of a like component has; Dataverse sets what is missing as it likes.",
)
MISSING_ATTRIBUTE = Rule(
    "DV436",
    "missing-attribute",
    Severity.ERROR,
    "Obligatory XML attributes are there, and names are not empty.",
    "Add the attribute.",
    "0x8004801A",
)
MISCASED = Rule(
    "DV437",
    "miscased",
    Severity.ERROR,
    "Names of elements have the case that importers look for.",
    "Write the name as the message gives it.",
    "0x8004801A",
)
UNKNOWN = Rule(
    "DV438",
    "unknown",
    Severity.NOTE,
    "Elements are of the vocabulary that real exports were seen to use.",
    "Check the spelling; if it is right, it is newer than this tool.",
)
MISSPELT = Rule(
    "DV442",
    "misspelt",
    Severity.ERROR,
    "Names of elements are not misspelt: importers refuse names that their schema lacks.",
    "Write the name as the message gives it.",
    "0x8004801A",
)
FLAG = Rule(
    "DV439",
    "flag",
    Severity.ERROR,
    "Flags are 0 or 1, HasRelated… ones True or False.",
    "Write one of the two.",
    "0x8004801A",
)
EMPTY_NODE = Rule(
    "DV440",
    "empty-node",
    Severity.ERROR,
    "A table without forms or views has no empty node for them.",
    "Remove the empty element; Microsoft's own tools stop at it.",
    "0x8004801A",
)
CONTENT_TYPES = Rule(
    "DV441",
    "content-types",
    Severity.WARNING,
    "[Content_Types].xml names a type for every file ending in the package.",
    'Add <Default Extension="…" ContentType="application/octet-stream" />.',
    "0x80048060",
)

_ALWAYS = (9, 0)
_CLASSIC_ROOTS = (
    ("Other/Solution.xml", "ImportExportXml"),
    ("Other/Customizations.xml", "ImportExportXml"),
    ("Other/Relationships.xml", "EntityRelationships"),
)


def files(package: Package) -> Iterator[Finding]:
    """Report files that are not there."""
    if package.is_zip or not package.classic:
        yield from _flat_files(package)
        return
    for name in ("Other/Solution.xml", "Other/Customizations.xml"):
        if name not in package.names:
            yield finding_in(NO_FILE, package.path, f"the folder has no {name}")


def _flat_files(package: Package) -> Iterator[Finding]:
    names = package.names
    absent = [name for name in FLAT if name not in names]
    if len(absent) == len(FLAT) and not package.is_zip:
        message = "the folder holds no solution: neither Other/Solution.xml nor solution.xml"
        yield finding_in(NO_FILE, package.path, message)
        return
    for name in absent:
        hint = ""
        if "Other/Solution.xml" in names or "src/Other/Solution.xml" in names:
            hint = "; it holds an unpacked solution, which must be packed first"
        elif name.casefold() in {known.casefold() for known in names}:
            hint = "; it has that name in another case"
        elif near := [known for known in names if known.endswith(f"/{name}")]:
            hint = f"; it has {quoted(near[0])}, in a folder"
        yield finding_in(NO_FILE, package.path, f"the package has no {name} at its root{hint}")


def roots(package: Package) -> Iterator[Finding]:
    """Report files that begin with another element."""
    expected = {"solution.xml": "ImportExportXml", "customizations.xml": "ImportExportXml"}
    expected["[Content_Types].xml"] = "Types"
    if package.classic:
        expected = dict(_CLASSIC_ROOTS)
    for name, root in package.parsed.items():
        want = expected.get(name)
        if want is None and package.classic:
            if name.startswith("Other/Relationships/"):
                want = "EntityRelationships"
            elif name.startswith("OptionSets/"):
                want = "optionset"
            elif name.endswith("/Entity.xml"):
                want = "Entity"
        if want is not None and root.tag != want:
            yield finding_at(WRONG_ROOT, root, f"the file begins with <{root.tag}>, not <{want}>")


def order(package: Package) -> Iterator[Finding]:
    """Report the first element of each part that stands after one that it belongs before."""
    for kind, element, subject, *_ in parts(package):
        last, after = -1, ""
        for child in element.children:
            place = kind.place.get(child.tag)
            if place is None:
                continue
            if place < last:
                message = f"{subject}: <{child.tag}> stands after <{after}>, it belongs before"
                yield finding_at(ORDER, child, message)
                break
            last, after = place, child.tag


def doubled(package: Package) -> Iterator[Finding]:
    """Report elements that stand twice in one part."""
    for kind, element, subject, *_ in parts(package):
        seen: Counter[str] = Counter()
        for child in element.children:
            seen[child.tag] += 1
            if seen[child.tag] == 2 and (child.tag in kind.place or child.tag in kind.free):
                yield finding_at(DOUBLED, child, f"{subject} has <{child.tag}> twice")
    for element in package.elements:
        only = SINGLE.get(element.tag)
        if only and len(element.children) > 1:
            for second in list(element.named(only))[1:2]:
                yield finding_at(DOUBLED, second, f"<{element.tag}> has <{only}> twice")


def missing(package: Package) -> Iterator[Finding]:
    """Report obligatory elements that are not there, or empty where a name should be."""
    for _, element, subject, required, _usual in parts(package):
        for name in required:
            child = element.child(name)
            if child is None:
                yield finding_at(MISSING, element, f"{subject} has no <{name}>")
            elif not child.text and not child.children and name not in CONTAINERS:
                yield finding_at(MISSING, child, f"{subject}: <{name}> is empty")
    for table in package.tables:
        for info in table.element.named("EntityInfo"):
            if info.child("entity") is None:
                yield finding_at(MISSING, info, f"table {quoted(table.name)} has no <entity>")


def usual(package: Package) -> Iterator[Finding]:
    """Report elements that exports always have, all that one part lacks in one finding."""
    for _, element, subject, _required, names in parts(package):
        if not names:
            continue
        present = {child.tag for child in element.children}
        absent = [name for name in names if name not in present and package.version >= SINCE.get(name, _ALWAYS)]
        customizing = CUSTOMIZING.intersection(names)
        if len(customizing) > 1 and not present & customizing:
            absent = [name for name in absent if name not in customizing]
        if absent:
            version = ".".join(map(str, package.version))
            message = f"{subject} lacks what every export of version {version} has: {listed(absent)}"
            yield finding_at(USUAL, element, message)


def missing_attributes(package: Package) -> Iterator[Finding]:
    """Report XML attributes that are not there or empty."""
    for kind, element, subject, *_ in parts(package):
        for name in kind.attributes:
            if not element.attrib.get(name, "").strip():
                message = f"{subject}: <{element.tag}> has no attribute {name}"
                yield finding_at(MISSING_ATTRIBUTE, element, message)


def unknown_words(package: Package) -> Iterator[Finding]:
    """Report names of elements that rules don't know."""
    for rule, element, message in _strangers(package):
        if rule is UNKNOWN:
            yield finding_at(UNKNOWN, element, message)


def miscased_words(package: Package) -> Iterator[Finding]:
    """Report names of elements that only their case tells from known ones."""
    for rule, element, message in _strangers(package):
        if rule is MISCASED:
            yield finding_at(MISCASED, element, message)


def misspelt_words(package: Package) -> Iterator[Finding]:
    """Report names of elements that differ from known ones by a letter or two."""
    for rule, element, message in _strangers(package):
        if rule is MISSPELT:
            yield finding_at(MISSPELT, element, message)


def _strangers(package: Package) -> Iterator[tuple[Rule, Element, str]]:
    for kind, element, subject, *_ in parts(package):
        for child in element.children:
            tag = child.tag
            if tag in kind.place or tag in kind.free or not kind.ordered:
                continue
            known = kind.folded.get(tag.casefold())
            if known:
                yield MISCASED, child, f"{subject}: <{tag}> is written <{known}>"
            elif not words([tag]) <= words(kind.folded.values()) and (
                near := package.intended_name(tag, kind.folded.values(), kind.name)
            ):
                yield MISSPELT, child, f"{subject} has <{tag}>, which is not known; <{near}> is"
            else:
                yield UNKNOWN, child, f"{subject} has <{tag}>, which is not known"
    for element in package.elements:
        only = CONTAINERS.get(element.tag)
        if only is None:
            continue
        for child in element.children:
            if child.tag == only:
                continue
            if child.tag.casefold() == only.casefold():
                yield MISCASED, child, f"<{child.tag}> is written <{only}>"
            elif package.intended_name(child.tag, (only,), only):
                yield MISSPELT, child, f"<{element.tag}> has <{child.tag}>, which is not known there; <{only}> is"
            else:
                message = f"<{element.tag}> has <{child.tag}>, which is not known there"
                yield UNKNOWN, child, message


def flags(package: Package) -> Iterator[Finding]:
    """Report flags with other values."""
    for _, element, subject, *_ in parts(package):
        for child in element.children:
            if child.tag in FLAGS and child.text not in ("0", "1"):
                message = f"{subject}: {child.tag} is {quoted(child.text)}, not 0 or 1"
                yield finding_at(FLAG, child, message)
            elif child.tag in TRUE_FALSE and child.text not in ("True", "False"):
                message = f"{subject}: {child.tag} is {quoted(child.text)}, not True or False"
                yield finding_at(FLAG, child, message)


def empty_nodes(package: Package) -> Iterator[Finding]:
    """Report empty nodes for forms and views in a packed solution."""
    if package.classic:
        return
    for table in package.tables:
        for name in ("FormXml", "SavedQueries"):
            for node in table.element.named(name):
                if not node.children:
                    message = f"table {quoted(table.name)} has an empty <{name}>"
                    yield finding_at(EMPTY_NODE, node, message)


def content_types(package: Package) -> Iterator[Finding]:
    """Report file endings without a content type."""
    types = package.content_types
    if types is None or not package.is_zip:
        return
    endings = {known.attrib.get("Extension", "").lower() for known in types.named("Default")}
    parts_ = {known.attrib.get("PartName", "").lower() for known in types.named("Override")}
    lacking: dict[str, str] = {}
    for name in package.names:
        base = name.rsplit("/", 1)[-1]
        ending = base.rsplit(".", 1)[-1].lower() if "." in base else ""
        listed_ = f"/{name.lower()}" in parts_ or name == FLAT[0] or name.endswith("/")
        if ending not in endings and not listed_:
            lacking.setdefault(ending, name)
    for ending, name in sorted(lacking.items()):
        message = f"no content type for the ending {quoted(ending)}, which {quoted(name)} has"
        yield finding_at(CONTENT_TYPES, types, message)


CHECKS = (
    files,
    roots,
    order,
    doubled,
    missing,
    usual,
    missing_attributes,
    miscased_words,
    unknown_words,
    misspelt_words,
    flags,
    empty_nodes,
    content_types,
)
