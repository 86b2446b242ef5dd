"""solution.yaml: names and texts that Dataverse's tables of solutions and publishers can hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dvspec.dataverse.limits import DESCRIPTION_LENGTH, DISPLAY_NAME_LENGTH
from dvspec.spec.document import Document
from dvspec.spec.grammar import EXCEEDS_LIMIT, INVALID_VALUE

_LONGEST = {"display_name": DISPLAY_NAME_LENGTH, "description": DESCRIPTION_LENGTH}
_RESERVED = "_upgrade"  # of the solution that holds an update until it is applied


def check(head: Document) -> None:
    """Report a reserved name, and texts of the solution and its publisher that are too long."""
    name = head.value["unique_name"]
    if name.lower().endswith(_RESERVED):
        message = f"'{name}' ends in {name[-len(_RESERVED):]}, as the solutions that hold an update do"
        head.report(INVALID_VALUE, message, head.place(("unique_name",)))
    for holder in ((), ("publisher",)):
        for key, longest in _LONGEST.items():
            for path, text in _texts(head.value, (*holder, key)):
                length = len(text.encode("utf-16-le", "surrogatepass")) // 2
                if length > longest:
                    message = f"{'.'.join(path)} has {length:,} characters, more than {longest:,}"
                    head.report(EXCEEDS_LIMIT, message, head.place(path))


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the texts of the label at a path, each with its path."""
    for key in path:
        value = value.get(key, {})
    if isinstance(value, str):
        yield path, value
    else:
        yield from (((*path, code), text) for code, text in value.items())
