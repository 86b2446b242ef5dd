"""Temporary folders: each run removes its own, and those of runs that were killed."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from dvspec.data.sources import Source
from dvspec.findings import Cell, Finding, Refused, Rule, Severity
from dvspec.signals import before_exit

UNWRITABLE = Rule(
    "DV664",
    "unwritable-rows",
    Severity.ERROR,
    "Output files and temporary files are writable.",
    "Free some space, correct the permissions, or write to another folder.",
)

_PREFIX = ".dvspec-rows-"
_LOCK = ".dvspec-lock"  # locked by the run that uses the folder
_PATIENCE = 1.0  # seconds: other threads may still write into a folder that is being removed


@contextmanager
def workspace(parent: Path | None = None) -> Iterator[Path]:
    """Yield a new folder in `parent`, or in the system's folder for temporary files; remove it at the end."""
    where = Path(tempfile.gettempdir()) if parent is None else parent.absolute()
    _remove_abandoned(where)
    try:
        folder, lock = _new_folder(where)
    except OSError as error:
        raise unwritable(str(where), error.strerror or str(error)) from None
    withdraw = before_exit(lambda: _remove(folder))
    try:
        yield folder
    finally:
        lock.close()
        _remove(folder)
        withdraw()


def path_of(source: Source, folder: Path) -> Path:
    """Return where the rows are as a plain file in UTF-8: the source itself, or a copy in `folder`."""
    if source.opens_as_it_is:
        return Path(source.file)
    path = folder / "rows"
    try:
        with path.open("wb") as copy:
            copy.writelines(source.utf8())
    except OSError as error:  # a source that can't be read raises none
        raise unwritable(str(folder.parent), error.strerror or str(error)) from None
    return path


def unwritable(path: str, reason: str) -> Refused:
    """Return the exception for a file or folder that can't be written."""
    return Refused([Finding(UNWRITABLE, Cell(path), f"cannot be written: {reason}")])


def _new_folder(parent: Path) -> tuple[Path, BinaryIO]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        try:
            lock = (folder / _LOCK).open("xb")
        except FileNotFoundError:  # another run took the folder for an abandoned one
            continue
        if _acquire(lock) is not False and (folder / _LOCK).exists():
            return folder, lock
        lock.close()


def _remove_abandoned(parent: Path) -> None:
    """Remove folders of runs that have ended."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if not any(folder.iterdir()):
                folder.rmdir()
                continue
            with (folder / _LOCK).open("r+b") as lock:
                if not _acquire(lock):
                    continue
                shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)  # Windows keeps a file that is open


def _acquire(lock: BinaryIO) -> bool | None:
    """Lock a file until it is closed; return False if another process has locked it, None if locks don't work."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


def _remove(folder: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while folder.exists() and time.monotonic() < end:
        shutil.rmtree(folder, ignore_errors=True)
