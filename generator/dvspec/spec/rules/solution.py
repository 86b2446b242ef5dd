"""solution.yaml: names and texts that Dataverse's tables of solutions and publishers can hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dvspec.dataverse.limits import DESCRIPTION_LENGTH, DISPLAY_NAME_LENGTH, utf16_length
from dvspec.spec.document import Document
from dvspec.spec.grammar_errors import EXCEEDS_LIMIT, INVALID_VALUE

_LIMITS = {"display_name": DISPLAY_NAME_LENGTH, "description": DESCRIPTION_LENGTH}
_RESERVED_ENDING = "_upgrade"  # of the solution that holds an update until it is applied


def check(document: Document) -> None:
    """Report a reserved name, and texts of the solution and its publisher that are too long."""
    name = document.value["unique_name"]
    if name.lower().endswith(_RESERVED_ENDING):
        message = f"'{name}' ends in {name[-len(_RESERVED_ENDING):]}, which is reserved for pending updates"
        document.report(INVALID_VALUE, message, document.place(("unique_name",)))
    for owner in ((), ("publisher",)):
        for key, limit in _LIMITS.items():
            for path, text in _texts(document.value, (*owner, key)):
                length = utf16_length(text)
                if length > limit:
                    message = f"'{'.'.join(path)}' has {length:,} characters; the limit is {limit:,}"
                    document.report(EXCEEDS_LIMIT, message, document.place(path))


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the texts of the label at a path, each with its path."""
    for key in path:
        value = value.get(key, {})
    if isinstance(value, str):
        yield path, value
    else:
        yield from (((*path, language), text) for language, text in value.items())
