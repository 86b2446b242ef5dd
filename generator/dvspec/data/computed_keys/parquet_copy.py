"""Parquet to Parquet: keys are added, and the other columns keep their types, units, time zones and values.

DuckDB computes the keys, and pyarrow copies the other columns: DuckDB has fewer types than Parquet, and would write
milliseconds as microseconds, and every time zone as UTC.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from dvspec.data.checks.values import INVALID_TEXT
from dvspec.data.readers.parquet import COLUMN_TYPE
from dvspec.data.sources import Source, refused
from dvspec.findings import Cell, Finding, Refused

_ROWS = 122_880  # in a row group, unless they are wide
_BYTES = 1 << 26  # of a row group in memory
_SAMPLE = 512  # rows whose width is measured
_BUFFER = 1 << 20  # bytes of each column that are read at a time
_SPARK = b"org.apache.spark.sql.parquet.row.metadata"
_ADVICE = "write it as another type, or name a .csv or .ndjson file with --out"
Keys = Callable[[Any], Any]  # a table of the columns that keys are made of -> a table of keys


def copy_with_keys(
    source: Source, path: Path, out: Path, inputs: Sequence[str], keys: Keys, progress: Callable[[float], None]
) -> tuple[int, bool]:
    """Write the rows at `path` with their keys to `out`; return how many they are, and whether each has its keys.

    `inputs` has a name for each column that keys are made of, and '' for each other. Raises Refused where a column
    would not stay what it is.
    """
    from pyarrow import parquet

    rows = 0
    complete = True
    writer = None
    try:
        for table, total in _tables_with_keys(source, path, inputs, keys):
            if writer is None:
                writer = parquet.ParquetWriter(out, table.schema, **_options(parquet.ParquetFile(path)))
            writer.write_table(table, row_group_size=len(table))
            rows += len(table)
            complete = complete and not any(column.null_count for column in table.columns[len(inputs) :])
            progress(rows / total)
        if writer:
            writer.close()
    except BaseException:
        if writer:
            with suppress(OSError):
                writer.close()
        raise
    return rows, complete


def is_like(file: Path, original: Path) -> bool:
    """Return whether a file that was written from `original` has the same metadata and types of columns."""
    import pyarrow
    from pyarrow import parquet

    try:
        before, after = parquet.ParquetFile(original), parquet.ParquetFile(file)
    except (pyarrow.ArrowException, OSError):
        return False  # copy_with_keys reports why
    types = [[(one.path, _type(one)) for one in _leaves(opened)] for opened in (before, after)]
    return not before.metadata.metadata and types[0] == types[1]


def _tables_with_keys(source: Source, path: Path, inputs: Sequence[str], keys: Keys) -> Iterator[tuple[Any, int]]:
    """Yield the rows with their keys by row groups, each with the number of all rows; other threads make the keys."""
    import pyarrow

    ahead = os.cpu_count() or 1
    pending: deque[tuple[Any, Future[Any]]] = deque()
    with ThreadPoolExecutor(ahead) as pool:
        try:
            file = _opened(source, path)
            _refuse_changes(source, file)
            first = 1
            for table in _tables(file):
                pending.append((table, pool.submit(keys, _inputs(source, table, inputs, first))))
                first += len(table)
                if len(pending) > ahead:
                    yield _joined(*pending.popleft()), file.metadata.num_rows
        except (pyarrow.ArrowException, OSError) as error:
            raise refused(source.file, f"cannot be read: {error}"[:300]) from None
        while pending:
            yield _joined(*pending.popleft()), file.metadata.num_rows


def _joined(table: Any, future: Future[Any]) -> Any:
    made = future.result()
    for name, column in zip(made.column_names, made.columns, strict=True):
        table = table.append_column(name, column)
    metadata = dict(table.schema.metadata or {})
    if _SPARK in metadata:  # Spark reads no column that its schema does not name
        try:
            schema = json.loads(metadata[_SPARK])
            schema["fields"] += [
                {"name": name, "type": "string", "nullable": True, "metadata": {}} for name in made.column_names
            ]
            metadata[_SPARK] = json.dumps(schema).encode()
        except (ValueError, KeyError, TypeError):
            del metadata[_SPARK]
    return table.replace_schema_metadata(metadata)


def _opened(source: Source, path: Path, unit: str | None = None) -> Any:
    file = _file(path, unit)
    old = [one.path for one in _leaves(file) if one.physical_type == "INT96"]
    if not old or unit:
        return file
    return _file(path, _unit_of(source, path, old))


def _file(path: Path, unit: str | None) -> Any:
    from pyarrow import parquet

    return parquet.ParquetFile(
        path, buffer_size=_BUFFER, arrow_extensions_enabled=True, coerce_int96_timestamp_unit=unit
    )


def _leaves(file: Any) -> list[Any]:
    return [file.schema.column(place) for place in range(len(file.schema))]


def _unit_of(source: Source, path: Path, columns: list[str]) -> str:
    """Return the unit that holds all INT96 timestamps: nanoseconds end in 2262, microseconds are less precise."""
    import pyarrow

    beyond = finer = False
    batches = [_file(path, unit).iter_batches(columns=columns) for unit in ("us", "ns")]
    for micro, nano in zip(*batches, strict=True):
        try:
            micro.cast(nano.schema)
        except pyarrow.ArrowInvalid:
            beyond = True
        finer = finer or not micro.cast(nano.schema, safe=False).equals(nano)  # both overflow alike
    if beyond and finer:
        message = f"INT96 timestamps with nanoseconds, and some that no nanoseconds can express; {_ADVICE}"
        raise Refused([Finding(COLUMN_TYPE, Cell(source.file, name=columns[0]), message)])
    return "us" if beyond else "ns"


def _options(file: Any) -> dict[str, Any]:
    """Return how a file like this one is written."""
    leaves = _leaves(file)
    options: dict[str, Any] = {
        "use_deprecated_int96_timestamps": any(one.physical_type == "INT96" for one in leaves),
        "store_decimal_as_integer": any(
            "Decimal" in str(one.logical_type) and one.physical_type.startswith("INT") for one in leaves
        ),
        "write_time_adjusted_to_utc": any("Time(isAdjustedToUTC=true" in str(one.logical_type) for one in leaves),
    }
    if file.metadata.num_row_groups:
        group = file.metadata.row_group(0)
        chunks = [group.column(place) for place in range(group.num_columns)]
        options["use_dictionary"] = [one.path_in_schema for one in chunks if "RLE_DICTIONARY" in one.encodings
                                     or "PLAIN_DICTIONARY" in one.encodings]  # fmt: skip
        codecs = [one.compression for one in chunks]
        options["compression"] = "snappy" if not codecs or codecs[0] in ("LZO", "UNKNOWN") else codecs[0].lower()
    return options


def _refuse_changes(source: Source, file: Any) -> None:
    """Refuse columns that would be written as another type, by writing no rows of them."""
    from pyarrow import parquet

    sample = io.BytesIO()
    parquet.ParquetWriter(sample, file.schema_arrow, **_options(file)).close()
    findings = []
    for before, after in zip(_leaves(file), _leaves(parquet.ParquetFile(sample)), strict=True):
        types = [_type(before), _type(after)]
        if types[0] != types[1]:
            message = f"type {types[0]} would be written as {types[1]}; {_ADVICE}"
            findings.append(Finding(COLUMN_TYPE, Cell(source.file, name=before.path[:100]), message))
    if findings:
        raise Refused(findings)


def _type(leaf: Any) -> str:
    """Return the type that a column has for its readers."""
    logical = re.sub(r", (?:is_from_converted_type|force_set_converted_type)=\w+", "", str(leaf.logical_type))
    return logical if logical != "None" else str(leaf.physical_type)


def _tables(file: Any) -> Iterator[Any]:
    """Yield the rows as tables, each as large as a row group that is written."""
    import pyarrow

    sample = next(file.iter_batches(batch_size=_SAMPLE), None)
    if sample is None:
        return
    width = max(sample.nbytes // len(sample), 1) if len(sample) else 1
    rows = max(min(_ROWS, _BYTES // width), 1)
    batches: list[Any] = []
    for batch in file.iter_batches(batch_size=rows):
        batches.append(batch)
        if sum(map(len, batches)) >= rows:
            yield pyarrow.Table.from_batches(batches)
            batches = []
    if batches:
        yield pyarrow.Table.from_batches(batches)


def _inputs(source: Source, table: Any, inputs: Sequence[str], first: int) -> Any:
    """Return the columns that keys are computed from; raises Refused if a text is not UTF-8, which DuckDB assumes."""
    import pyarrow

    columns = {}
    for place, name in enumerate(inputs):
        if not name:
            continue
        column = table.column(place)
        if pyarrow.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if pyarrow.types.is_binary(column.type):
            column = column.cast(pyarrow.string())
        try:
            column.validate(full=True)
        except pyarrow.ArrowInvalid:
            raise Refused([_invalid_text(source, name, column, first)]) from None
        columns[name] = column
    return pyarrow.table(columns)


def _invalid_text(source: Source, name: str, column: Any, first: int) -> Finding:
    for row, value in enumerate(column, first):
        try:
            value.as_py()
        except UnicodeDecodeError:
            return Finding(INVALID_TEXT, Cell(source.file, row=row, name=name[:100]), "this text is not UTF-8")
    return Finding(INVALID_TEXT, Cell(source.file, name=name[:100]), "contains text that is not UTF-8")
