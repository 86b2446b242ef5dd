"""The generated class, the JSON Schema and `dvspec validate` accept the same rows, but for what docs/ROWS.md lists."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dvspec.data.checks import Reporter
from dvspec.data.checks.payloads import Payloads
from dvspec.data.checks.values import Values
from dvspec.data.columns import Columns
from dvspec.data.readers import Batch
from dvspec.dataverse.patterns import DATE_PATTERN
from dvspec.findings import Finding
from dvspec.model import Column
from dvspec.spec import load_folder
from dvspec.targets.json_schema import payload_schema, render
from tests.reference import ROOT
from tests.rows.packages import generate

SOLUTION = load_folder(ROOT / "tests" / "projects" / "priced").solution
TABLE = SOLUTION.tables[0]
SCHEMA = json.loads(dict(render(SOLUTION))["offer.schema.json"])
for column_schema in SCHEMA["properties"].values():
    column_schema.pop("contentSchema", None)  # an annotation, of another file
BY_RUST = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)
BY_PYTHON = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

_MOMENTS = st.datetimes(datetime(1752, 12, 30), timezones=st.timezones() | st.just(UTC)).map(datetime.isoformat)
_MOMENT = re.compile("T|:|Z|[.]|[+-]|[0-9]+")
_PIECES = ["T", "t", "Z", "z", ":", "-", "+", ".", "1", "00", "59", "60", "24", "14", "15", "2000", "1753", "02", "29"]


@st.composite
def damaged(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """Return a text with a piece of it left out, or another in its place."""
    pieces = _MOMENT.findall(draw(texts))
    place = draw(st.integers(0, len(pieces) - 1))
    pieces[place] = draw(st.sampled_from(["", *_PIECES]))
    return "".join(pieces)


_TEXTS = st.text(max_size=25) | st.text("🛒a", min_size=5, max_size=25) | st.just("a\0") | st.just("\ud800")
_WHOLE: st.SearchStrategy[Any] = (
    st.integers() | st.integers(-3, 1001) | st.sampled_from([2**63 - 1, 2**63, -(2**63), -(2**63) - 1])
)
_WHOLE |= _WHOLE.filter(lambda number: abs(number) < 2**70).map(float)
_NUMBERS: st.SearchStrategy[Any] = (
    st.integers(-6, 1001) | st.floats(allow_nan=False) | st.decimals(-6, 1001, places=4).map(float)
)
_NUMBERS |= st.decimals(-(10**15), 10**15, places=5).map(float) | st.sampled_from([1e15, 922337203685477.0])
_CHOICE = st.sampled_from(["100000000", "100000001", "100000002", "100000003", "0100000000", "1e8", " ", ""])
_CHOICES = st.tuples(st.lists(_CHOICE, max_size=3), st.sampled_from([",", ", ", ",  ", " ,", ";", "\n"])).map(
    lambda pair: pair[1].join(pair[0])
)
GOOD: dict[str, st.SearchStrategy[Any]] = {
    "string": _TEXTS,
    "memo": _TEXTS | st.text("🛒a", min_size=40, max_size=101),
    "json": st.text(max_size=4),
    "guid": st.uuids().map(str) | st.uuids().map(lambda guid: guid.hex) | st.uuids().map(lambda guid: f"{{{guid}}}"),
    "integer": _WHOLE,
    "bigint": _WHOLE,
    "decimal": _NUMBERS,
    "money": _NUMBERS,
    "double": _NUMBERS,
    "boolean": st.booleans(),
    "choice": st.sampled_from([100000000, 100000001, 100000001.0, 100000002, 100000000.5]),
    "multichoice": _CHOICES,
    "datetime": _MOMENTS | damaged(_MOMENTS),
    "date": st.dates(date(1752, 12, 30)).map(date.isoformat) | damaged(st.dates().map(date.isoformat)),
}
GOOD["lookup"] = GOOD["guid"]
ANYTHING: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)
)
ANYTHING |= st.lists(st.none(), max_size=1) | st.dictionaries(st.text(max_size=1), st.none(), max_size=1)
every_column = pytest.mark.parametrize("name", [column.name for column in TABLE.columns])


@pytest.fixture(scope="module")
def offer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    package: ModuleType = generate(SOLUTION, "rows_that_agree", tmp_path_factory.mktemp("package"))
    yield package.Offer


def accepted_by_class(offer: Any, row: dict[str, Any]) -> bool:
    """Return whether the class reads a row and writes it; what it writes says the same."""
    try:
        read = offer.from_dict(row)
        written = read.to_dict()
    except ValueError:
        return False
    json.dumps(written, allow_nan=False)
    assert offer.from_dicts([row] * 9) == [read] * 9
    assert offer.from_dict(written) == read
    for key, value in written.items():
        if key in row and isinstance(value, int | float):
            assert value == row[key]
    return True


def accepted_by_validate(row: dict[str, Any]) -> bool:
    found: list[Finding] = []
    reporter = Reporter("", Columns(TABLE, "", found.append), found.append)
    checks: list[Any] = [Values(TABLE, SOLUTION, reporter), *(Payloads(one, reporter) for one in json_columns())]
    for check in checks:
        check.check(Batch([1], {key: [value] for key, value in row.items()}, clean=False))
    reporter.flush()
    return not found


def json_columns() -> list[Column]:
    return [column for column in TABLE.columns if column.type == "json"]


def beyond_json_schema(column: Column, value: Any) -> bool:
    """Return whether a value is wrong in a way that docs/ROWS.md says JSON Schema can't."""
    if isinstance(value, str):
        units = len(value.encode("utf-16-le", "surrogatepass")) // 2
        unsound = "\0" in value or value.encode(errors="replace").decode() != value
        early = column.type == "datetime" and value[:10] in ("1752-12-31", "1753-01-01")
        return unsound or early or column.type == "json" or (column.max_length or units) < units
    if column.type in ("decimal", "money") and isinstance(value, float) and math.isfinite(value):
        return round(value, column.precision or 0) != value
    return False


