"""The solutions that package tests are run over: shipped and made up, in every mode that they can take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dvspec.model import Solution
from dvspec.spec import load_folder
from dvspec.spec.build import Overlay

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "specs"
EVERYTHING = ROOT / "tests" / "projects" / "everything"


def solutions() -> Iterator[tuple[str, Solution]]:
    """Yield name and model of each solution."""
    shipped = load_folder(SHIPPED).solution
    yield "shipped", shipped
    yield "shipped-standard", replace(shipped, table_kind="standard")
    yield "shipped-contoso", load_folder(SHIPPED, Overlay("contoso", "Contoso", 10_000)).solution
    everything = load_folder(EVERYTHING).solution
    yield "everything", everything
    keyless = tuple(replace(table, keys=()) for table in everything.tables)
    yield "everything-elastic", replace(everything, table_kind="elastic", tables=keyless)
