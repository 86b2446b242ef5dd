"""Writing one file atomically, and the rule for what can't be written."""

from __future__ import annotations

import os
from pathlib import Path

from dvspec.findings import Finding, Place, Refused, Rule, Severity

UNWRITABLE = Rule(
    "DV305",
    "unwritable-output",
    Severity.ERROR,
    "The output folder can be written.",
    "Check permissions and free space, then run again.",
)


def write_file(data: bytes, path: Path) -> None:
    """Write a file, and the folders on its way; it appears whole or not at all. Raises Refused if that fails."""
    stage = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(stage, "xb") as stream:  # x: never through a link of this name
                stream.write(data)
            os.replace(stage, path)
        except OSError:
            stage.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Refused([unwritable(path, error)]) from None


def unwritable(path: Path, error: OSError) -> Finding:
    """Return the finding for a file or folder that can't be written."""
    return Finding(UNWRITABLE, Place(path.as_posix()), f"can't be written: {error.strerror or error}")
