"""The grammar and the checks of specs against the catalogue of Dataverse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dvspec.dataverse.types import TYPE_KEYS, TYPES
from dvspec.resources import grammar_files
from dvspec.spec.catalogue import filled
from dvspec.spec.rules.examples import PROBLEMS


@pytest.mark.parametrize("file", grammar_files(), ids=lambda file: Path(file).name)
def test_grammar_says_what_the_catalogue_says(file: str) -> None:
    text = Path(file).read_text(encoding="utf-8")
    assert filled(text, Path(file).name.partition(".")[0]) == text, "run python -m dvspec.spec.catalogue"


def test_grammar_has_every_key_of_a_type() -> None:
    table = json.loads(Path(grammar_files()[1]).read_text(encoding="utf-8"))
    assert table["$defs"]["column"]["properties"].keys() >= TYPE_KEYS


def test_every_kind_of_value_has_a_check_of_examples() -> None:
    assert {type_.reader for type_ in TYPES.values()} == PROBLEMS.keys()
