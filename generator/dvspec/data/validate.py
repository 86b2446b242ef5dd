"""Validation of a file of rows against its table: open, read in batches, check each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from dvspec.data import codes
from dvspec.data.checks import Reporter
from dvspec.data.checks.keys import CopiedGuids, HashedGuids, Identifiers
from dvspec.data.checks.payloads import Payloads
from dvspec.data.checks.values import Values
from dvspec.data.columns import Columns
from dvspec.data.readers import Batch, read
from dvspec.data.sources import Source
from dvspec.dataverse.types import TYPES
from dvspec.findings import Finding
from dvspec.model import GuidScheme, Solution, Table


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
    """Report everything that is wrong with the rows of a source; yield how many were read, batch by batch."""
    columns = Columns(table, source.file, report, keep_unknown=keep_unknown)
    reporter = Reporter(source.file, columns, report)
    checks = [Values(table, solution, reporter), *_checks(table, scheme, reporter)]
    count = last = 0
    for batch in read(source, columns):
        if batch.numbers[0] > last:  # else its rows stand among those of the batch before
            reporter.tell()
        last = max(last, batch.numbers[-1])
        for check in checks:
            check.check(batch)
        count += len(batch.numbers)
        yield len(batch.numbers)
    reporter.tell()
    if not count:
        if source.sound:
            source.found(codes.EMPTY, "the file is empty" if source.kind == "empty" else "the file has no rows")
    elif missing := columns.missing():
        source.found(codes.MISSING_COLUMN, f"no row has {table.name}'s {', '.join(missing)}")


def _checks(table: Table, scheme: GuidScheme, reporter: Reporter) -> list[_Check]:
    checks: list[_Check] = [Payloads(column, reporter) for column in table.columns if TYPES[column.type].is_json]
    if table.identifier:
        checks.append(Identifiers(table, table.identifier, reporter))
    if table.guid and table.guid.source:
        checks.append(CopiedGuids(table, table.guid.column, table.guid.source, reporter))
    elif table.guid and table.identifier:
        checks.append(HashedGuids(table, table.identifier, table.guid.column, scheme, reporter))
    return checks
