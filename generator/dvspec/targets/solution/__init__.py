"""Target solution: the source layout that SolutionPackager and `pac solution pack` read.

`render` gives that folder; `package` gives the files of the zip that they would make of it.
Both are laid out from the same views and templates.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from uuid import NAMESPACE_URL, uuid5

from dvspec.model import OptionSet, Solution
from dvspec.targets.solution.formulas import formula_files
from dvspec.targets.solution.images import full_images, primary_images
from dvspec.targets.solution.manifest import manifest_view
from dvspec.targets.solution.option_sets import option_set_view
from dvspec.targets.solution.relationships import relationship_views
from dvspec.targets.solution.tables import entity_view
from dvspec.targets.solution.xml import escape
from dvspec.targets.templates import template

_BOM = "\ufeff"


def render(solution: Solution) -> Iterator[tuple[str, str]]:
    """Yield the files of the source folder: `src/` as SolutionPackager lays it out, and a project file beside it."""
    project = template("solution", "project.cdsproj").render(guid=_project_guid(solution))
    yield f"{solution.unique_name}.cdsproj", project
    yield "src/Other/Solution.xml", _source("solution.xml", manifest=manifest_view(solution))
    yield "src/Other/Customizations.xml", _source("empty_customizations.xml", **_root_values(solution))
    for table in solution.tables:
        view = entity_view(table, solution)
        yield f"src/Entities/{table.schema_name}/Entity.xml", _source("entity.xml", table.file, entity=view)
    for table, name, text in formula_files(solution):
        yield f"src/Entities/{table.schema_name}/Formulas/{name}", text
    relationships = relationship_views(solution)
    by_table: dict[str, list[str]] = {}
    for relationship in relationships:
        text = template("solution", "relationship.xml").render(relationship=relationship)
        by_table.setdefault(relationship.file_table, []).append(_indented(text, 2))
    for table_name, group in by_table.items():
        yield f"src/Other/Relationships/{table_name}.xml", _source("relationships.xml", relationships=group)
    if relationships:
        yield "src/Other/Relationships.xml", _source("relationship_index.xml", relationships=relationships)
    for options in _defined(solution.option_sets):
        option_set = option_set_view(options, solution)
        yield f"src/OptionSets/{options.name}.xml", _source("option_set.xml", option_set=option_set)


def package(solution: Solution, *, managed: bool = False) -> dict[str, bytes]:
    """Return the files at the root of the solution's zip."""
    manifest = template("solution", "solution.xml").render(manifest=manifest_view(solution, managed=managed))
    files = {"solution.xml": _file(manifest), "customizations.xml": _file(_customizations(solution))}
    files |= {f"Formulas/{name}": text for _, name, text in formula_files(solution)}
    content_types = template("solution", "content_types.xml").render(**_content_types(files))
    return {name: text.encode() for name, text in {"[Content_Types].xml": content_types, **files}.items()}


def _customizations(solution: Solution) -> str:
    entity = template("solution", "entity.xml")
    option_set = template("solution", "option_set.xml")
    relationship = template("solution", "relationship.xml")
    return template("solution", "customizations.xml").render(
        entities=(_indented(entity.render(entity=entity_view(table, solution)), 4) for table in solution.tables),
        relationships=[_indented(relationship.render(relationship=view), 4) for view in relationship_views(solution)],
        option_sets=[
            _indented(option_set.render(option_set=option_set_view(options, solution)), 4)
            for options in _defined(solution.option_sets)
        ],
        **_root_values(solution),
    )


def _root_values(solution: Solution) -> dict[str, object]:
    """Return what the root of the customizations has in either layout."""
    return {
        "languages": solution.languages,
        "full_images": full_images(solution),
        "primary_images": primary_images(solution),
    }


def _defined(option_sets: Iterable[OptionSet]) -> Iterator[OptionSet]:
    """Yield the option sets that the package defines."""
    return (options for options in option_sets if not options.is_external)


def _content_types(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the extensions of the files of a package, and the names of those that have none."""
    suffixes = {name: PurePosixPath(name).suffix[1:].lower() for name in names}
    extensions = sorted({suffix for suffix in suffixes.values() if suffix} - {"xml"})
    return {
        "extensions": ["xml", *map(escape, extensions)],
        "others": [escape(name) for name, suffix in sorted(suffixes.items()) if not suffix],
    }


def _project_guid(solution: Solution) -> str:
    """Return a GUID that is the project's own and the same on every machine."""
    return str(uuid5(NAMESPACE_URL, f"dvspec:{solution.publisher.unique_name}/{solution.unique_name}"))


def _source(name: str, spec: str = "solution.yaml", /, **values: object) -> str:
    """Return a file of the source folder, headed by the spec that it came from."""
    name_in_comment = spec.replace("--", "-%2D")  # XML comments can't contain two hyphens in a row
    header = f"<!-- Generated by dvspec from {name_in_comment}. Do not edit: change the spec and generate again. -->\n"
    return _file(header + template("solution", name).render(**values))


def _file(text: str) -> str:
    return f'{_BOM}<?xml version="1.0" encoding="utf-8"?>\n{text}'


def _indented(text: str, by: int) -> str:
    return textwrap.indent(text, " " * by)


__all__ = ["package", "render"]
