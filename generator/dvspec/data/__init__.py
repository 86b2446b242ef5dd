"""Files of rows: read, checked, and extended by computed keys. Needs the extra `data`."""

from __future__ import annotations

from importlib.util import find_spec


def missing_libraries(*more: str) -> list[str]:
    """Return the libraries of the extra `data` that are not installed."""
    return [name for name in ("duckdb", "msgspec", *more) if find_spec(name) is None]
