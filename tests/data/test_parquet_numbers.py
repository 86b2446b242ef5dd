"""dvspec validate on numbers of Parquet: checked by their digits, whatever type a writer gave the column."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy
import pandas
import pyarrow
import pytest
from pyarrow import parquet

from tests.commands import InProcess
from tests.data.rows import CodeAndCell, codes_and_cells, validated

CHILDREN, VALUE, GENDER = "NumberOfChildren", "LifeTimeValue", "Gender"


@pytest.fixture
def findings(tmp_path: Path, dvspec: InProcess) -> Any:
    """Return a function that validates columns of CustomerProfile."""

    def run(**columns: Any) -> list[CodeAndCell]:
        file = tmp_path / "rows.parquet"
        parquet.write_table(pyarrow.table(columns), file)
        return codes_and_cells(validated(dvspec, file, "CustomerProfile"))

    return run


def decimals(width: int, scale: int, *texts: str | None) -> Any:
    values = [None if text is None else Decimal(text) for text in texts]
    return pyarrow.array(values, pyarrow.decimal128(width, scale))


def test_whole_numbers_with_nulls_of_pandas_are_whole_numbers(tmp_path: Path, dvspec: InProcess) -> None:
    frame = pandas.DataFrame({CHILDREN: [3, None, 101], GENDER: [647430001, None, 7]})
    assert frame[CHILDREN].dtype == numpy.float64
    frame.to_parquet(tmp_path / "rows.parquet")
    assert codes_and_cells(validated(dvspec, tmp_path / "rows.parquet", "CustomerProfile")) == [
        ("DV624", 3, CHILDREN),
        ("DV625", 3, GENDER),
    ]


@pytest.mark.parametrize("type_", [pyarrow.float32(), pyarrow.float64(), pyarrow.int8(), pyarrow.uint64()])
def test_whole_numbers_of_every_type(type_: Any, findings: Any) -> None:
    assert findings(**{CHILDREN: pyarrow.array([3, None, 101], type_)}) == [("DV624", 3, CHILDREN)]


def test_whole_numbers_as_decimals(findings: Any) -> None:
    whole = decimals(10, 0, "3", None, "101")
    scaled = decimals(12, 2, "3.00", None, "3.50")
    options = decimals(10, 0, "647430001", None, "7")
    assert findings(**{CHILDREN: whole, GENDER: options}) == [("DV624", 3, CHILDREN), ("DV625", 3, GENDER)]
    assert findings(**{CHILDREN: scaled}) == [("DV622", 3, CHILDREN)]


def test_fractions_in_whole_numbers_are_reported_by_row(findings: Any) -> None:
    values = pyarrow.array([3.0, 3.5, float("nan"), float("inf")])
    assert findings(**{CHILDREN: values}) == [("DV622", row, CHILDREN) for row in (2, 3, 4)]


def test_digits_that_no_double_has_are_checked(findings: Any) -> None:
    values = decimals(
        38, 10, "99999999999.99", "100000000000.0000000001", "99999999999.9900000001", "0.0000000001", None
    )
    assert findings(**{VALUE: values}) == [("DV624", 2, VALUE), ("DV631", 3, VALUE), ("DV631", 4, VALUE)]


def test_value_of_a_decimal_is_shown_with_all_its_digits(tmp_path: Path, dvspec: InProcess) -> None:
    parquet.write_table(pyarrow.table({VALUE: decimals(38, 10, "99999999999.9900000001")}), tmp_path / "rows.parquet")
    [finding] = validated(dvspec, tmp_path / "rows.parquet", "CustomerProfile")["findings"]
    assert finding["message"] == "99999999999.9900000001 has more than 2 decimals"


def test_single_precision_has_the_decimals_that_it_was_written_with(findings: Any) -> None:
    assert findings(**{VALUE: pyarrow.array([0.1, 0.25, None, 0.125], pyarrow.float32())}) == [("DV631", 4, VALUE)]
