"""How much of real tables the spec language says: `python -m tests.importers.coverage [ID]…` prints it for the corpus.

A custom column is said completely if the importer leaves out nothing of it, its options and its relationships; a table
if that holds for its settings, its keys and all its columns too. Forms, views, charts, ribbons and controls are not
counted, since specs describe no user interfaces. Columns that Dataverse makes beside others (the base amount of money,
the date and state of a rollup) are not separate columns. Virtual tables and those of business process flows, which
specs don't describe either, are counted apart.

The importer reads past these without a report, because they are not settings: IntroducedVersion, the labels of a
column's own option set (they repeat the column's), the blue or white that exports give to yes and no, IsCustomizable
of keys (0 in every export), object type codes in lookups, the format and length of images (the same in every export),
CanChangeDateTimeBehavior, and the columns and relationships that Dataverse makes with a table.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Container
from dataclasses import dataclass, field

from dvspec.findings import Refused
from dvspec.importers.result import Imported
from dvspec.importers.solution import import_solution
from dvspec.solution_files.archive import is_formula
from dvspec.solution_files.package import Package
from tests.verify.corpus import Sample, samples

USER_INTERFACE = frozenset({"form", "view", "chart", "ribbon", "custom-control", "custom-strings"})
OTHER_TABLES = frozenset({"virtual-table", "business-process-flow-table"})
NO_TABLES = "DV681"


@dataclass
class Coverage:
    """What is counted: things, those that are said completely, and the reasons for the others."""

    packages: int = 0
    without_tables: int = 0
    refused: list[str] = field(default_factory=list)
    columns: int = 0
    columns_said: int = 0
    tables: int = 0
    tables_said: int = 0
    other_tables: Counter[str] = field(default_factory=Counter)
    reasons_of_columns: Counter[str] = field(default_factory=Counter)
    reasons_of_tables: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)

    @property
    def share_of_columns(self) -> float:
        return self.columns_said / max(1, self.columns)

    @property
    def share_of_tables(self) -> float:
        return self.tables_said / max(1, self.tables)


def with_formulas(sample: Sample) -> Package:
    """Return the package of a sample; the corpus has empty placeholders for formulas, which get some content here."""
    formulas = sample.archive.formulas
    package = Package(sample.archive)
    for name in filter(is_formula, sample.archive.names):
        file = name.rpartition("/")[2].lower()
        table = package.tables_by_name.get(file.partition("-")[0])
        columns = [column.logical_name for column in table.columns] if table else []
        formulas[file] = "".join(f"{column}: =1\n" for column in columns).encode() or b"<Activity />"
    return package


def measure(ids: Container[str] | None = None) -> Coverage:
    """Import the packages of the corpus and count."""
    coverage = Coverage()
    for sample in samples(ids):
        package = with_formulas(sample)
        try:
            imported = import_solution(package)
        except Refused as refused:
            if {finding.rule.code for finding in refused.findings} == {NO_TABLES}:
                coverage.without_tables += 1
            else:
                coverage.refused.append(f"{sample.id}: {refused.findings[0].message}")
            continue
        coverage.packages += 1
        _count(package, imported, coverage)
    return coverage


def _count(package: Package, imported: Imported, coverage: Coverage) -> None:
    reasons = _reasons(package, imported)
    own = {table.logical_name: table for table in imported.solution.tables}
    elsewhere = {item.table for item in imported.left_out if item.feature in OTHER_TABLES}
    for table in package.tables:
        name = table.logical_name
        if name in elsewhere:
            coverage.other_tables.update(key for key in OTHER_TABLES if key in reasons[name, ""])
            continue
        declared = {column.logical_name for column in own[name].columns} if name in own else set()
        table_reasons = set(reasons[name, ""])
        for column in table.columns:
            of_column = reasons[name, column.logical_name]
            table_reasons |= of_column
            is_own = column.logical_name in declared and column.type != "primarykey"
            if not is_own and not (of_column and column.text("IsCustomField") == "1"):
                continue
            coverage.columns += 1
            coverage.columns_said += not of_column
            coverage.reasons_of_columns.update(of_column)
        if name in own and not own[name].extends:
            coverage.tables += 1
            coverage.tables_said += not table_reasons
            coverage.reasons_of_tables.update(table_reasons)
    coverage.parts.update(item.feature for item in imported.left_out if not item.table)


def _reasons(package: Package, imported: Imported) -> defaultdict[tuple[str, str], set[str]]:
    """Return what is left out by table and column; '' is the table itself, its keys and many-to-many relationships."""
    lookups = {relationship.name.lower(): relationship.referencing_column for relationship in package.relationships}
    reasons: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for item in imported.left_out:
        if item.feature not in USER_INTERFACE:
            kind, _, name = item.subject.partition(" ")
            column = name if kind == "column" else lookups.get(name.lower(), "") if kind == "relationship" else ""
            reasons[item.table, column].add(item.feature)
    return reasons


def main() -> None:
    """Print what is measured."""
    coverage = measure(set(sys.argv[1:]) or None)
    print(f"{coverage.packages} packages; {coverage.without_tables} more have no tables of their own")
    for message in coverage.refused:
        print(f"refused: {message}")
    print(
        f"columns: {coverage.columns_said:,} of {coverage.columns:,} said completely, {coverage.share_of_columns:.1%}"
    )
    _print(coverage.reasons_of_columns)
    print(f"tables: {coverage.tables_said:,} of {coverage.tables:,} said completely, {coverage.share_of_tables:.1%}")
    _print(coverage.reasons_of_tables)
    print("tables that specs don't describe:")
    _print(coverage.other_tables)
    print("packages with other parts that specs don't describe:")
    _print(coverage.parts)


def _print(reasons: Counter[str]) -> None:
    for reason, number in reasons.most_common():
        print(f"{number:7,} {reason}")


if __name__ == "__main__":
    main()
