"""The targets: model in, files in memory out. A new one is a module, a folder of templates and a line here."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from dvspec.model import Solution

TARGETS = {
    "python": "dataclasses, typed rows and identifier functions, for Python 3.11 and later",
    "json_schema": "JSON Schemas (draft 2020-12) of rows and payloads",
    "solution": "the Dataverse solution that creates the tables",
    "identifiers": "the identifier and GUID rules, with test vectors, for other languages",
}


def render(solution: Solution, targets: Collection[str]) -> dict[str, bytes]:
    """Return path -> content for these targets; each one's paths stand under its own name."""
    tree = {}
    for name in targets:
        files: dict[str, str] = import_module(f"dvspec.targets.{name}").render(solution)
        for path in list(files):  # each text is let go once it is bytes: a thousand tables are large
            tree[f"{name}/{path}"] = files.pop(path).encode()
    return tree
