"""Places carried files: in a section of the package, in a table's definition, or as files of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dvspec.dataverse.components import ComponentType
from dvspec.findings import Finding, Place, Refused, Rule, Severity
from dvspec.model import Solution
from dvspec.targets.solution.carried.fragment import Fragment, NotAFragment, read_fragment
from dvspec.targets.solution.carried.kinds import (
    CONTROL_FILE,
    ENVIRONMENT_VARIABLE,
    KINDS,
    OWN_SECTIONS,
    SECTIONS,
    TABLE_PARTS,
    Kind,
    TablePart,
)
from dvspec.targets.solution.views import ComponentView
from dvspec.targets.solution.xml import escape

UNPLACED = Rule(
    "DV320",
    "unknown-carried-file",
    Severity.ERROR,
    "Carried files are parts of an unpacked solution that a package can take.",
    "Remove the file from the folder. What the specs define and what dvspec can't pack is not carried.",
    "0x8004803A",
)
MALFORMED = Rule(
    "DV321",
    "malformed-carried-file",
    Severity.ERROR,
    "Carried XML files are as Microsoft's tools unpack them.",
    "Unpack the solution again with SolutionPackager or `pac solution unpack`.",
    "0x8004802C",
)
UNKNOWN_TABLE = Rule(
    "DV322",
    "carried-part-of-unknown-table",
    Severity.ERROR,
    "Carried forms, views, charts and ribbons belong to tables of the specs.",
    "Add a spec with `extends:` for the table, or remove its folder.",
    "0x8004803A",
)
MISSING = Rule(
    "DV323",
    "missing-carried-file",
    Severity.ERROR,
    "The files that carried components refer to are carried too.",
    "Copy the file from the unpacked solution, too.",
    "0x80048060",
)
DUPLICATE = Rule(
    "DV324",
    "duplicate-carried-component",
    Severity.ERROR,
    "A component is carried once, and is not defined by the specs.",
    "Remove one of the files, or the definition in the specs.",
)

_MANAGED = re.compile(r"(Entities/.+|AppModules/.+|AppModuleSiteMaps/.+)_managed(\.xml)")
_UNSAFE = re.compile(r"[\\\x00-\x1f\x7f]|(^|/)(\.{0,2}(/|$))")
CUSTOMIZATIONS = "Other/Customizations.xml"


@dataclass
class Placed:
    """Where the carried files are in a package."""

    sections: dict[str, list[str]] = field(default_factory=dict)
    unpacked_sections: dict[str, list[str]] = field(default_factory=dict)  # that have no files when unpacked
    parts: dict[str, dict[str, list[tuple[str, str]]]] = field(default_factory=dict)  # by table and section
    files: dict[str, bytes] = field(default_factory=dict)
    components: list[ComponentView] = field(default_factory=list)


def place(solution: Solution, *, managed: bool = False) -> Placed:
    """Return where the carried files are in a package; raise Refused if there are files that have no place."""
    placer = _Placer(solution, _variants(solution.carried_files, managed=managed))
    placed = placer.run()
    if placer.findings:
        raise Refused(placer.findings)
    placed.parts = {table: _in_order(parts) for table, parts in placed.parts.items()}
    return placed


def unpacked(solution: Solution) -> Iterator[tuple[str, bytes]]:
    """Yield the carried files of an unpacked solution, in the folders of its tables whatever their case."""
    tables = {table.schema_name.lower(): table.schema_name for table in solution.tables}
    for path, data in solution.carried_files.items():
        folder, _, rest = path.partition("/")
        if folder == "Entities":
            table, _, rest = rest.partition("/")
            yield f"{folder}/{tables[table.lower()]}/{rest}", data
        elif path != CUSTOMIZATIONS:
            yield path, data


def _in_order(parts: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    return {part.section: parts[part.section] for part in TABLE_PARTS if part.section in parts}


def _variants(files: Mapping[str, bytes], *, managed: bool) -> dict[str, bytes]:
    """Return the files of a package of this type: some files have a variant for managed packages."""
    plain = {path: data for path, data in files.items() if not _MANAGED.fullmatch(path)}
    if managed:
        for path, data in files.items():
            if match := _MANAGED.fullmatch(path):
                plain[match[1] + match[2]] = data
    return plain


class _Placer:
    def __init__(self, solution: Solution, files: Mapping[str, bytes]) -> None:
        self.files = dict(sorted(files.items()))
        self.folder = solution.carried_folder
        self.tables = {table.schema_name.lower(): table.schema_name for table in solution.tables}
        self.own_option_sets = {options.name.lower() for options in solution.option_sets}
        self.placed = Placed()
        self.findings: list[Finding] = []
        self.taken: set[str] = set()

    def run(self) -> Placed:
        for path in self.files:
            if _UNSAFE.search(path):
                self.taken.add(path)
                self._report(UNPLACED, path, "packages can't have files of this name")
                continue
            if path == CUSTOMIZATIONS:
                self._customizations(path)
                continue
            for part in TABLE_PARTS:
                if match := part.path.fullmatch(path):
                    self._table_part(path, part, match)
            for kind in KINDS:
                if kind.path.fullmatch(path):
                    self._component(path, kind)
        for path, data in self.files.items():
            if match := ENVIRONMENT_VARIABLE.fullmatch(path):
                self._file(path, path, data)
                self._add(path, ComponentView(ComponentType.ENVIRONMENT_VARIABLE, match[1]), repeated=True)
            elif (match := CONTROL_FILE.fullmatch(path)) and f"{match[1]}ControlManifest.xml.data.xml" in self.files:
                self._file(path, path, data)
            if path not in self.taken:
                self._report(UNPLACED, path, "dvspec can't place this file in a package")
        return self.placed

    def _report(self, rule: Rule, path: str, message: str, line: int = 0, column: int = 0) -> None:
        self.findings.append(Finding(rule, Place(f"{self.folder}/{path}", line, column), message))

    def _read(self, path: str, *elements: str) -> Fragment | None:
        """Return the file as XML, None after reporting that it is not, or that its root is another element."""
        self.taken.add(path)
        try:
            fragment = read_fragment(self.files[path])
        except NotAFragment as error:
            self._report(MALFORMED, path, f"this file {error.reason}", error.line, error.column)
            return None
        if fragment.name not in elements:
            self._report(MALFORMED, path, f"the first element is <{fragment.name}>, not <{elements[0]}>")
            return None
        return fragment

    def _customizations(self, path: str) -> None:
        """Take the sections that unpacked solutions have in this file, such as connection references."""
        fragment = self._read(path, "ImportExportXml")
        for name, text in fragment.parts() if fragment else ():
            if re.fullmatch(rf"<{name}\s*/>|<{name}\s*>\s*</{name}\s*>", text) or name == "Languages":
                continue
            if name in OWN_SECTIONS or name not in SECTIONS:
                reason = "is defined by the specs" if name in OWN_SECTIONS else "is unknown to dvspec"
                self._report(UNPLACED, path, f"the section {name} {reason}")
                continue
            inner = read_fragment(text.encode()).inner
            self.placed.unpacked_sections.setdefault(name, []).append(inner)

    def _table_part(self, path: str, part: TablePart, match: re.Match[str]) -> None:
        fragment = self._read(path, part.element)
        table = self.tables.get(match[1].lower())
        if table is None:
            self._report(UNKNOWN_TABLE, path, f"there is no table '{match[1]}' in the specs")
        elif fragment:
            group = match[2] if part.section == "FormXml" else ""
            text = fragment.inner if part.is_wrapper else fragment.text
            self.placed.parts.setdefault(table, {}).setdefault(part.section, []).append((group, text))

    def _component(self, path: str, kind: Kind) -> None:
        fragment = self._read(path, kind.element)
        if fragment is None:
            return
        name, identifier = fragment.value(kind.name), fragment.value(kind.id)
        if not (name or identifier):
            self._report(MALFORMED, path, f"<{kind.element}> has no {kind.name or kind.id}")
            return
        self.placed.sections.setdefault(kind.section, []).append(fragment.text)
        self._add(path, ComponentView(kind.component, name, id=identifier))
        folder = path.partition("/")[0]
        for reference in fragment.references:
            if reference.startswith(f"/{folder}/"):
                target = reference[1:]
                if _UNSAFE.search(target) or target in self.placed.files:
                    self._report(MALFORMED, path, f"the file name {target!r} can't be in a package, or is there twice")
                    continue
                self._content(path, path.removesuffix(".data.xml") if kind.content else target, target)

    def _content(self, path: str, source: str, target: str) -> None:
        if source in self.files:
            self._file(source, target, self.files[source])
        else:
            self._report(MISSING, path, f"the file {source} is not in the folder")

    def _file(self, source: str, target: str, data: bytes) -> None:
        self.taken.add(source)
        self.placed.files[target] = data

    def _add(self, path: str, component: ComponentView, *, repeated: bool = False) -> None:
        own = component.type == ComponentType.OPTION_SET and component.schema_name.lower() in self.own_option_sets
        escaped = component._replace(schema_name=escape(component.schema_name), id=escape(component.id))
        if own or (escaped in self.placed.components and not repeated):
            name = component.schema_name or component.id
            self._report(DUPLICATE, path, f"the component '{name}' is there already")
        elif escaped not in self.placed.components:
            self.placed.components.append(escaped)
