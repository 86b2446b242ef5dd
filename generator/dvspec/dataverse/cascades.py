"""Cascades: how operations on a row affect the rows that look it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dvspec.model import Cascade

_SECURITY = ("NoCascade", "Cascade", "ActiveOnly", "UserOwned")
_DELETE = ("NoCascade", "Cascade", "RemoveLink", "Restrict")


class Operation(NamedTuple):
    """An operation on a row: its name in specs and in the model, its element in solution files, and its values."""

    name: str
    xml: str
    values: tuple[str, ...]


OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        Operation("assign", "CascadeAssign", _SECURITY),
        Operation("delete", "CascadeDelete", _DELETE),
        Operation("archive", "CascadeArchive", _DELETE),
        Operation("reparent", "CascadeReparent", _SECURITY),
        Operation("share", "CascadeShare", _SECURITY),
        Operation("unshare", "CascadeUnshare", _SECURITY),
        Operation("rollup_view", "CascadeRollupView", _SECURITY),
    )
}
BY_ELEMENT: Mapping[str, Operation] = {operation.xml: operation for operation in OPERATIONS.values()}

PARENTAL = ("assign", "delete", "reparent", "share", "unshare")
"""The operations that all cascade in a parental relationship; a table has at most one."""

ELASTIC = "NoCascade"
"""The only value in relationships of elastic tables."""


def is_parental(cascade: Cascade) -> bool:
    """Return whether a relationship is parental: all operations of PARENTAL cascade."""
    return all(getattr(cascade, name) == "Cascade" for name in PARENTAL)
