"""NDJSON: a row as a JSON object on each line. Blocks of good lines are decoded at once, others line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from dvspec.data import codes
from dvspec.data.columns import Names
from dvspec.data.readers import Batch
from dvspec.data.readers.json_rows import Row, RowDecoder, batches
from dvspec.data.sources import LONGEST, Source
from dvspec.model import Json

_SUSPECT = re.compile(rb"\\u(?:0000|[dD])")  # NUL, and what may be half a surrogate pair
_SPACED = re.compile(rb'"[ \t]+:')
_KEY_END = re.compile(rb'":(?<!\\":)')  # unless the quote is escaped

_ENCODER = msgspec.json.Encoder()


def read(source: Source, columns: Names) -> Iterator[Batch]:
    """Yield the rows of NDJSON."""
    fast = msgspec.json.Decoder()
    slow = RowDecoder(source)
    number = 1
    for lines in _whole_lines(source):
        rows = _decoded(fast, lines)
        if rows is not None:
            yield from batches(range(number, number + len(rows)), rows, columns, clean=not _SUSPECT.search(lines))
            number += len(rows)
            continue
        numbers: list[int] = []
        good: list[Row] = []
        for line in lines.splitlines():
            if line.strip():
                row = slow.row(line.decode(errors="surrogateescape"), number)
                if row is not None:
                    numbers.append(number)
                    good.append(row)
                number += 1
        yield from batches(numbers, good, columns, clean=False)


def _whole_lines(source: Source) -> Iterator[bytes]:
    rest = b""
    ends: set[str] = set()
    for block in source.utf8():
        rest += block
        cut = rest.rfind(b"\n") + 1
        if cut:
            yield _noted(source, rest[:cut], ends)
            rest = rest[cut:]
        elif len(rest) > LONGEST:
            source.found(codes.UNREADABLE, f"a line has more than {LONGEST:,} bytes: this is no NDJSON")
            return
    if rest:
        yield _noted(source, rest, ends)


def _noted(source: Source, lines: bytes, ends: set[str]) -> bytes:
    """Return the lines; report once that they end in more than one way."""
    if len(ends) < 2 and (b"\r" in lines or not ends):
        both = lines.count(b"\r\n")
        counts = {"\r\n": both, "\n": lines.count(b"\n") - both, "\r": lines.count(b"\r") - both}
        ends |= {end for end, count in counts.items() if count}
        if len(ends) > 1:
            shown = " and ".join(sorted(map(repr, ends)))
            source.found(codes.LINE_ENDS, f"lines end with {shown}; each was taken as an end")
    return lines


def _decoded(decoder: msgspec.json.Decoder[Json], lines: bytes) -> list[Row] | None:
    """Return the rows of these lines, or None where one of them needs a closer look."""
    try:
        rows = decoder.decode_lines(lines)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if not all(type(row) is dict for row in rows):
        return None
    good: list[Row] = rows  # type: ignore[assignment]
    # No key stands twice where the rows give their text again, or have as many keys as it.
    if _ENCODER.encode_lines(good) == lines:
        return good
    as_many = len(_KEY_END.findall(lines)) == sum(map(len, good)) and not _SPACED.search(lines)
    return good if as_many else None
