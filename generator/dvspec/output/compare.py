"""Compare a tree in memory with a tree on disk: the one comparison behind writing, pruning and checking."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from dvspec.output import manifest

Tree = Mapping[str, bytes]  # path with slashes, relative to the output folder -> content

# What other tools leave beside sources; a check ignores it.
_LEFT_BY_TOOLS = frozenset(
    {
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".DS_Store",
        "Thumbs.db",
        "bin",
        "obj",
    }
)


class State(Enum):
    """How a file on disk differs from the tree."""

    SAME = auto()
    NEW = auto()  # missing on disk
    CHANGED = auto()  # written by dvspec, from older specs
    LINE_ENDS = auto()  # only its line ends differ: git wrote them
    EDITED = auto()  # written or changed by somebody else
    BLOCKED = auto()  # a link or a folder is in its place
    STALE = auto()  # written by dvspec; the specs no longer produce it
    STALE_EDITED = auto()  # as STALE, but somebody changed it
    FOREIGN = auto()  # in a target's folder, but not written by dvspec


@dataclass(frozen=True, slots=True)
class Entry:
    """A path and its state."""

    path: str
    state: State


def compare(tree: Tree, folder: Path, targets: Collection[str]) -> list[Entry]:
    """Compare the tree of these targets with a folder, in order of path.

    Other targets' files are ignored. Raises OSError if the folder can't be read.
    """
    written = manifest.read(folder)
    links: dict[str, bool] = {}
    entries = [Entry(path, _state(path, data, folder, written, links)) for path, data in tree.items()]
    for path, digests in written.items():
        if path not in tree and path.partition("/")[0] in targets:
            file = folder / path
            if not os.path.lexists(file) or _through_link(path, folder, links):
                continue
            if file.is_symlink() or not file.is_file():
                entries.append(Entry(path, State.FOREIGN))
                continue
            ours = _is_written(file.read_bytes(), digests)
            entries.append(Entry(path, State.STALE if ours else State.STALE_EDITED))
    return sorted(entries, key=lambda entry: entry.path)


def foreign(tree: Tree, folder: Path, targets: Collection[str]) -> Iterator[Entry]:
    """Yield the files in the targets' folders that neither the tree nor the manifest knows."""
    written = manifest.read(folder)
    for target in sorted(targets):
        for parent, folders, files in os.walk(folder / target):
            folders[:] = sorted(name for name in folders if name not in _LEFT_BY_TOOLS)
            for name in sorted(files):
                path = (Path(parent) / name).relative_to(folder).as_posix()
                if path not in tree and path not in written and name not in _LEFT_BY_TOOLS:
                    yield Entry(path, State.FOREIGN)


def _state(
    path: str,
    data: bytes,
    folder: Path,
    written: Mapping[str, Collection[str]],
    links: dict[str, bool],
) -> State:
    if _through_link(path, folder, links):
        return State.BLOCKED
    file = folder / path
    try:
        with open(file, "rb", opener=_open_plain) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):  # a pipe or a device
                return State.BLOCKED
            on_disk = stream.read()
    except FileNotFoundError:
        return State.NEW
    except (IsADirectoryError, NotADirectoryError):
        return State.BLOCKED
    except OSError:
        if file.is_symlink() or not file.is_file():
            return State.BLOCKED
        raise
    if on_disk == data:
        return State.SAME
    if with_lf(on_disk) == data:
        return State.LINE_ENDS
    return State.CHANGED if _is_written(on_disk, written.get(path, ())) else State.EDITED


def with_lf(data: bytes) -> bytes:
    """Return a file's bytes with the line ends that dvspec writes."""
    return data.replace(b"\r\n", b"\n")


def _is_written(data: bytes, digests: Collection[str]) -> bool:
    """Return whether dvspec wrote these bytes, whatever git did to their line ends."""
    return manifest.digest(data) in digests or manifest.digest(with_lf(data)) in digests


def _open_plain(path: str, flags: int) -> int:
    """Open without following a link, and without waiting for the other end of a pipe."""
    return os.open(
        path,
        flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0),
    )


def _through_link(path: str, folder: Path, links: dict[str, bool]) -> bool:
    """Return whether one of the parent folders is a link or not a folder."""
    parent = path.rpartition("/")[0]
    if not parent:
        return False
    if parent not in links:
        here = folder / parent
        links[parent] = _through_link(parent, folder, links) or (
            os.path.lexists(here) and (here.is_symlink() or not here.is_dir())
        )
    return links[parent]
