"""What a package says about tables, read here by other means than dvspec's: element by element, for comparison.

`python -m tests.importers.comparison [ID]…` imports each package of the corpus, generates it again and prints where the
two differ and the importer's report names nothing.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Value = str | frozenset[tuple[str, str]] | tuple[str, ...]

# Not settings of a table: when something was added, and what an environment counts by itself.
NOT_SETTINGS = frozenset({"IntroducedVersion", "ObjectTypeCode"})
LABELS = {
    "LocalizedNames": "LocalizedName",
    "LocalizedCollectionNames": "LocalizedCollectionName",
    "Descriptions": "Description",
    "displaynames": "displayname",
    "labels": "label",
}
OPTIONS = ("options/option", "states/state", "statuses/status")
# Columns that Dataverse makes beside others, by their endings or names.
DEFAULT_COLORS = ("#0000ff", "#ffffff")
CURRENCY_COLUMNS = frozenset({"transactioncurrencyid", "exchangerate"})


class Thing(NamedTuple):
    """A table, column, option, key or relationship: what it is, and the names that lead to it, in lower case."""

    kind: str
    names: tuple[str, ...]

    @property
    def table(self) -> str:
        return "" if self.kind in ("relationship", "option set") or self.is_global_option else self.names[0]

    @property
    def is_global_option(self) -> bool:
        return self.kind == "option" and len(self.names) == 2

    def __str__(self) -> str:
        return f"{self.kind} {'.'.join(self.names)}"


Facts = dict[Thing, dict[str, Value]]


def facts(contents: Mapping[str, bytes]) -> Facts:
    """Return what a package's files say about each thing, by element; the texts of labels are sets."""
    result: Facts = {}
    roots: list[tuple[str, Element]] = []
    for name, data in contents.items():
        if name.endswith(".xml") and data.strip():
            roots.append((name, ElementTree.fromstring(data)))
    for name, root in roots:
        if name.startswith(("FormXml", "Workflows")) or "/FormXml/" in name or "/SavedQueries/" in name:
            continue
        for entity in root.iter("Entity"):
            _table(entity, result)
        for relationship in root.iter("EntityRelationship"):
            if relationship.find("EntityRelationshipType") is not None:
                _relationship(relationship, result)
        for options in ([root] if root.tag == "optionset" else root.findall("optionsets/optionset")):
            thing = Thing("option set", (options.get("Name", "").lower(),))
            result[thing] = _values(options)
            _options(options, thing, result)
        for config in root.iter("AttributeImageConfig"):
            where = (config.findtext("parententitylogicalname", ""), config.findtext("attributelogicalname", ""))
            image = Thing("column", where)
            result.setdefault(image, {})["canstorefullimage"] = config.findtext("canstorefullimage", "0")
        for config in root.iter("EntityImageConfig"):
            owner = Thing("table", (config.findtext("parententitylogicalname", ""),))
            result.setdefault(owner, {})["primaryimageattribute"] = config.findtext("primaryimageattribute", "")
    return result


def _table(entity: Element, result: Facts) -> None:
    info = entity.find("EntityInfo/entity")
    name = (entity.findtext("Name") or "").strip().lower()
    if info is None or not name:
        return
    table = Thing("table", (name,))
    result.setdefault(table, {}).update(_values(info))
    for attribute in info.iterfind("attributes/attribute"):
        logical_name = (attribute.findtext("LogicalName") or attribute.findtext("Name") or "").strip().lower()
        column = Thing("column", (name, logical_name))
        result.setdefault(column, {}).update(_values(attribute) | {"PhysicalName": attribute.get("PhysicalName", "")})
        local = attribute.find("optionset")
        if local is not None:
            result[column]["optionset"] = local.get("Name", "").lower()
            _options(local, column, result)
    for key in info.iterfind("EntityKeys/EntityKey"):
        thing = Thing("key", (name, (key.findtext("LogicalName") or "").lower()))
        columns = tuple(column.text or "" for column in key.iterfind("EntityKeyAttributes/AttributeName"))
        result[thing] = {"columns": columns, **_values(key)}


