"""A folder with an unpacked or unzipped solution to its members; nothing is read through a link that leads out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from dvspec.solution_files import archive as rules
from dvspec.solution_files.archive import MAX_MEMBERS, MAX_XML, Archive, is_read

_PLACES = ("Other", "Entities", "OptionSets")  # all that rules look at in the classic layout
_MAX_DEPTH = 8


def read_folder(path: Path) -> Archive:
    """Return the members of the solution in a folder, or in its sub-folder `src`."""
    root = path / "src" if _is_solution(path / "src") and not _is_solution(path) else path
    archive = Archive(str(root), "/")
    try:
        real = root.resolve(strict=True)
        for entry in _walk(root, "", 0):
            name = entry.path[len(str(root)) + 1 :].replace(os.sep, "/")
            if len(archive.names) >= MAX_MEMBERS:
                archive.report(rules.BOMB, f"more than {MAX_MEMBERS:,} files; the rest is not read")
                break
            if _inside(archive, entry, name, real):
                archive.names.append(name)
                if is_read(name):
                    _read(archive, entry, name)
        archive.is_open = True
    except OSError as error:
        archive.report(rules.UNREADABLE, f"can't be read: {error.strerror}")
    rules.check_names(archive)
    return archive


def _is_solution(path: Path) -> bool:
    return (path / "Other").is_dir() or (path / "solution.xml").exists()


def _walk(folder: Path, inside: str, depth: int) -> Iterator[os.DirEntry[str]]:
    """Yield files and links in order of name; folders are entered, links to folders are not."""
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if not entry.is_dir(follow_symlinks=False):
            yield entry
        elif depth < _MAX_DEPTH and (inside or entry.name.casefold() in _FOLDED):
            yield from _walk(Path(entry.path), f"{inside}{entry.name}/", depth + 1)


_FOLDED = frozenset(place.casefold() for place in _PLACES)


def _inside(archive: Archive, entry: os.DirEntry[str], name: str, real: Path) -> bool:
    """Report links that lead out of the folder and what is no file; tell whether to go on."""
    if not entry.is_symlink() and entry.is_file(follow_symlinks=False):
        return True
    if not entry.is_symlink():
        if "/" in name:
            archive.report(rules.LINK, "this is a device or pipe, no file", name)
        return False
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):
        archive.report(rules.LINK, "the link leads nowhere", name)
        return False
    if not target.is_relative_to(real):
        archive.report(rules.LINK, "the link leads out of the folder", name)
        return False
    if not target.is_file():
        archive.report(rules.LINK, "the link leads to a folder; its files are not read", name)
        return False
    return True


def _read(archive: Archive, entry: os.DirEntry[str], name: str) -> None:
    try:
        with Path(entry.path).open("rb") as file:
            data = file.read(MAX_XML + 1)
    except OSError as error:
        archive.report(rules.UNREADABLE, f"can't be read: {error.strerror}", name)
        return
    if len(data) > MAX_XML:
        archive.report(rules.TOO_LARGE, f"more than {MAX_XML:,} bytes of XML", name)
        return
    archive.members[name] = data
