"""Each rule about outputs has a test that triggers it."""

from __future__ import annotations

from dvspec.rules import rules_of
from tests.reference import ROOT

_FOLDERS = ("output", "cli", "packages", "targets")


def test_each_rule_of_outputs_is_triggered_by_a_test() -> None:
    paths = [path for folder in _FOLDERS for path in sorted((ROOT / "tests" / folder).glob("*.py"))]
    sources = "".join(path.read_text(encoding="utf-8") for path in paths)
    codes = [rule.code for rule in rules_of("Outputs")]
    assert [code for code in codes if f'"{code}"' not in sources and f"[{code} " not in sources] == []
