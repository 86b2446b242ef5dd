"""Annotations of values, and the modules that they are imported from."""

from __future__ import annotations

from dvspec.targets.python import layout

_MODULES = {"Decimal": "decimal", "UUID": "uuid", "date": "datetime", "datetime": "datetime"}


def add_import(annotation: str, needed: layout.Imports) -> None:
    """Note the import that an annotation needs; builtins need none."""
    if annotation in _MODULES:
        needed.add(_MODULES[annotation], annotation)
