"""Each folder in bad/ is a set of specs with the findings that loading it gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dvspec.findings import Finding, Refused
from dvspec.rules import rules_of
from dvspec.spec import load_folder

BAD = Path(__file__).with_name("bad")
CASES = sorted(folder.name for folder in BAD.iterdir())

# Rules whose cases are made while tests run: git would not keep the files, or an option of the command is needed.
SPECIAL = {
    "DV111": "test_folder.test_link_out_of_the_folder_is_refused",
    "DV113": "test_folder.test_spec_in_a_subfolder_is_a_warning",
    "DV115": "test_beside.test_include_that_is_gone_has_a_suggestion_at_its_place",
    "DV228": "test_overlay.test_option_values_that_cannot_move_are_refused",
    "DV690": "merge/test_merge.test_value_that_an_alias_shares_is_reported",
    "DV692": "merge/test_sources.test_sources_that_disagree_are_reported",
    "DV691": "merge/test_merge.test_source_that_specs_cannot_declare_is_reported",
}


@pytest.mark.parametrize("case", CASES)
def test_bad_specs_give_the_expected_findings(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD / case)
    given = "".join(f"{_line(finding)}\n" for finding in _findings(Path()))
    assert given == Path("expected.txt").read_text(encoding="utf-8")


def test_each_rule_of_specs_has_a_case() -> None:
    texts = [(BAD / case / "expected.txt").read_text(encoding="utf-8") for case in CASES]
    shown = set(re.findall(r"\[(DV\d+) [a-z0-9-]+\]", "".join(texts)))
    assert {rule.code for rule in rules_of("Specs")} - shown == set(SPECIAL)


def test_special_cases_exist() -> None:
    for place in SPECIAL.values():
        module, _, name = place.partition(".")
        assert f"def {name}(" in (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")


def _findings(folder: Path) -> list[Finding]:
    try:
        return load_folder(folder).warnings
    except Refused as refused:
        return refused.findings


def _line(finding: Finding) -> str:
    return f"{finding.place}: {finding.severity}[{finding.rule.code} {finding.rule.slug}]: {finding.message}"
