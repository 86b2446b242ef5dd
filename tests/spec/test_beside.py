"""Files beside the specs: libraries of columns, definitions of computed columns, and what packages carry."""

from __future__ import annotations

from pathlib import Path

import pytest

from dvspec.findings import Finding, Refused
from dvspec.model import Formula
from dvspec.spec import load, load_folder
from dvspec.spec.write import write
from tests.spec import small
from tests.spec.small import SOLUTION, THING

_LIBRARY = """\
library: People
columns:
  FirstName: {type: string, max_length: 50, description: Its first name.}
  LastName: {type: string, choices: []}
  Gender:
    type: choice
    choices: [{value: 100000000, label: Other}]
"""
_INCLUDING = THING.replace(
    "columns:\n",
    "columns:\n  from: library/people\n  include: [Gender, FirstName]\n  FirstName: {description: A first name.}\n",
)


def _folder(folder: Path, thing: str = THING, solution: str = SOLUTION, **files: str) -> Path:
    small.write(folder, thing, solution)
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def _findings(folder: Path) -> list[Finding]:
    with pytest.raises(Refused) as refused:
        load_folder(folder)
    return refused.value.findings


def test_columns_of_a_library_come_first_and_are_overridden_key_by_key(tmp_path: Path) -> None:
    library = _LIBRARY.replace(", choices: []", "")
    loaded = load_folder(_folder(tmp_path / "specs", _INCLUDING, library__people_DOT_yaml=library))
    table = loaded.solution.tables[0]
    assert not loaded.warnings
    assert list(table.by_name) == ["Gender", "FirstName", "ThingId", "Name"]
    first = table.by_name["FirstName"]
    assert (first.max_length, first.description.text) == (50, "A first name.")
    assert load(write(loaded.solution)).solution == loaded.solution


def test_include_that_is_gone_has_a_suggestion_at_its_place(tmp_path: Path) -> None:
    thing = _INCLUDING.replace("[Gender,", "[Gendre,")
    library = _LIBRARY.replace(", choices: []", "")
    [finding] = _findings(_folder(tmp_path / "specs", thing, library__people_DOT_yaml=library))
    assert (finding.rule.code, finding.place.line, finding.place.column) == ("DV115", 10, 13)
    assert finding.message == "column 'Gendre' is not in library/people.yaml; did you mean 'Gender'?"


def test_missing_library_has_a_suggestion(tmp_path: Path) -> None:
    [finding] = _findings(
        _folder(tmp_path / "specs", _INCLUDING, library__peoples_DOT_yaml="library: A\ncolumns: {}\n")
    )
    assert (finding.rule.code, finding.place.line) == ("DV114", 9)
    assert "did you mean 'library/peoples.yaml'?" in finding.message


def test_finding_in_an_included_column_is_where_it_is_included(tmp_path: Path) -> None:
    thing = _INCLUDING.replace("FirstName]", "LastName]").replace("  FirstName: {description: A first name.}\n", "")
    [finding] = _findings(_folder(tmp_path / "specs", thing, library__people_DOT_yaml=_LIBRARY.replace("[]", "Colour")))
    assert (finding.place.file.rpartition("/")[2], finding.place.line, finding.place.column) == ("thing.yaml", 10, 21)


def test_include_without_a_library_is_reported(tmp_path: Path) -> None:
    [finding] = _findings(_folder(tmp_path / "specs", THING.replace("columns:\n", "columns:\n  include: [Name]\n")))
    assert (finding.rule.code, finding.place.line) == ("DV108", 9)


def test_own_column_without_a_type_is_reported(tmp_path: Path) -> None:
    thing = _INCLUDING.replace("FirstName: {d", "FristName: {d")
    library = _LIBRARY.replace(", choices: []", "")
    [finding] = _findings(_folder(tmp_path / "specs", thing, library__people_DOT_yaml=library))
    assert (finding.rule.code, finding.place.line) == ("DV108", 11)


def test_definitions_of_computed_columns_are_read_with_the_specs(tmp_path: Path) -> None:
    columns = """\
  Total: {type: decimal, rollup: formulas/total.xaml}
  Days: {type: integer, formula: 'DateDiff(A, B)'}
  Unknown: {type: integer, calculated: true}
"""
    text = "<Activity>\r\n  é\n</Activity>"
    solution = load_folder(_folder(tmp_path / "specs", THING + columns, formulas__total_DOT_xaml=text)).solution
    column = solution.tables[0].by_name
    assert column["Total"].formula == Formula("rollup", text, "formulas/total.xaml")
    assert column["Days"].formula == Formula("formula", "DateDiff(A, B)")
    assert column["Unknown"].formula == Formula("calculated", "")
    files = write(solution)
    assert files["formulas/total.xaml"] == text.encode()
    assert load(files).solution == solution


def test_carried_files_are_kept_byte_for_byte(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "specs", solution=SOLUTION + "carry: more\n")
    path = folder / "more" / "WebResources" / "abc_icon"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\x00\r\n")
    solution = load_folder(folder).solution
    assert (solution.carried_folder, dict(solution.carried_files)) == (
        "more",
        {"WebResources/abc_icon": path.read_bytes()},
    )
    assert load(write(solution)).solution == solution


@pytest.mark.parametrize("name", ["library/people.yaml", "formulas/a.xaml", "more/a/b.xml"])
def test_link_out_of_a_folder_beside_the_specs_is_refused(tmp_path: Path, name: str) -> None:
    folder = _folder(tmp_path / "specs", solution=SOLUTION + "carry: more\n")
    outside = tmp_path / "secret"
    outside.write_text("secret", encoding="utf-8")
    path = folder / name
    path.parent.mkdir(parents=True)
    path.symlink_to(outside)
    findings = _findings(folder)
    assert "DV111" in {finding.rule.code for finding in findings}
    assert not any("secret" in finding.message + finding.place.source for finding in findings)


def test_states_and_status_reasons_keep_the_names_of_dataverse(tmp_path: Path) -> None:
    columns = """\
  State: {type: state, choices: [{value: 0, label: Active}, {value: 1, label: Inactive}]}
  StatusReason:
    type: status
    choices: [{value: 1, label: Active, state: 0}, {value: 2, label: Inactive, state: 1}]
"""
    solution = load_folder(_folder(tmp_path / "specs", THING + columns)).solution
    by_name = solution.tables[0].by_name
    assert (by_name["State"].logical_name, by_name["StatusReason"].logical_name) == ("statecode", "statuscode")
    assert load(write(solution)).solution == solution
