"""How large specs may be, so that reading them takes little time and memory."""

from __future__ import annotations

from dvspec.findings import Rule, Severity

OVERSIZED_SPEC = Rule(
    "DV106",
    "oversized-spec",
    Severity.ERROR,
    "Specs stay within the limits on size, number of values, depth and length of numbers.",
    "Split the spec, or use fewer aliases and levels; quote a long number that is text.",
)

FILE_BYTES = 4 * 1024 * 1024
BESIDE_BYTES = 256 * 1024 * 1024
"""Bytes of all files of a folder beside the specs."""
MOST_FINDINGS = 1000
"""After so many findings about files, no more are read."""
VALUES = 200_000
"""Values of one document; those of an alias count each time that it is used."""
CHARACTERS = 16 * 1024 * 1024
"""Characters of all texts of a document, counted likewise."""
LEVELS = 64
NUMBER_LENGTH = 40
"""Characters of a number; the largest that a column holds has 19 digits."""
