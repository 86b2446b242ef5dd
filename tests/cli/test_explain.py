"""dvspec explain prints any rule, by code or slug; dvspec rules lists them all."""

from __future__ import annotations

import pytest

from dvspec.findings import Rule
from dvspec.rules import AREAS, rules_of
from tests.commands import InProcess, python
from tests.reference import ROOT

RULES = [rule for area in AREAS for rule in rules_of(area)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_rule_is_found_by_code_and_by_slug(rule: Rule, dvspec: InProcess) -> None:
    by_code, by_slug = dvspec("explain", rule.code.lower()), dvspec("explain", rule.slug)
    assert by_code == by_slug
    assert by_code.out.startswith(f"{rule.code} {rule.slug} ({rule.severity}, ")
    assert f"\n  {rule.summary}\n" in by_code.out
    assert f"\n  Fix: {rule.fix}\n" in by_code.out
    assert rule.importer_code in by_code.out


def test_several_rules_are_explained_in_their_order(dvspec: InProcess) -> None:
    result = dvspec("explain", "DV305", "DV101")
    heads = [line.split()[0] for line in result.out.splitlines() if line.startswith("DV")]
    assert heads == ["DV305", "DV101"]


def test_unknown_rule_is_refused_with_a_suggestion(dvspec: InProcess) -> None:
    result = dvspec("explain", f"{RULES[0].slug}x")
    assert (result.status, f"did you mean '{RULES[0].slug}'?" in result.err) == (2, True)


def test_rules_lists_every_rule(dvspec: InProcess) -> None:
    lines = dvspec("rules").out.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule.code, rule.slug] for rule in RULES]


def test_rules_need_no_optional_library(dvspec: InProcess) -> None:
    script = "import sys; sys.modules.update(dict.fromkeys(['duckdb', 'msgspec', 'pyarrow', 'lxml', 'black']));"
    script += "from dvspec.cli import run; sys.exit(run(['rules'], 0))"
    done = python("-c", script, cwd=ROOT)
    assert (done.status, done.out) == (0, dvspec("rules").out), done.err
