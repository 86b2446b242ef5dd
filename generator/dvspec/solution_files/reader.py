"""A package from a path: a zip, or a folder with an unpacked or unzipped solution."""

from __future__ import annotations

import stat
from pathlib import Path

from dvspec.solution_files.archive import UNREADABLE, Archive
from dvspec.solution_files.folder import read_folder
from dvspec.solution_files.zipped import read_zip


def open_package(path: Path, *, formulas: bool = False) -> Archive:
    """Read the package at the path; on request with the definitions of computed columns."""
    archive = Archive(str(path), "!")
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        archive.report(UNREADABLE, f"can't be read: {reason}")
        return archive
    if stat.S_ISDIR(mode):
        return read_folder(path, formulas=formulas)
    if stat.S_ISREG(mode):
        return read_zip(path, formulas=formulas)
    archive.report(UNREADABLE, "is neither a file nor a folder")
    return archive
