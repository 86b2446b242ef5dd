"""The elements of a package whose content is known: each with its content model, and what messages call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dvspec.solution_files.alternate_key import AlternateKey
from dvspec.solution_files.option_set import option_set_subject
from dvspec.solution_files.package import Package
from dvspec.solution_files.relationship import Relationship
from dvspec.solution_files.table import Column, Table, column_subject
from dvspec.solution_files.view import View
from dvspec.solution_files.xml import Element
from dvspec.verify import content_models
from dvspec.verify.content_models import ContentModel
from dvspec.verify.vocabulary import ENTITY_SETS

_QUERY_TYPES_WITH_LAYOUT = ("0", "1", "2", "4", "64")


class KnownElement(NamedTuple):
    """An element with its content model, and which of the model's children it must and usually does have here."""

    model: ContentModel
    element: Element
    subject: str
    required: tuple[str, ...]
    usual: tuple[str, ...]


def known_elements(package: Package) -> Iterator[KnownElement]:
    """Yield every element that has a content model, in the order of the files."""
    yield from _manifest(package)
    if package.customizations is not None:
        usual = content_models.ROOT.usual if package.is_current else ()
        yield _known(content_models.ROOT, package.customizations, "the customizations file", usual=usual)
    for table in package.tables:
        yield from _table(package, table)
    for relationship in package.relationships:
        yield from _relationship(package, relationship)
    for option_set in package.option_sets:
        yield from _option_set(option_set, option_set_subject(option_set))


def _known(
    model: ContentModel,
    element: Element,
    subject: str,
    *,
    required: tuple[str, ...] | None = None,
    usual: tuple[str, ...] | None = None,
) -> KnownElement:
    return KnownElement(
        model,
        element,
        subject,
        model.required if required is None else required,
        model.usual if usual is None else usual,
    )


def _manifest(package: Package) -> Iterator[KnownElement]:
    if package.solution is None:
        return
    yield _known(content_models.SOLUTION, package.solution, "the solution file")
    for manifest in package.solution.named("SolutionManifest"):
        yield _known(content_models.MANIFEST, manifest, "the manifest")
        for publisher in manifest.named("Publisher"):
            yield _known(content_models.PUBLISHER, publisher, "the publisher")
            for address in publisher.under("Addresses", "Address"):
                yield _known(content_models.ADDRESS, address, "an address of the publisher")


def _table(package: Package, table: Table) -> Iterator[KnownElement]:
    is_whole = package.is_whole(table)
    is_own = package.is_own(table.name) and package.claims_whole(table)
    required: tuple[str, ...] = ("Name", "EntityInfo") if is_own else ("Name",)
    yield _known(content_models.TABLE_OUTSIDE, table.element, table.subject, required=required)
    for element in table.element.named("Name"):
        yield _known(content_models.TABLE_NAME, element, table.subject)
    if table.info is not None:
        usual = content_models.TABLE.usual if is_whole and package.is_current else ()
        required = content_models.TABLE.required if is_whole else ()
        if package.version < ENTITY_SETS:
            required = tuple(tag for tag in required if tag != "EntitySetName")
        yield _known(content_models.TABLE, table.info, table.subject, required=required, usual=usual)
    for column in table.columns:
        yield from _column(package, table, column, is_whole)
    for key in table.alternate_keys:
        yield _known(content_models.KEY, key, AlternateKey(table, key).subject)
    for view in table.views:
        usual = content_models.VIEW.usual
        if view.value("querytype") in _QUERY_TYPES_WITH_LAYOUT:
            usual = (*usual, "layoutxml")
        yield _known(content_models.VIEW, view, View(table, view).subject, usual=usual)


def _column(package: Package, table: Table, column: Column, is_whole: bool) -> Iterator[KnownElement]:
    subject = column_subject(table, column)
    usual: tuple[str, ...] = ()
    if is_whole and package.is_current:
        usual = content_models.COLUMN.usual
        if not column.is_custom and column.type != "primarykey":
            usual = tuple(tag for tag in usual if tag not in content_models.CUSTOM_ONLY)
    yield _known(content_models.COLUMN, column.element, subject, usual=usual)
    for option_set in column.element.named("optionset"):
        yield from _option_set(option_set, f"option set of {subject}")


def _option_set(option_set: Element, subject: str) -> Iterator[KnownElement]:
    if option_set.attrib.get("unmodified") == "1" or not _is_defined(option_set):
        yield _known(content_models.OPTION_SET, option_set, subject, required=(), usual=())
    else:
        yield _known(content_models.OPTION_SET, option_set, subject)
    for container, model in content_models.OPTIONS.items():
        for option in option_set.under(container, model.tag):
            value = option.attrib.get("value", "")
            yield _known(model, option, f"{model.tag} {value} of {subject}" if value else f"{model.tag} of {subject}")


def _is_defined(option_set: Element) -> bool:
    """Return whether an option set has its type, version or names; layers only change some of its options."""
    return any(option_set.child(tag) is not None for tag in ("OptionSetType", "IntroducedVersion", "displaynames"))


def _relationship(package: Package, relationship: Relationship) -> Iterator[KnownElement]:
    required, usual = content_models.RELATIONSHIP.required, content_models.RELATIONSHIP.usual
    if relationship.type == "OneToMany":
        required = (*required, *content_models.ONE_TO_MANY_REQUIRED)
        usual = (*usual, *content_models.ONE_TO_MANY_USUAL)
        if package.is_current and not relationship.is_system:
            usual = (*usual, *content_models.ONE_TO_MANY_CUSTOM)
    elif relationship.type == "ManyToMany":
        required = (*required, *content_models.MANY_TO_MANY_REQUIRED)
    yield _known(
        content_models.RELATIONSHIP, relationship.element, relationship.subject, required=required, usual=usual
    )
    for role in relationship.roles:
        yield _known(content_models.ROLE, role, f"a role of {relationship.subject}")
