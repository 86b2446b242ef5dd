"""The four outputs of one set of specs agree, whatever the specs: invented, hostile, at the limits."""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import black
from hypothesis import HealthCheck, Phase, assume, given, settings
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from dvspec.findings import Refused, errors
from dvspec.model import Column, Label, Solution, Table
from dvspec.spec import codes, load
from dvspec.targets import TARGETS, render
from dvspec.targets.json_schema import example_row
from dvspec.targets.solution import package
from dvspec.verify import verify
from tests.packages.test_own_packages import write_package
from tests.targets.invented import Spec, spec_sets

# What an invented set may be refused for: names that meet by chance. Anything else is a mistake of the test's.
BY_CHANCE = {codes.NAME_TWICE, codes.PYTHON_NAME, codes.SYSTEM_NAME}


@given(spec_sets())
@settings(
    max_examples=50,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
def test_outputs_agree(files: dict[str, Spec]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        solution = loaded(files, folder)
        tree = render(solution, TARGETS)
        for path, data in tree.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        black_changes_nothing(tree)
        validators = schema_validators(tree)
        with imported(folder / "python", solution.python_package) as module:
            for table in solution.tables:
                rows_satisfy_schema(table, getattr(module, table.name), validators)
                queries_give_addresses(table, getattr(module, table.name))
        for table in solution.tables:
            entity = ElementTree.fromstring(tree[f"solution/src/Entities/{table.schema_name}/Entity.xml"])
            declares_the_same(table, entity, solution)
        whole = ElementTree.fromstring(package(solution)["customizations.xml"].removeprefix("\ufeff"))
        for table, entity in zip(solution.tables, whole.findall("Entities/Entity"), strict=True):
            declares_the_same(table, entity, solution)
        assert errors(verify(write_package(folder, solution, managed=False))) == []  # a long name is a warning


def loaded(files: dict[str, Spec], folder: Path) -> Solution:
    specs = folder / "specs"
    specs.mkdir()
    for name, value in files.items():
        (specs / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
    try:
        return load(specs).solution
    except Refused as refused:
        rules = {finding.rule for finding in refused.findings}
        assert rules <= BY_CHANCE, refused.findings
        assume(False)
        raise


def black_changes_nothing(tree: dict[str, bytes]) -> None:
    for path, data in tree.items():
        if path.endswith(".py"):
            text = data.decode()
            assert black.format_str(text, mode=black.Mode()) == text, path


@contextmanager
def imported(folder: Path, name: str) -> Iterator[ModuleType]:
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(name)
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
    written = row.to_dict()
    validator.validate(written)
    assert row_class.from_dict(written) == row
    for column in table.columns:
        if column.payload and column.example is not None:
            content = validators[f"{table.python_module}.{column.python_name}"]
            content.validate(column.example)
            content.validate(json.loads(written[column.logical_name]))
    assert table.identifier
    identifier = row.compute_identifier("b")
    assert identifier == table.identifier.example
    assert row_class.parse_identifier(identifier) == table.identifier.example_parts


def queries_give_addresses(table: Table, row_class: Any) -> None:
    row = row_class.from_dict(example_row(table))
    for query in table.queries:
        queries = importlib.import_module(f"{row_class.__module__.split('.')[0]}.queries")
        arguments = {
            condition.argument: "text" if column.type == "json" else getattr(row, column.python_name)
            for condition in query.conditions
            for column in [table.by_name[condition.column]]
        }
        assert getattr(queries, query.name)(**arguments).startswith(f"{table.entity_set_name}?$select=")


def declares_the_same(table: Table, entity: ElementTree.Element, solution: Solution) -> None:
    attributes = {attribute.findtext("LogicalName"): attribute for attribute in entity.iter("attribute")}
    own = {column.logical_name for column in table.columns}
    assert attributes.keys() - own == ({"partitionid", "ttlinseconds"} if solution.table_kind == "elastic" else set())
    for column in table.columns:
        attribute = attributes[column.logical_name]
        assert attribute.get("PhysicalName") == column.schema_name
        same_numbers(column, attribute)
        assert texts(attribute.find("Descriptions")) == labels(column.description, solution)
        if column.option_set:
            values = [int(option.get("value", "")) for option in attribute.iter("option")]
            assert values == [option.value for option in column.option_set.options]


def same_numbers(column: Column, attribute: ElementTree.Element) -> None:
    for element, value in (
        ("MaxLength", column.max_length),
        ("MinValue", column.minimum),
        ("MaxValue", column.maximum),
        ("Accuracy", column.precision),
    ):
        assert attribute.findtext(element) == (None if value is None else str(value))


def texts(element: ElementTree.Element | None) -> list[tuple[str | None, str | None]]:
    assert element is not None
    return [(each.get("languagecode"), each.get("description")) for each in element]


def labels(label: Label, solution: Solution) -> list[tuple[str | None, str | None]]:
    return [(str(code), text) for code, text in label.in_languages(solution.language)]
