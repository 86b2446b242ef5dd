"""Solutions of our own, shipped and made up, in every variant; and their packages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from dvspec.dataverse import cascades
from dvspec.dataverse.types import TYPES
from dvspec.model import Cascade, Column, Solution, Table
from dvspec.solution_files.writer import file_name, pack
from dvspec.spec import load_folder
from dvspec.spec.build import Overlay
from dvspec.targets import render
from dvspec.targets.solution import package

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "specs"
EVERYTHING = ROOT / "tests" / "projects" / "everything"


def solutions() -> Iterator[tuple[str, Solution]]:
    """Yield the name and the model of each solution."""
    shipped = load_folder(SHIPPED).solution
    yield "shipped", shipped
    yield "shipped-standard", of_kind(shipped, "standard")
    yield "shipped-contoso", load_folder(SHIPPED, Overlay("contoso", "Contoso", 10_000)).solution
    everything = load_folder(EVERYTHING).solution
    yield "everything", everything
    tables = tuple(_as_elastic(table) for table in everything.tables)
    yield "everything-elastic", of_kind(replace(everything, tables=tables), "elastic")


def of_kind(solution: Solution, kind: str) -> Solution:
    """Return a solution whose tables are all of a kind, with its default properties."""
    return replace(
        solution, table_kind=kind, tables=tuple(replace(table, kind=kind, properties={}) for table in solution.tables)
    )


def _as_elastic(table: Table) -> Table:
    """Return a table without alternate keys, cascades and types of columns that elastic tables don't have."""
    columns = [column for column in table.columns if TYPES[column.type].xml.in_elastic_tables]
    return replace(table, alternate_keys=(), columns=tuple(_without_cascade(column) for column in columns))


def _without_cascade(column: Column) -> Column:
    operations = [field.name for field in fields(Cascade)]
    cascade = Cascade(**dict.fromkeys(operations, cascades.ELASTIC))
    return replace(column, relationships=tuple(replace(side, cascade=cascade) for side in column.relationships))


def package_texts(solution: Solution) -> dict[str, str]:
    """Return the texts of the package of a solution."""
    return {name: data.decode("utf-8-sig") for name, data in package(solution).items()}


def write_package(folder: Path, solution: Solution, managed: bool) -> Path:
    """Write the zipped package of a solution; return its path."""
    path = folder / file_name(solution.unique_name, solution.version, managed=managed)
    path.write_bytes(pack(package(solution, managed=managed)))
    return path


def write_source(folder: Path, solution: Solution) -> Path:
    """Write the unpacked package of a solution; return its folder."""
    for path, data in render(solution, ["solution"]).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder / "solution"
