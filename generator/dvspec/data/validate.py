"""Validation of a file of rows against its table: open, read in batches, check each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from dvspec.data import codes
from dvspec.data.checks import Reporter
from dvspec.data.checks.keys import CopiedGuids, HashedGuids, Identifiers
from dvspec.data.checks.payloads import Payloads
from dvspec.data.checks.values import Values
from dvspec.data.columns import Columns
from dvspec.data.readers import Row, read
from dvspec.data.sources import Source
from dvspec.findings import Finding
from dvspec.model import GuidScheme, Solution, Table


class _Check(Protocol):
    def check(self, numbers: Sequence[int], rows: list[Row]) -> None: ...


def validate(
    source: Source, table: Table, solution: Solution, scheme: GuidScheme, report: Callable[[Finding], None]
) -> Iterator[int]:
    """Report everything that is wrong with the rows of a source; yield how many were read, batch by batch."""
    columns = Columns(table, source.file, report)
    reporter = Reporter(source.file, columns, report)
    values = Values(table, solution, reporter)
    others = _checks(table, scheme, reporter)
    count = 0
    for batch in read(source, columns):
        rows = values.check(batch)
        for check in others:
            check.check(batch.numbers, rows)
        count += len(rows)
        yield len(rows)
    if not count:
        if source.sound:
            source.found(codes.EMPTY, "the file is empty" if source.kind == "empty" else "the file has no rows")
    elif missing := columns.missing():
        source.found(codes.MISSING_COLUMN, f"no row has {table.name}'s {', '.join(missing)}")


def _checks(table: Table, scheme: GuidScheme, reporter: Reporter) -> list[_Check]:
    checks: list[_Check] = [Payloads(column, reporter) for column in table.columns if column.type == "json"]
    if table.identifier:
        checks.append(Identifiers(table, table.identifier, reporter))
    if table.guid and table.guid.source:
        checks.append(CopiedGuids(table, table.guid.column, table.guid.source, reporter))
    elif table.guid and table.identifier:
        checks.append(HashedGuids(table, table.identifier, table.guid.column, scheme, reporter))
    return checks
