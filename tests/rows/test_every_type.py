"""A project with every type of column: its package reads, writes and addresses rows of all of them."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from uuid import UUID

import pytest

from dvspec.model import Table
from dvspec.spec import load_folder
from dvspec.targets.python.runtime import modules
from tests.reference import ROOT
from tests.rows.packages import example, generate
from tests.webapi.environment import Environment
from tests.webapi.server import SERVICE, TOKEN, WebApi

SOLUTION = load_folder(ROOT / "tests" / "projects" / "everything").solution
EVERY_TABLE = pytest.mark.parametrize("table", SOLUTION.tables, ids=lambda table: table.name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("everything")


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[ModuleType]:
    yield generate(SOLUTION, "every_type", folder)


@EVERY_TABLE
def test_examples_are_read_and_written(table: Table, package: ModuleType) -> None:
    cls = getattr(package, table.name)
    data = example(table) | {cls.PRIMARY_ID: "00000000-0000-0000-0000-000000000001"}
    row = cls.from_dict(data)
    assert cls.from_dicts([data] * 20) == [row] * 20
    assert cls.from_dict(row.to_dict()) == row
    api = WebApi(Environment(SOLUTION), "https://127.0.0.1")
    fake = api.environment.by_logical_name(cls.LOGICAL_NAME)
    stored = fake.create(row.to_dict())
    assert cls.from_dict(fake.answer(stored, ",".join(cls.SELECT), "*")) == row
    addressing = __import__("every_type.addressing", fromlist=["x"])
    for column in cls.COLUMNS:
        if column.key in cls.SELECT and column.json_type is None:
            value = getattr(row, column.field)
            condition = (
                (column.field, "contains", min(value)) if isinstance(value, frozenset) else (column.field, "eq", value)
            )
            url = addressing.rows_url(cls, condition)
            status, answer, _ = api.answer("GET", f"{SERVICE}{url}", {"authorization": f"Bearer {TOKEN}"}, b"")
            assert (status, len(answer.get("value", []))) == (200, 1), (url, answer)


def test_queries_are_answered(package: ModuleType) -> None:
    queries = __import__("every_type.queries", fromlist=["x"])
    api = WebApi(Environment(SOLUTION), "https://127.0.0.1")

    def found(url: str) -> list[str]:
        status, answer, _ = api.answer("GET", f"{SERVICE}{url}", {"authorization": f"Bearer {TOKEN}"}, b"")
        assert status == 200, (url, answer)
        return [package.Thing.from_dict(row).name for row in answer["value"]]

    things = api.environment.by_logical_name(package.Thing.LOGICAL_NAME)
    lamp = replace(package.Thing.from_dict(example(SOLUTION.by_name["Thing"])), thing_id=package.UNSET)
    for name, year in (("Lamp", 2024), ("Lamp of old", 1996), ("Chair", 2024)):
        thing = replace(lamp, name=name, made=lamp.made.replace(year=year), sold=lamp.sold.replace(year=year))
        things.create(thing.to_dict())
    since = datetime(2026, 1, 1, 0, 2, tzinfo=UTC)  # when the fake's second row was made
    assert found(queries.things_changed_since(since)) == ["Chair", "Lamp of old"]
    owner = UUID(int=7)
    for row in list(things.rows.values())[1:]:
        row |= {"_ownerid_value": str(owner), "statecode": 0}
    assert found(queries.active_things_of_owner(0, owner)) == ["Lamp of old", "Chair"]
    assert found(queries.things_of_keeper(lamp.keeper)) == ["Chair", "Lamp", "Lamp of old"]
    asked = {"other_paint": 100000001, "weight": Decimal(2), "since": date(2020, 1, 1), "active": True}
    assert found(queries.things_like("Lamp", "a", **asked)) == ["Lamp"]
    assert found(queries.things_like("Lamp", "b", **asked)) == []


@pytest.mark.parametrize("file", [*(name.removesuffix(".py") for name in modules()), "identifier_columns"])
def test_modules_need_nothing_but_the_standard_library(file: str, package: ModuleType, folder: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); import every_type.{file}"
    subprocess.run([sys.executable, "-I", "-S", "-W", "error", "-c", code], check=True)


def test_options_have_labels_in_every_language(package: ModuleType) -> None:
    choices = list(SOLUTION.option_sets)
    choices += [column.option_set for table in SOLUTION.tables for column in table.columns if column.option_set]
    for options in choices:
        enum = getattr(package, options.class_name)
        for option in options.options:
            member = enum(option.value)
            assert (member.name, member.label) == (option.name, option.label.text)
            assert member.translations == dict(option.label.translations)
            assert member == option.value
            for other in (pickle.loads(pickle.dumps(member)), copy.deepcopy(member), getattr(enum, option.name)):
                assert other is member
    assert package.Colour(100000001).label == "Green <&>"
    assert package.Colour(100000001).translations == {1031: "Grün"}


@EVERY_TABLE
def test_constants_of_columns_are_right_in_queries(table: Table, package: ModuleType) -> None:
    cls, constants = getattr(package, table.name), getattr(package, f"{table.name}Column")
    live = [column for column in table.columns if column.live]
    assert [constants[column.python_name.upper()].value for column in live] == list(cls.SELECT)
    addressing = __import__("every_type.addressing", fromlist=["x"])
    assert addressing.select(cls, [constants[column.python_name.upper()] for column in live]) == ",".join(cls.SELECT)
    for constant in constants:
        condition = (constant, "ne", None)
        assert addressing.odata_filter(cls, condition) == f"{constant} ne null"


def test_several_options_are_a_set_of_them(package: ModuleType) -> None:
    red, green = package.Colour.RED, package.Colour.GREEN
    for text in ("100000000,100000001", "100000001, 100000000", "100000000,100000001,100000000"):
        row = package.Thing.from_dict({"contoso_paints": text})
        assert row == package.Thing(paints=frozenset({red, green}))
        assert all(type(option) is package.Colour for option in row.paints)
        assert row.to_dict() == {"contoso_paints": "100000000,100000001"}
    assert package.Thing(paints=frozenset({100000001})).to_dict() == {"contoso_paints": "100000001"}
    assert package.Thing(paints=frozenset()).to_dict() == {"contoso_paints": None}
    assert package.Thing.from_dict({"contoso_paints": None}).paints is None


@pytest.mark.parametrize("value", ["", "1", "100000000;100000001", "100000000,", "0100000000", 100000000, [100000000]])
def test_what_lists_no_options_is_refused(value: object, package: ModuleType) -> None:
    with pytest.raises(ValueError, match="comma-separated values of the choice expected"):
        package.Thing.from_dict({"contoso_paints": value})


def test_each_of_several_options_can_be_asked_for(package: ModuleType) -> None:
    addressing = __import__("every_type.addressing", fromlist=["x"])
    red, green = package.Colour.RED, package.Colour.GREEN
    contains = "Microsoft.Dynamics.CRM.{}ContainValues(PropertyName='contoso_paints',PropertyValues=['{}'])".format

    def condition(*conditions: object) -> str:
        text: str = addressing.odata_filter(package.Thing, *conditions)
        return text

    assert condition(("paints", "contains", red)) == contains("", red.value)
    assert condition(addressing.not_(("paints", "contains", red))) == contains("DoesNot", red.value)
    both = addressing.all_of(("paints", "contains", red), ("paints", "contains", green))
    assert condition(both) == f"({contains('', red.value)} and {contains('', green.value)})"
    assert condition(("paints", "eq", None)) == "contoso_paints eq null"
    for operator, value in (("eq", red), ("in", [red]), ("gt", red), ("startswith", "1")):
        with pytest.raises(addressing.AddressError, match="use contains for each"):
            condition(("paints", operator, value))
    for value in (frozenset({red}), 7, "100000000,100000001"):
        with pytest.raises(addressing.AddressError):
            condition(("paints", "contains", value))


def test_labels_of_several_options_come_with_the_row(package: ModuleType) -> None:
    data = example(SOLUTION.by_name["Thing"]) | {package.Thing.PRIMARY_ID: str(UUID(int=1))}
    fake = Environment(SOLUTION).by_logical_name(package.Thing.LOGICAL_NAME)
    stored = fake.create(package.Thing.from_dict(data).to_dict())
    row = package.Thing.from_dict(fake.answer(stored, ",".join(package.Thing.SELECT), "*"))
    assert row.formatted_value("contoso_paints") == "Red; Green <&>"
