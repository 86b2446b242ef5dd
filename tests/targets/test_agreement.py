"""The four outputs of one set of specs agree, whatever the specs: invented, hostile, at the limits."""

from __future__ import annotations

import ast
import builtins
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import black
import duckdb
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from dvspec.data.checks.identifiers import GUID_MISMATCH, IDENTIFIER_MISMATCH, IDENTIFIER_PART, SOURCE_GUID
from dvspec.data.sources import open_source
from dvspec.data.validate import validate
from dvspec.findings import Finding, Refused, errors
from dvspec.model import Column, Label, Solution, Table
from dvspec.names import snake_case
from dvspec.numbers import plain
from dvspec.spec import load_folder
from dvspec.spec.build import Overlay
from dvspec.spec.rules.naming import DUPLICATE_NAME, GENERATED_COLUMN, INVALID_PYTHON_NAME
from dvspec.targets import TARGETS, render
from dvspec.targets.json_schema import example_row
from dvspec.targets.solution.columns import defined_columns
from dvspec.verify import verify
from tests.own_packages import package_texts, write_package
from tests.reference import REFERENCE
from tests.targets import invented_payloads
from tests.targets.invented import OWN, Spec, grammar, positions, spec_sets, written
from tests.targets.invented_texts import CANARY

# What an invented set may be refused for: names that meet by chance. Anything else is a mistake of the test's.
BY_CHANCE = {DUPLICATE_NAME, INVALID_PYTHON_NAME, GENERATED_COLUMN}
OF_IDENTIFIERS = {IDENTIFIER_MISMATCH, IDENTIFIER_PART, GUID_MISMATCH, SOURCE_GUID}
XSD = REFERENCE / "xsd" / "CustomizationsSolution.xsd"
# Of each test that renders: together about a minute on one core. More explore further.
EXAMPLES = int(os.environ.get("DVSPEC_EXAMPLES", "50"))


def explores(test: Any, examples: int = EXAMPLES) -> Any:
    """Let a test look at other invented specs each time; a failure says with which seed it comes back."""
    return given(spec_sets())(
        settings(
            max_examples=examples,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        )(test)
    )


