"""The shipped specs as plain YAML, read without dvspec, and sentences to compare texts by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from tests.reference import ROOT

Spec = dict[str, Any]

_FILES = sorted((ROOT / "specs").glob("*.yaml"))
LIBRARIES: dict[str, Spec] = {
    f"library/{path.stem}": yaml.safe_load(path.read_text(encoding="utf-8"))["columns"]
    for path in (ROOT / "specs" / "library").glob("*.yaml")
}
# What a library leaves out of its columns, since it is the default of their types.
_DEFAULTS: dict[str, Spec] = {
    "string": {"max_length": 100},
    "integer": {"minimum": -(2**31), "maximum": 2**31 - 1},
    "decimal": {"minimum": -100_000_000_000, "maximum": 100_000_000_000, "precision": 2},
}


def with_library(spec: Spec) -> Spec:
    """Return a spec with the columns that it includes from a library, its own keys over theirs."""
    columns = spec.get("columns", {})
    if "from" not in columns:
        return spec
    library, included = LIBRARIES[columns["from"]], columns["include"]
    own = {name: column for name, column in columns.items() if name not in ("from", "include")}
    found = {name: column for name, column in own.items() if name not in included}
    for name in included:
        column = {**library[name], **own.get(name, {})}
        found[name] = {"documented": False, **_DEFAULTS.get(column["type"], {}), **column}
    return {**spec, "columns": found}


_DOCUMENTS: list[Spec] = [with_library(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in _FILES]
SOLUTION: Spec = next(document for document in _DOCUMENTS if "tables" in document)
SPECS: dict[str, Spec] = {spec["table"]: spec for spec in _DOCUMENTS if "table" in spec}
PREFIX = f"{SOLUTION['publisher']['prefix']}_"

_SHORT = 4  # sentences of fewer words are common phrases inside a longer one


def logical_name(name: str, column: Spec) -> str:
    """Return a column's complete logical name."""
    return PREFIX + str(column.get("logical_name", name.lower()))


def schema_name(name: str, column: Spec) -> str:
    """Return a column's complete schema name, of any column but a primary id."""
    given = column.get("schema_name")
    return PREFIX + str(given) if given else logical_name(name, column)


def descriptions(value: Any) -> Iterator[str]:
    """Yield every description in a spec, those of payload members included."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "description" and isinstance(inner, str):
                yield inner
            else:
                yield from descriptions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from descriptions(inner)


def words(text: str) -> str:
    """Return a text's words in lower case, without marks."""
    return " ".join(re.findall(r"\w+", text.lower()))


def sentences(text: str) -> set[str]:
    """Return the sentences of a text, each as its words."""
    return {words(part) for part in re.split(r"[.!?:;](?:\s|$)|\n|\|", text)} - {""}


def copied(spec: Spec, theirs: set[str]) -> list[str]:
    """Return the descriptions of a spec that hold a sentence of somebody else's."""
    long = {sentence for sentence in theirs if len(sentence.split()) >= _SHORT}

    def holds(text: str) -> bool:
        ours = f" {words(text)} "
        return bool(sentences(text) & theirs) or any(f" {sentence} " in ours for sentence in long)

    return [text for text in descriptions(spec) if holds(text)]
