"""Computed keys: the identifier and the primary GUID of each row, added to a file of rows."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from dvspec.data.computed_keys.inputs import KeyInputs
from dvspec.data.computed_keys.job import Job
from dvspec.data.sources import NO_ROWS, Source, refused
from dvspec.data.workspace import path_of, unwritable, workspace
from dvspec.findings import Refused
from dvspec.model import Solution, Table

ENDINGS = (".parquet", ".csv", ".ndjson", ".jsonl", ".csv.gz", ".ndjson.gz", ".jsonl.gz")


def ending_of(path: Path) -> str | None:
    """Return which of ENDINGS a file's name has."""
    return next((ending for ending in ENDINGS if path.name.casefold().endswith(ending)), None)


def add_keys(
    source: Source,
    out: Path,
    table: Table,
    solution: Solution,
    allow_separator: bool,
    progress: Callable[[float], None],
) -> int:
    """Write the rows of `source` with their keys to `out`, in their order; return how many they are.

    Rows whose keys can't be computed are written without them, and reported. Raises Refused if nothing can be
    written. Temporary files go to a folder beside `out`.
    """
    with workspace(out.parent) as folder:
        try:
            path = _readable_path(source, folder)
            job = Job(
                source,
                path,
                folder,
                written=folder / "written",
                ending=ending_of(out) or "",
                inputs=KeyInputs(table),
                solution=solution,
                allow_separator=allow_separator,
                progress=progress,
            )
            rows = _keys_added(job)
            if not rows:
                raise refused(source.file, "the file has no rows", NO_ROWS)
            os.replace(job.written, out)
        except OSError as error:
            raise unwritable(str(out), os.strerror(error.errno) if error.errno else str(error)) from None
    return rows


def _keys_added(job: Job) -> int:
    if job.source.format in ("ndjson", "json"):
        from dvspec.data.computed_keys.ndjson import add_keys_to_lines

        return add_keys_to_lines(job)
    from dvspec.data.computed_keys.sql import add_keys_in_sql

    return add_keys_in_sql(job)


def _readable_path(source: Source, folder: Path) -> Path:
    """Return where the rows are as plain Parquet, CSV or NDJSON; raises Refused if they can't all be read."""
    if source.format == "empty":
        raise refused(source.file, "the file is empty", NO_ROWS)
    if source.format == "json":
        from dvspec.data.readers.json import lines

        path = folder / "lines"
        with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.writelines(lines(source))
        if not source.errors and not path.stat().st_size:
            raise refused(source.file, "the file has no rows", NO_ROWS)
    else:
        path = path_of(source, folder)
    if source.errors:
        raise Refused([])  # they were reported
    return path
