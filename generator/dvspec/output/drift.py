"""Drift: what is on disk against what the specs give, as findings."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from dvspec.findings import Finding, Place, Refused
from dvspec.output import codes, manifest
from dvspec.output.compare import Entry, State, Tree, compare, foreign

_RULES = {
    State.NEW: (codes.MISSING, "this file is missing"),
    State.CHANGED: (codes.DIFFERS, "this file is not up to date with the specs"),
    State.STALE: (codes.EXTRA, "the specs no longer give this file"),
    State.FOREIGN: (codes.EXTRA, "dvspec did not write this file, but only generated files belong in this folder"),
    # generate refuses these, in the same words
    State.EDITED: (codes.EDITED, "this file differs from the specs; it was edited, or not written by dvspec"),
    State.STALE_EDITED: (codes.ORPHAN, "the specs no longer give this file, but it was edited since dvspec wrote it"),
    State.BLOCKED: (codes.LINK, "a link, or something that is not a file, is here or on the way here"),
}
_REFUSED = (State.EDITED, State.STALE_EDITED, State.BLOCKED)


def find_drift(tree: Tree, folder: Path, targets: Collection[str]) -> list[Finding]:
    """Return a finding for every file that is changed, missing or too many, in order of path.

    Line ends are not drift: one note is given for all files. A target that was never generated is
    one finding too. Raises Refused where the folder can't be read.
    """
    try:
        entries = [*compare(tree, folder, targets), *foreign(tree, folder, targets)]
    except OSError as error:
        message = f"can't be read: {error.strerror or error}"
        place = Place(Path(error.filename or folder).as_posix())
        raise Refused([Finding(codes.UNREADABLE, place, message)]) from None
    absent = _never_generated(entries, folder, targets)
    findings = [
        Finding(codes.MISSING, Place((folder / target).as_posix()), f"the target {target} was not generated here")
        for target in absent
    ]
    findings += [
        finding_for(entry, folder)
        for entry in entries
        if entry.state in _RULES and entry.path.partition("/")[0] not in absent
    ]
    findings.sort(key=lambda finding: finding.place.file)
    if not findings:
        findings += _manifest_drift(tree, folder, targets)
    return [*findings, *line_ends([entry.path for entry in entries if entry.state is State.LINE_ENDS], folder)]


def finding_for(entry: Entry, folder: Path) -> Finding:
    """Return what there is to say about a path."""
    rule, message = _RULES[entry.state]
    return Finding(rule, Place((folder / entry.path).as_posix()), message)


def refusals(entries: Collection[Entry], folder: Path, *, force: bool) -> list[Finding]:
    """Return a finding for every path that generate may not touch."""
    states = [state for state in _REFUSED if not force or state is State.BLOCKED]
    return [finding_for(entry, folder) for entry in entries if entry.state in states]


def line_ends(paths: Collection[str], folder: Path) -> list[Finding]:
    """Return one note for all files whose line ends alone are different."""
    if not paths:
        return []
    first = (folder / min(paths)).as_posix()
    others = f" and {len(paths) - 1} other files" if len(paths) > 1 else ""
    message = f"{first}{others} differ in their line ends only (CRLF, as git writes them with core.autocrlf)"
    return [Finding(codes.LINE_ENDS, Place(folder.as_posix()), message)]


def _never_generated(entries: Collection[Entry], folder: Path, targets: Collection[str]) -> set[str]:
    """Return the targets of which there is nothing here, neither a file nor a line of the manifest."""
    found = {path.partition("/")[0] for path in manifest.read(folder)}
    found |= {entry.path.partition("/")[0] for entry in entries if entry.state is not State.NEW}
    return {target for target in targets if target not in found} & {entry.path.partition("/")[0] for entry in entries}


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


def _manifest_drift(tree: Tree, folder: Path, targets: Collection[str]) -> list[Finding]:
    expected = {path: {manifest.digest(data)} for path, data in tree.items()}
    listed = {path: digests for path, digests in manifest.read(folder).items() if path.partition("/")[0] in targets}
    if listed == expected:
        return []
    place = Place((folder / manifest.NAME).as_posix())
    return [Finding(codes.DIFFERS, place, "the manifest does not list what the specs give")]
