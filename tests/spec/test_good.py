"""Valid specs, hostile ones included; and findings as they are shown."""

from __future__ import annotations

import copy
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dvspec.findings import Refused
from dvspec.model import Label
from dvspec.spec import load_folder
from tests.commands import InProcess
from tests.reference import ROOT
from tests.spec.small import SOLUTION, THING, write

_HOSTILE = [
    '"""', "'''", "]]>", "-->", "<!--", "{{ 7 * 7 }}", "{% include 'x' %}", "{# note #}", "\\", 'ends with "',
    "ends with \\", "\\N{BULLET} \\x00 \\u0041", "*/ // #", "${HOME} $(id) `id`", "%s %d {0} {name}", "<b>&amp;</b>",
    "emoji 🎈👩‍👩‍👧", "עברית", "العربية", "a\u200bb", "two\nlines", "tab\there", "' OR 1=1 --", "| table | cell |",
]  # fmt: skip


@pytest.mark.parametrize("text", _HOSTILE)
def test_hostile_text_reaches_the_model_unchanged(tmp_path: Path, text: str) -> None:
    thing = yaml.safe_load(THING)
    thing["description"] = text
    thing["columns"]["Name"] |= {"description": text, "display_name": text, "example": text}
    loaded = load_folder(write(tmp_path, yaml.safe_dump(thing, allow_unicode=True)))
    table = loaded.solution.tables[0]
    name = table.by_name["Name"]
    assert (table.description.text, name.description.text, name.example) == (text, text, text)
    assert not loaded.warnings


def test_labels_in_several_languages(tmp_path: Path) -> None:
    thing = THING.replace("A thing.", "{1031: Ein Ding., 1033: A thing., 3082: Una cosa.}")
    solution = load_folder(write(tmp_path, thing)).solution
    label = Label("A thing.", ((1031, "Ein Ding."), (3082, "Una cosa.")))
    assert solution.tables[0].description == label
    assert label.in_languages(1033) == ((1033, "A thing."), (1031, "Ein Ding."), (3082, "Una cosa."))
    assert solution.languages == (1033, 1031, 3082)


@pytest.mark.parametrize("name", ["description", "display_name", "label"])
def test_names_can_be_keys_of_the_grammar(tmp_path: Path, name: str) -> None:
    thing = yaml.safe_load(THING)
    thing["columns"][name] = {"type": "choice", "description": "A name.", "choices": name, "logical_name": "a"}
    thing["columns"]["Data"] = {
        "type": "json", "description": "Data.", "class_name": "Data", "payload_names": {name: "member"},
        "payload": {"type": "object", "properties": {name: {}}},
    }  # fmt: skip
    thing["keys"] = {name: {"columns": ["Name"]}}
    thing["queries"] = {name: {"description": "A name.", "where": ["Name"]}}
    choices = {name: {"options": [{"value": 100_000_000, "label": "A"}]}}
    solution = {**yaml.safe_load(SOLUTION), "choices": choices}
    loaded = load_folder(write(tmp_path, yaml.safe_dump(thing), yaml.safe_dump(solution)))
    assert not loaded.warnings


def test_global_choice_is_shared_by_name(tmp_path: Path) -> None:
    colours = "choices: {Colour: {options: [{value: 100000000, label: Dark red}, {value: 100000001, label: Blue}]}}\n"
    column = "{type: choice, description: C., choices: Colour, default: 100000001}"
    solution = load_folder(write(tmp_path, f"{THING}  One: {column}\n  Two: {column}\n", SOLUTION + colours)).solution
    columns = solution.tables[0].by_name
    assert columns["One"].option_set is columns["Two"].option_set is solution.option_sets[0]
    assert solution.option_sets[0].name == "abc_colour"
    assert [option.name for option in solution.option_sets[0].options] == ["DARK_RED", "BLUE"]


def test_finding_is_shown_with_its_source_line_and_fix(
    tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "specs"
    copytree(ROOT / "specs", folder)
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("parts: [DataSourceName, EntityName,", "parts: [DataSourceName, EntityNmae,"))
    line = next(
        number
        for number, text in enumerate((folder / "alternate_key.yaml").read_text().splitlines(), 1)
        if "EntityNmae" in text
    )
    monkeypatch.chdir(tmp_path)
    result = dvspec("check")
    assert result.status == 1
    assert result.err.splitlines() == [
        f"specs/alternate_key.yaml:{line}:27: error[DV204 unknown-identifier-part]: identifier part 'EntityNmae'"
        " is not a column of AlternateKey; did you mean 'EntityName'?",
        f"  {line} |   parts: [DataSourceName, EntityNmae, AlternateValue]",
        f"  {' ' * len(str(line))} |                           ^^^^^^^^^^",
        "  fix: Use a text column, or write {literal: …} or {argument: …}.",
        "1 error",
    ]


def test_whole_numbers_can_have_a_zero_decimal_as_in_rows(tmp_path: Path) -> None:
    columns = """\
  Count: {type: integer, description: A number., minimum: 1.0, maximum: 9.0, example: 5.0}
  Colour: {type: choice, description: A colour., choices: [{value: 100000000, label: Red}], example: 100000000.0}
"""
    table = load_folder(write(tmp_path, THING + columns)).solution.tables[0]
    count, colour = table.by_name["Count"], table.by_name["Colour"]
    assert repr([count.minimum, count.maximum, count.example, colour.example]) == "[1, 9, 5, 100000000]"


def test_all_findings_are_reported_in_order_of_place() -> None:
    with pytest.raises(Refused) as refused:
        load_folder(Path(__file__).with_name("bad") / "several-findings")
    places = [(Path(f.place.file).name, f.place.line, f.place.column) for f in refused.value.findings]
    assert places == sorted(places)
    assert len(places) > 4


_SPECS: dict[str, Any] = {
    path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "specs").glob("*.yaml"))
}
_ODD_WORDS = "x Name identifier é a|b money lookup choice json guid class Columns __init__".split()
_ODD_LISTS: list[Any] = [[], [None], [[]], ["Name", "Name"]]
_ODD_MAPPINGS: list[Any] = [{}, {"1033": "a"}, {"a": {"b": []}}, {"literal": "x"}, {"$ref": "#"}, {"type": "string"}]
_ODD_SCALARS: list[Any] = [None, True, 0, -1, 1.5, 1e18, 10**30, "", "\x00", "\ud7ff\u202e", "x" * 300, f"{0:032}"]
_ODD: st.SearchStrategy[Any] = st.sampled_from([*_ODD_WORDS, *_ODD_LISTS, *_ODD_MAPPINGS, *_ODD_SCALARS])


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for key, step in steps for inner in _paths(step, (*path, key)))]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_spec_with_any_value_changed_is_loaded_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(sorted(_SPECS)))
    spec = copy.deepcopy(_SPECS[file])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([path for path in _paths(spec) if path]))
        holder = spec
        for step in path[:-1]:
            holder = holder[step]
        match data.draw(st.sampled_from(["replace", "remove", "rename"])):
            case "remove":
                del holder[path[-1]]
            case "rename" if isinstance(holder, dict):
                holder[data.draw(st.sampled_from(["x", "1033", "Name", "class", "é"]))] = holder.pop(path[-1])
            case _:
                holder[path[-1]] = copy.deepcopy(data.draw(_ODD))
    for name, content in _SPECS.items():
        text = yaml.safe_dump(spec if name == file else content, allow_unicode=True, sort_keys=False)
        (tmp_path / name).write_text(text, encoding="utf-8")
    try:
        load_folder(tmp_path)
    except Refused as refused:
        assert refused.findings
