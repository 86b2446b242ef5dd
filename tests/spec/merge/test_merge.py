"""Merging a source into specs: what changed in it changes in their text, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dvspec.findings import Refused
from dvspec.model import Column, Label, Option, Solution, Table
from dvspec.spec import load
from dvspec.spec.folder import read_folder
from dvspec.spec.merge import merge
from dvspec.spec.write import write
from tests.reference import ROOT
from tests.targets.invented import Spec, spec_sets, written

PROJECTS = [ROOT / "specs", ROOT / "tests/projects/everything", ROOT / "tests/projects/priced"]
Files = dict[str, bytes]


def project(folder: Path) -> tuple[Files, Solution]:
    files = read_folder(folder).files
    return files, load(files).solution


@pytest.fixture
def thing() -> tuple[Files, Solution]:
    """Return the project that has everything, and its model."""
    return project(ROOT / "tests/projects/everything")


def with_table(solution: Solution, name: str, change: Callable[[Table], Table]) -> Solution:
    """Return a solution in which one table is another."""
    tables = tuple(change(table) if table.name == name else table for table in solution.tables)
    return replace(solution, tables=tables)


def with_column(solution: Solution, table: str, name: str, **changes: object) -> Solution:
    """Return a solution in which one column is another."""

    def changed(table: Table) -> Table:
        columns = (replace(c, **changes) if c.name == name else c for c in table.columns)  # type: ignore[arg-type]
        return replace(table, columns=tuple(columns))

    return with_table(solution, table, changed)


def without_columns(*names: str) -> Callable[[Table], Table]:
    return lambda table: replace(table, columns=tuple(c for c in table.columns if c.name not in names))


def changed_lines(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """Return the lines that differ, with - and + as in a diff."""
    from difflib import unified_diff

    lines = []
    for path in sorted(old.keys() | new.keys()):
        texts = (old.get(path, b"").decode().splitlines(), new.get(path, b"").decode().splitlines())
        lines += [line for line in unified_diff(*texts, n=0) if not line.startswith(("---", "+++", "@@"))]
    return lines


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_the_model_of_the_specs_changes_nothing(folder: Path) -> None:
    files, solution = project(folder)
    for prune in (False, True):
        merged = merge(files, solution, prune=prune, whole=True)
        assert (merged.files, merged.changes, merged.vanished) == (files, [], [])


@settings(suppress_health_check=list(HealthCheck), max_examples=25)
@given(spec_sets())
def test_the_model_of_invented_specs_changes_nothing(specs: dict[str, Spec]) -> None:
    files = {name: written(spec).encode() for name, spec in specs.items()}
    try:
        solution = load(files).solution
    except Refused:
        return
    assert merge(files, solution, whole=True).files == files


@settings(suppress_health_check=list(HealthCheck), max_examples=25)
@given(spec_sets(), st.data())
def test_a_changed_column_of_invented_specs_changes_alone(specs: dict[str, Spec], data: st.DataObject) -> None:
    files = {name: written(spec).encode() for name, spec in specs.items()}
    try:
        solution = load(files).solution
    except Refused:
        return
    table = data.draw(st.sampled_from(solution.tables))
    column = data.draw(st.sampled_from([column for column in table.columns if column.type != "guid"]))
    wanted = with_column(
        solution, table.name, column.name, display_name=Label("Another name"), required_level="required"
    )
    merged = merge(files, wanted)
    assert merged.solution.by_name[table.name].by_name[column.name].display_name.text == "Another name"
    assert {path for path in files if files[path] != merged.files[path]} <= {table.file}
    assert merge(merged.files, wanted).files == merged.files


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_one_change_is_one_line(thing: tuple[Files, Solution], newline: bytes) -> None:
    files, solution = thing
    files = {path: b"\xef\xbb\xbf" + data.replace(b"\n", newline) for path, data in files.items()}
    wanted = with_column(solution, "Thing", "Code", max_length=60)
    merged = merge(files, wanted)
    [path] = [path for path in files if merged.files[path] != files[path]]
    assert merged.files[path] == files[path].replace(b"max_length: 50", b"max_length: 60")
    [change] = merged.changes
    assert (change.table, change.difference) == ("Thing", (("columns", "Code", "max_length"), 50, 60))


def test_names_prose_examples_and_payloads_are_the_specs_own(thing: tuple[Files, Solution]) -> None:
    files, solution = thing

    def renamed(column: Column) -> Column:
        return replace(
            column, name=f"{column.name}Field", python_name=f"{column.python_name}_field", documented_as="x",
            description=Label("Another text"), example=None, payload=None, live=True,
        )  # fmt: skip

    def source(table: Table) -> Table:
        return replace(
            table, name=f"{table.name}Row", file="x.yaml", python_module="x", description=Label("Another text"),
            columns=tuple(map(renamed, table.columns)), identifier=None, guid=None, queries=(),
            primary_id=f"{table.primary_id}Field", primary_name=f"{table.primary_name}Field",
            alternate_keys=tuple(
                replace(key, name=f"{key.name}Key", columns=tuple(f"{name}Field" for name in key.columns))
                for key in table.alternate_keys
            ),
        )  # fmt: skip

    merged = merge(files, replace(solution, tables=tuple(map(source, solution.tables))))
    assert changed_lines(files, merged.files) == []


def test_memo_of_the_source_stays_json(thing: tuple[Files, Solution]) -> None:
    files, solution = thing
    wanted = with_column(solution, "Thing", "Details", type="memo", format="textarea", payload=None, max_length=5000)
    assert changed_lines(files, merge(files, wanted).files) == [
        "-  Details: {type: json, description: Details., payload: {type: object}, example: {a: [1, null]}}",
        "+  Details: {type: json, description: Details., payload: {type: object}, example: {a: [1, null]},"
        " max_length: 5000}",
    ]


def test_keys_that_the_source_does_not_speak_of_stay(thing: tuple[Files, Solution]) -> None:
    files, solution = thing

    class LengthsOnly:
        def of_table(self, logical_name: str) -> frozenset[str]:
            return frozenset()

        def of_column(self, table: str, logical_name: str) -> frozenset[str]:
            return frozenset({"max_length"})

    source = with_column(solution, "Thing", "Code", max_length=60, display_name=Label("Unknown"))
    source = with_table(source, "Thing", lambda table: replace(table, ownership="OrgOwned"))
    lines = changed_lines(files, merge(files, source, LengthsOnly()).files)
    assert [line for line in lines if "max_length: 60" not in line and "max_length: 50" not in line] == []
    assert len(lines) == 2


def test_new_column_comes_after_its_neighbour(thing: tuple[Files, Solution]) -> None:
    files, solution = thing

    def source(table: Table) -> Table:
        columns = list(table.columns)
        new = replace(
            columns[2], logical_name="contoso_kode", schema_name="contoso_kode", display_name=Label("Code"),
            description=Label("A code."), example=None, max_length=100,
        )  # fmt: skip
        columns[2] = replace(columns[2], name="OtherCode", python_name="other_code")
        keys = tuple(replace(key, columns=("OtherCode", "Keeper")) for key in table.alternate_keys)
        return replace(table, columns=(*columns[:4], new, *columns[4:]), alternate_keys=keys)

    merged = merge(files, with_table(solution, "Thing", source))
    [line] = changed_lines(files, merged.files)
    assert line.startswith("+  Code2: {type: string, ")
    names = [column.name for column in merged.solution.by_name["Thing"].columns]
    assert names[names.index("Code2") - 1] == "Mail"
    assert merged.solution.by_name["Thing"].by_name["Code2"].python_name == "code2"


def test_new_table_gets_a_file_and_a_line(thing: tuple[Files, Solution]) -> None:
    files, solution = thing
    owner = solution.by_name["Owner"]
    new = replace(
        owner, name="owner", file="OWNER.yaml", python_module="owner", logical_name="contoso_holder",
        schema_name="contoso_holder", entity_set_name="contoso_holders", collection_name="contoso_holders",
        columns=tuple(
            replace(column, logical_name="contoso_holderid", schema_name="contoso_holderId")
            if column.type == "guid"
            else column
            for column in owner.columns
        ),
    )  # fmt: skip
    merged = merge(files, replace(solution, tables=(*solution.tables, new)), taken_files=["OWNER2.yaml"])
    [path] = merged.files.keys() - files.keys()
    assert path.rpartition("/")[2] == "owner2_2.yaml"
    home = path.rpartition("/")[0]
    assert merged.files[f"{home}/solution.yaml"] == files[f"{home}/solution.yaml"].replace(
        b"tables: [Thing, Owner, Account]", b"tables: [Thing, Owner, Account, owner2]"
    )


def test_new_table_has_the_line_for_editors_that_the_others_have() -> None:
    files, solution = project(ROOT / "specs")
    source = replace(solution, tables=tuple(table for table in solution.tables))
    home = next(iter(files)).rpartition("/")[0]
    fewer = {path: data for path, data in files.items() if not path.endswith("enrichment.yaml")}
    fewer[f"{home}/solution.yaml"] = fewer[f"{home}/solution.yaml"].replace(b"  - Enrichment\n", b"")
    merged = merge(fewer, source)
    first = merged.files[f"{home}/enrichment.yaml"].splitlines()[0]
    assert first == files[f"{home}/enrichment.yaml"].splitlines()[0]


def test_what_vanished_stays_until_it_is_pruned(thing: tuple[Files, Solution]) -> None:
    files, solution = thing
    source = with_table(solution, "Thing", without_columns("Amount", "Code", "Made"))
    merged = merge(files, source)
    assert merged.files == files
    assert [(gone.subject, gone.kept_for) for gone in merged.vanished] == [
        ("column Code", "the identifier"), ("column Amount", ""), ("column Made", "query things_of_keeper"),
    ]  # fmt: skip
    assert [line[:10] for line in changed_lines(files, merge(files, source, prune=True).files)] == ["-  Amount:"]


def test_column_that_is_not_live_does_not_vanish() -> None:
    files, solution = project(ROOT / "specs")
    source = with_table(solution, "UnifiedActivity", without_columns("Description"))
    assert merge(files, source).vanished == []


def test_options_change_by_their_values(thing: tuple[Files, Solution]) -> None:
    files, solution = thing

    def options(*given: Option) -> Solution:
        size = solution.by_name["Thing"].by_name["Size"].option_set
        assert size
        return with_column(solution, "Thing", "Size", option_set=replace(size, options=given))

    small, large = 100000000, 100000001
    source = options(Option(large, "GREAT", Label("Very large")), Option(100000002, "LARGE", Label("Medium")))
    merged = merge(files, source)
    column = merged.solution.by_name["Thing"].by_name["Size"]
    assert column.option_set
    assert [(option.value, option.name, option.label.text) for option in column.option_set.options] == [
        (small, "SMALL", "Small"), (large, "LARGE", "Very large"), (100000002, "LARGE_2", "Medium"),
    ]  # fmt: skip
    assert [gone.subject for gone in merged.vanished] == [f"option {small} of column Size"]


def test_table_and_choice_vanish_from_a_whole_solution_only(thing: tuple[Files, Solution]) -> None:
    files, solution = thing
    source = replace(with_table(solution, "Thing", without_columns("Keeper")), tables=solution.tables[:1])
    assert merge(files, source).vanished == []
    gone = merge(files, source, whole=True).vanished
    assert [(each.subject, each.kept_for) for each in gone] == [("table Owner", "column Keeper of Thing")]


def test_empty_folder_gets_whole_specs(thing: tuple[Files, Solution]) -> None:
    _, solution = thing
    merged = merge({}, solution)
    expected = write(solution)
    assert merged.files.keys() == expected.keys()
    for file, data in merged.files.items():
        line, _, rest = data.partition(b"\n")
        grammar = "solution" if file == "solution.yaml" else "table"
        assert line.decode() == f"# yaml-language-server: $schema={grammar}.schema.json"
        assert rest == expected[file]


def test_translations_into_languages_that_the_source_lacks_stay(thing: tuple[Files, Solution]) -> None:
    files, solution = thing

    def source(table: Table) -> Table:
        return replace(table, display_name=Label("Object"), description=table.description)

    merged = merge(files, with_table(_in_english(solution), "Thing", source))
    assert changed_lines(files, merged.files) == [
        "-display_name: {1033: Thing, 1031: Ding}",
        "+display_name: {1033: Object, 1031: Ding}",
    ]


def _in_english(solution: Solution) -> Solution:
    """Return a solution without translations."""
    import dataclasses

    def english(value: object) -> object:
        if isinstance(value, Label):
            return Label(value.text)
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return tuple(map(english, value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {field.name: english(getattr(value, field.name)) for field in dataclasses.fields(value)}
            return replace(value, **fields)
        return value

    result = english(solution)
    assert isinstance(result, Solution)
    return result


def test_value_that_an_alias_shares_is_reported() -> None:
    files, solution = project(ROOT / "tests/projects/everything")
    path = next(path for path in files if path.endswith("thing.yaml"))
    text = files[path].replace(
        b"choices: [{value: 100000000, label: Small}, {value: 100000001, label: Large}]",
        b"choices: &sizes [{value: 100000000, label: Small}, {value: 100000001, label: Large}]",
    )
    other = b"  Other: {type: choice, description: Other., choices: *sizes}\nkeys:"
    files[path] = text.replace(b"keys:", other, 1)
    solution = load(files).solution
    size = solution.by_name["Thing"].by_name["Size"].option_set
    assert size
    options = (replace(size.options[0], label=Label("Tiny")), *size.options[1:])
    source = with_column(solution, "Thing", "Size", option_set=replace(size, options=options))
    with pytest.raises(Refused) as refused:
        merge(files, source)
    [finding] = refused.value.findings
    assert (finding.rule.code, finding.place.file) == ("DV690", path)
    assert "columns.Size.choices" in finding.message


def test_source_that_specs_cannot_declare_is_reported(thing: tuple[Files, Solution]) -> None:
    files, solution = thing
    source = with_column(solution, "Thing", "Code", type="string", schema_name="contoso_" + "\ud800")
    for existing in (files, {}):
        with pytest.raises(Refused):
            merge(existing, source)
    with pytest.raises(Refused) as refused:
        merge({}, with_table(solution, "Thing", lambda table: replace(table, file="../thing.yaml")))
    assert [finding.rule.code for finding in refused.value.findings] == ["DV691"]
