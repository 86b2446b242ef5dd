"""Specs that are written from a model: they give the same model, are as short as they can be, and in order."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from dvspec.findings import Refused, errors
from dvspec.model import Label, Solution
from dvspec.spec import load, load_folder
from dvspec.spec.build import Overlay
from dvspec.spec.rules.naming import DUPLICATE_NAME, GENERATED_COLUMN, INVALID_PYTHON_NAME
from dvspec.spec.write import write
from dvspec.spec.yaml_reader import read
from dvspec.spec.yaml_text import to_yaml
from tests.reference import ROOT
from tests.spec.small import SOLUTION, THING
from tests.targets.invented import Spec, grammar, spec_sets, written

_FOLDERS = [ROOT / "specs", *sorted((ROOT / "tests" / "projects").iterdir())]
# What two invented names can break by chance.
_BY_CHANCE = (DUPLICATE_NAME, GENERATED_COLUMN, INVALID_PYTHON_NAME)
_invents = settings(
    max_examples=50,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def _loaded(files: Mapping[str, Spec]) -> Solution:
    try:
        return load({name: written(spec).encode() for name, spec in files.items()}).solution
    except Refused as refused:
        assert all(finding.rule in _BY_CHANCE for finding in errors(refused.findings)), refused
        assume(False)
        raise


def _small(thing: str = "", solution: str = "") -> Solution:
    return load({"solution.yaml": (SOLUTION + solution).encode(), "thing.yaml": (THING + thing).encode()}).solution


def _is(solution: Solution, other: Solution) -> bool:
    """Return whether two models are the same, the note about GUIDs included, which comparing leaves out."""
    return solution == other and solution.guid_scheme.note == other.guid_scheme.note


def _assert_kept(solution: Solution) -> None:
    files = write(solution)
    loaded = load(files)
    assert _is(loaded.solution, solution)
    assert write(loaded.solution) == files
    for name, data in files.items():
        document = read(data.decode(), name)
        assert _as_text(yaml.safe_load(data)) == _as_text(document.value)
        _assert_order(document.value, "solution" if name == "solution.yaml" else "table")


def _as_text(value: Any) -> str:
    """Return a value as text, languages as the text that specs read them as."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)!r}: {_as_text(inner)}" for key, inner in value.items()) + "}"
    return f"[{', '.join(map(_as_text, value))}]" if isinstance(value, list) else repr(value)


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)


def _assert_order(value: Spec, name: str) -> None:
    schema = grammar(name)["properties"]
    assert list(value) == [key for key in schema if key in value]
    for column in value["columns"].values() if name == "table" else ():
        assert list(column) == [key for key in grammar("table")["$defs"]["column"]["properties"] if key in column]


@_invents
@given(spec_sets(whole=True))
def test_invented_models_are_kept(files: dict[str, Spec]) -> None:
    _assert_kept(_loaded(files))


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("overlay", [Overlay(), Overlay("contoso1", "Contoso", 99_999)], ids=["own", "overlay"])
def test_models_of_specs_are_kept(folder: Path, overlay: Overlay) -> None:
    _assert_kept(load_folder(folder, overlay).solution)


_COLOURS = "choices: {{{}: {{{} options: [{{value: 100000000, label: {{1033: a, 1031: b}}}}]}}}}\n"
_SMALL = {
    "the smallest": ("", ""),
    "a page with a comma": ("source: {page: 'a, b'}\nownership: OrgOwned\n", ""),
    "a date": ("source: {page: a, date: 2022-05-20}\n", "description: {1033: 'no', 1031: 'on'}\n"),
    "a choice in lower case": (
        "  C: {type: choice, choices: colour, description: 'null'}\n",
        _COLOURS.format("colour", ""),
    ),
    "a choice with translations": ("", _COLOURS.format("Colour", "display_name: {1033: Colour, 1031: Farbe},")),
    "a choice with another display name": ("", _COLOURS.format("colour", "display_name: A colour,")),
    "a column of the Common Data Model": (
        "  C: {type: string, cdm: c, documented: true, documented_as: d, description: c}\n",
        "",
    ),
    "labels of yes and no": (
        "  C: {type: boolean, yes_label: {1033: 'yes', 1031: Ja}, no_label: 'no', description: c}\n",
        "",
    ),
    "a title without a class": (
        "  C: {type: json, payload: {type: object, title: '!', properties: {}}, description: c}\n",
        "",
    ),
    "a class without a title": (
        "  C: {type: json, payload: {type: object, properties: {a b: {}}}, class_name: X, payload_names: {a b: c},"
        " description: c}\n",
        "",
    ),
    "names that follow from others": (
        "  C: {type: json, payload: {type: object, title: T, properties: {a b: {}, a-b: {}, a_b: {}}},"
        " payload_names: {a-b: a_b_2}, description: c}\n",
        "",
    ),
    "fractions": ("  C: {type: decimal, minimum: -0.5, maximum: 100.0, description: c, example: 1.0e+1}\n", ""),
}


@pytest.mark.parametrize("case", _SMALL)
def test_small_models_are_kept(case: str) -> None:
    _assert_kept(_small(*_SMALL[case]))


