"""The targets: model in, files in memory out. A new target is a package, a folder of templates and a line here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from importlib import import_module

from dvspec.model import Solution

TARGETS = {
    "python": "dataclasses, typed rows and identifier functions, for Python 3.11 and later",
    "json_schema": "JSON Schemas (draft 2020-12) of rows and payloads",
    "solution": "the Dataverse solution that creates the tables",
    "identifiers": "the identifier and GUID rules, with test vectors, for other languages",
}


def render(solution: Solution, targets: Collection[str]) -> dict[str, bytes]:
    """Return path -> content for these targets, each path in a folder named after its target."""
    tree = {}
    for name in targets:
        files: Iterator[tuple[str, str | bytes]] = import_module(f"dvspec.targets.{name}").render(solution)
        for path, text in files:  # one text at a time: a thousand tables are large
            tree[f"{name}/{path}"] = text.encode() if isinstance(text, str) else text
    return tree
