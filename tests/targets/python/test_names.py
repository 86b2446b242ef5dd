"""Names and texts of specs in generated Python: escaped, derived or refused; never code, never lost."""

from __future__ import annotations

import ast
import importlib
import json
import keyword
import os
import sys
import tempfile
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import black
import jsonschema_rs
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dvspec import names, reserved_names
from dvspec.findings import Refused
from dvspec.model import Solution
from dvspec.spec import load_folder
from dvspec.targets import python
from dvspec.targets.json_schema import payload_schema
from dvspec.targets.python import runtime
from tests.spec.small import SOLUTION, THING
from tests.targets.invented_payloads import list_members

MARK = "DVSPEC_TEST_OF_INJECTION"
_RUN = f"__import__('os').environ.__setitem__('{MARK}', '1')"
HOSTILE = (
    f"x: int = {_RUN}", f"x: int = 0\n    {_RUN}\n    y", f'"""\n{_RUN}\n"""', f'"{_RUN}"', f"') or {_RUN} or ('",
    f"{{{_RUN}}}", f"\\\n{_RUN}", f"# {_RUN}", f"a]\n{_RUN}#", f"a\r{_RUN}", f"lambda: {_RUN}", "\\", '"', "'", '\\"""',
    "class", "None", "match", "type", "_", "__init__", "__slots__", "__post_init__", "_private", "a-b", "a_b", "1st",
    "@odata.type", "x.y", "$ref", "field", "dataclass", "fooBar", "foo_bar", "foo_bar_2", "FooBar", "extra", "extra_",
    "to_json", "from_json", "str", "tuple", "dict", "int", "float", "bool", "list", "object", "property", "self", "cls",
    "MEMBERS", "ALIASES", "LIST_MEMBER", "Json", "Maybe", "UNSET", "Mapping", "uuid", "id", "ID", "mro", "Größe",
    "Grüße", "Ame\u0301lie", "ﬁeld", "状态", "статус", "الحالة", "स्थिति", "ſelf", "ℂ", "x" * 300,
)  # fmt: skip
_LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"
)
NAMES = st.sampled_from(HOSTILE) | st.text(_LETTERS.filter(lambda c: not "\u202a" <= c <= "\u2069"), max_size=12)

