"""Writing a tree: all of it is staged, then each file is replaced atomically, then the manifest.

A run that is killed or runs out of space before the staging is complete has changed nothing. One
that is killed later leaves a journal, by which the next run knows its own files again.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from dvspec.findings import Refused
from dvspec.output import manifest
from dvspec.output.compare import State, Tree, compare, with_lf
from dvspec.output.drift import refusals
from dvspec.output.writing import unwritable

STAGING = ".dvspec-staging"


@dataclass(slots=True)
class Published:
    """What a run did, by path; `same` counts the files that were up to date."""

    written: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    pruned: list[str] = field(default_factory=list)
    line_ends: list[str] = field(default_factory=list)  # nothing else was different
    same: int = 0


def publish(tree: Tree, folder: Path, targets: Collection[str], *, force: bool = False) -> Published:
    """Make the folder equal to the tree. Raises Refused, with nothing changed, if a file may not be touched."""
    try:
        entries = compare(tree, folder, targets)
        text = manifest.write_text(_digests(tree, folder, targets))
    except OSError as error:
        raise Refused([unwritable(Path(error.filename or folder), error)]) from None
    refused = refusals(entries, folder, force=force)
    if refused:
        raise Refused(refused)
    result = Published()
    to_write = []
    to_prune = []
    for entry in entries:
        match entry.state:
            case State.SAME:
                result.same += 1
            case State.NEW:
                result.written.append(entry.path)
                to_write.append(entry.path)
            case State.LINE_ENDS:
                result.line_ends.append(entry.path)
                if force:
                    to_write.append(entry.path)
            case State.CHANGED | State.EDITED:
                result.changed.append(entry.path)
                to_write.append(entry.path)
            case State.STALE | State.STALE_EDITED:
                result.pruned.append(entry.path)
                to_prune.append(entry.path)
    if to_write or to_prune or _differs(folder, text):
        try:
            _write(tree, folder, to_write, to_prune, text)
        except OSError as error:
            shutil.rmtree(folder / STAGING, ignore_errors=True)
            raise Refused([unwritable(Path(error.filename or folder), error)]) from None
    return result


def _digests(tree: Tree, folder: Path, targets: Collection[str]) -> dict[str, str]:
    """Return the manifest's content: this tree, and what other targets wrote before."""
    others = {
        path: _digest_on_disk(folder / path, digests)
        for path, digests in manifest.read(folder).items()
        if path.partition("/")[0] not in targets and (folder / path).is_file()
    }
    return others | {path: manifest.digest(data) for path, data in tree.items()}


def _digest_on_disk(file: Path, digests: Collection[str]) -> str:
    """Return the one of a file's digests that it has; after a killed run there may be two to choose from."""
    if len(digests) > 1:
        on_disk = manifest.digest(file.read_bytes())
        if on_disk in digests:
            return on_disk
    return min(digests)


def _differs(folder: Path, text: str) -> bool:
    left = any(os.path.lexists(folder / name) for name in (manifest.JOURNAL, STAGING))  # by a run that was killed
    try:
        return left or with_lf((folder / manifest.NAME).read_bytes()) != text.encode()
    except OSError:
        return True


def _write(tree: Tree, folder: Path, to_write: list[str], to_prune: list[str], text: str) -> None:
    parents = sorted({os.path.dirname(path) for path in to_write})
    for parent in {*parents, *map(os.path.dirname, to_prune)}:
        here = folder / parent
        if here.is_dir() and not os.access(here, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(here))
    staging = folder / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    staged = []
    for number, path in enumerate(to_write):
        stage = os.path.join(staging, str(number))
        with open(stage, "wb") as stream:
            stream.write(tree[path])
        staged.append(stage)
    journal = staging / "manifest"
    journal.write_bytes(text.encode())
    for parent in parents:
        os.makedirs(folder / parent, exist_ok=True)
    os.replace(journal, folder / manifest.JOURNAL)
    for stage, path in zip(staged, to_write, strict=True):
        os.replace(stage, folder / path)
    for path in to_prune:
        os.unlink(folder / path)
        _remove_empty(folder, os.path.dirname(path))
    os.replace(folder / manifest.JOURNAL, folder / manifest.NAME)
    staging.rmdir()


def _remove_empty(folder: Path, parent: str) -> None:
    while parent:
        try:
            os.rmdir(folder / parent)
        except OSError:
            return
        parent = os.path.dirname(parent)
