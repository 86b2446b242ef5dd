"""The rules for what is in the output folder: DV3xx."""

from __future__ import annotations

from dvspec.findings import Rule, Severity

_ERROR = Severity.ERROR

EDITED = Rule(
    "DV301",
    "edited",
    _ERROR,
    "A file that dvspec did not write, or that was edited since, is not overwritten.",
    "To keep the edit, move it into the spec or the template; to discard it, run dvspec generate --force.",
)
DIFFERS = Rule("DV302", "differs", _ERROR, "Generated files are up to date with the specs.", "Run dvspec generate.")
MISSING = Rule("DV303", "missing-output", _ERROR, "Every file that the specs give exists.", "Run dvspec generate.")
EXTRA = Rule(
    "DV304",
    "extra",
    _ERROR,
    "The folder of a target contains only generated files.",
    "Run dvspec generate, which removes what it wrote. Move other files elsewhere.",
)
UNWRITABLE = Rule(
    "DV305",
    "unwritable-output",
    _ERROR,
    "The output folder can be written.",
    "Check permissions and free space, then run again.",
)
LINK = Rule(
    "DV306",
    "link-output",
    _ERROR,
    "Nothing is written through a link or over something that is not a file.",
    "Remove the link or the folder that is in the way.",
)
UNREADABLE = Rule(
    "DV309", "unreadable-output", _ERROR, "The output folder can be read.", "Check the path and its permissions."
)
LINE_ENDS = Rule(
    "DV310",
    "line-ends-output",
    Severity.NOTE,
    "Generated files have the line ends that dvspec writes (LF).",
    "Write `generated/** text eol=lf` into .gitattributes, then run dvspec generate --force and"
    " git add --renormalize .",
)
ORPHAN = Rule(
    "DV311",
    "orphan",
    _ERROR,
    "A file that the specs no longer give is removed, unless it was edited.",
    "To keep the edit, move the file elsewhere; to remove it, run dvspec generate --force.",
)
BUSY = Rule(
    "DV312",
    "busy",
    _ERROR,
    "Only one dvspec works in a folder at a time.",
    "Wait for the other process to end, or stop it, then run again.",
)
FOREIGN_PREFIX = Rule(
    "DV307",
    "foreign-prefix",
    Severity.WARNING,
    "A package is built under a prefix of one's own; msdynci belongs to Microsoft's Customer Insights.",
    "Import it only where Customer Insights is not installed: its own tables have these names. Else use --prefix.",
    "0x80048062",
)
