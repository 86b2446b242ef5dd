"""Keys for rows of NDJSON: read as `dvspec validate` reads them, and written as NDJSON, CSV or Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from dvspec.data.computed_keys.inputs import refuse_duplicate_names
from dvspec.data.computed_keys.job import Job
from dvspec.data.computed_keys.lines import LineReader
from dvspec.data.computed_keys.values import KeyValues
from dvspec.data.computed_keys.writers import writer
from dvspec.findings import Refused


class _LateName(Exception):
    """A row has a member that the first rows do not have, and that changes how rows are written."""


def add_keys_to_lines(job: Job) -> int:
    """Write the rows with their keys; return how many they are, and report those without keys.

    The members of the first rows are assumed for all rows. If others appear later, everything is written once
    more. Raises Refused.
    """
    names = _names(job, first_only=True)
    complete = False
    while True:
        try:
            places = job.inputs.find(job.source.file, names, {})
            if _is_table(job):
                refuse_duplicate_names(job.source.file, names.items())
        except Refused:
            if complete:
                raise
        else:
            with suppress(_LateName):
                return _write(job, names, places)
        names, complete = _names(job), True


def _is_table(job: Job) -> bool:
    return "json" not in job.ending


def _names(job: Job, first_only: bool = False) -> dict[str, int]:
    """Return the members of rows, each with the row in which it comes first."""
    reader = LineReader(job.source.file, objects_only=_is_table(job))
    for _ in reader.read(job.path):
        if first_only:
            break
    return reader.names


def _write(job: Job, names: Mapping[str, int], places: Mapping[str, str]) -> int:
    keys = KeyValues(job.inputs, places, job.solution.guid_scheme, job.allow_separator)
    added_names = job.inputs.added_names(places)
    reader = LineReader(job.source.file, objects_only=_is_table(job))
    size = job.path.stat().st_size
    known = done = rows = 0
    columns = [*names] if _is_table(job) else []
    with writer(job.written, job.ending, columns, [name for name in added_names if name]) as out:
        for lines in reader.read(job.path):
            if len(reader.names) > known:
                known = len(reader.names)
                if any(_matters(job, name) for name in reader.names if name not in names):
                    raise _LateName
            values = keys.of(lines.columns, len(lines.lines), lines.first)
            out.write(lines, {name: column for name, column in zip(added_names, values, strict=True) if name})
            rows += len(lines.lines)
            done += sum(map(len, lines.lines))
            job.progress(done / size)
    for finding in reader.findings:
        job.source.report(finding)
    keys.unfit.report(job.source)
    return rows


def _matters(job: Job, name: str) -> bool:
    """Return whether rows are written in another way if some of them have a member of this name."""
    return _is_table(job) or job.inputs.named(name) is not None or job.inputs.is_added(name)
