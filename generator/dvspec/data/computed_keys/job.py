"""One run of `dvspec id --file`: what is read, where it goes, and how keys are computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dvspec.data.computed_keys.inputs import KeyInputs
from dvspec.data.sources import Source
from dvspec.model import Solution


@dataclass(frozen=True, slots=True)
class Job:
    """The rows of `source` are at `path`, as plain Parquet, CSV or NDJSON, and go to `written` with their keys."""

    source: Source
    path: Path
    folder: Path  # for temporary files
    written: Path
    ending: str  # of the name that the written file will have
    inputs: KeyInputs
    solution: Solution
    allow_separator: bool
    progress: Callable[[float], None]  # takes the fraction that is done
