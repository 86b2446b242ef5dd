"""Drift: what stands on disk against what the specs give, as findings."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from dvspec.findings import Finding, Place, Refused
from dvspec.output import codes, manifest
from dvspec.output.compare import State, Tree, compare, foreign

_RULES = {
    State.NEW: (codes.MISSING, "this file is missing"),
    State.CHANGED: (codes.DIFFERS, "this file is not what the specs say"),
    State.EDITED: (
        codes.DIFFERS,
        "this file is not what the specs say; it was edited by hand or written by something else",
    ),
    State.BLOCKED: (
        codes.LINK,
        "a link, or something that is no file, stands here or on the way here",
    ),
    State.STALE: (codes.EXTRA, "the specs no longer give this file"),
    State.STALE_EDITED: (
        codes.EXTRA,
        "the specs no longer give this file, and it was edited by hand",
    ),
    State.FOREIGN: (codes.EXTRA, "dvspec did not write this file, and the folder is its own"),
}


def find_drift(tree: Tree, folder: Path, targets: Collection[str]) -> list[Finding]:
    """Return a finding for every file that is changed, missing or too many, in order of path.

    Raises Refused where the folder can't be read.
    """
    try:
        entries = [*compare(tree, folder, targets), *foreign(tree, folder, targets)]
    except OSError as error:
        message = f"can't be read: {error.strerror or error}"
        place = Place(Path(error.filename or folder).as_posix())
        raise Refused([Finding(codes.UNREADABLE, place, message)]) from None
    findings = [
        Finding(rule, Place((folder / entry.path).as_posix()), message)
        for entry in sorted(entries, key=lambda entry: entry.path)
        if entry.state is not State.SAME
        for rule, message in [_RULES[entry.state]]
    ]
    if not findings:
        findings += _manifest_drift(tree, folder)
    return findings


def first_difference(tree: Tree, folder: Path, path: str, lines: int = 40) -> list[str]:
    """Return the first lines of a unified diff from disk to what the specs give."""
    from difflib import unified_diff
    from itertools import islice

    old = (folder / path).read_text(encoding="utf-8", errors="replace").splitlines()
    new = tree[path].decode().splitlines()
    return list(
        islice(
            unified_diff(old, new, f"{path} (on disk)", f"{path} (from the specs)", lineterm=""),
            lines,
        )
    )


def _manifest_drift(tree: Tree, folder: Path) -> list[Finding]:
    expected = {path: {manifest.digest(data)} for path, data in tree.items()}
    if manifest.read(folder) == expected:
        return []
    place = Place((folder / manifest.NAME).as_posix())
    return [Finding(codes.DIFFERS, place, "the manifest does not list what the specs give")]
