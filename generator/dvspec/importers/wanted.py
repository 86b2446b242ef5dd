"""Which tables of a source are imported: all, or those that are named."""

from __future__ import annotations

from collections.abc import Iterable

from dvspec.findings import Finding, Place, Rule, Severity

UNKNOWN_TABLE = Rule(
    "DV637",
    "table-not-in-source",
    Severity.ERROR,
    "Tables to import are tables of the source.",
    "Name a table of the source, by its logical name.",
)
NOTHING_TO_IMPORT = Rule(
    "DV638",
    "source-without-tables",
    Severity.ERROR,
    "A source has a table that somebody made, or columns that somebody added to one of Dataverse's own.",
    "Import a file with such a table; the help of dvspec import shows how to obtain one.",
)


def is_wanted(tables: Iterable[str], *names: str) -> bool:
    """Return whether one of the names, or their end, is among those of tables; case does not count."""
    wanted = {name.lower() for name in tables}
    return any(name.lower() in wanted for name in names)


def nothing_to_import(file: str) -> Finding:
    """Return the finding about sources without a table to import."""
    return Finding(NOTHING_TO_IMPORT, Place(file), "the source has no tables to import")
