"""The generated package and its variants, and a row of every table from the specs' examples."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import customer_insights
from customer_insights.rows import Row

from dvspec.dataverse.types import row_value
from dvspec.model import Solution, Table
from dvspec.spec import load_folder
from dvspec.targets import python
from tests.reference import ROOT

SOLUTION: Solution = load_folder(ROOT / "specs").solution
TABLES: dict[str, type[Row]] = {table.name: getattr(customer_insights, table.name) for table in SOLUTION.tables}


def example(table: Table) -> dict[str, Any]:
    """Return a row as the Web API answers it, of the examples in the spec, with null where there is none."""
    row = {}
    for column in table.columns:
        if column.live:
            value = column.example
            row[column.web_api_name] = None if value is None else row_value(column, value)
    return row


EXAMPLES: dict[str, dict[str, Any]] = {table.name: example(table) for table in SOLUTION.tables}


def generate(solution: Solution, name: str, folder: Path) -> ModuleType:
    """Generate a package under a name of its own and import it."""
    for path, text in python.render(dataclasses.replace(solution, python_package=name)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
