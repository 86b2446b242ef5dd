"""A solution package written: the same bytes on every machine."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold


def file_name(unique_name: str, version: str, *, managed: bool) -> str:
    """Return the name that Microsoft's tools give a solution's zip: unique name, version, and whether it is managed."""
    ending = "_managed" if managed else ""
    return f"{unique_name}_{version.replace('.', '_')}{ending}.zip"


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of these files, in the order of their names, all with the same date.

    Entries are stored, because compressed bytes depend on the version of zlib.
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 0
            archive.writestr(entry, files[name])
    return buffer.getvalue()
