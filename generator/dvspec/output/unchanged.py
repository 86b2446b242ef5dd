"""Proof that a command line would change nothing, without parsing or rendering: by hashes.

`.dvspec_cache` in the working directory remembers, for a command line that succeeded, a digest
of everything that went into it. It is local state that may vanish at any time; `check` never
looks at it. This module is imported before any other: it needs nothing but os, sys and hashlib.
"""

from __future__ import annotations

import hashlib
import os
import sys

CACHE = ".dvspec_cache"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _key(argv: list[str]) -> list[str]:
    """Return a command line without the options that change only what is printed."""
    return [argument for argument in argv if argument not in ("-q", "--quiet")]


def recall(argv: list[str]) -> int | None:
    """Return the number of files that are as this command line left them, or None if that isn't certain."""
    argv = _key(argv)
    try:
        with open(_record(argv), encoding="utf-8", errors="surrogateescape") as stream:
            folder, out, remembered = stream.read().split("\n")[:3]
        if _digest(argv, folder, out, None) != remembered:
            return None
        return _verified(out)
    except (OSError, ValueError):
        return None


def remember(argv: list[str], folder: str, out: str, specs: dict[str, bytes]) -> None:
    """Keep the proof for the next run; if it can't be kept, the next run does the work again.

    `specs` are the files as they were read, by path: what was written to them since then is not in the outputs.
    """
    argv = _key(argv)
    try:
        read = {os.path.relpath(path, folder).replace(os.sep, "/"): data for path, data in specs.items()}
        digest = _digest(argv, folder, out, read)
        record = _record(argv)
        if not os.path.isdir(CACHE):
            os.mkdir(CACHE)
            with open(os.path.join(CACHE, ".gitignore"), "w", encoding="utf-8") as stream:
                stream.write("*\n")
        with open(record, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(f"{folder}\n{out}\n{digest}\n")
    except (OSError, ValueError):
        pass


def _record(argv: list[str]) -> str:
    return os.path.join(CACHE, hashlib.sha256("\0".join(argv).encode("utf-8", "surrogateescape")).hexdigest()[:32])


def _digest(argv: list[str], folder: str, out: str, specs: dict[str, bytes] | None) -> str:
    """Return a digest of the specs, of dvspec with its templates, and of the manifest.

    `specs` are those that were read already, by path from the folder. Raises ValueError if the folder no longer has
    the same files, or if it has folders with files that are not read.
    """
    from dvspec.resources import templates

    total = hashlib.sha256("\0".join((*argv, folder, out, sys.version)).encode("utf-8", "surrogateescape"))
    names = set()
    for name, path in _entries(folder, ""):
        if name.endswith(".yaml") or "/" in name:
            if os.path.islink(path):
                raise ValueError(path)
            data = _read(path) if specs is None else specs.get(name)
            if data is None:
                raise ValueError(path)
            _add(total, path, data)
            names.add(name)
        total.update(name.encode("utf-8", "surrogateescape"))  # names such as x.yml are findings
    if specs is not None and names != specs.keys():
        raise ValueError(folder)
    for path in _files(_PACKAGE):
        if path.endswith((".py", ".json")):  # by size and time, as Python checks the modules that it keeps compiled
            status = os.stat(path)
            total.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    for path in _files(templates()):
        _add(total, path, _read(path))
    manifest = os.path.join(out, ".manifest")
    _add(total, manifest, _read(manifest))
    return total.hexdigest()


def _entries(folder: str, inside: str) -> list[tuple[str, str]]:
    """Return the files of a folder and of the folders in it, in order, without the hidden ones: path from it, and path.

    Raises ValueError for a folder without files, which is not read, and for one that is a link.
    """
    names = [name for name in sorted(os.listdir(folder)) if not name.startswith(".")]
    if not names and inside:
        raise ValueError(folder)
    entries = []
    for name in names:
        path = os.path.join(folder, name)
        if not os.path.isdir(path):
            entries.append((inside + name, path))
        elif os.path.islink(path) or name.endswith(".yaml"):
            raise ValueError(path)
        else:
            entries += _entries(path, f"{inside}{name}/")
    return entries


def _files(root: str) -> list[str]:
    """Return the files of a folder and the folders in it, in order, without what Python compiled."""
    paths = []
    for parent, folders, files in os.walk(root):
        folders.sort()
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        paths += [os.path.join(parent, name) for name in sorted(files)]
    return paths


def _add(total: hashlib._Hash, path: str, data: bytes) -> None:
    total.update(f"{path}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
    total.update(data)


def _verified(out: str) -> int | None:
    """Return how many files the manifest lists, or None if one of them is not as listed."""
    if os.path.lexists(os.path.join(out, ".manifest.new")):
        return None
    with open(os.path.join(out, ".manifest"), encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    for line in lines:
        path = os.path.join(out, line[66:])
        if os.path.islink(path) or hashlib.sha256(_read(path)).hexdigest() != line[:64]:
            return None
    return len(lines)


def _read(path: str) -> bytes:
    """Return a file's bytes. Raises ValueError if it is not a file: reading a pipe would never end."""
    if not os.path.isfile(path):
        raise ValueError(path)
    with open(path, "rb") as stream:
        return stream.read()
