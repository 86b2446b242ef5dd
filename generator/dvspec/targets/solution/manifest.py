"""The manifest, solution.xml."""

from __future__ import annotations

from dvspec.model import Solution
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.views import ManifestView


def manifest_view(solution: Solution, *, managed: bool | None = None) -> ManifestView:
    """Return the manifest of a package, or of a source folder, which can become either (Managed 2)."""
    publisher = solution.publisher
    return ManifestView(
        unique_name=solution.unique_name,
        display_names=texts(solution.display_name, solution),
        descriptions=texts(solution.description, solution) if solution.description.text else (),
        version=solution.version,
        managed=2 if managed is None else int(managed),
        language=solution.language,
        publisher=publisher.unique_name,
        publisher_names=texts(publisher.display_name, solution),
        publisher_descriptions=(texts(publisher.description, solution) if publisher.description.text else ()),
        prefix=publisher.prefix,
        option_value_prefix=publisher.option_value_prefix,
        components=(
            *((1, table.logical_name) for table in sorted(solution.tables, key=lambda table: table.logical_name)),
            *((9, options.name) for options in sorted(solution.option_sets, key=lambda options: options.name)),
        ),
    )
