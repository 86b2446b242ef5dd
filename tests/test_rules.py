"""All rules together: one declaration each, named and worded alike."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from dvspec.findings import Rule
from dvspec.rules import AREAS, rules_of

RULES = [rule for area in AREAS for rule in rules_of(area)]


def test_codes_and_slugs_are_unique() -> None:
    names = Counter(name for rule in RULES for name in (rule.code, rule.slug))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_is_well_formed(rule: Rule) -> None:
    assert re.fullmatch(r"DV[1-6][0-9]{2}", rule.code)
    assert re.fullmatch(r"[a-z]+[0-9]*(-[a-z0-9]+)*", rule.slug)
    assert re.fullmatch(r"(0x[0-9A-F]{8})?", rule.importer_code)
    assert rule.summary.endswith(".") and rule.fix.endswith((".", "]", "`"))
