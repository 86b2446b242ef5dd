"""The static modules of the generated package: copies of dvspec.runtime, each with a header."""

from __future__ import annotations

import os

import dvspec.runtime

_HEADER = "# Copied from dvspec. Changes are lost when the package is generated again.\n"


def modules() -> dict[str, str]:
    """Return the modules by their file names."""
    folder = os.path.dirname(os.path.abspath(dvspec.runtime.__file__ or ""))
    names = sorted(name for name in os.listdir(folder) if name.endswith(".py") and name != "__init__.py")
    return {name: _HEADER + _text(os.path.join(folder, name)) for name in names}


def _text(path: str) -> str:
    with open(path, encoding="utf-8") as stream:
        return stream.read()