# Schemas of members, each with a value that it allows.
FORMS: tuple[tuple[Any, Any], ...] = (
    ({}, [1]), (True, "x"), ({"type": "string"}, "text"), ({"type": "integer"}, 7), ({"type": "number"}, 1.5),
    ({"type": "boolean"}, False), ({"type": "null"}, None), ({"type": ["string", "null"]}, None),
    ({"type": "array", "items": {"type": "string"}}, ["a", "b"]), ({"type": "array"}, [1, "a"]),
    ({"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "string"}}, [1, "a"]),
    ({"type": "array", "items": {"type": "array"}}, [[]]), ({"type": "array", "items": True}, [None]),
    ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, 1), ({"anyOf": [{}]}, "a"), ({"allOf": [{}]}, {"b": 1}),
    ({"not": {"type": "string"}}, 1), ({"const": {"a": 1}}, {"a": 1}), ({"enum": ["class", 1]}, "class"),
    ({"$ref": "#/$defs/class"}, {"deep": {"deep": {}}}), ({"$ref": "#/$defs/class", "description": '"""'}, {}),
    ({"type": "object", "title": "Inner", "properties": {"import": {"type": "string"}}}, {"import": "a"}),
    ({"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": False}, {"x1": "a"}),
)  # fmt: skip
DEFS = {"class": {"type": "object", "title": "x = 1", "properties": {"deep": {"$ref": "#/$defs/class"}}}}

# Modules that contain nothing of a spec.
STATIC = {name.removesuffix(".py") for name in runtime.modules()}


@contextmanager
def package(specs: dict[str, Any], folder: Path) -> Iterator[tuple[Solution, ModuleType]]:
    """Load specs, generate their Python, check that it is plain declarations formatted as by black, and import it."""
    (folder / "specs").mkdir()
    for name, value in specs.items():
        (folder / "specs" / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    solution = load_folder(folder / "specs").solution
    for path, text in python.render(solution):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
        ast.parse(text)
        if Path(path).stem not in STATIC:
            assert black.format_str(text, mode=black.Mode()) == text, path
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield solution, importlib.import_module(solution.python_package)
    finally:
        sys.path.remove(str(folder))
        for module in [module for module in sys.modules if module.split(".")[0] == solution.python_package]:
            del sys.modules[module]
    assert MARK not in os.environ


def small(**columns: Any) -> dict[str, Any]:
    """Return the smallest set of specs with more columns."""
    thing = yaml.safe_load(THING)
    thing["columns"] |= {name: {"description": "A column."} | column for name, column in columns.items()}
    return {"solution.yaml": yaml.safe_load(SOLUTION), "thing.yaml": thing}


def members_round_trip(module: ModuleType, cls_name: str, values: dict[str, Any]) -> None:
    cls = getattr(module, cls_name)
    assert [member.name for member in cls.MEMBERS] == list(values)
    assert len({member.field for member in cls.MEMBERS}) == len(values)
    assert set(typing.get_type_hints(cls)) >= {member.field for member in cls.MEMBERS}
    assert all(hasattr(cls, name) for name in ("from_json", "to_json"))
    read = cls.from_json(values)
    assert dict(read.extra) == {}
    assert json.loads(json.dumps(read.to_json())) == values
    assert cls.from_json(read.to_json()) == read
    for member, value in zip(cls.MEMBERS, values.values(), strict=True):
        held = getattr(read, member.field)
        assert (list(held) if isinstance(held, tuple) else held) == value


@given(st.data())
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_hostile_members_remain_data(data: st.DataObject) -> None:
    members = data.draw(st.lists(NAMES, unique=True, max_size=20))
    forms = [data.draw(st.sampled_from(FORMS)) for _ in members]
    properties: dict[str, Any] = {}
    for name, (schema, _) in zip(members, forms, strict=True):
        text = {"description": data.draw(NAMES), "title": data.draw(NAMES)} if isinstance(schema, dict) else {}
        properties[name] = text | schema if text else schema
    values = {name: value for name, (_, value) in zip(members, forms, strict=True)}
    payload = {
        "type": "object",
        "title": data.draw(NAMES),
        "description": data.draw(NAMES),
        "properties": properties,
        "required": data.draw(st.lists(st.sampled_from(members), unique=True)) if members else [],
        "$defs": DEFS,
    }
    nameless = [name for name, python in names.member_names(members, {}).items() if not python]
    column: dict[str, Any] = {"type": "json", "payload": payload, "class_name": "Content", "example": values}
    if nameless:
        column["payload_names"] = {name: f"given_{number}" for number, name in enumerate(nameless)}
    if data.draw(st.booleans()):
        column["payload"] = {"type": "array", "items": payload, "$defs": payload.pop("$defs")}
        column["example"] = [values]
    if members and isinstance(column["example"], dict):
        old = data.draw(NAMES.filter(lambda name: name not in members))
        column["payload_aliases"] = {old: members[0]}
        for member in list_members(payload)[-1:]:
            column["payload_list_member"] = member
    with tempfile.TemporaryDirectory() as name, package(small(Body=column), Path(name)) as (_, module):
        members_round_trip(module, "Content", values)
        row = {"abc_body": json.dumps(column["example"])}
        assert module.Thing.from_dict(row).to_dict() == row


def test_missing_required_member_that_every_class_has_is_reported(tmp_path: Path) -> None:
    payload = {"type": "object", "title": "Content", "properties": {"mro": {"type": "string"}}, "required": ["mro"]}
    with package(small(Body={"type": "json", "payload": payload}), tmp_path) as (_, module):
        assert module.Content(mro_="a").to_json() == {"mro": "a"}
        with pytest.raises(TypeError, match="mro_"):
            module.Content()


_OLD_SHAPES: list[dict[str, Any]] = [
    {"payload": {"required": ["new"]}},
    {"payload": {}},
    {"payload": {"additionalProperties": False}},
    {"payload": {"required": ["list"]}, "payload_list_member": "list"},
    {"payload": {}, "payload_list_member": "list"},
    {"payload": {}, "payload_list_member": "free"},
    {"payload": {}, "payload_list_member": "any"},
    {"payload": {}, "payload_list_member": "referring"},
]


@pytest.mark.parametrize("column", _OLD_SHAPES)
def test_class_and_schema_accept_the_same_older_shapes(column: dict[str, Any], tmp_path: Path) -> None:
    texts = {"type": "array", "items": {"type": "string"}}
    members = {"new": {"type": "string"}, "list": texts, "free": {}, "any": True}
    if column.get("payload_list_member") == "referring":
        members["referring"] = {"$ref": "#/$defs/free"}
    payload = {"type": "object", "title": "Content", "properties": members, "$defs": {"free": {}}, **column["payload"]}
    aliases = {"old": "new", "older": "new", "oldest_list": "list"}
    body = column | {"type": "json", "payload": payload, "payload_aliases": aliases}
    offered: list[Any] = [None, 1, "text", [], ["a"], [[]]]
    for count in range(4):
        for names_ in combinations(["new", "old", "older", "list", "oldest_list"], count):
            offered.append({name: ["a"] if "list" in name else "a" for name in names_})
            offered.append(dict.fromkeys(names_, 1))
    with package(small(Body=body), tmp_path) as (solution, module):
        schema = payload_schema(solution.tables[0].by_name["Body"])
        for value in offered:
            try:
                taken = bool(module.Thing.from_dict({"abc_body": json.dumps(value)}))
            except ValueError:
                taken = False
            for validator in (Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema)):
                assert validator.is_valid(value) == taken, value


@given(st.data())
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_hostile_texts_remain_data(data: st.DataObject) -> None:
    texts = NAMES.filter(lambda text: bool(text.strip()))

    def text() -> str:
        return data.draw(texts)

    def literal() -> str:
        return data.draw(texts.filter(lambda text: "|" not in text and len(text) <= 200))

    labels = data.draw(st.lists(texts, min_size=1, max_size=5, unique_by=names.constant_case))
    options: list[dict[str, Any]] = [
        {"value": 100_000_000 + number, "label": label, "name": f"OPTION_{number}"}
        for number, label in enumerate(labels)
    ]
    for option in options:
        if names.constant_case(option["label"])[:1].isalpha() and len(names.constant_case(option["label"])) <= 60:
            del option["name"]
    specs = small(
        Colour={"type": "choice", "display_name": text(), "choices": options, "description": text()},
        Shade={"type": "choice", "choices": "shade", "documented_as": text()[:100]},
        Note={"type": "string", "example": text()[:100], "cdm": text()[:100]},
    )
    specs["solution.yaml"] |= {
        "display_name": text()[:200], "description": text(),
        "guid_scheme": {"name": "uuid5", "namespace": "5a3c7a0e-52d8-4d0e-9f0b-1f3c0b6a7d21", "note": text()},
        "choices": {"shade": {"display_name": text(), "description": text(), "options": options}},
    }  # fmt: skip
    thing = specs["thing.yaml"]
    first, last = literal(), literal()
    example = {"parts": ["a"], "value": f"{first}|a|{last}"}
    thing["identifier"] = {
        "column": "Name",
        "parts": [{"literal": first}, "Note", {"literal": last}],
        "example": example,
    }
    thing |= {
        "description": text(),
        "guid": {"column": "ThingId", "from": "identifier"},
        "source": {"page": text()[:200]},
    }
    thing["queries"] = {"things_of_note": {"description": text(), "where": ["Note"], "order_by": ["Note"]}}
    thing["keys"] = {"ByNote": {"columns": ["Note"]}}
    with tempfile.TemporaryDirectory() as name, package(specs, Path(name)) as (solution, module):
        for options_class, option_set in (
            (module.Colour, solution.tables[0].by_name["Colour"].option_set),
            (module.Shade, solution.option_sets[0]),
        ):
            assert option_set
            assert [(option.name, option.value) for option in options_class] == [
                (option.name, option.value) for option in option_set.options
            ]
        row = module.Thing(note="a")
        assert row.compute_identifier() == example["value"]
        assert module.Thing.parse_identifier(example["value"]) == ("a",)


def test_hostile_specs_pass_mypy_and_resolve(tmp_path: Path, is_well_typed: Callable[[Path], None]) -> None:
    members = [name for name in HOSTILE if names.member_names([name], {})[name]]
    properties = {name: FORMS[number % len(FORMS)][0] for number, name in enumerate(members)}
    payload = {"type": "object", "title": "All of it", "properties": properties, "$defs": DEFS}
    short = {"type": "object", "title": "Short", "properties": {"a": {"type": "string"}}}
    empty = {"type": "object", "title": "Empty", "properties": {}}
    specs = small(
        All={"type": "json", "payload": payload},
        Short={"type": "json", "payload": short},
        Many={"type": "json", "payload": {"type": "array", "items": empty}},
        colour={"type": "choice", "choices": "colour"},
    )
    specs["solution.yaml"]["choices"] = {"colour": {"options": [{"value": 100_000_000, "label": "Größe"}]}}
    with package(specs, tmp_path) as (_, module):
        assert set(module.AllOfIt.from_json({"self": 1}).to_json()) == {"self"}
        assert typing.get_type_hints(module.Thing)["colour"] == module.values.Maybe[module.Colour]
        assert module.Colour.GROESSE == 100_000_000
    is_well_typed(tmp_path / "small")


@pytest.fixture(scope="module")
def is_well_typed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Return a check by mypy, which reads its own library once for all."""
    from mypy import api

    cache = tmp_path_factory.mktemp("mypy")

    def check(folder: Path) -> None:
        out, err, status = api.run(["--strict", "--python-version", "3.11", f"--cache-dir={cache}", str(folder)])
        assert status == 0, out + err

    return check


def test_names_that_classes_inherit_are_reserved(tmp_path: Path) -> None:
    """A column or a member of such a name would hide what every class has."""
    with package(small(), tmp_path):
        rows = importlib.import_module("small.rows")
        payloads = importlib.import_module("small.payloads")
        for name in vars(rows.Row):
            if not name.startswith("_") and not name.isupper():
                assert reserved_names.python_name_problem(name), name
        for name in {*vars(payloads.Payload), "extra"}:
            if not name.startswith("_") and not name.isupper():
                assert reserved_names.member_name_problem(name), name
        for name in importlib.import_module("small").__all__:
            assert name.startswith("Thing") or reserved_names.class_name_problem(name), name
    assert names.member_names(["from_json", "class"], {}) == {"from_json": "from_json_", "class": "class_"}


@given(st.lists(NAMES, unique=True, max_size=30))
def test_derived_names_of_members_are_unique_and_valid(members: list[str]) -> None:
    derived = names.member_names(members, {})
    given_names = [name for name in derived.values() if name]
    assert list(derived) == members
    assert len(given_names) == len(set(given_names))
    assert all(reserved_names.member_name_problem(name) is None and name.isascii() for name in given_names)
    assert not any(keyword.iskeyword(name) for name in given_names)


def test_members_that_are_valid_names_keep_them() -> None:
    assert names.member_names(["fooBar", "foo_bar", "FooBar", "foo_bar_2"], {}) == {
        "fooBar": "foo_bar_3", "foo_bar": "foo_bar", "FooBar": "foo_bar_4", "foo_bar_2": "foo_bar_2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "constant"),
    [
        ("Übergröße", "UEBERGROESSE"), ("ÜBERGRÖSSE", "UEBERGROESSE"), ("Größe", "GROESSE"), ("Grüße", "GRUESSE"),
        ("Gro\u0308ße", "GROESSE"), ("Łódź", "LODZ"), ("Æther & Œuvre", "AETHER_OEUVRE"), ("Straße 5½", "STRASSE_51_2"),
        ("État civil", "ETAT_CIVIL"), ("状态", "ZHUANGTAI"), ("статус", "STATUS"), ("Ελλάδα", "ELLADA"), ("🛒", ""),
    ],
)  # fmt: skip
def test_letters_of_other_scripts_are_transliterated(text: str, constant: str) -> None:
    assert names.constant_case(text) == constant


def test_two_tables_have_choices_and_payloads_of_the_same_name(
    tmp_path: Path, is_well_typed: Callable[[Path], None]
) -> None:
    options = [{"value": 100_000_000, "label": "Open"}]
    columns = {
        "Status": {"type": "choice", "choices": options, "description": "S."},
        "Entries": {
            "type": "json",
            "payload": {"type": "object", "title": "Entry", "properties": {}},
            "description": "E.",
        },
    }
    specs = small(**columns)
    other = json.loads(json.dumps(specs["thing.yaml"]))
    other |= {"table": "Other", "logical_name": "other", "entity_set_name": "others", "collection_name": "others"}
    other["columns"]["ThingId"]["logical_name"] = "otherid"
    other["columns"]["Other_"] = {"type": "choice", "choices": options, "class_name": "Thing", "description": "O."}
    specs["other.yaml"] = other
    specs["solution.yaml"]["tables"] = ["Thing", "Other"]
    with package(specs, tmp_path) as (_, module):
        for name in ("thing", "other"):
            table = importlib.import_module(f"small.{name}")
            assert (table.Status.OPEN, table.Entry().to_json()) == (100_000_000, {})
        assert not hasattr(module, "Status") and not hasattr(module, "Entry")
        assert module.Thing.LOGICAL_NAME == "abc_thing"
        assert "More than one module defines Entry, Status, Thing" in " ".join(str(module.__doc__).split())
    is_well_typed(tmp_path / "small")


def test_module_of_a_table_is_not_hidden_by_a_function(tmp_path: Path, is_well_typed: Callable[[Path], None]) -> None:
    specs = small(Code={"type": "string"})
    specs["thing.yaml"]["identifier"] = {"column": "Name", "parts": ["Code"], "example": {"parts": ["a"], "value": "a"}}
    other = json.loads(json.dumps(specs["thing.yaml"])) | {"table": "ThingIdentifier", "logical_name": "other"}
    other |= {"entity_set_name": "others", "collection_name": "others"}
    del other["identifier"]
    other["columns"]["ThingId"]["logical_name"] = "otherid"
    specs["other.yaml"] = other
    specs["solution.yaml"]["tables"] = ["Thing", "ThingIdentifier"]
    with package(specs, tmp_path) as (_, module):
        assert module.thing_identifier.ThingIdentifier.LOGICAL_NAME == "abc_other"
        assert module.Thing(code="a").compute_identifier() == "a"
        assert importlib.import_module("small.identifiers").thing_identifier("a") == "a"
    is_well_typed(tmp_path / "small")


@pytest.mark.parametrize("name", ["Present", "ValueOr", "DeterministicGuid", "thing", "Unset_"])
def test_module_of_a_table_has_the_name_of_an_export(
    name: str, tmp_path: Path, is_well_typed: Callable[[Path], None]
) -> None:
    specs = small()
    specs["thing.yaml"]["table"] = name
    specs["solution.yaml"]["tables"] = [name]
    with package(specs, tmp_path) as (_, module):
        assert getattr(module, name).LOGICAL_NAME == "abc_thing"
        assert importlib.import_module(f"small.{names.snake_case(name)}")
    is_well_typed(tmp_path / "small")


def refusal(specs: dict[str, Any], folder: Path) -> str:
    with pytest.raises(Refused) as refused, package(specs, folder):
        pass
    return str(refused.value)


def test_fixes_of_classes_work_when_followed(tmp_path: Path) -> None:
    choice = {"type": "choice", "choices": [{"value": 100_000_000, "label": "1st"}]}
    payload = {"type": "json", "payload": {"type": "object", "title": "Kind", "properties": {"🛒": {}}}}
    problems = refusal(small(Row=choice, Kind=payload), _made(tmp_path / "a"))
    for words in ("set its class_name", "set it in payload_names", "set the option's name"):
        assert words in problems
    choice = choice | {"class_name": "RowChoice", "choices": [{"value": 100_000_000, "label": "1st", "name": "FIRST"}]}
    payload = payload | {"class_name": "KindContent", "payload_names": {"🛒": "cart"}}
    with package(small(Row=choice, Kind=payload), _made(tmp_path / "b")) as (_, module):
        assert module.RowChoice.FIRST == 100_000_000
        assert module.KindContent(cart=1).to_json() == {"🛒": 1}


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize("part", ["ThingIdentifier", "DeterministicGuid", "Count", "Index", "AllowSeparator", "Self"])
def test_columns_that_cannot_be_parameters(part: str, tmp_path: Path, is_well_typed: Callable[[Path], None]) -> None:
    identifier = {"column": "Name", "parts": [part, "Code"], "example": {"parts": ["a", "b"], "value": "a|b"}}
    specs = small(Code={"type": "string"}, **{part: {"type": "string"}})
    specs["thing.yaml"] |= {"identifier": identifier, "guid": {"column": "ThingId", "from": "identifier"}}
    assert "set its python_name" in refusal(specs, _made(tmp_path / "a"))
    specs["thing.yaml"]["columns"][part]["python_name"] = "other_name"
    with package(specs, _made(tmp_path / "b")) as (_, module):
        assert module.Thing(other_name="a", code="b").compute_identifier() == "a|b"
    is_well_typed(tmp_path / "b" / "small")


def test_parameters_of_columns_are_unique(tmp_path: Path, is_well_typed: Callable[[Path], None]) -> None:
    parts = ["Base", "Bas", "Column", "I", "Literal"]
    identifier = {"column": "Name", "parts": parts, "example": {"parts": [*"abcde"], "value": "a|b|c|d|e"}}
    specs = small(**{part: {"type": "string"} for part in parts})
    specs["thing.yaml"] |= {"identifier": identifier, "guid": {"column": "ThingId", "from": "identifier"}}
    with package(specs, tmp_path):
        columns = importlib.import_module("small.identifier_columns")
        assert columns.thing_identifiers(*([letter] for letter in "abcde")) == ["a|b|c|d|e"]
    is_well_typed(tmp_path / "small")


@pytest.mark.parametrize("name", ["json", "re", "typing", "uuid", "dvspec", "click", "tokenize"])
def test_packages_that_would_shadow_others_are_refused(name: str, tmp_path: Path) -> None:
    specs = small()
    specs["solution.yaml"]["python_package"] = name
    assert "which it would shadow; set another python_package" in refusal(specs, tmp_path)


@pytest.mark.parametrize("length", [33, 34, 41, 42, 55, 56])
def test_parts_of_any_allowed_length_are_formatted_as_by_black(length: int, tmp_path: Path) -> None:
    part = "Y" + "y" * (length - 1)
    specs = small(**{part: {"type": "string"}})
    specs["thing.yaml"] |= {
        "identifier": {"column": "Name", "parts": [part], "example": {"parts": ["a"], "value": "a"}},
        "guid": {"column": "ThingId", "from": part},
    }
    if length > reserved_names.LONGEST_PARAMETER:
        assert refusal(specs, tmp_path).count("longer than 55 characters; set its python_name") == 2
    else:
        with package(specs, tmp_path) as (_, module):
            assert module.Thing(**{part.lower(): "0" * 32}).compute_guid().int == 0


def test_no_table_may_have_the_name_of_a_static_module() -> None:
    assert all(reserved_names.module_name_problem(module) for module in STATIC)
