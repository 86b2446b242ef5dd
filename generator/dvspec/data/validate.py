"""Validation of a file of rows against its table: open, read in batches, check each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from dvspec.data.checks import Reporter
from dvspec.data.checks.identifiers import CopiedGuids, HashedGuids, Identifiers
from dvspec.data.checks.payloads import Payloads
from dvspec.data.checks.values import Values
from dvspec.data.columns import Columns
from dvspec.data.readers import Batch, read
from dvspec.data.sources import NO_ROWS, Source
from dvspec.dataverse.types import TYPES
from dvspec.findings import Finding, Rule, Severity
from dvspec.model import GuidScheme, Solution, Table

MISSING_COLUMN = Rule(
    "DV608",
    "missing-column",
    Severity.WARNING,
    "Files contain all columns of the table.",
    "Export the column if it is needed.",
)


class _Check(Protocol):
    def check(self, batch: Batch) -> None: ...


def validate(
    source: Source,
    table: Table,
    solution: Solution,
    scheme: GuidScheme,
    report: Callable[[Finding], None],
    *,
    keep_unknown: bool = False,
) -> Iterator[int]:
    """Report all findings about the rows of a source; yield how many were read, batch by batch."""
    columns = Columns(table, source.file, report, keep_unknown=keep_unknown)
    reporter = Reporter(source.file, columns, report)
    checks = [Values(table, solution, reporter), *_checks(table, scheme, reporter)]
    count = last = 0
    for batch in read(source, columns):
        if batch.numbers[0] > last:  # otherwise its rows are between those of the batch before
            reporter.flush()
        last = max(last, batch.numbers[-1])
        for check in checks:
            check.check(batch)
        count += len(batch.numbers)
        yield len(batch.numbers)
    reporter.flush()
    if not count:
        if not source.errors:
            source.add_finding(NO_ROWS, "the file is empty" if source.format == "empty" else "the file has no rows")
    elif missing := columns.missing():
        source.add_finding(MISSING_COLUMN, f"no row has these columns of {table.name}: {', '.join(missing)}")


def _checks(table: Table, scheme: GuidScheme, reporter: Reporter) -> list[_Check]:
    checks: list[_Check] = [Payloads(column, reporter) for column in table.columns if TYPES[column.type].is_json]
    if table.identifier:
        checks.append(Identifiers(table, table.identifier, reporter))
    if table.guid and table.guid.source:
        checks.append(CopiedGuids(table, table.guid.column, table.guid.source, reporter))
    elif table.guid and table.identifier:
        checks.append(HashedGuids(table, table.identifier, table.guid.column, scheme, reporter))
    return checks
