"""Proof that a command line would change nothing, by hashes alone: no parsing, no rendering.

`.dvspec_cache` in the working directory remembers, for a command line that succeeded, a digest
of everything that went into it. It is local state that may vanish at any time; `check` never
looks at it. This module is imported before any other: nothing but os, sys and hashlib here.
"""

from __future__ import annotations

import hashlib
import os
import sys

CACHE = ".dvspec_cache"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _key(argv: list[str]) -> list[str]:
    """Return a command line without what changes nothing but its report."""
    return [word for word in argv if word not in ("-q", "--quiet")]


def recall(argv: list[str]) -> int | None:
    """Return how many files are as this command line left them, or None where that isn't certain."""
    argv = _key(argv)
    try:
        with open(_record(argv), encoding="utf-8", errors="surrogateescape") as stream:
            folder, out, remembered = stream.read().split("\n")[:3]
        if _digest(argv, folder, out) != remembered:
            return None
        return _verified(out)
    except (OSError, ValueError):
        return None


def remember(argv: list[str], folder: str, out: str) -> None:
    """Keep the proof for the next run; where it can't be kept, the next run works it out again."""
    argv = _key(argv)
    try:
        record = _record(argv)
        if not os.path.isdir(CACHE):
            os.mkdir(CACHE)
            with open(os.path.join(CACHE, ".gitignore"), "w", encoding="utf-8") as stream:
                stream.write("*\n")
        with open(record, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(f"{folder}\n{out}\n{_digest(argv, folder, out)}\n")
    except (OSError, ValueError):
        pass


def _record(argv: list[str]) -> str:
    return os.path.join(CACHE, hashlib.sha256("\0".join(argv).encode("utf-8", "surrogateescape")).hexdigest()[:32])


def _digest(argv: list[str], folder: str, out: str) -> str:
    """Return a digest of the specs, of dvspec with its templates, and of the manifest."""
    from dvspec.resources import templates

    total = hashlib.sha256("\0".join((*argv, folder, out, sys.version)).encode("utf-8", "surrogateescape"))
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name.startswith("."):
            continue
        if name.endswith(".yaml"):
            if os.path.islink(path) or not os.path.isfile(path):
                raise ValueError(path)
            _add(total, path)
        elif os.path.isdir(path):  # there may be specs in it
            raise ValueError(path)
        total.update(name.encode("utf-8", "surrogateescape"))  # names that are nearly specs' give findings
    for root, endings in ((_PACKAGE, (".py", ".json")), (str(templates()), ("",))):
        for parent, folders, files in os.walk(root):
            folders.sort()
            if "__pycache__" in folders:
                folders.remove("__pycache__")
            for name in sorted(files):
                if name.endswith(endings):
                    _add(total, os.path.join(parent, name))
    _add(total, os.path.join(out, ".manifest"))
    return total.hexdigest()


def _add(total: hashlib._Hash, path: str) -> None:
    data = _read(path)
    total.update(f"{path}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
    total.update(data)


def _verified(out: str) -> int | None:
    """Return how many files the manifest lists, or None where one of them is not as listed."""
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
    """Return a file's bytes. Raises ValueError for what is not a file: reading a pipe would never end."""
    if not os.path.isfile(path):
        raise ValueError(path)
    with open(path, "rb") as stream:
        return stream.read()
