"""Validation against a schema, for those who have one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dvspec.verify import verify
from tests.reference import REFERENCE, needs_reference
from tests.verify import clean_package
from tests.verify.planting import swap


def _codes(path: Path, schema: Path) -> list[str]:
    return [finding.rule.code for finding in verify(path, xsd=schema)]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return clean_package.write_zip(tmp_path / "package.zip", clean_package.build())


@needs_reference
@pytest.mark.parametrize("schema", [REFERENCE / "xsd", REFERENCE / "xsd" / "CustomizationsSolution.xsd"])
def test_errors_have_their_line(schema: Path, tmp_path: Path) -> None:
    files = clean_package.build()
    swap("<NavPaneOrder>10000", "<NavPaneOrder>first")(files)
    path = clean_package.write_zip(tmp_path / "package.zip", files)
    violations = [finding for finding in verify(path, xsd=schema) if finding.rule.code == "DV580"]
    line = files[clean_package.CUSTOMIZATIONS].split("\n").index("<NavPaneOrder>first</NavPaneOrder>") + 1
    assert [(finding.place.line, finding.place.source) for finding in violations] == [
        (line, "<NavPaneOrder>first</NavPaneOrder>")
    ]


def test_missing_schema(package: Path, tmp_path: Path) -> None:
    assert _codes(package, tmp_path / "none") == ["DV581"]
    assert _codes(package, package) == ["DV581"]


def test_missing_lxml(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    (finding,) = verify(package, xsd=tmp_path)
    assert finding.rule.code == "DV582" and "pip install lxml" in finding.message
