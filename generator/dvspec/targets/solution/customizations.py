"""The customizations: everything that a package defines, in its sections, or what an unpacked solution has of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from dvspec.model import OptionSet, Solution, Table
from dvspec.targets.solution.carried import Placed
from dvspec.targets.solution.carried.kinds import ALWAYS, SECTIONS
from dvspec.targets.solution.images import full_images, primary_images
from dvspec.targets.solution.option_sets import option_set_view
from dvspec.targets.solution.relationships import relationship_views
from dvspec.targets.solution.tables import entity_view
from dvspec.targets.templates import template


def packed_sections(solution: Solution, carried: Placed) -> Iterator[tuple[str, str]]:
    """Yield the sections of a package in their order, and their contents."""
    entity = template("solution", "entity.xml")
    option_set = template("solution", "option_set.xml")
    relationship = template("solution", "relationship.xml")
    own = _own_sections(solution) | {
        "Entities": "".join(
            _with_parts(
                indented(entity.render(entity=entity_view(table, solution)), 4),
                carried.parts.get(table.schema_name, {}),
            )
            for table in solution.tables
        ),
        "EntityRelationships": "".join(
            indented(relationship.render(relationship=view), 4) for view in relationship_views(solution)
        ),
        "optionsets": "".join(
            indented(option_set.render(option_set=option_set_view(options, solution)), 4)
            for options in defined(solution.option_sets)
        ),
    }
    for name in SECTIONS:
        texts = [*carried.sections.get(name, ()), *carried.unpacked_sections.get(name, ())]
        if content := own.get(name, "") + _lines(texts):
            yield name, content
        elif name in ALWAYS:
            yield name, ""


def unpacked_sections(solution: Solution, carried: Placed) -> Iterator[tuple[str, str]]:
    """Yield the sections of an unpacked solution: empty where their contents are in files."""
    own = _own_sections(solution)
    for name in SECTIONS:
        if content := own.get(name, "") + _lines(carried.unpacked_sections.get(name, ())):
            yield name, content
        elif name in ALWAYS or name in carried.sections:
            yield name, ""


def unpacked_entity(table: Table, solution: Solution, carried: Placed) -> str:
    """Return a table with an empty element for each part that is in files of its own."""
    view = entity_view(table, solution)._replace(carried_parts=tuple(carried.parts.get(table.schema_name, ())))
    return template("solution", "entity.xml").render(entity=view)


def defined(option_sets: Iterable[OptionSet]) -> Iterator[OptionSet]:
    """Yield the option sets that the package defines."""
    return (options for options in option_sets if not options.is_external)


def indented(text: str, by: int) -> str:
    """Return a text whose lines begin with so many spaces more."""
    return textwrap.indent(text, " " * by)


def _own_sections(solution: Solution) -> dict[str, str]:
    """Return the sections that have no files of their own in an unpacked solution."""
    return {
        "EntityImageConfigs": template("solution", "primary_images.xml").render(images=primary_images(solution)),
        "AttributeImageConfigs": template("solution", "full_images.xml").render(images=full_images(solution)),
        "Languages": template("solution", "languages.xml").render(languages=solution.languages),
    }


def _with_parts(entity: str, parts: Mapping[str, list[tuple[str, str]]]) -> str:
    """Return a table's text with carried parts at its end; they stay as they are."""
    if not parts:
        return entity
    end = entity.rindex("    </Entity>")
    return entity[:end] + "".join(_part(section, elements) for section, elements in parts.items()) + entity[end:]


def _part(section: str, elements: list[tuple[str, str]]) -> str:
    """Return the section of a table that has these elements; those of forms are in groups by their type."""
    inner = _lines(text for _, text in elements)
    if section == "RibbonDiffXml":
        return inner
    if section == "SavedQueries":
        inner = f"<savedqueries>\n{inner}</savedqueries>\n"
    if section == "FormXml":
        groups = groupby(elements, key=lambda element: element[0])
        inner = "".join(
            f'<forms type="{group}">\n{_lines(text for _, text in forms)}</forms>\n' for group, forms in groups
        )
    return f"<{section}>\n{inner}</{section}>\n"


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"{text}\n" for text in texts)
