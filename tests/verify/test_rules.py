"""Every rule reports the mistake that it is for, and nothing in a clean package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dvspec.rules import rules_of
from dvspec.verify import verify
from tests.reference import REFERENCE, needs_reference
from tests.solution_files.test_folder import FOLDERS
from tests.solution_files.test_reader import PATHS
from tests.solution_files.test_xml_parser import XML_FILES
from tests.solution_files.test_zipped import ZIPS
from tests.verify import clean_package
from tests.verify.mistakes import MISTAKES
from tests.verify.test_layout import LAYOUT_MISTAKES
from tests.verify.test_xsd import SCHEMAS


def test_clean_package_has_no_findings(tmp_path: Path) -> None:
    assert verify(clean_package.write_zip(tmp_path / "clean.zip", clean_package.build())) == []


@needs_reference
def test_clean_package_is_valid_under_the_schema(tmp_path: Path) -> None:
    package = clean_package.write_zip(tmp_path / "clean.zip", clean_package.build())
    assert verify(package, xsd=REFERENCE / "xsd") == []


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_reported(name: str, tmp_path: Path) -> None:
    mistake, code = MISTAKES[name]
    files = clean_package.build()
    mistake(files)
    assert files != clean_package.build()
    findings = verify(clean_package.write_zip(tmp_path / "package.zip", files))
    assert code in {finding.rule.code for finding in findings}, findings


def test_findings_have_a_place_and_their_line(tmp_path: Path) -> None:
    files = clean_package.build()
    MISTAKES["MaxLength 5000"][0](files)
    path = clean_package.write_zip(tmp_path / "package.zip", files)
    finding, *others = [finding for finding in verify(path) if finding.rule.code == "DV501"]
    assert not others
    lines = files[clean_package.CUSTOMIZATIONS].splitlines()
    assert finding.place.file == f"{path}!customizations.xml"
    assert finding.place.line == lines.index("<MaxLength>5000</MaxLength>") + 1
    assert (finding.place.column, finding.place.source) == (1, "<MaxLength>5000</MaxLength>")
    assert finding.message == (
        "column 'sample_text' of 'sample_Everything': MaxLength 5000 is not in the range of nvarchar columns, 1 to 4000"
    )


def test_value_in_another_case_is_reported_with_the_intended_one(tmp_path: Path) -> None:
    files = clean_package.build()
    MISTAKES["value in DisplayMask in capitals"][0](files)
    findings = verify(clean_package.write_zip(tmp_path / "package.zip", files))
    (finding,) = [finding for finding in findings if finding.rule.code == "DV507"]
    assert finding.message.startswith("column 'sample_text' of 'sample_Everything': DisplayMask 'VALIDFORGRID' is not")
    assert finding.message.endswith("; did you mean 'ValidForGrid'?")


def test_findings_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    files = clean_package.build()
    for name in ("MaxLength 5000", "unknown cascade", "ownership OrganizationOwned", "Managed 2 in a zip"):
        MISTAKES[name][0](files)
    findings = verify(clean_package.write_zip(tmp_path / "package.zip", files))
    places = [(finding.place.file, finding.place.line) for finding in findings]
    assert len(places) >= 4 and places == sorted(places)


# Every case of these tests names the code of a rule that it triggers.
FAMILIES: tuple[Mapping[str, tuple[object, str]], ...] = (
    MISTAKES,
    LAYOUT_MISTAKES,
    ZIPS,
    FOLDERS,
    PATHS,
    XML_FILES,
    SCHEMAS,
)


def test_every_rule_has_a_case_that_triggers_it() -> None:
    triggered = {code for family in FAMILIES for _, code in family.values()}
    assert {rule.code for rule in rules_of("Packages")} == triggered


def test_codes_of_rules_are_unique_and_in_their_range() -> None:
    rules = rules_of("Packages")
    codes = [rule.code for rule in rules]
    assert codes == sorted(set(codes))
    for rule in rules:
        assert "DV401" <= rule.code <= "DV599"
        assert rule.summary.endswith(".") and rule.fix
        assert not rule.importer_code or rule.importer_code.startswith("0x80")


def test_control_characters_of_a_package_are_replaced_in_findings(tmp_path: Path) -> None:
    files = clean_package.build()
    files[clean_package.CUSTOMIZATIONS] = files[clean_package.CUSTOMIZATIONS].replace(
        "<MaxLength>300", "<MaxLength>\x9b31m\u202e&#10;error[DV999]"
    )
    findings = verify(clean_package.write_zip(tmp_path / "package.zip", files))
    assert findings
    for finding in findings:
        assert finding.message.isprintable() and finding.place.source.isprintable()
