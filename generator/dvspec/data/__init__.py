"""Files of rows: reading them, checking them, and giving them their keys. Needs the extra `data`."""

from __future__ import annotations

from importlib.util import find_spec


def missing_libraries(*more: str) -> list[str]:
    """Return what the extra `data` would bring and is not installed."""
    return [name for name in ("duckdb", "msgspec", *more) if find_spec(name) is None]
