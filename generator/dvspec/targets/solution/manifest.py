"""The manifest, solution.xml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dvspec.dataverse.components import Behavior, ComponentType
from dvspec.model import Solution
from dvspec.targets.solution.images import full_images, primary_images
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.views import ComponentView, ManifestView
from dvspec.targets.solution.xml import escape


def manifest_view(
    solution: Solution, carried: Iterable[ComponentView] = (), *, managed: bool | None = None
) -> ManifestView:
    """Return the manifest of a package, or of a source folder, which can become either (Managed 2)."""
    publisher = solution.publisher
    return ManifestView(
        unique_name=escape(solution.unique_name),
        display_names=texts(solution.display_name, solution),
        descriptions=texts(solution.description, solution) if solution.description.text else (),
        version=escape(solution.version),
        managed=2 if managed is None else int(managed),
        language=solution.language,
        publisher=escape(publisher.unique_name),
        publisher_names=texts(publisher.display_name, solution),
        publisher_descriptions=(texts(publisher.description, solution) if publisher.description.text else ()),
        prefix=escape(publisher.prefix),
        option_value_prefix=publisher.option_value_prefix,
        components=tuple(sorted([*_components(solution), *carried], key=_place)),
    )


def _place(component: ComponentView) -> tuple[int, str, str]:
    return component.type, component.schema_name, component.id


def _components(solution: Solution) -> Iterator[ComponentView]:
    """Yield the root components: what the package defines, and the tables that it adds to."""
    for table in sorted(solution.tables, key=lambda table: table.logical_name):
        behavior = Behavior.SHELL if table.extends else Behavior.WHOLE
        yield ComponentView(ComponentType.TABLE, escape(table.logical_name), behavior)
    for name in sorted(options.name.lower() for options in solution.option_sets if not options.is_external):
        yield ComponentView(ComponentType.OPTION_SET, escape(name))
    for image in sorted(full_images(solution)):
        yield ComponentView(ComponentType.FULL_IMAGE, f"{image.table} {image.column}")
    for table_name in sorted({image.table for image in primary_images(solution)}):
        yield ComponentView(ComponentType.PRIMARY_IMAGE, table_name)