_HOSTILE = [
    *(
        "no",
        "1.10",
        "2022-05-20",
        " a ",
        "a: b",
        "a #b",
        "- a",
        "# a",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "{a}",
        "[a]",
    ),
    *("'a", '"a', '"""a', "'''a", "\\a", "a\\n", "a\nb", "a\n\n  b\n", "tab\there", "a\ufeff", "é", "状态", "a🎈"),
    *("\xa0a", "<<a", "=a", "~a", "null", "two\nlines " * 40, "word " * 100 + "end", "#" * 200 + "a", "---a", "...a"),
    *("a\u200b", "? a", ": a", "a:", "{{ a }}", "a]]>", "-->a"),
]


@pytest.mark.parametrize("text", _HOSTILE)
def test_hostile_text_is_kept_in_every_position(text: str) -> None:
    thing = yaml.safe_load(THING)
    for holder in (thing, thing["columns"]["Name"]):
        holder |= {"description": text, "display_name": {"1033": text, "1031": text}}
    thing["columns"]["Name"] |= {"max_length": 4000, "example": text, "documented_as": text[:100]}
    payload = {"type": "object", "title": text, "properties": {text: {"const": text, "enum": [text, {text: [text]}]}}}
    thing["columns"]["Data"] = {
        "type": "json", "description": "Data.", "class_name": "Data", "payload": payload,
        "payload_names": {text: "member"}, "payload_aliases": {f"{text}2": text}, "example": {text: text},
    }  # fmt: skip
    options = [{"value": 100_000_000, "label": text, "name": "A"}]
    thing["columns"]["Size"] = {"type": "choice", "description": text, "choices": options}
    thing["columns"]["Code"] = {"type": "string", "description": "Its code."}
    literal = text.replace("|", "")[:200]
    thing["identifier"] = {
        "column": "Name",
        "parts": [{"literal": literal}, "Code"],
        "example": {"parts": [literal], "value": f"{literal}|{literal}"},
    }
    thing["source"] = {"page": text[:200], "section": text[:200]}
    thing["queries"] = {"things": {"description": text, "where": ["Name"]}}
    solution = yaml.safe_load(SOLUTION) | {"description": text, "display_name": text[:256]}
    solution["guid_scheme"]["note"] = text[:1000]
    files = {"solution.yaml": solution, "thing.yaml": thing}
    texts = {name: written(spec).replace("\ufeff", "\\ufeff") for name, spec in files.items()}
    _assert_kept(load({name: text.encode() for name, text in texts.items()}).solution)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in steps:
        if isinstance(value, dict):
            yield (*path, key)
        yield from _paths(inner, (*path, key))


def _assert_needed(solution: Solution, files: Mapping[str, bytes], name: str, path: tuple[Any, ...]) -> None:
    """Assert that specs without a key are refused, or give another model."""
    spec = copy.deepcopy(read(files[name].decode(), name).value)
    holder = spec
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    try:
        shorter = load({**files, name: to_yaml(spec).encode()}).solution
    except Refused:
        return
    assert not _is(shorter, solution), f"{name} needs no {path}"


@pytest.mark.parametrize("folder", _FOLDERS[1:], ids=lambda folder: folder.name)
def test_no_key_of_what_is_written_could_be_left_out(folder: Path) -> None:
    solution = load_folder(folder).solution
    files = write(solution)
    for name, data in files.items():
        for path in _paths(read(data.decode(), name).value):
            _assert_needed(solution, files, name, path)


@_invents
@given(spec_sets(whole=True), st.data())
def test_no_key_of_what_is_written_for_an_invented_model_could_be_left_out(
    files: dict[str, Spec], data: st.DataObject
) -> None:
    solution = _loaded(files)
    shortest = write(solution)
    name = data.draw(st.sampled_from(sorted(shortest)))
    paths = list(_paths(read(shortest[name].decode(), name).value))
    for path in data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=8, unique=True)):
        _assert_needed(solution, shortest, name, path)


def test_defaults_that_were_written_out_are_left_out() -> None:
    keys = "max_length: 100, format: text, live: true, required: false, logical_name: c"
    written = write(_small(f"  C: {{type: string, {keys}, description: c}}\n"))
    assert written["thing.yaml"].decode().endswith("  C: {type: string, description: c}\n")


def test_model_that_specs_cannot_declare_is_refused() -> None:
    solution = _small()
    table = solution.tables[0]
    for changed, problem in (
        (replace(table, logical_name="1thing"), "can't be names in specs"),
        (replace(table, file="thing.xml"), "can't be the file name"),
        (replace(table, file="solution.yaml"), "two things with the name"),
        (replace(table, columns=(*table.columns, table.columns[0])), "two things with the name"),
        (replace(table, columns=(replace(table.columns[0], example=10**50),)), "no number"),
        (replace(table, description=Label("\ud800")), "surrogates not allowed"),
        (replace(table, python_module="other"), r"solution\.tables\[0\]\.python_module 'other': it would be 'thing'"),
        (replace(table, columns=(replace(table.columns[0], schema_name="abc_Id"),)), r"schema_name 'abc_Id'"),
        (replace(table, columns=(replace(table.columns[0], cdm="id"),)), r"documented_as 'ThingId': it would be None"),
    ):
        with pytest.raises(ValueError, match=problem):
            write(replace(solution, tables=(changed,)))