@every_column
@given(data=st.data())
def test_all_three_accept_the_same_values(name: str, data: st.DataObject, offer: Any) -> None:
    column = TABLE.by_name[name]
    value = data.draw(GOOD[column.type] | ANYTHING)
    row = {column.web_api_name: value}
    taken = accepted_by_class(offer, row)
    assert accepted_by_validate(row) == taken
    by_schema = BY_RUST.is_valid(row) if not (isinstance(value, str) and "\ud800" in value) else taken
    assert by_schema == taken or (by_schema and beyond_json_schema(column, value))
    if not (isinstance(value, str) and value.endswith("\n")):  # Python's $ also matches before a last line end
        assert BY_PYTHON.is_valid(row) == by_schema or "\ud800" in str(value)


@given(year=st.integers(1753, 9999), days=st.integers(0, 365))
@example(year=1900, days=59)
@example(year=2000, days=59)
def test_pattern_of_dates_follows_the_calendar(year: int, days: int) -> None:
    day = date(year, 1, 1) + timedelta(days) if year < 9999 or days < 365 else date(year, 12, 31)
    assert re.search(DATE_PATTERN, day.isoformat())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    assert bool(re.search(DATE_PATTERN, f"{year}-02-29")) == leap
    assert not re.search(DATE_PATTERN, f"{year}-04-31")


_ANY_MEMBER: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
_ANY_MEMBER |= st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3)
_ANY_MEMBER |= st.lists(st.none() | st.just("a"), max_size=2) | st.dictionaries(st.just("a"), st.none(), max_size=1)
_MEMBERS = ["unit", "width", "count", "exact", "labels", "free", "other"]


@given(st.dictionaries(st.sampled_from(_MEMBERS), _ANY_MEMBER))
@example({"unit": "cm", "width": None, "count": 2.0, "labels": None})
@example({"unit": None})
def test_all_three_accept_the_same_payloads(offer: Any, value: dict[str, Any]) -> None:
    row = {"contoso_size": json.dumps(value)}
    taken = accepted_by_class(offer, row) if len(row["contoso_size"]) <= 200 else False
    assert accepted_by_validate(row) == taken
    if len(row["contoso_size"]) <= 200:
        assert jsonschema_rs.is_valid(payload_schema(TABLE.by_name["Size"]), value) == taken


@pytest.mark.parametrize(
    "text", ["1e999", "-1e999", "NaN", "Infinity", "[1e999]", '{"a": {"b": -Infinity}}', "9" * 5000]
)
@pytest.mark.parametrize("column", ["Anything", "Details"])
def test_numbers_that_are_not_finite_are_refused_inside_texts(text: str, column: str, offer: Any) -> None:
    text = text if column == "Anything" or text[0] == "{" else f'{{"a":{text}}}'
    row = {TABLE.by_name[column].web_api_name: text}
    assert not accepted_by_class(offer, row)
    assert not accepted_by_validate(row)
