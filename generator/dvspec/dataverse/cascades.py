"""Cascades: what happens to the rows that look up a row, operation by operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from dvspec.model import Cascade

_SECURITY = ("NoCascade", "Cascade", "ActiveOnly", "UserOwned")
_DELETE = ("NoCascade", "Cascade", "RemoveLink", "Restrict")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on a row: its name in specs and in the model, its element in solution files, the values it takes."""

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
"""The operations that all cascade where one row is the other's parent; a table has one such relationship at most."""

ELASTIC = "NoCascade"
"""The only value that relationships of elastic tables take, for any operation."""

assert tuple(field.name for field in fields(Cascade)) == tuple(OPERATIONS)


def is_parental(cascade: Cascade) -> bool:
    """Return whether rows follow the row that they look up in everything: it is their parent."""
    return all(getattr(cascade, name) == "Cascade" for name in PARENTAL)
