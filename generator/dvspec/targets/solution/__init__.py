"""Target solution: the source layout that SolutionPackager and `pac solution pack` read.

`render` gives that folder; `package` gives the files of the zip that they would make of it.
Both are laid out from the same views and templates.
"""

from __future__ import annotations

import textwrap
from uuid import NAMESPACE_URL, uuid5

from dvspec.model import Solution
from dvspec.targets.solution.views import (
    EntityView,
    ManifestView,
    OptionSetView,
    RelationshipView,
    entity_view,
    manifest_view,
    option_set_view,
    relationship_views,
)
from dvspec.targets.templates import template

_BOM = "\ufeff"


def render(solution: Solution) -> dict[str, str]:
    """Return the source folder: `src/` as SolutionPackager lays it out, and a project file beside it."""
    files = {
        f"{solution.unique_name}.cdsproj": template("solution", "project.cdsproj").render(guid=_project_guid(solution)),
        "src/Other/Solution.xml": _document("solution.xml", manifest=manifest_view(solution)),
        "src/Other/Customizations.xml": _document("empty_customizations.xml", languages=solution.languages),
    }
    for table in solution.tables:
        text = template("solution", "entity.xml").render(entity=entity_view(table, solution))
        files[f"src/Entities/{table.schema_name}/Entity.xml"] = _file(text)
    relationships = relationship_views(solution)
    by_target: dict[str, list[RelationshipView]] = {}
    for relationship in relationships:
        by_target.setdefault(relationship.referenced, []).append(relationship)
    for target, group in by_target.items():
        files[f"src/Other/Relationships/{target}.xml"] = _document("relationships.xml", relationships=group)
    if relationships:
        index = sorted(relationships, key=lambda relationship: relationship.name)
        files["src/Other/Relationships.xml"] = _document("relationship_index.xml", relationships=index)
    for options in solution.option_sets:
        view = option_set_view(options, solution)
        files[f"src/OptionSets/{options.name}.xml"] = _document("option_set.xml", option_set=view)
    return files


def package(solution: Solution, *, managed: bool = False) -> dict[str, str]:
    """Return the files at the root of the solution's zip."""
    entity = template("solution", "entity.xml")
    option_set = template("solution", "option_set.xml")
    relationship = template("solution", "relationship.xml")
    return {
        "[Content_Types].xml": template("solution", "content_types.xml").render(),
        "solution.xml": _file(
            template("solution", "solution.xml").render(manifest=manifest_view(solution, managed=managed))
        ),
        "customizations.xml": _file(
            template("solution", "customizations.xml").render(
                languages=solution.languages,
                entities=(
                    _indented(entity.render(entity=entity_view(table, solution)), 4) for table in solution.tables
                ),
                relationships=[
                    _indented(relationship.render(relationship=view), 4) for view in relationship_views(solution)
                ],
                option_sets=[
                    _indented(option_set.render(option_set=option_set_view(options, solution)), 4)
                    for options in solution.option_sets
                ],
            )
        ),
    }


def _project_guid(solution: Solution) -> str:
    """Return a GUID that is the project's own and the same on every machine."""
    return str(uuid5(NAMESPACE_URL, f"dvspec:{solution.publisher.unique_name}/{solution.unique_name}"))


def _document(name: str, **values: object) -> str:
    return _file(template("solution", name).render(**values))


def _file(text: str) -> str:
    return f'{_BOM}<?xml version="1.0" encoding="utf-8"?>\n{text}'


def _indented(text: str, by: int) -> str:
    return textwrap.indent(text, " " * by)


__all__ = ["EntityView", "ManifestView", "OptionSetView", "RelationshipView", "package", "render"]
