"""Numbers as outputs write them: plain decimals, never with an exponent."""

from __future__ import annotations

from decimal import Decimal


def plain(value: float, *, grouped: bool = False) -> str:
    """Return a finite number in decimal notation, grouped by commas where it is read by people."""
    number = int(value) if value == int(value) else value
    return format(Decimal(repr(number)), ",f" if grouped else "f")
