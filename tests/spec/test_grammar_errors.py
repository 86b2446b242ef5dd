"""Messages about errors of the grammar: each keyword and each pattern of the grammar has one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dvspec.findings import Refused
from dvspec.resources import grammar_files
from dvspec.spec import load_folder
from dvspec.spec.grammar_errors import NOT_BLANK, REQUIREMENTS
from tests.spec.small import SOLUTION, THING, write

_ANNOTATIONS = {"$schema", "$id", "$ref", "$defs", "title", "description", "default"}
_SUBSCHEMAS = {"properties", "items", "if", "then", "else"}
_REPORTED = {
    "type", "enum", "pattern", "anyOf", "required", "additionalProperties", "propertyNames", "uniqueItems",
    "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
}  # fmt: skip


def _schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all schemas inside it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key, inner in schema.items():
        if key in ("properties", "$defs"):
            for named in inner.values():
                yield from _schemas(named)
        elif key in ("items", "additionalProperties", "propertyNames"):
            yield from _schemas(inner)
        elif key == "anyOf":
            for branch in inner:
                yield from _schemas(branch)


_ALL = [schema for file in grammar_files() for schema in _schemas(json.loads(Path(file).read_text(encoding="utf-8")))]


def test_each_keyword_of_the_grammar_is_reported() -> None:
    assert {key for schema in _ALL for key in schema} <= _REPORTED | _ANNOTATIONS | _SUBSCHEMAS


def test_each_pattern_of_the_grammar_has_a_message() -> None:
    assert {schema["pattern"] for schema in _ALL if "pattern" in schema} == {*REQUIREMENTS, NOT_BLANK}


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        (
            "  L: {type: lookup, description: L., target: Thing, relationship: {name: a b}}\n",
            "'name' must consist of letters, digits and underscores, and begin with a letter, not 'a b'",
        ),
        (
            "  C: {type: string, description: C., python_name: Code}\n",
            "'python_name' must consist of lower-case letters, digits and underscores, and begin with a letter,"
            " not 'Code'",
        ),
        (
            "identifier: {column: Name, parts: [{literal: a|b}], example: {parts: [], value: a}}\n",
            "'literal' must not be empty, and not contain a |, not 'a|b'",
        ),
        (
            "  C: {type: choice, description: C., class_name: code, choices: [{value: 100000000, label: A}]}\n",
            "'class_name' must consist of letters and digits, and begin with a capital letter, not 'code'",
        ),
    ],
)
def test_message_names_what_the_pattern_of_its_key_requires(addition: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_folder(write(tmp_path, THING + addition, SOLUTION))
    assert [finding.message for finding in refused.value.findings] == [message]