def _relationship(element: Element, result: Facts) -> None:
    thing = Thing("relationship", (element.get("Name", "").lower(),))
    values = _values(element)
    description = element.find("RelationshipDescription/Descriptions")
    if description is not None:
        values["RelationshipDescription"] = _labels(description)
    for role in element.iterfind("EntityRelationshipRoles/EntityRelationshipRole"):
        which = role.findtext("RelationshipRoleType") or role.findtext("AssociationRoleOrdinal") or ""
        values |= {f"role {which} {tag}": value for tag, value in _values(role).items()}
    result[thing] = _by_table(values) if values.get("EntityRelationshipType") == "ManyToMany" else values


def _by_table(values: dict[str, Value]) -> dict[str, Value]:
    """Return what a many-to-many relationship says with its tables in order: it has no direction."""
    first, second = str(values.get("FirstEntityName", "")), str(values.get("SecondEntityName", ""))
    if first.lower() <= second.lower():
        return values
    other = {"FirstEntityName": "SecondEntityName", "SecondEntityName": "FirstEntityName"}
    roles = {"1": "2", "2": "1"}
    turned: dict[str, Value] = {}
    for element, value in values.items():
        role = re.fullmatch(r"role ([12]) (.*)", element)
        if role and role[2] != "AssociationRoleOrdinal":
            turned[f"role {roles[role[1]]} {role[2]}"] = value
        else:
            turned[other.get(element, element)] = value
    return turned


def _options(element: Element, owner: Thing, result: Facts) -> None:
    for path in OPTIONS:
        for option in element.iterfind(path):
            values: dict[str, Value] = {key: text for key, text in option.attrib.items() if key != "value"}
            values |= _values(option)
            result[Thing("option", (*owner.names, option.get("value", "")))] = values


def _values(element: Element) -> dict[str, Value]:
    """Return the texts of an element's children that have no children themselves, and the labels among the others."""
    values: dict[str, Value] = {}
    for child in element:
        if child.tag in LABELS:
            values[child.tag] = _labels(child)
        elif len(child) == 0:
            values[child.tag] = (child.text or "").strip()
        elif child.tag == "LookupTypes":
            values[child.tag] = tuple(sorted((type_.text or "").strip() for type_ in child))
    return values


def _labels(element: Element) -> frozenset[tuple[str, str]]:
    inner = element.findall(LABELS.get(element.tag, "Description"))
    return frozenset((label.get("languagecode", ""), label.get("description", "")) for label in inner)


@dataclass(frozen=True)
class Difference:
    """An element of a thing that the two packages state differently; None where one lacks it."""

    thing: Thing
    element: str
    source: Value | None
    ours: Value | None

    def __str__(self) -> str:
        return f"{self.thing}: {self.element}: {_shown(self.source)} -> {_shown(self.ours)}"


def _shown(value: Value | None) -> str:
    return repr(sorted(value) if isinstance(value, frozenset) else value)


def differences(source: Facts, ours: Facts) -> Iterator[Difference]:
    """Yield where our facts about the source's own things differ from the source's."""
    for thing, values in source.items():
        if not _is_described(thing, source):
            continue
        others = ours.get(thing)
        if others is None:
            yield Difference(thing, "", "is there", None)
            continue
        for element in sorted({*values, *others} - NOT_SETTINGS):
            left, right = values.get(element), others.get(element)
            if element not in values:
                continue  # an older version, or a layer that leaves the element as it is
            if element == "Color" and left in DEFAULT_COLORS and _is_yes_or_no(thing, source):
                continue  # usual in exports; specs have no key for it, and the report does not name it
            if not _same(left, right):
                yield Difference(thing, element, left, right)
    for thing in ours.keys() - source.keys():
        if ours[thing].get("CalculationOf") or thing.names[1:2] == ("statecode",):
            continue  # companions of money, which Dataverse needs and a layer can lack
        if thing.kind != "table":
            yield Difference(thing, "", None, "is there")


def _is_yes_or_no(option: Thing, source: Facts) -> bool:
    return source.get(Thing("column", option.names[:2]), {}).get("Type") == "bit"


