"""Values as messages show them."""

from __future__ import annotations

import json
from decimal import Decimal

_LONGEST = 60  # characters of a value


def shortened(value: object) -> str:
    """Return a value on one line, cut if it is long; no value is too large or too deep."""
    if isinstance(value, str):
        return repr(value[:_LONGEST]) + (f"… ({len(value):,} characters)" if len(value) > _LONGEST else "")
    if isinstance(value, Decimal):
        return f"{value:f}"
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = f"a value of type {type(value).__name__}"
    return text[:_LONGEST] + ("…" if len(text) > _LONGEST else "")
