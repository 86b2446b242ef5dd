"""Drift: the output folder compared with what the specs produce, as findings."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from dvspec.findings import Finding, Place, Refused, Rule, Severity
from dvspec.output import manifest
from dvspec.output.compare import Entry, State, Tree, compare, foreign

EDITED = Rule(
    "DV301",
    "edited-output",
    Severity.ERROR,
    "Output files are as dvspec wrote them.",
    "To keep the edit, move it into the spec or the template; to discard it, run dvspec generate --force.",
)
OUTDATED = Rule(
    "DV302",
    "outdated-output",
    Severity.ERROR,
    "Output files are up to date with the specs.",
    "Run dvspec generate.",
)
MISSING = Rule(
    "DV303",
    "missing-output",
    Severity.ERROR,
    "All files that the specs produce exist.",
    "Run dvspec generate.",
)
EXTRA = Rule(
    "DV304",
    "extra-output",
    Severity.ERROR,
    "Folders of targets contain only generated files.",
    "Move or delete files that dvspec did not write; run dvspec generate to remove those that it wrote.",
)
NOT_A_FILE = Rule(
    "DV306",
    "output-not-a-file",
    Severity.ERROR,
    "Output files are plain files in plain folders, not links.",
    "Remove the link or the folder that is in the way.",
)
UNREADABLE = Rule(
    "DV309",
    "unreadable-output",
    Severity.ERROR,
    "The output folder can be read.",
    "Check the path and its permissions.",
)
LINE_ENDS = Rule(
    "DV310",
    "output-line-ends",
    Severity.NOTE,
    "Output files have the line ends that dvspec writes (LF).",
    "Write `generated/** text eol=lf` into .gitattributes, then run dvspec generate --force and"
    " git add --renormalize .",
)
EDITED_LEFTOVER = Rule(
    "DV311",
    "edited-leftover",
    Severity.ERROR,
    "Files that the specs no longer produce are as dvspec wrote them.",
    "To keep the edit, move the file elsewhere; to remove it, run dvspec generate --force.",
)

_RULES = {
    State.NEW: (MISSING, "this file is missing"),
    State.CHANGED: (OUTDATED, "this file is not up to date with the specs"),
    State.STALE: (EXTRA, "the specs no longer produce this file"),
    State.FOREIGN: (EXTRA, "not written by dvspec; only generated files belong in this folder"),
    # generate refuses these with the same messages
    State.EDITED: (EDITED, "this file differs from the specs; it was edited, or not written by dvspec"),
    State.STALE_EDITED: (EDITED_LEFTOVER, "the specs no longer produce this file, but it was edited"),
    State.BLOCKED: (NOT_A_FILE, "this is a link or not a file, or one of its parent folders is"),
}
_REFUSED = (State.EDITED, State.STALE_EDITED, State.BLOCKED)


def find_drift(tree: Tree, folder: Path, targets: Collection[str]) -> list[Finding]:
    """Return a finding for every file that is changed, missing or extra, in order of path.

    Line ends are not drift: all files share one note. A target that was never generated is
    one finding too. Raises Refused if the folder can't be read.
    """
    try:
        entries = [*compare(tree, folder, targets), *foreign(tree, folder, targets)]
    except OSError as error:
        message = f"can't be read: {error.strerror or error}"
        place = Place(Path(error.filename or folder).as_posix())
        raise Refused([Finding(UNREADABLE, place, message)]) from None
    absent = _never_generated(entries, folder, targets)
    findings = [
        Finding(MISSING, Place((folder / target).as_posix()), f"the target {target} was not generated here")
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
    """Return the finding for a path and its state."""
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
    return [Finding(LINE_ENDS, Place(folder.as_posix()), message)]


def _never_generated(entries: Collection[Entry], folder: Path, targets: Collection[str]) -> set[str]:
    """Return the targets of which there is nothing here, neither a file nor a line of the manifest."""
    present = {path.partition("/")[0] for path in manifest.read(folder)}
    present |= {entry.path.partition("/")[0] for entry in entries if entry.state is not State.NEW}
    return ({entry.path.partition("/")[0] for entry in entries} & {*targets}) - present


def first_difference(tree: Tree, folder: Path, path: str, lines: int = 40) -> list[str]:
    """Return the first lines of a unified diff from disk to what the specs produce."""
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
    return [Finding(OUTDATED, place, "the manifest does not list what the specs produce")]