def _is_described(thing: Thing, source: Facts) -> bool:
    """Return whether a thing is one that specs describe, not one that Dataverse makes by itself."""
    if thing.kind in ("column", "option") and thing.table and len(thing.names) > 1:
        column = source.get(Thing("column", thing.names[:2]), {})
        if column.get("CalculationOf") or thing.names[1] in CURRENCY_COLUMNS:
            return False
        return column.get("IsCustomField") != "0"
    if thing.kind == "relationship":
        values = source[thing]
        if values.get("EntityRelationshipType") == "ManyToMany":
            return True
        owner = (str(values.get("ReferencingEntityName", "")).lower(),)
        referencing = str(values.get("ReferencingAttributeName", "")).lower()
        column = source.get(Thing("column", (*owner, referencing)), {})
        return bool(column) and column.get("IsCustomField") != "0" and column.get("Type") != "file"
    return True


def _same(left: Value | None, right: Value | None) -> bool:
    if left == right:
        return True
    if isinstance(left, frozenset) or isinstance(right, frozenset):
        return _texts(left) == _texts(right)
    if isinstance(left, tuple) or isinstance(right, tuple):
        return left == right
    first, second = (left or "").lower(), (right or "").lower()
    if first == second:
        return True
    try:
        return Decimal(first) == Decimal(second)
    except InvalidOperation:
        return False


def _texts(value: Value | None) -> set[tuple[str, str]]:
    """Return the labels that are not empty."""
    if not isinstance(value, frozenset):
        return set()
    return {(code, re.sub(r"\s+", " ", text).strip()) for code, text in value if text.strip()}


def unreported(sample_differences: list[Difference], left_out: set[tuple[str, str]]) -> list[Difference]:
    """Return the differences in things that the report does not name; `left_out` are (table, subject) in lower case."""
    return [difference for difference in sample_differences if not _named(difference.thing, left_out)]


def _named(thing: Thing, left_out: set[tuple[str, str]]) -> bool:
    for table, subject in left_out:
        last = thing.names[1] if len(thing.names) > 1 and not thing.is_global_option else thing.names[0]
        if (thing.table in ("", table)) and re.search(rf"(?<![a-z0-9_]){re.escape(last)}(?![a-z0-9_])", subject):
            return True
        if thing.kind != "table" and table == thing.table and subject in ("table", f"table {table}"):
            return True
    return False


def compare_all(ids: set[str] | None) -> Iterator[tuple[str, Facts, list[Difference], list[Difference]]]:
    """Yield for each package of the corpus its id, its facts, all differences, and those that are not reported."""
    from dvspec.findings import Refused
    from dvspec.importers.solution import import_solution
    from dvspec.solution_files.package import Package
    from dvspec.targets.solution import package
    from tests.verify.corpus import samples

    for sample in samples(ids):
        try:
            imported = import_solution(Package(sample.archive))
        except Refused as refused:
            print(f"{sample.id}: refused: {refused.findings[0].message}")
            continue
        written = package(imported.solution)
        ours = facts({name: data.encode() if isinstance(data, str) else data for name, data in written.items()})
        source = facts(sample.archive.contents)
        every = list(differences(source, ours))
        left_out = {(item.table.lower(), item.subject.lower()) for item in imported.left_out}
        yield sample.id, source, every, unreported(every, left_out)


def main() -> None:
    """Print the differences of each package of the corpus, and how often each element differs."""
    by_element: Counter[tuple[str, str]] = Counter()
    things: Counter[str] = Counter()
    count = reported = 0
    for name, source, every, rest in compare_all(set(sys.argv[1:]) or None):
        things.update(thing.kind for thing in source if _is_described(thing, source))
        reported += len(every) - len(rest)
        count += len(rest)
        by_element.update((difference.thing.kind, difference.element) for difference in rest)
        for difference in rest:
            print(f"{name}: {difference}")
    print("\n".join(f"{number:6} {kind} {element}" for (kind, element), number in by_element.most_common()))
    print(", ".join(f"{number:,} {kind}s" for kind, number in things.items()))
    print(f"{count:,} differences; {reported:,} more are in things that the report names")


if __name__ == "__main__":
    main()
