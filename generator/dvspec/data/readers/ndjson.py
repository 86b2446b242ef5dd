"""NDJSON: a row as a JSON object on each line. Blocks of valid lines are decoded at once, others line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dvspec.data.columns import Names
from dvspec.data.line_ends import line_ends, report_if_mixed
from dvspec.data.readers import Batch
from dvspec.data.readers.json_rows import Row, RowDecoder, batches
from dvspec.data.sources import LONGEST, UNREADABLE, Source
from dvspec.findings import Rule


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of NDJSON."""
    from dvspec.data.readers.block_decoder import BlockDecoder

    fast = BlockDecoder(columns)
    slow = RowDecoder(source)
    number = 1
    for lines in whole_lines(source.utf8(), source.add_finding):
        batch = fast.batch(lines, number)
        if batch is not None:
            number += len(batch.numbers)
            yield batch
            continue
        numbers: list[int] = []
        rows: list[Row] = []
        for line in lines.splitlines():
            if line.strip():
                row = slow.row(line.decode(errors="surrogateescape"), number)
                if row is not None:
                    numbers.append(number)
                    rows.append(row)
                number += 1
        yield from batches(numbers, rows, columns, clean=False)
        fast.learn(numbers, rows)


def whole_lines(blocks: Iterable[bytes], report: Callable[[Rule, str], None]) -> Iterator[bytes]:
    """Yield blocks that end with a line; report lines that end in several ways, or that are too long to be rows."""
    rest: list[bytes] = []
    size = 0
    ends: set[str] = set()
    for block in blocks:
        cut = block.rfind(b"\n") + 1
        if cut:
            yield _noted(report, b"".join([*rest, block[:cut]]), ends)
            rest, size = [], 0
        rest.append(block[cut:])
        size += len(block) - cut
        if size > LONGEST:
            report(UNREADABLE, f"a line has more than {LONGEST:,} bytes, so this is not NDJSON")
            return
    if size:
        yield _noted(report, b"".join(rest), ends)


def _noted(report: Callable[[Rule, str], None], lines: bytes, ends: set[str]) -> bytes:
    """Return the lines; report once that they end in more than one way."""
    if len(ends) < 2 and (b"\r" in lines or not ends):
        ends |= line_ends(lines)
        report_if_mixed(report, ends)
    return lines
