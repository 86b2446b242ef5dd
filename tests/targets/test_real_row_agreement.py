"""Class, JSON Schema and `validate` accept the same values of the columns that real tables have."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvspec.data.checks import Reporter
from dvspec.data.checks.values import Values
from dvspec.data.columns import Columns
from dvspec.data.readers import Batch
from dvspec.dataverse.row_values import decimals, is_read_only, value_type
from dvspec.findings import Finding
from dvspec.model import Column, Json
from tests.rows.packages import generate
from tests.rows.real_columns import SOLUTION
from tests.rows.test_real_columns import SCHEMA, TABLE
from tests.targets.test_row_agreement import ANYTHING, GOOD

BOOKING = SOLUTION.tables[0]
GOOD = GOOD | {
    "file": GOOD["guid"],
    "image": st.text(max_size=9),
    "state": st.sampled_from([0, 1, 2, 1.0]),
    "status": st.sampled_from([0, 1, 2, 3]),
    "multichoice": st.sampled_from(["7", "7,8", "7, -8", "7;8", "", ",", "a", "07", "12345678901"]),
    "choice": st.sampled_from([7, -7, 2**31, -(2**31), 7.0, 7.5]),
}


@pytest.fixture(scope="module")
def booking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield generate(SOLUTION, "real_rows_that_agree", tmp_path_factory.mktemp("package")).Booking


def accepted_by_validate(row: dict[str, Any]) -> bool:
    found: list[Finding] = []
    reporter = Reporter("", Columns(BOOKING, "", found.append), found.append)
    values: dict[str, Sequence[Json]] = {key: [value] for key, value in row.items() if not key.endswith(TABLE)}
    Values(BOOKING, SOLUTION, reporter).check(Batch([1], values, clean=False))
    reporter.flush()
    return not found


def accepted_by_class(booking: Any, column: Column, row: dict[str, Any]) -> bool:
    try:
        read = booking.from_dict(row)
        written = read.to_dict()
    except ValueError:
        return False
    assert booking.from_dicts([row] * 9) == [read] * 9
    assert bool(written) is not is_read_only(column)
    assert written == {} or booking.from_dict(written) == read
    return True


def beyond_json_schema(column: Column, value: Any) -> bool:
    """Return whether a value is wrong in a way that docs/ROWS.md says JSON Schema can't express."""
    if isinstance(value, str):
        units = len(value.encode("utf-16-le", "surrogatepass")) // 2
        unsound = value.encode(errors="replace").decode() != value or "\0" in value
        return unsound or value[:10] in _NEAR_1753 or (column.max_length or units) < units
    if not isinstance(value, float):
        return False
    most = decimals(column)
    return not math.isfinite(value) or (most is not None and round(value, most) != value)  # no JSON has infinity


_NEAR_1753 = ("1752-12-31", "1753-01-01")


@pytest.mark.parametrize("name", [column.name for column in BOOKING.columns])
@given(data=st.data())
def test_all_three_accept_the_same_values(name: str, data: st.DataObject, booking: Any) -> None:
    column = BOOKING.by_name[name]
    value = data.draw(GOOD[value_type(column).name] | ANYTHING)
    row = {column.web_api_name: value}
    if len(column.relationships) > 1:
        row[f"{column.web_api_name}{TABLE}"] = "contact"
    taken = accepted_by_class(booking, column, row)
    assert accepted_by_validate(row) == taken
    if not (isinstance(value, str) and (value.endswith("\n") or "\ud800" in value)):
        by_schema = SCHEMA.is_valid(row)
        assert by_schema == taken or (by_schema and beyond_json_schema(column, value))


@given(
    table=st.sampled_from(["contact", "account"]),
    guid=GOOD["guid"] | ANYTHING,
    extra=st.sampled_from(["", "", "s", "/", "x"]),
)
def test_all_three_accept_the_same_addresses(table: str, guid: Any, extra: str, booking: Any) -> None:
    value = None if guid is None else f"/{table}s{extra}({guid})"
    row = {f"contoso_BookedBy_{table}@odata.bind": value}
    column = BOOKING.by_name["BookedBy"]
    taken = accepted_by_class(booking, column, row)
    assert (accepted_by_validate(row), SCHEMA.is_valid(row)) == (taken, taken)
