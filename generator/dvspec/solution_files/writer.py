"""The solution package: files zipped so that every machine gives the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from dvspec.model import Solution

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold


def file_name(solution: Solution, *, managed: bool) -> str:
    """Return the name that Microsoft's tools give a solution's zip: unique name, version, kind."""
    kind = "_managed" if managed else ""
    return f"{solution.unique_name}_{solution.version.replace('.', '_')}{kind}.zip"


def zipped(files: Mapping[str, str]) -> bytes:
    """Return a zip of these files: in order of name, of one date and one mode.

    Entries are stored, not compressed: what a compressor gives depends on its version.
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, files[name].encode())
    return buffer.getvalue()
