"""Columns of the Common Data Model go to a library, from which tables include what they need."""

from __future__ import annotations

from dataclasses import replace

from dvspec.model import Solution
from dvspec.spec.merge import EVERYTHING
from dvspec.spec.merge.libraries import are_tables, merge_libraries
from tests.reference import ROOT
from tests.spec.merge.test_merge import changed_lines, project

FILES, SPECS = project(ROOT / "tests/projects/everything")
HOME = next(iter(FILES)).rpartition("/")[0]
LIBRARY = f"{HOME}/library/person.yaml"


def source(*names: str, max_length: int = 50) -> Solution:
    """Return a table of columns that the Common Data Model has."""
    [text] = [column for column in SPECS.by_name["Thing"].columns if column.name == "Code"]
    columns = tuple(
        replace(
            text, name=name, python_name=name.lower(), logical_name=f"contoso_{name.lower()}", documented_as=None,
            schema_name=f"contoso_{name.lower()}", display_name=replace(text.display_name, text=name),
            cdm=name[0].lower() + name[1:], example=None, max_length=max_length,
        )
        for name in names
    )  # fmt: skip
    person = replace(
        SPECS.by_name["Thing"], name="Person", file="person.yaml", logical_name="contoso_person", columns=columns,
        identifier=None, guid=None, alternate_keys=(), queries=(),
    )  # fmt: skip
    return replace(SPECS, tables=(person,))


def test_library_is_written_without_descriptions_and_tables_stay() -> None:
    merged = merge_libraries(FILES, source("First", "Last"), EVERYTHING)
    assert {path: merged.files[path] for path in FILES} == FILES
    assert merged.files[LIBRARY].decode() == (
        "library: Person\ncolumns:\n  First: {type: string, cdm: first, max_length: 50}\n"
        "  Last: {type: string, cdm: last, max_length: 50}\n"
    )
    assert merge_libraries(merged.files, source("First", "Last"), EVERYTHING).files == merged.files


def test_library_changes_where_the_source_has_changed() -> None:
    files = dict(merge_libraries(FILES, source("First", "Last"), EVERYTHING).files)
    files[LIBRARY] = files[LIBRARY].replace(b"  Last:", b"  # the family name\n  Surname:")
    merged = merge_libraries(files, source("First", "Middle", "Last", max_length=80), EVERYTHING)
    assert [line for line in changed_lines(files, merged.files) if line[0] == "+"] == [
        "+  First: {type: string, cdm: first, max_length: 80}",
        "+  Middle: {type: string, cdm: middle, max_length: 80}",
        "+  Surname: {type: string, cdm: last, max_length: 80}",
    ]
    assert b"  # the family name\n" in merged.files[LIBRARY]
    gone = merge_libraries(files, source("Last"), EVERYTHING)
    assert [(part.table, part.subject) for part in gone.vanished] == [("library Person", "column First")]
    assert b"First" not in merge_libraries(files, source("Last"), EVERYTHING, prune=True).files[LIBRARY]


def test_table_that_was_imported_as_a_whole_needs_no_library() -> None:
    assert not are_tables(SPECS, source("First"))
    assert are_tables(SPECS, SPECS)
