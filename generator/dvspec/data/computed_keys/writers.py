"""Writers of rows that come from NDJSON, with their keys: as NDJSON again, as CSV, or as Parquet."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from dvspec.data.computed_keys.lines import Lines
from dvspec.data.computed_keys.texts import as_text

if TYPE_CHECKING:
    import pyarrow

_GZIP_LEVEL = 4  # a quarter faster than the usual 6, and 3 % larger
_ROWS = 122_880  # in a row group of Parquet, unless they are wide
_BYTES = 1 << 26  # of a row group in memory
_SPECIAL = '",\r\n'  # characters that only a quoted field of CSV can contain
Added = dict[str, Sequence[str | None]]  # key columns by their names


class Writer(Protocol):
    """Writes batches of rows with the columns that are added."""

    def write(self, rows: Lines, added: Added) -> None: ...


@contextmanager
def writer(path: Path, ending: str, names: Sequence[str], added: Sequence[str]) -> Iterator[Writer]:
    """Give a writer for a file with this ending; `names` are the columns of the rows, `added` those of the keys."""
    if ending == ".parquet":
        parquet = _ParquetWriter(path, [*names, *added])
        try:
            yield parquet
        finally:
            parquet.close()
        return
    with path.open("wb") as plain:
        file: IO[bytes] = plain
        if ending.endswith(".gz"):  # without a time in it
            file = gzip.GzipFile("", "wb", _GZIP_LEVEL, plain, mtime=0)  # type: ignore[assignment]
        yield _CsvWriter(file, [*names, *added]) if ".csv" in ending else _LineWriter(file)
        if file is not plain:
            file.close()


class _LineWriter:
    """Appends the added members to each line, which otherwise stays as it is."""

    def __init__(self, file: IO[bytes]) -> None:
        import msgspec

        self._file = file
        self._encode: Callable[[object], bytes] = msgspec.json.Encoder().encode

    def write(self, rows: Lines, added: Added) -> None:
        """Write the lines."""
        starts = [json.dumps(name, ensure_ascii=False).encode() + b":" for name in added]
        members = [
            [start + self._encode(value) for value in values]
            for start, values in zip(starts, added.values(), strict=True)
        ]
        tails = map(b",".join, zip(*members, strict=True))
        if rows.odd or any(None in values for values in added.values()):
            lines = [
                line if place in rows.odd else _with_members(line, tail)
                for place, (line, tail) in enumerate(zip(rows.lines, tails, strict=True))
            ]
        else:  # objects that have keys are not empty
            lines = [b"%b,%b}" % (line[:-1], tail) for line, tail in zip(rows.lines, tails, strict=True)]
        self._file.write(b"\n".join([*lines, b""]))


def _with_members(line: bytes, members: bytes) -> bytes:
    comma = b"," if line[1:-1].strip() else b""
    return line[:-1] + comma + members + b"}"


class _CsvWriter:
    """Writes a row of text for each line; null is an empty field, and an empty string is two quotes."""

    def __init__(self, file: IO[bytes], names: Sequence[str]) -> None:
        self._file, self._names = file, names
        self._write([[name] for name in names])

    def write(self, rows: Lines, added: Added) -> None:
        """Write the rows."""
        self._write([_fields(column) for column in _columns(self._names, rows, added)])

    def _write(self, columns: Sequence[Sequence[str]]) -> None:
        lines = map(",".join, zip(*columns, strict=True))
        self._file.write("\n".join([*lines, ""]).encode())


def _fields(values: Sequence[str | None]) -> Sequence[str]:
    """Return values as fields of CSV."""
    texts = [value or "" for value in values]
    together = "".join(texts)
    if "" not in values and not any(character in together for character in _SPECIAL):
        return texts
    return [_field(value) for value in values]


def _field(value: str | None) -> str:
    if value is None:
        return ""
    if value and not any(character in value for character in _SPECIAL):
        return value
    return '"' + value.replace('"', '""') + '"'


class _ParquetWriter:
    """Writes columns of strings, a row group for some hundred thousand rows."""

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        import pyarrow
        from pyarrow import parquet

        self._names = names
        self._string = pyarrow.string()
        self._schema = pyarrow.schema([(name, self._string) for name in names])
        self._batches: list[pyarrow.RecordBatch] = []
        self._rows = self._bytes = 0
        self._file = parquet.ParquetWriter(path, self._schema)

    def write(self, rows: Lines, added: Added) -> None:
        """Keep the rows until they are enough for a row group."""
        import pyarrow

        arrays = [pyarrow.array(column, self._string) for column in _columns(self._names, rows, added)]
        batch = pyarrow.record_batch(arrays, self._schema)
        self._batches.append(batch)
        self._rows += len(batch)
        self._bytes += batch.nbytes
        if self._rows >= _ROWS or self._bytes >= _BYTES:
            self._flush()

    def close(self) -> None:
        """Write the rest."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        import pyarrow

        if self._batches:
            self._file.write_table(pyarrow.Table.from_batches(self._batches), row_group_size=self._rows)
        self._batches, self._rows, self._bytes = [], 0, 0


def _columns(names: Sequence[str], rows: Lines, added: Added) -> Iterator[Sequence[str | None]]:
    """Yield the columns in the order of their names, as text."""
    nothing = [None] * len(rows.lines)
    for name in names:
        yield added[name] if name in added else [*map(as_text, rows.columns.get(name, nothing))]
