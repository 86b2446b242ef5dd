"""A folder with an unpacked or unzipped solution; nothing outside the folder is read through a link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dvspec.solution_files.archive import (
    MAX_MEMBERS,
    MAX_XML,
    NOT_A_FILE,
    OVERSIZED_MEMBER,
    OVERSIZED_PACKAGE,
    UNREADABLE,
    Archive,
    check_names,
    is_formula,
    is_read,
)

# All that is looked at in an unpacked or unzipped solution.
_FOLDERS = frozenset({"other", "entities", "optionsets", "formulas"})
_MAX_DEPTH = 8
_MAX_XML_TOTAL = 3 * MAX_XML  # as much as the three files of a zip can have


def read_folder(path: Path, *, formulas: bool = False) -> Archive:
    """Return the members of the solution in a folder, or in its subfolder `src`; on request with its formulas."""
    root = path / "src" if _is_solution(path / "src") and not _is_solution(path) else path
    archive = Archive(str(root), "/")
    try:
        resolved = root.resolve(strict=True)
        allowed = _MAX_XML_TOTAL
        for name, entry in _walk(root):
            if len(archive.names) >= MAX_MEMBERS:
                archive.report(OVERSIZED_PACKAGE, f"more than {MAX_MEMBERS:,} files; the others are not read")
                break
            if not _is_file(archive, entry, name, resolved):
                continue
            archive.names.append(name)
            if is_read(name):
                allowed -= _read(archive, entry, name, archive.contents, name)
            elif formulas and is_formula(name):
                allowed -= _read(archive, entry, name, archive.formulas, entry.name.lower())
            if allowed < 0:
                archive.report(OVERSIZED_PACKAGE, f"more than {_MAX_XML_TOTAL:,} bytes of XML; the others are not read")
                break
        archive.is_open = True
    except OSError as error:
        archive.report(UNREADABLE, f"can't be read: {error.strerror}")
    check_names(archive)
    return archive


def _is_solution(path: Path) -> bool:
    return (path / "Other").is_dir() or (path / "solution.xml").exists()


def _walk(folder: str | Path, prefix: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the files and links of a folder and its subfolders, each with its name in the package, in their order.

    Links to folders are not followed.
    """
    with os.scandir(folder) as entries:
        ordered = sorted(islice(entries, MAX_MEMBERS + 1), key=lambda entry: entry.name)
    for entry in ordered:
        name = prefix + entry.name
        if not entry.is_dir(follow_symlinks=False):
            yield name, entry
        elif name.count("/") < _MAX_DEPTH and (prefix or entry.name.casefold() in _FOLDERS):
            yield from _walk(entry.path, f"{name}/")


def _is_file(archive: Archive, entry: os.DirEntry[str], name: str, root: Path) -> bool:
    """Return whether an entry is a file inside the folder; report links and special files that are not."""
    if not entry.is_symlink():
        is_file = entry.is_file(follow_symlinks=False)
        if not is_file and "/" in name:
            archive.report(NOT_A_FILE, "this is a device or a pipe", name)
        return is_file
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):
        archive.report(NOT_A_FILE, "the link is broken", name)
        return False
    if not target.is_relative_to(root):
        archive.report(NOT_A_FILE, "the link points outside the folder", name)
        return False
    if not target.is_file():
        archive.report(NOT_A_FILE, "the link does not point to a file", name)
        return False
    return True


def _read(archive: Archive, entry: os.DirEntry[str], name: str, contents: dict[str, bytes], key: str) -> int:
    """Add the content of a file; return how many bytes it has."""
    try:
        with Path(entry.path).open("rb") as file:
            content = file.read(MAX_XML + 1)
    except OSError as error:
        archive.report(UNREADABLE, f"can't be read: {error.strerror}", name)
        return 0
    if len(content) > MAX_XML:
        archive.report(OVERSIZED_MEMBER, f"more than {MAX_XML:,} bytes of XML", name)
        return 0
    contents[key] = content
    return len(content)
