"""Texts of specs in the target identifiers: literals and the note of the GUID scheme, whatever they hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from dvspec.model import GuidScheme, Identifier, Part, Solution
from dvspec.spec import load_folder
from dvspec.targets import TARGETS, render
from tests.spec.small import THING, write

TEXTS = (
    "plain", "<script>alert(1)</script>", "`code`", "``", "[link](javascript:x)", "a\nGO\nDROP TABLE x", "-- ; drop",
    "*/ ${x} {{ y }} {% z %}", "# head", "1. item", "===", "O'Hara \"x\"", "\\", "🛒 é", "*bold* _it_", "&lt;",
)  # fmt: skip


@pytest.fixture(scope="module")
def solution(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    rules = "  Source: {type: string, description: Where it comes from.}\n"
    rules += "guid: {column: ThingId, from: identifier}\n"
    rules += "identifier: {column: Name, parts: [Source], example: {parts: [a], value: a}}\n"
    return load_folder(write(tmp_path_factory.mktemp("specs"), THING + rules)).solution


def rendered(solution: Solution) -> dict[str, str]:
    return {path: data.decode() for path, data in render(solution, ["identifiers"]).items()}


@pytest.mark.parametrize("text", TEXTS)
def test_literal_is_code_in_the_page(text: str, solution: Solution) -> None:
    parts = (Part("literal", text, ""), Part("column", "Name", "name"))
    table = replace(solution.tables[0], identifier=Identifier("Name", parts, ("a",), f"{text}|a"))
    page = rendered(replace(solution, tables=(table,)))["identifiers/README.md"]
    [row] = [line for line in page.splitlines() if line.startswith("| Thing |")]
    found = re.fullmatch(r"\| Thing \| (`+)(.*)\1 \+ Name \| the identifier, by the scheme below \|", row)
    assert found
    code = found[2].strip(" ") if len(found[1]) > 1 else found[2]
    assert json.loads(code) == text
    assert found[1] not in code


@pytest.mark.parametrize("text", TEXTS)
def test_note_of_the_scheme_cannot_leave_its_comment(text: str, solution: Solution) -> None:
    plain = rendered(solution)
    files = rendered(replace(solution, guid_scheme=GuidScheme("md5-rfc-utf8", None, text)))
    for path in ("identifiers/spark.sql", "identifiers/tsql.sql"):
        added = set(files[path].splitlines()) - set(plain[path].splitlines())
        assert all(line.startswith("-- ") for line in added), added
        assert not any(character in "".join(added) for character in "'\"$;{}\\`")
    vectors = json.loads(files["identifiers/test_vectors.json"])
    assert vectors["guid_scheme_note"] == f"This project's own choice. {text}"
    added = set(files["identifiers/README.md"].splitlines()) - set(plain["identifiers/README.md"].splitlines())
    assert not any(re.search(r"(?<!\\)[`<\[*_&]|^[#=-]|^\d+\.", line) for line in added), added


def test_nothing_of_customer_insights_is_in_other_outputs(solution: Solution) -> None:
    files = render(solution, TARGETS)
    assert [path for path, data in files.items() if b"customer insights" in data.lower()] == []
