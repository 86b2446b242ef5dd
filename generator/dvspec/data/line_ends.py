"""Line ends: in which ways the lines of a file end, reported once if they differ."""

from __future__ import annotations

from collections.abc import Callable, Collection

from dvspec.findings import Rule, Severity

MIXED_LINE_ENDS = Rule(
    "DV605",
    "mixed-line-ends",
    Severity.WARNING,
    "All lines of a file end in the same way.",
    "Write the file with one kind of line end.",
)


def line_ends(text: str | bytes) -> set[str]:
    """Return in which ways lines end in a text, those inside quoted fields of CSV included."""
    if isinstance(text, str):
        both, feeds, returns = text.count("\r\n"), text.count("\n"), text.count("\r")
    else:
        both, feeds, returns = text.count(b"\r\n"), text.count(b"\n"), text.count(b"\r")
    counts = {"\r\n": both, "\n": feeds - both, "\r": returns - both}
    return {end for end, count in counts.items() if count}


def report_if_mixed(report: Callable[[Rule, str], None], ends: Collection[str]) -> None:
    """Report that lines end in several ways, if they do."""
    if len(ends) > 1:
        shown = " and ".join(sorted(map(repr, ends)))
        report(MIXED_LINE_ENDS, f"lines end with {shown}; each was read as a line end")
