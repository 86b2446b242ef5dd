"""Each rule about outputs has a test that triggers it."""

from __future__ import annotations

from dvspec.rules import rules_of
from tests.reference import ROOT


def test_each_rule_of_outputs_is_triggered_by_a_test() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py")))
    codes = [rule.code for rule in rules_of("Outputs")]
    assert [code for code in codes if f'"{code}"' not in sources and f"[{code} " not in sources] == []
