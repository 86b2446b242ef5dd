"""One run at a time in an output folder; the operating system frees the lock of a process that ends, however it ends.

On POSIX the folder itself is locked, so no file is left behind and every user of the folder meets the same
lock. Windows cannot lock a folder: there it is a file in the user's folder for temporary files. Where a file
system has no locks, work goes on without one.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dvspec.findings import Finding, Place, Refused, Rule, Severity

FOLDER_IN_USE = Rule(
    "DV312",
    "folder-in-use",
    Severity.ERROR,
    "Only one dvspec process works in a folder at a time.",
    "Wait for the other process to end, or stop it, then run again.",
)

PATIENCE = 60.0  # seconds to wait for another run
_SILENCE = 0.5  # seconds to wait before saying so
_PAUSE = 0.02
_BUSY = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})


@contextmanager
def locked(
    folder: Path, notify: Callable[[str], object], *, shared: bool = False, create: bool = True
) -> Iterator[None]:
    """Hold the lock of a folder; `notify` is called if another run has to end first.

    Runs that only read may share it. With `create`, a folder that is missing is made, and removed again if it
    stays empty; without, it is not locked. Raises Refused if the other run takes longer than PATIENCE.
    """
    existed = folder.exists()
    handle = _acquire(folder, notify, shared=shared, create=create)
    try:
        yield
    finally:
        if not existed and create:
            with suppress(OSError):  # it is not empty
                folder.rmdir()
        if handle is not None:
            _release(handle)


def _acquire(folder: Path, notify: Callable[[str], object], *, shared: bool, create: bool) -> int | None:
    """Return a handle of the lock, or None if there can't be one; the work itself then reports why."""
    started = time.monotonic()
    notified = False
    while True:
        try:
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            handle = _open(folder)
        except OSError:
            return None
        if _try(handle, shared):
            if _is_still(handle, folder):
                return handle
        else:
            waited = time.monotonic() - started
            if waited > PATIENCE:
                message = f"{_owner(handle)} works in this folder and did not end within {PATIENCE:.0f} seconds"
                os.close(handle)
                raise Refused([Finding(FOLDER_IN_USE, Place(folder.as_posix()), message)])
            if waited > _SILENCE and not notified:
                notified = True
                notify(f"waiting for {_owner(handle)}, which works in {folder.as_posix()}")
        os.close(handle)
        time.sleep(_PAUSE)


if sys.platform == "win32":  # pragma: no cover
    import hashlib
    import msvcrt
    import tempfile

    _FAR = 1 << 30  # the byte that is locked; nobody could read the owner's number below it otherwise

    def _open(folder: Path) -> int:
        name = hashlib.sha256(os.path.normcase(os.path.realpath(folder)).encode("utf-8", "surrogatepass")).hexdigest()
        return os.open(os.path.join(tempfile.gettempdir(), f"dvspec-{name[:32]}.lock"), os.O_RDWR | os.O_CREAT)

    def _try(handle: int, shared: bool) -> bool:  # there are no shared locks: readers wait for each other
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return error.errno not in _BUSY
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{os.getpid():<20}".encode())
        return True

    def _is_still(handle: int, folder: Path) -> bool:
        return True

    def _release(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        os.close(handle)

    def _owner(handle: int) -> str:
        os.lseek(handle, 0, os.SEEK_SET)
        number = os.read(handle, 20).decode("ascii", "replace").strip()
        return f"process {number}" if number.isdigit() else "another process"

else:
    import fcntl

    def _open(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

    def _try(handle: int, shared: bool) -> bool:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in _BUSY  # else this file system has no locks
        return True

    def _is_still(handle: int, folder: Path) -> bool:
        """Return whether the locked folder still has this name; it may have been removed meanwhile."""
        try:
            return os.path.samestat(os.fstat(handle), os.stat(folder))
        except OSError:
            return False

    def _release(handle: int) -> None:
        os.close(handle)

    def _owner(handle: int) -> str:
        """Return which process holds the lock, if the system knows."""
        inode = str(os.fstat(handle).st_ino)
        try:
            with open("/proc/locks", encoding="ascii", errors="replace") as lines:
                for line in lines:  # 1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF
                    fields = line.split()
                    if len(fields) == 8 and fields[1] == "FLOCK" and fields[5].rpartition(":")[2] == inode:
                        return f"process {fields[4]}"
        except OSError:
            pass
        return "another process"
