"""Validation against a schema, for those who have one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dvspec.verify import verify
from tests.reference import REFERENCE, needs_reference
from tests.verify import clean_package
from tests.verify.planting import swap


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return clean_package.write_zip(tmp_path / "package.zip", clean_package.build())


@needs_reference
@pytest.mark.parametrize("schema", [REFERENCE / "xsd", REFERENCE / "xsd" / "CustomizationsSolution.xsd"])
def test_errors_have_their_line(schema: Path, tmp_path: Path) -> None:
    files = clean_package.build()
    swap("<NavPaneOrder>10000", "<NavPaneOrder>first")(files)
    path = clean_package.write_zip(tmp_path / "package.zip", files)
    findings = [finding for finding in verify(path, xsd=schema) if finding.rule.code == "DV580"]
    line = files[clean_package.CUSTOMIZATIONS].split("\n").index("<NavPaneOrder>first</NavPaneOrder>") + 1
    assert [(finding.place.line, finding.place.source) for finding in findings] == [
        (line, "<NavPaneOrder>first</NavPaneOrder>")
    ]


_OTHER_SCHEMA = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Other" /></xs:schema>'


def _schema(text: str) -> Callable[[Path, pytest.MonkeyPatch], Path]:
    def make(folder: Path, _: pytest.MonkeyPatch) -> Path:
        (folder / "CustomizationsSolution.xsd").write_text(text, encoding="utf-8")
        return folder

    return make


def _without_lxml(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    return folder


# By name: how to make the schema, and the code of the rule that reports it or the package.
SCHEMAS: dict[str, tuple[Callable[[Path, pytest.MonkeyPatch], Path], str]] = {
    "schema without the elements of the package": (_schema(_OTHER_SCHEMA), "DV580"),
    "missing schema": (lambda folder, _: folder / "none.xsd", "DV581"),
    "folder without a schema": (lambda folder, _: folder, "DV581"),
    "schema that is not XML": (_schema("text"), "DV581"),
    "schema that is not a schema": (_schema("<a />"), "DV581"),
    "lxml that is not installed": (_without_lxml, "DV582"),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_reported(name: str, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, code = SCHEMAS[name]
    (finding,) = verify(package, xsd=make(tmp_path, monkeypatch))
    assert finding.rule.code == code


def test_external_entities_of_a_schema_are_not_read(package: Path, tmp_path: Path) -> None:
    secret = tmp_path / "x.txt"
    secret.write_text("secret", encoding="utf-8")
    schema = tmp_path / "a.xsd"
    text = _OTHER_SCHEMA.replace('name="Other"', 'name="&x;"')
    schema.write_text(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{text}', encoding="utf-8")
    assert "secret" not in str([finding.message for finding in verify(package, xsd=schema)])
