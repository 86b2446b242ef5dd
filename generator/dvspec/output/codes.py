"""The rules for what stands in the output folder: DV3xx."""

from __future__ import annotations

from dvspec.findings import Rule, Severity

_ERROR = Severity.ERROR

EDITED = Rule(
    "DV301",
    _ERROR,
    "A file that dvspec did not write, or that was edited since, is not overwritten.",
    "Move the change into the spec or the template, or pass --force to lose it.",
)
DIFFERS = Rule("DV302", _ERROR, "A generated file is what the specs say.", "Run dvspec generate.")
MISSING = Rule("DV303", _ERROR, "Every file that the specs give is there.", "Run dvspec generate.")
EXTRA = Rule(
    "DV304",
    _ERROR,
    "The folder of a target holds generated files only.",
    "Run dvspec generate; it prunes what it wrote. Move what it didn't.",
)
UNWRITABLE = Rule(
    "DV305",
    _ERROR,
    "The output folder can be written.",
    "Check permissions and free space, then run again.",
)
LINK = Rule(
    "DV306",
    _ERROR,
    "Nothing is written through a link, or where something else stands.",
    "Remove the link or the folder that stands in the way.",
)
UNREADABLE = Rule("DV309", _ERROR, "The output folder can be read.", "Check the path and its permissions.")
FOREIGN_PREFIX = Rule(
    "DV307",
    Severity.WARNING,
    "A package is built under a prefix of one's own; msdynci belongs to Microsoft's Customer Insights.",
    "Import it only where Customer Insights is not installed: its own tables have these names. Else use --prefix.",
    "0x80048062",
)
