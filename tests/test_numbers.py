"""Numbers in outputs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvspec.numbers import plain


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_a_number_in_plain_notation_is_the_same_number(value: float) -> None:
    text = plain(value)
    assert "e" not in text.lower()
    assert type(value)(text) == value
    assert Decimal(plain(value, grouped=True).replace(",", "")) == Decimal(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-9, "0.000000001"), (-5.0, "-5"), (0.5, "0.5"), (1e11, "100,000,000,000"), (12345.25, "12,345.25")],
)
def test_numbers_are_grouped_for_people(value: float, text: str) -> None:
    assert plain(value, grouped=True) == text
