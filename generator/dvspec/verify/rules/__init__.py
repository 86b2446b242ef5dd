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
    element_names,
    elements,
    files,
    languages,
    layout,
    manifest,
    names,
    numbers,
    option_sets,
    options,
    prefixes,
    primary_columns,
    relationship_ends,
    relationship_roles,
    relationships,
    root_components,
    states,
    tables,
    view_queries,
    views,
)

Check = Callable[[Package], Iterator[Finding]]

_MODULES = (
    files,
    elements,
    element_names,
    manifest,
    languages,
    names,
    tables,
    prefixes,
    primary_columns,
    elastic,
    column_types,
    column_settings,
    computed_columns,
    numbers,
    option_sets,
    options,
    states,
    relationships,
    relationship_ends,
    relationship_roles,
    alternate_keys,
    root_components,
    views,
    view_queries,
    layout,
)

CHECKS: tuple[Check, ...] = tuple(check for module in _MODULES for check in module.CHECKS)
