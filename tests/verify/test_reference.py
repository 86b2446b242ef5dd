"""Real exports, managed ones and one of CRM 7.1 among them, verify without an error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dvspec.findings import Severity, errors
from dvspec.verify import verify
from tests.reference import REFERENCE, ROOT, needs_reference

EXPORTS = sorted((REFERENCE / "solutions").glob("*.zip"))


@needs_reference
def test_there_are_exports() -> None:
    assert len(EXPORTS) >= 5


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)
def test_export_has_no_errors(path: Path) -> None:
    findings = verify(path)
    assert errors(findings) == []
    assert {finding.severity for finding in findings} <= {Severity.NOTE}


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)
def test_export_is_valid_under_the_schema(path: Path) -> None:
    assert errors(verify(path, xsd=REFERENCE / "xsd" / "CustomizationsSolution.xsd")) == []


@needs_reference
def test_heavy_imports_wait_until_they_are_needed() -> None:
    code = (
        "import sys; from pathlib import Path; from dvspec.verify import verify;"
        f"verify(Path({str(EXPORTS[0])!r}));"
        "print(*sorted({'lxml', 'yaml', 'jinja2', 'click', 'jsonschema_rs', 'dataclasses'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "generator")},
    )
    assert answer.stdout.split() == ["dataclasses"]
