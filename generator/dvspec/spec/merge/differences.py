"""How two specs of one thing differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Path = tuple[str, ...]


class Difference(NamedTuple):
    """What differs at a path of a spec; None stands for what is missing."""

    path: Path
    old: Any
    new: Any


def same(value: Any, other: Any) -> bool:
    """Return whether two values of specs are the same: lists and tuples are, true and 1 are not."""
    if isinstance(value, Mapping):
        return (
            isinstance(other, Mapping)
            and value.keys() == other.keys()
            and all(same(inner, other[key]) for key, inner in value.items())
        )
    if isinstance(value, list | tuple):
        return (
            isinstance(other, list | tuple)
            and len(value) == len(other)
            and all(same(left, right) for left, right in zip(value, other, strict=True))
        )
    return isinstance(value, bool) == isinstance(other, bool) and bool(value == other)


def differences(old: Any, new: Any, path: Path = ()) -> list[Difference]:
    """Return how two specs differ, key by key; options are compared by their values."""
    if isinstance(old, list | tuple) and isinstance(new, list | tuple) and _are_options(old) and _are_options(new):
        old, new = ({str(item["value"]): item for item in items} for items in (old, new))
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found = []
        for key in [*old, *(key for key in new if key not in old)]:
            found += differences(old.get(key), new.get(key), (*path, key))
        return found
    return [] if same(old, new) else [Difference(path, old, new)]


def _are_options(items: Sequence[Any]) -> bool:
    return all(isinstance(item, Mapping) and "value" in item for item in items)
