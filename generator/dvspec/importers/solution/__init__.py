"""A solution package becomes the model: its tables, columns, choices and relationships.

What specs have no word for is reported: an element that nothing here reads is left out by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from dvspec.dataverse.tables import ACTIVITY_PRIMARY_ID
from dvspec.findings import Refused, errors
from dvspec.importers import naming
from dvspec.importers.result import Imported
from dvspec.importers.solution.checks import check_package, check_tables
from dvspec.importers.solution.columns import Around
from dvspec.importers.solution.known_keys import KNOWN_KEYS
from dvspec.importers.solution.option_sets import options, report_rest
from dvspec.importers.solution.other_parts import report_other_parts, report_parts_of
from dvspec.importers.solution.relationships import many_to_many
from dvspec.importers.solution.report import Report, Scope
from dvspec.importers.solution.solution import DEFAULT_SCHEME, Manifest
from dvspec.importers.solution.tables import Part, part_of, read_table, table_names
from dvspec.importers.solution.targets import Choices, Target, Targets, entity_set_name_of
from dvspec.importers.yes_no import without_usual_labels
from dvspec.model import ExternalTable, Label, ManyToMany, OptionSet, Solution
from dvspec.solution_files.option_set import OptionSet as SourceOptionSet
from dvspec.solution_files.package import Package
from dvspec.solution_files.relationship import Relationship as SourceRelationship
from dvspec.solution_files.xml import Element

__all__ = ["import_solution"]

_PYTHON_PACKAGE = "dataverse_tables"
_SCHEMA_BASE_URI = "https://schemas.example.com/"


def import_solution(package: Package, tables: Collection[str] | None = None) -> Imported:
    """Return the model of a package, or of those of its tables whose logical names are given.

    Raises Refused for a package that has errors of its own.
    """
    report = Report()
    check_package(package, report)
    manifest = Manifest(package, report)
    parts = []
    for table in package.tables:
        if tables is None or table.logical_name in tables:
            report_parts_of(table, package, report)
            scope = Scope(report, manifest.language, table.logical_name, "")
            part = part_of(table, package, scope) if table.info is not None else None
            if part is not None:
                parts.append(part)
            elif table.info is not None and table.logical_name not in report.tables_left_out:
                detail = "The solution has a table that exists, and adds no columns to it."
                scope.about(f"table {table.logical_name}").left_out("existing-table", detail)
    check_tables(parts, tables, package, report)
    publisher = manifest.publisher if manifest.is_complete else None
    if publisher is None or errors(report.findings):
        raise Refused(report.findings)
    if tables is None:
        report_other_parts(package, report)
    solution = _Import(package, parts, manifest, report).solution()
    if errors(report.findings):
        raise Refused(report.findings)
    return Imported(solution, report.all_left_out(), KNOWN_KEYS)


class _Import:
    """One import: what its parts share."""

    def __init__(self, package: Package, parts: list[Part], manifest: Manifest, report: Report) -> None:
        self.package, self.parts, self.manifest, self.report = package, parts, manifest, report
        self.language = manifest.language
        self.relationships = _by_column(package)

    def solution(self) -> Solution:
        """Return the solution."""
        manifest, report, package = self.manifest, self.report, self.package
        assert manifest.publisher is not None
        own_choices = self._own_choices()
        classes = [option_set.class_name for option_set in own_choices.values()]
        imported: dict[str, Target] = {}
        targets = Targets(package, imported, report)
        extended = {
            part.table.logical_name: targets.external(part.table.name) for part in self.parts if not part.is_whole
        }
        named = table_names(self.parts, extended, self.language, classes)
        for part, name in zip(self.parts, named, strict=True):
            logical_name = part.table.logical_name
            external = extended.get(logical_name)
            schema_name = external.schema_name if external else part.table.name
            entity_set_name = external.entity_set_name if external else entity_set_name_of(part.table)
            imported[logical_name] = Target(name.name, logical_name, schema_name, entity_set_name, False)
        endings = ("", "Column", "IdentifierParts")
        choices = Choices(own_choices, [f"{name.name}{ending}" for name in named for ending in endings])
        many = self._many_to_many(imported, targets)
        tables = []
        for part, name in zip(self.parts, named, strict=True):
            logical_name = part.table.logical_name
            around = Around(
                package=package,
                scope=Scope(report, self.language, logical_name, ""),
                table=part.table,
                kind=part.kind,
                activity=_activity(part, extended.get(logical_name)),
                relationships=self.relationships,
                targets=targets,
                choices=choices,
                primary_images=self._primary_images,
                full_images=self._full_images,
            )
            table = read_table(part, name, extended.get(logical_name), tuple(many.get(logical_name, ())), around)
            tables.append(table)
        self._report_unused_relationships(imported)
        solution = Solution(
            unique_name=manifest.unique_name,
            display_name=manifest.display_name,
            description=manifest.description,
            version=manifest.version,
            publisher=manifest.publisher,
            language=self.language,
            table_kind="elastic" if tables and all(table.kind == "elastic" for table in tables) else "standard",
            guid_scheme=DEFAULT_SCHEME,
            python_package=_PYTHON_PACKAGE,
            schema_base_uri=_SCHEMA_BASE_URI,
            tables=tuple(tables),
            option_sets=choices.option_sets,
            external_tables=targets.external_tables,
        )
        return without_usual_labels(solution)

    def _own_choices(self) -> dict[str, OptionSet]:
        """Return the package's global choices by their names in lower case."""
        elements = [element for element in self.package.option_sets if element.attrib.get("Name")]
        names = [element.attrib["Name"] for element in elements]
        scopes = [Scope(self.report, self.language, "", f"option set {name}") for name in names]
        labels = [scope.label(element.child("displaynames")) for scope, element in zip(scopes, elements, strict=True)]
        classes = naming.choice_names(
            (name.removeprefix(naming.prefix_of(name)), text.text) for name, text in zip(names, labels, strict=True)
        )
        result = {}
        for element, name, text, class_name, scope in zip(elements, names, labels, classes, scopes, strict=True):
            source = SourceOptionSet(element, scope.subject)
            report_rest(source, scope)
            found = options(source, scope)
            if not found:
                scope.left_out("choice-without-options", "The choice has no options here; it is another solution's.")
            result[name.lower()] = OptionSet(
                name=name,
                class_name=class_name,
                is_global=True,
                display_name=text if text.text else Label(class_name),
                description=scope.label(element.child("Descriptions")),
                options=found,
                is_external=not found,
            )
        return result

    def _many_to_many(self, imported: dict[str, Target], targets: Targets) -> dict[str, list[ManyToMany]]:
        """Return the many-to-many relationships by the table that declares them."""
        result: dict[str, list[ManyToMany]] = {}
        for source in self.package.relationships:
            if source.type != "ManyToMany":
                continue
            sides = [(source.element.value(tag) or "").lower() for tag in ("FirstEntityName", "SecondEntityName")]
            owner = next((side for side in sides if side in imported), None)
            if owner is None:
                detail = "Neither table of the relationship is imported."
                self.report.left_out(sides[0], f"relationship {source.name}", "relationship-of-other-tables", detail)
                continue
            scope = Scope(self.report, self.language, owner, "")
            result.setdefault(owner, []).append(many_to_many(source, targets, scope))
        return result

    @cached_property
    def _primary_images(self) -> dict[str, str]:
        return {
            (config.value("parententitylogicalname") or "")
            .lower(): (config.value("primaryimageattribute") or "")
            .lower()
            for config in self._configs("EntityImageConfigs", "EntityImageConfig")
        }

    @cached_property
    def _full_images(self) -> dict[tuple[str, str], bool]:
        return {
            (
                (config.value("parententitylogicalname") or "").lower(),
                (config.value("attributelogicalname") or "").lower(),
            ): config.value("canstorefullimage")
            in ("1", "true")
            for config in self._configs("AttributeImageConfigs", "AttributeImageConfig")
        }

    def _configs(self, section: str, tag: str) -> Iterator[Element]:
        if self.package.customizations is not None:
            yield from self.package.customizations.under(section, tag)

    def _report_unused_relationships(self, imported: dict[str, Target]) -> None:
        """Report the relationships that no imported lookup has."""
        tables = {part.table.logical_name: part for part in self.parts}
        for (table, column), sources in self.relationships.items():
            part = tables.get(table)
            if part is not None and any(source.logical_name == column for source in part.columns):
                continue
            for source in sources:
                if source.is_system:
                    continue
                detail = f"The lookup {column} of {table} is not imported."
                self.report.left_out(table, f"relationship {source.name}", "relationship-without-lookup", detail)


def _activity(part: Part, extended: ExternalTable | None) -> str:
    """Return the schema name of a table if it is an activity, '' if not."""
    is_activity = extended.primary_id == ACTIVITY_PRIMARY_ID.lower() if extended else part.kind == "activity"
    return (extended.schema_name if extended else part.table.name) if is_activity else ""


def _by_column(package: Package) -> dict[tuple[str, str], list[SourceRelationship]]:
    result: dict[tuple[str, str], list[SourceRelationship]] = {}
    for source in package.relationships:
        if source.is_one_to_many:
            result.setdefault((source.referencing_table, source.referencing_column), []).append(source)
    return result
