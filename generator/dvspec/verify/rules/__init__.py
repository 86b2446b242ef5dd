"""All checks of a package. Each module declares its rules next to the checks that report them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dvspec.findings import Finding
from dvspec.solution_files.package import Package
from dvspec.verify.rules import (
    alternate_keys,
    column_settings,
    column_types,
    computed_columns,
    elastic,
    languages,
    layout,
    manifest,
    names,
    numbers,
    option_sets,
    options,
    primary_columns,
    references,
    relationship_ends,
    relationship_roles,
    relationships,
    structure,
    tables,
    view_queries,
    views,
)

Check = Callable[[Package], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    *structure.CHECKS,
    *manifest.CHECKS,
    *languages.CHECKS,
    *names.CHECKS,
    *tables.CHECKS,
    *primary_columns.CHECKS,
    *elastic.CHECKS,
    *column_types.CHECKS,
    *column_settings.CHECKS,
    *computed_columns.CHECKS,
    *numbers.CHECKS,
    *option_sets.CHECKS,
    *options.CHECKS,
    *relationships.CHECKS,
    *relationship_ends.CHECKS,
    *relationship_roles.CHECKS,
    *alternate_keys.CHECKS,
    *references.CHECKS,
    *views.CHECKS,
    *view_queries.CHECKS,
    *layout.CHECKS,
)
