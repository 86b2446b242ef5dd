"""generated/.manifest: every file that dvspec wrote, in the form that `sha256sum -c` reads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

NAME = ".manifest"
JOURNAL = ".manifest.new"  # what a run is about to write; left behind only by a run that was killed

_LINE = re.compile(r"([0-9a-f]{64})  ([^\\\0\r\n]+)")


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def write_text(digests: Mapping[str, str]) -> str:
    """Return a manifest's text for path -> SHA-256."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests))


def read(folder: Path) -> dict[str, set[str]]:
    """Return path -> the digests under which dvspec wrote it; a killed run may have left two.

    Invalid lines and paths that lead out of the folder are skipped: a file that is not known to be
    dvspec's is treated as somebody else's.
    """
    written: dict[str, set[str]] = {}
    for name in (NAME, JOURNAL):
        try:
            if not (folder / name).is_file():  # a pipe would never end
                continue
            text = (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        for line in text.splitlines():
            match = _LINE.fullmatch(line)
            if match and is_inside(match[2]):
                written.setdefault(match[2], set()).add(match[1])
    return written


def is_inside(path: str) -> bool:
    """Return whether a relative path with slashes stays inside its folder."""
    parts = path.split("/")
    return not path.startswith("/") and all(part not in ("", ".", "..") and ":" not in part for part in parts)
