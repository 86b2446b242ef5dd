"""Values at the borders of their types: nothing that a row says is lost, or written as something else."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from dvspec.spec import load_folder
from tests.reference import ROOT
from tests.rows.packages import generate

SOLUTION = load_folder(ROOT / "tests" / "projects" / "priced").solution


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    yield generate(SOLUTION, "values_of_every_type", tmp_path_factory.mktemp("package"))


def test_json_null_in_a_json_column_is_not_an_absent_value(package: ModuleType) -> None:
    row = package.Offer.from_dict({"contoso_anything": "null"})
    assert row.anything is package.JSON_NULL
    assert row.to_dict() == {"contoso_anything": "null"}
    assert package.Offer.from_dicts([{"contoso_anything": "null"}] * 20)[9].to_dict() == row.to_dict()
    assert package.Offer(anything=package.JSON_NULL).to_dict() == {"contoso_anything": "null"}
    assert replace(row, anything=None).to_dict() == {"contoso_anything": None}
    assert (bool(package.JSON_NULL), repr(row.anything)) == (False, "JSON_NULL")
    with pytest.raises(ValueError, match="an object expected"):
        package.Offer.from_dict({"contoso_details": "null"})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("0.1"), 0.1),
        (Decimal("3.0000000"), 3),
        (Decimal("12345678901.1234"), 12345678901.1234),
        (Decimal("-922337203685477"), -922337203685477),
        (Decimal("1E+2"), 100),
    ],
)
def test_amounts_are_written_exactly(value: Decimal, written: float, package: ModuleType) -> None:
    assert package.Offer(price=value).to_dict() == {"contoso_price": written}
    assert Decimal(repr(written)) == value


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("price", "900000000000000.37", "a number that a float holds expected; the nearest is 900000000000000.4"),
        ("price", "1.00001", "at most 4 decimals expected"),
        ("weight", "0.1234", "at most 3 decimals expected"),
        ("weight", "1E-30", "at most 3 decimals expected"),
    ],
)
def test_amounts_that_would_lose_digits_are_refused(field: str, value: str, expected: str, package: ModuleType) -> None:
    with pytest.raises(ValueError, match=expected):
        package.Offer(**{field: Decimal(value)}).to_dict()


@pytest.mark.parametrize(("low", "high"), [("0.1", "0.3"), ("-0.3", "-0.1"), ("0.0000000001", "1.005")])
def test_bounds_with_decimals_are_in_their_range(low: str, high: str, package: ModuleType) -> None:
    values = importlib.import_module(f"{package.__name__}.values")
    writing = importlib.import_module(f"{package.__name__}.value_writing")
    column = package.Offer.COLUMNS[0]._replace(
        kind=values.Kind.DECIMAL, minimum=float(low), maximum=float(high), precision=10
    )
    for text in (low, high):
        assert writing.write_value(Decimal(text), column) == float(text)
    for number in (Decimal(low) - Decimal("1E-9"), Decimal(high) + Decimal("1E-9")):
        with pytest.raises(ValueError, match="expected"):
            writing.write_value(number, column)


def test_bigint_has_64_bits(package: ModuleType) -> None:
    for value in (2**63 - 1, -(2**63)):
        assert package.Offer(counter=value).to_dict() == {"contoso_counter": value}
    for value in (2**63, -(2**63) - 1):
        with pytest.raises(ValueError, match=r"a number from -9,223,372,036,854,775,808 to"):
            package.Offer(counter=value).to_dict()


def test_lengths_count_utf_16_units(package: ModuleType) -> None:
    assert package.Offer(name="🛒" * 10).to_dict() == {"contoso_name": "🛒" * 10}
    with pytest.raises(ValueError, match="at most 20 characters expected, not 22"):
        package.Offer(name="🛒" * 11).to_dict()
    with pytest.raises(ValueError, match="JSON of at most 100 characters expected, not 102"):
        package.Offer(anything="🛒" * 50).to_dict()


def test_required_columns_are_read_without_a_value_and_not_written_so(package: ModuleType) -> None:
    """Dataverse holds apps to required columns, not the Web API: rows can lack a value there."""
    for field, key in (("name", "contoso_name"), ("offer_id", "contoso_offerid")):
        row = package.Offer.from_dict({key: None})
        assert getattr(row, field) is None
        with pytest.raises(ValueError, match=f"{field} .*a value expected, since the column is required"):
            row.to_dict()
    assert package.Offer(weight=Decimal(1)).to_dict() == {"contoso_weight": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022-05-20T09:30Z", datetime(2022, 5, 20, 9, 30, tzinfo=UTC)),
        ("2022-05-20T09:30:00.1234567Z", datetime(2022, 5, 20, 9, 30, 0, 123456, UTC)),
        ("2022-05-20T09:30:00.1234560Z", datetime(2022, 5, 20, 9, 30, 0, 123456, UTC)),
        ("2022-05-20T23:30:00+14:00", datetime(2022, 5, 20, 9, 30, tzinfo=UTC)),
    ],
)
def test_moments_of_the_web_api(text: str, value: datetime, package: ModuleType) -> None:
    data = {"contoso_made": text}
    for row in (package.Offer.from_dict(data), package.Offer.from_dicts([data] * 20)[19]):
        assert row.made == value
        assert package.Offer.from_dict(row.to_dict()) == row


def test_the_seventh_decimal_of_a_second_is_written_again(package: ModuleType) -> None:
    data = {"contoso_made": "2022-05-20T09:30:00.1234567Z"}
    for row in (package.Offer.from_dict(data), package.Offer.from_dicts([data] * 20)[19]):
        assert row.to_dict() == data
        other = replace(row, made=datetime(2022, 5, 20, tzinfo=UTC))
        assert other.to_dict() == {"contoso_made": "2022-05-20T00:00:00Z"}


@pytest.mark.parametrize(
    "text",
    [
        "2022-05-20t09:30:00Z", "2022-05-20T09:30:00z", "2022-05-20T09:30:60Z", "2022-05-20T24:00:00Z",
        "2022-05-20T09:30:00+02", "2022-05-20T09:30:00+0200", "2022-05-20T09:30:00+15:00",
        "2022-05-20T09:30:00+14:01", "2022-05-20T09:30:00+02:00:00", "2022-05-20T09:30:00.Z",
        "2022-05-20T09:30:00,5Z", "2022-05-20T09:30:00.12345678Z", "2022-02-30T09:30:00Z",
        "0000-01-01T00:00:00Z", "2022-05-20T09Z", "2022-05-20T09:30:00", "2022-05-20T09:30:00Z\n",
    ],
)  # fmt: skip
def test_invalid_moments(text: str, package: ModuleType) -> None:
    data = {"contoso_made": text}
    with pytest.raises(ValueError, match=r"Offer\.made"):
        package.Offer.from_dict(data)
    with pytest.raises(ValueError, match=r"row 9: Offer\.made"):
        package.Offer.from_dicts([{"contoso_made": "2022-05-20T09:30:00Z"}] * 9 + [data] * 9)


def test_whole_numbers_may_have_a_zero_behind_the_point(package: ModuleType) -> None:
    data = {"contoso_amount": 3.0, "contoso_paint": 100000001.0, "contoso_counter": 5e15}
    for row in (package.Offer.from_dict(data), package.Offer.from_dicts([data] * 20)[9]):
        assert [type(value) for value in row.to_dict().values()] == [int, int, int]
        assert row.to_dict() == data
    size = '{"unit":"cm","count":2.0}'
    assert package.Offer.from_dict({"contoso_size": size}).size.count == 2
    assert package.Offer.from_dict({"contoso_size": size}).to_dict() == {"contoso_size": size}


@pytest.mark.parametrize("value", [float("inf"), float("-inf")])
@pytest.mark.parametrize("column", ["amount", "counter", "paint", "weight", "price", "ratio"])
def test_infinity_is_refused(column: str, value: Any, package: ModuleType) -> None:
    with pytest.raises(ValueError, match=f"Offer.{column}"):
        package.Offer.from_dict({f"contoso_{column}": value})
