"""A solution package as rules see it, the same for zips, unzipped folders and unpacked solutions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from dvspec.findings import Finding
from dvspec.solution_files.archive import Archive
from dvspec.solution_files.relationship import Relationship
from dvspec.solution_files.table import Column, Table
from dvspec.solution_files.values import integer, intended_name, prefix_of
from dvspec.solution_files.xml import Element, Source
from dvspec.solution_files.xml_parser import parse

_DEFAULT_VERSION = (9, 2)  # of packages that give none
_FIRST_CURRENT_VERSION = (9, 0)  # since which exports look as they do today
# How many unknown names are compared with how many known ones, so that a hostile package does not take long.
_MOST_UNKNOWN, _MOST_KNOWN = 500, 1000


class Package:
    """A package: its files, tables, relationships and option sets. Every element knows its file and line.

    `classic` says that it is an unpacked solution in the classic layout of SolutionPackager, with a file per table.
    """

    def __init__(self, archive: Archive) -> None:
        self.path = archive.path
        self.names = archive.names
        self.archive = archive
        self.findings: list[Finding] = []
        self._intended_names: dict[tuple[str, str], str | None] = {}
        self.is_zip = archive.separator == "!"
        flat = "solution.xml" in archive.names or "customizations.xml" in archive.names
        unpacked = any(name.startswith("Other/") for name in archive.names)
        self.classic = unpacked and not flat and not self.is_zip
        parsed = {name: self._parse(archive.path_of(name), archive.contents[name]) for name in sorted(archive.contents)}
        self.content_types = parsed.get("[Content_Types].xml")
        self.solution = parsed.get("Other/Solution.xml" if self.classic else "solution.xml")
        self.customizations = parsed.get("Other/Customizations.xml" if self.classic else "customizations.xml")
        self.parsed: Mapping[str, Element] = {name: root for name, root in parsed.items() if root is not None}
        self.tables = list(self._tables())
        self.relationships = [Relationship(element) for element in self._relationships()]
        self.option_sets = list(self._option_sets())

    def _parse(self, path: str, content: bytes) -> Element | None:
        root, findings = parse(Source(path, content))
        self.findings += findings
        return root

    def _files(self, *pattern: str) -> Iterator[tuple[str, Element]]:
        """Yield names and roots of the files of the classic layout whose path matches; * matches any name."""
        if self.classic:
            for name, root in self.parsed.items():
                parts = name.split("/")
                if len(parts) == len(pattern) and all(
                    wanted in ("*", part) for wanted, part in zip(pattern, parts, strict=True)
                ):
                    yield name, root

    def _tables(self) -> Iterator[Table]:
        if self.customizations is not None:
            for element in self.customizations.under("Entities", "Entity"):
                yield Table(element)
        for name, root in self._files("Entities", "*", "Entity.xml"):
            folder = name.removesuffix("Entity.xml")
            yield Table(root, self._views_by_folder.get(folder, ()))

    @cached_property
    def _views_by_folder(self) -> Mapping[str, list[Element]]:
        views: dict[str, list[Element]] = {}
        for name, root in self._files("Entities", "*", "SavedQueries", "*"):
            folder = name.split("SavedQueries/")[0]
            views.setdefault(folder, []).extend([root] if root.tag == "savedquery" else root.named("savedquery"))
        return views

    @cached_property
    def files_by_table(self) -> Mapping[str, list[tuple[str, str]]]:
        """Return the files of each table's folder by the folder's name in lower case: their first part, and names.

        Only the classic layout has them. Those of managed packages alone are not among them.
        """
        files: dict[str, list[tuple[str, str]]] = {}
        for name in self.names if self.classic else ():
            parts = name.split("/")
            if len(parts) > 2 and parts[0] == "Entities" and parts[-1] and not name.endswith("_managed.xml"):
                files.setdefault(parts[1].lower(), []).append((parts[2], name))
        return files

    def _relationships(self) -> Iterator[Element]:
        if self.customizations is not None:
            yield from self.customizations.under("EntityRelationships", "EntityRelationship")
        for _, root in self._files("Other", "Relationships", "*"):
            yield from root.named("EntityRelationship")

    def _option_sets(self) -> Iterator[Element]:
        if self.customizations is not None:
            yield from self.customizations.under("optionsets", "optionset")
        for _, root in self._files("OptionSets", "*"):
            yield root

    @cached_property
    def columns(self) -> list[tuple[Table, Column]]:
        """Return every column with its table."""
        return [(table, column) for table in self.tables for column in table.columns]

    @cached_property
    def elements(self) -> list[Element]:
        """Return every element of every file, except the root elements."""
        return [element for root in self.parsed.values() for element in root.descendants()]

    @cached_property
    def manifest(self) -> Element | None:
        return None if self.solution is None else self.solution.child("SolutionManifest")

    @cached_property
    def publisher(self) -> Element | None:
        return None if self.manifest is None else self.manifest.child("Publisher")

    @cached_property
    def prefix(self) -> str:
        """Return the publisher's prefix with its underscore, in lower case; '' if it is unknown."""
        text = (self.publisher.value("CustomizationPrefix") if self.publisher else None) or ""
        return f"{text.lower()}_" if text else ""

    @cached_property
    def option_prefix(self) -> int | None:
        text = self.publisher.value("CustomizationOptionValuePrefix") if self.publisher else None
        return integer(text or "")

    @cached_property
    def is_current(self) -> bool:
        """Return whether the package is for Dataverse, not for an older Dynamics CRM."""
        return self.version >= _FIRST_CURRENT_VERSION

    @cached_property
    def version(self) -> tuple[int, int]:
        """Return the version of the package format, such as 9.2."""
        attributes = {} if self.solution is None else self.solution.attrib
        text = attributes.get("SolutionPackageVersion") or attributes.get("version", "")  # the server's, in old exports
        numbers = [integer(part) for part in text.split(".")[:2]]
        if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
            return _DEFAULT_VERSION
        return numbers[0], numbers[1]

    @cached_property
    def base_language(self) -> str:
        return "" if self.solution is None else self.solution.attrib.get("languagecode", "")

    @cached_property
    def language_elements(self) -> list[Element]:
        if self.customizations is None:
            return []
        return list(self.customizations.under("Languages", "Language"))

    @cached_property
    def languages(self) -> frozenset[str]:
        return frozenset(element.text for element in self.language_elements)

    @cached_property
    def root_components(self) -> list[Element]:
        if self.manifest is None:
            return []
        return list(self.manifest.under("RootComponents", "RootComponent"))

    @cached_property
    def root_components_by_name(self) -> Mapping[tuple[str, str], Element]:
        """Return root components by type and schema name in lower case."""
        return {
            (root.attrib.get("type", ""), root.attrib.get("schemaName", "").lower()): root
            for root in reversed(self.root_components)
        }

    @cached_property
    def missing_dependencies(self) -> frozenset[str]:
        """Return, in lower case, the names of components that the manifest expects in the target environment."""
        if self.manifest is None:
            return frozenset()
        return frozenset(
            value.lower()
            for element in self.manifest.under("MissingDependencies", "MissingDependency", "Required")
            for name, value in element.attrib.items()
            if name != "type"
        )

    @cached_property
    def tables_by_name(self) -> Mapping[str, Table]:
        return {table.logical_name: table for table in reversed(self.tables)}

    @cached_property
    def option_sets_by_name(self) -> Mapping[str, Element]:
        return {element.attrib.get("Name", "").lower(): element for element in self.option_sets}

    def is_whole(self, table: Table) -> bool:
        """Return whether the package contains all of a custom table.

        Otherwise it contains a layer: the changes of one solution to a table of the system or of another solution.
        """
        if table.info is None or not self.claims_whole(table):
            return False
        if table.info.attrib.get("unmodified") == "1":
            return False
        is_layer = not self.is_own(table.name) or (self._declares_primary_ids and bool(table.columns))
        return table.declares_primary_column or not is_layer

    @cached_property
    def _declares_primary_ids(self) -> bool:
        """Return whether tables declare their primary ids, as in exports. There, tables without one are layers."""
        return any(column.type == "primarykey" for table in self.tables for column in table.columns)

    def claims_whole(self, table: Table) -> bool:
        """Return whether the manifest says that the package contains all of a custom table."""
        if prefix_of(table.name) is None:
            return False
        root = self.root_components_by_name.get(("1", table.logical_name))
        return root is None or root.attrib.get("behavior", "0") not in ("1", "2")

    @cached_property
    def whole_tables(self) -> list[Table]:
        return [table for table in self.tables if self.is_whole(table)]

    def intended_name(self, name: str, known: Collection[str], among: str, most: int = 2) -> str | None:
        """Return the known name that an unknown one is a misspelling of. The number of comparisons is limited.

        `among` is what the known names belong to.
        """
        if (name, among) not in self._intended_names:
            if len(self._intended_names) >= _MOST_UNKNOWN or len(known) > _MOST_KNOWN:
                return None
            self._intended_names[name, among] = intended_name(name, known, most)
        return self._intended_names[name, among]

    def is_own(self, name: str) -> bool:
        """Return whether a name has the publisher's prefix."""
        return bool(self.prefix) and name.lower().startswith(self.prefix)