@explores
def test_outputs_agree(files: dict[str, Spec]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        solution = loaded(files, folder)
        tree = render(solution, TARGETS)
        texts_remain_texts(tree)
        black_changes_nothing(tree)
        validators = schema_validators(tree)
        for path, data in tree.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        with imported(folder / "python", solution.python_package) as module:
            for table in solution.tables:
                rows_satisfy_schema(table, getattr(module, table.name), validators)
                queries_build_urls(table, getattr(module, table.name))
                a_file_of_the_example_is_valid(table, solution, folder)
            identifiers_agree_with_the_vectors(tree, module)
        for table in solution.tables:
            schema_agrees(table, json.loads(tree[f"json_schema/{table.python_module}.schema.json"]))
            entity = ElementTree.fromstring(tree[f"solution/src/Entities/{table.schema_name}/Entity.xml"])
            entity_agrees(table, entity, solution)


@explores
def test_packages_are_verified_without_an_error(files: dict[str, Spec]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = loaded(files, folder)
        for solution in (own, load_folder(folder / "specs", Overlay("contoso1", "Contoso", 99_999)).solution):
            for managed in (False, True):
                schema = XSD if XSD.exists() and not managed else None  # the customizations of both are the same
                assert errors(verify(write_package(folder, solution, managed), xsd=schema)) == []
            whole = ElementTree.fromstring(package_texts(solution)["customizations.xml"])
            for table, entity in zip(solution.tables, whole.findall("Entities/Entity"), strict=True):
                entity_agrees(table, entity, solution)


def test_mypy_accepts_invented_packages(tmp_path: Path) -> None:
    """A few, as one run of mypy takes seconds."""
    number = 0

    def write(files: dict[str, Spec]) -> None:
        nonlocal number
        with tempfile.TemporaryDirectory() as name:
            solution = loaded(files, Path(name))
        number += 1
        for path, data in render(replace(solution, python_package=f"invented_{number}"), ["python"]).items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)

    explores(write, 8)()
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file=", "."]
    result = subprocess.run(command, cwd=tmp_path / "python", capture_output=True, text=True)
    assert (result.stdout, result.returncode) == ("", 0)


@given(st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_every_key_of_the_grammar_is_invented(data: st.DataObject) -> None:
    """A key without a strategy fails wherever specs are invented; a strategy without a key is out of date."""
    data.draw(spec_sets(whole=True))
    for name, own in OWN.items():
        schema = grammar("table")["$defs"]["column"] if name == "column" else grammar(name)
        assert own.keys() <= positions(schema, "solution" if name == "solution" else "table")


def test_payloads_are_invented_of_every_keyword_of_json_schema() -> None:
    assert invented_payloads.all_keywords() == invented_payloads.COVERED | invented_payloads.LEFT_OUT


def loaded(files: dict[str, Spec], folder: Path) -> Solution:
    specs = folder / "specs"
    specs.mkdir()
    for name, value in files.items():
        (specs / name).write_text(written(value), encoding="utf-8")
    try:
        return load_folder(specs).solution
    except Refused as refused:
        wrong = [finding for finding in errors(refused.findings) if finding.rule not in BY_CHANCE]
        assert not wrong, wrong
        assume(False)
        raise


def texts_remain_texts(tree: dict[str, bytes]) -> None:
    """Assert that no text of a spec is anything but a text in an output: no code, no markup."""
    for path, data in tree.items():
        text = data.decode()
        match Path(path).suffix:
            case ".py":
                assert not names_in_code(text) & {CANARY, "builtins", "__import__"}, path
            case ".md":
                assert not re.search(rf"^ *(#|<).*{CANARY}", text, re.MULTILINE), path
            case ".json":
                json.loads(text, parse_constant=pytest.fail, object_pairs_hook=without_duplicates)
            case ".xml" | ".cdsproj":
                for element in ElementTree.fromstring(data.removeprefix(b"\xef\xbb\xbf")).iter():
                    assert CANARY not in {element.tag, *element.attrib}, path
            case ".sql":
                assert CANARY not in without_texts(text, escapes="spark" in path), path


def without_duplicates(pairs: list[tuple[str, Any]]) -> Spec:
    result = dict(pairs)
    assert len(result) == len(pairs), pairs
    return result


@cache
def names_in_code(python: str) -> set[str]:
    """Return every name that Python code defines or uses."""
    keys = ("id", "attr", "name", "arg", "module")
    return {str(getattr(node, key, "")) for node in ast.walk(ast.parse(python)) for key in keys}


def without_texts(sql: str, *, escapes: bool) -> str:
    """Return SQL without its comments and strings; Spark's strings have escapes."""
    string = r"'(?:[^'\\]|\\.|'')*'" if escapes else r"'(?:[^']|'')*'"
    return re.sub(rf"--[^\n]*|/\*.*?\*/|{string}", " ", sql, flags=re.DOTALL)


def black_changes_nothing(tree: dict[str, bytes]) -> None:
    for path, data in tree.items():
        if path.endswith(".py"):
            assert is_formatted(data.decode()), path


@cache
def is_formatted(text: str) -> bool:
    """Return whether black would change nothing; many modules do not depend on the specs."""
    return black.format_str(text, mode=black.Mode()) == text


@contextmanager
def imported(folder: Path, name: str) -> Iterator[ModuleType]:
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(name)
        assert not hasattr(builtins, CANARY)
    finally:
        sys.path.remove(str(folder))
        for module in [module for module in sys.modules if module.split(".")[0] == name]:
            del sys.modules[module]


def schema_validators(tree: dict[str, bytes]) -> dict[str, Draft202012Validator]:
    schemas = {path: json.loads(data) for path, data in tree.items() if path.startswith("json_schema/")}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    resources = [(schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()]
    registry: Registry[Any] = Registry().with_resources(resources)
    checker = Draft202012Validator.FORMAT_CHECKER
    return {
        path.removeprefix("json_schema/").removesuffix(".schema.json"): Draft202012Validator(
            schema, registry=registry, format_checker=checker
        )
        for path, schema in schemas.items()
    }


def rows_satisfy_schema(table: Table, row_class: Any, validators: dict[str, Draft202012Validator]) -> None:
    validator = validators[table.python_module]
    example = example_row(table)
    validator.validate(example)
    row = row_class.from_dict(example)
    written_row = row.to_dict()
    validator.validate(written_row)
    assert row_class.from_dict(written_row) == row
    for column in table.columns:
        if column.payload and column.example is not None:
            content = validators[f"{table.python_module}.{column.python_name}"]
            with suppress(RecursionError):  # from a schema that refers to itself endlessly
                content.validate(column.example)
            assert json.loads(written_row[column.logical_name]) == column.example
    if table.identifier and all(
        table.by_name[part.name].example is not None for part in table.identifier.parts if part.role == "column"
    ):
        arguments = [
            text
            for part, text in zip(table.identifier.inputs, table.identifier.example_parts, strict=True)
            if part.role == "argument"
        ]
        parts = [
            (
                table.by_name[part.name].example
                if part.role == "column"
                else (part.name if part.role == "literal" else None)
            )
            for part in table.identifier.parts
        ]
        if not any(isinstance(part, str) and "|" in part for part in parts):
            identifier = row.compute_identifier(*arguments)
            rest = iter(arguments)
            assert identifier == "|".join(str(next(rest) if part is None else part) for part in parts)
            assert "|".join(row_class.parse_identifier(identifier)) in identifier or table.identifier.inputs


def queries_build_urls(table: Table, row_class: Any) -> None:
    row = row_class.from_dict(example_row(table))
    for query in table.queries:
        queries = importlib.import_module(f"{row_class.__module__.split('.')[0]}.queries")
        columns = [table.by_name[condition.column] for condition in query.conditions]
        if any(column.example is None and column.name != table.primary_id for column in columns):
            continue
        arguments = {
            condition.argument: _argument(column, getattr(row, column.python_name))
            for condition, column in zip(query.conditions, columns, strict=True)
        }
        assert getattr(queries, query.name)(**arguments).startswith(f"{table.entity_set_name}?$select=")


def _argument(column: Column, value: Any) -> Any:
    """Return what a query asks for: of several options one."""
    return "text" if column.type == "json" else min(value) if isinstance(value, frozenset) else value


def a_file_of_the_example_is_valid(table: Table, solution: Solution, folder: Path) -> None:
    file = folder / "example.ndjson"
    file.write_text(json.dumps(example_row(table)) + "\n", encoding="utf-8")
    findings: list[Finding] = []
    with open_source(str(file), findings.append, lambda _: None) as source:
        assert sum(validate(source, table, solution, solution.guid_scheme, findings.append)) == 1
    # Invented examples of the parts don't make the example of the identifier.
    assert not [finding for finding in errors(findings) if finding.rule not in OF_IDENTIFIERS]


def identifiers_agree_with_the_vectors(tree: dict[str, bytes], module: Any) -> None:
    functions = importlib.import_module(f"{module.__name__}.identifiers")
    columns = importlib.import_module(f"{module.__name__}.identifier_columns")
    with duckdb.connect() as database:
        database.execute(tree["identifiers/duckdb.sql"].decode())
        for table, groups in json.loads(tree["identifiers/test_vectors.json"])["tables"].items():
            name = snake_case(table)
            cases = groups.get("compose", [])[:3]
            for kind in ("identifier", "guid"):
                if cases and kind in cases[0]:
                    parts = zip(*(case["parts"] for case in cases), strict=True)
                    assert getattr(columns, f"{name}_{kind}s")(*map(list, parts)) == [case[kind] for case in cases]
            for case in cases:
                for kind in ("identifier", "guid"):
                    if kind in case:
                        marks = ", ".join("?" * len(case["parts"]))
                        answer = database.execute(f'SELECT "{name}_{kind}"({marks})', case["parts"]).fetchone()
                        assert answer == (case[kind],)
                        assert str(getattr(functions, f"{name}_{kind}")(*case["parts"])) == case[kind]


def schema_agrees(table: Table, schema: Spec) -> None:
    assert (schema["title"], schema.get("description", "")) == (table.name, table.description.text)
    for column in table.columns:
        given_text = schema["properties"][column.web_api_name].get("description", "")
        absent = [] if column.live else ["Documented, but absent from the live table."]
        assert given_text == " ".join(filter(None, [column.description.text, *absent]))


def entity_agrees(table: Table, entity: ElementTree.Element, solution: Solution) -> None:
    attributes = {attribute.findtext("LogicalName"): attribute for attribute in entity.iter("attribute")}
    own = {column.logical_name: column for column in defined_columns(table)}
    assert attributes.keys() - own.keys() == set(companions(own, table))
    information = entity.find("EntityInfo/entity")
    assert information is not None
    if not table.extends:
        assert texts(information.find("LocalizedNames")) == labels(table.display_name, solution)
        assert texts(information.find("Descriptions")) == labels(table.description, solution)
    for column in own.values():
        attribute = attributes[column.logical_name]
        assert attribute.get("PhysicalName") == column.schema_name
        bounds_agree(column, attribute)
        assert texts(attribute.find("Descriptions")) == labels(column.description, solution)
        assert texts(attribute.find("displaynames")) == labels(column.display_name, solution)
        if column.option_set and not column.option_set.is_global:
            for option, element in zip(column.option_set.options, attribute.iter("option"), strict=True):
                assert int(element.get("value", "")) == option.value
                assert texts(element.find("labels")) == labels(option.label, solution)


def companions(own: Mapping[str, Column], table: Table) -> Iterator[str]:
    """Yield the columns that a package has beside those of the specs."""
    if table.kind == "elastic" and not table.extends:
        yield from ("partitionid", "ttlinseconds")
    amounts = [name for name, column in own.items() if column.type == "money"]
    yield from (f"{name}_base" for name in amounts)
    if amounts and not table.extends:
        yield from {"transactioncurrencyid", "exchangerate"} - {column.logical_name for column in table.columns}


def bounds_agree(column: Column, attribute: ElementTree.Element) -> None:
    for element, value in (
        ("MaxLength", column.max_length),
        ("MinValue", column.minimum),
        ("MaxValue", column.maximum),
        ("Accuracy", column.precision),
    ):
        assert attribute.findtext(element) == (None if value is None else plain(value))


def texts(element: ElementTree.Element | None) -> list[tuple[str | None, str | None]]:
    assert element is not None
    return [(each.get("languagecode"), each.get("description")) for each in element]


def labels(label: Label, solution: Solution) -> list[tuple[str | None, str | None]]:
    return [(str(code), text) for code, text in label.in_languages(solution.language)]
