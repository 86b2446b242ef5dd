"""How messages show values."""

from __future__ import annotations

import reprlib
from typing import Final

_REPR: Final = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = 80


def shown(value: object) -> str:
    """Return the shortened repr of a value; never raises, whatever the value."""
    try:
        return _REPR.repr(value)
    except Exception:  # too large, too deep, or an object whose own repr fails
        return f"an object of type {type(value).__name__}"
