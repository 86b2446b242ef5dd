"""The package as a list of parts: each element that has a known make-up, with how messages call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dvspec.solution_files import vocabulary as words
from dvspec.solution_files.package import Package
from dvspec.solution_files.relationship import Relationship
from dvspec.solution_files.report import quoted
from dvspec.solution_files.table import Column, Table, column_subject
from dvspec.solution_files.vocabulary import Kind
from dvspec.solution_files.xml import Element


class Part(NamedTuple):
    """An element, what it should consist of, and what it can't do without here."""

    kind: Kind
    element: Element
    subject: str
    required: tuple[str, ...]
    usual: tuple[str, ...]


def parts(package: Package) -> Iterator[Part]:
    """Yield every element whose make-up rules know, in the order of the files."""
    yield from _manifest(package)
    if package.customizations is not None:
        usual = words.ROOT.usual if package.is_current else ()
        yield _part(words.ROOT, package.customizations, "the customizations", usual=usual)
    for table in package.tables:
        yield from _table(package, table)
    for relationship in package.relationships:
        yield from _relationship(package, relationship)
    for option_set in package.option_sets:
        subject = f"option set {quoted(option_set.attrib.get('Name', ''))}"
        yield from _option_set(option_set, subject)


def _part(
    kind: Kind,
    element: Element,
    subject: str,
    *,
    required: tuple[str, ...] | None = None,
    usual: tuple[str, ...] | None = None,
) -> Part:
    return Part(
        kind,
        element,
        subject,
        kind.required if required is None else required,
        kind.usual if usual is None else usual,
    )


def _manifest(package: Package) -> Iterator[Part]:
    if package.solution is None:
        return
    yield _part(words.SOLUTION, package.solution, "the solution file")
    for manifest in package.solution.named("SolutionManifest"):
        yield _part(words.MANIFEST, manifest, "the manifest")
        for publisher in manifest.named("Publisher"):
            yield _part(words.PUBLISHER, publisher, "the publisher")
            for address in publisher.under("Addresses", "Address"):
                yield _part(words.ADDRESS, address, "an address of the publisher")


def _table(package: Package, table: Table) -> Iterator[Part]:
    name = f"table {quoted(table.name)}"
    whole = package.is_whole(table)
    makes = package.is_own(table.name) and package.claims_whole(table)
    yield _part(words.TABLE_OUTSIDE, table.element, name, required=("Name", "EntityInfo") if makes else ("Name",))
    for element in table.element.named("Name"):
        yield _part(words.TABLE_NAME, element, name)
    if table.info is not None:
        usual = words.TABLE.usual if whole and package.is_current else ()
        required = words.TABLE.required if whole else ()
        if package.version < words.ENTITY_SETS:
            required = tuple(name for name in required if name != "EntitySetName")
        yield _part(words.TABLE, table.info, name, required=required, usual=usual)
    for column in table.columns:
        yield from _column(package, table, column, whole)
    for key in table.alternate_keys:
        subject = f"key {quoted(key.value('Name') or '')} of {quoted(table.name)}"
        yield _part(words.KEY, key, subject)
    for view in table.views:
        usual = words.VIEW.usual
        if view.value("querytype") in ("0", "1", "2", "4", "64"):
            usual = (*usual, "layoutxml")
        subject = f"view {quoted(view.value('savedqueryid') or '')} of {quoted(table.name)}"
        yield _part(words.VIEW, view, subject, usual=usual)


def _column(package: Package, table: Table, column: Column, whole: bool) -> Iterator[Part]:
    subject = column_subject(table, column)
    usual: tuple[str, ...] = ()
    if whole and package.is_current:
        usual = words.COLUMN.usual
        if not column.is_custom and column.type != "primarykey":
            usual = tuple(name for name in usual if name not in words.CUSTOM_ONLY)
    yield _part(words.COLUMN, column.element, subject, usual=usual)
    for option_set in column.element.named("optionset"):
        yield from _option_set(option_set, f"option set of {subject}")


def _option_set(option_set: Element, subject: str) -> Iterator[Part]:
    if option_set.attrib.get("unmodified") == "1" or not _defines(option_set):
        yield _part(words.OPTION_SET, option_set, subject, required=(), usual=())
    else:
        yield _part(words.OPTION_SET, option_set, subject)
    for container, kind in (("options", words.OPTION), ("states", words.STATE)):
        for option in option_set.under(container, kind.name):
            yield _part(kind, option, f"{kind.name} {option.attrib.get('value', '')} of {subject}")
    for status in option_set.under("statuses", "status"):
        subject_ = f"status {status.attrib.get('value', '')} of {subject}"
        yield _part(words.STATUS, status, subject_)


def _defines(option_set: Element) -> bool:
    """Tell whether an option set is defined, with its type, version and names, not only changed by a layer."""
    return any(option_set.child(name) is not None for name in ("OptionSetType", "IntroducedVersion", "displaynames"))


def _relationship(package: Package, relationship: Element) -> Iterator[Part]:
    subject = f"relationship {quoted(relationship.attrib.get('Name', ''))}"
    required, usual = words.RELATIONSHIP.required, words.RELATIONSHIP.usual
    type_ = relationship.value("EntityRelationshipType")
    if type_ == "OneToMany":
        required = (*required, *words.ONE_TO_MANY_REQUIRED)
        usual = (*usual, *words.ONE_TO_MANY_USUAL)
        if package.is_current and not Relationship(relationship).is_system:
            usual = (*usual, *words.ONE_TO_MANY_CUSTOM)
    elif type_ == "ManyToMany":
        required = (*required, *words.MANY_TO_MANY_REQUIRED)
    yield _part(words.RELATIONSHIP, relationship, subject, required=required, usual=usual)
    for role in relationship.under("EntityRelationshipRoles", "EntityRelationshipRole"):
        yield _part(words.ROLE, role, f"a role of {subject}")
