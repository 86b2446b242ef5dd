"""Target python: a package of dataclasses, one module a table, with identifier functions."""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.model import Solution
from dvspec.targets.python import runtime
from dvspec.targets.python.choices import choice_enum
from dvspec.targets.python.identifier_columns import identifier_columns_module
from dvspec.targets.python.identifiers import exported_names, identifiers_module
from dvspec.targets.python.package import package_module
from dvspec.targets.python.queries import queries_module
from dvspec.targets.python.table import table_module
from dvspec.targets.templates import template


def render(solution: Solution) -> Iterator[tuple[str, str]]:
    """Yield the package's files."""
    for name, text in _modules(solution):
        yield f"{solution.python_package}/{name}", text


def _modules(solution: Solution) -> Iterator[tuple[str, str]]:
    yield "py.typed", ""
    yield from runtime.modules().items()
    names = {".identifiers": exported_names(solution)}
    own_classes = {}
    for table in solution.tables:
        module = table_module(table, solution)
        yield f"{table.python_module}.py", template("python", "table.py").render(module=module)
        names[f".{table.python_module}"] = [table.name, module.column_names.name]
        own_classes[f".{table.python_module}"] = module.own_classes
    if enums := [choice_enum(options) for options in solution.option_sets if options.options]:
        yield "choices.py", template("python", "choices.py").render(enums=enums)
        names[".choices"] = [enum.name for enum in enums]
    if queries := queries_module(solution):
        yield "queries.py", queries
    yield "identifiers.py", identifiers_module(solution)
    yield "identifier_columns.py", identifier_columns_module(solution)
    yield "__init__.py", package_module(solution, names, own_classes)
