"""Where the files that come with dvspec are: in an installed package, or in a checkout."""

from __future__ import annotations

import os

_HERE = os.path.dirname(os.path.abspath(__file__))


def templates() -> str:
    """Return the folder of templates."""
    return _folder("templates")


def shipped_specs() -> str:
    """Return the folder of the seven Customer Insights specs."""
    return _folder("specs")


def grammar_files() -> list[str]:
    """Return the JSON Schemas of specs, which editors read too."""
    return [os.path.join(_HERE, "spec", f"{name}.schema.json") for name in ("solution", "table", "library")]


def _folder(name: str) -> str:
    installed = os.path.join(_HERE, "shipped", name)
    return installed if os.path.isdir(installed) else os.path.join(_HERE, "..", "..", name)
