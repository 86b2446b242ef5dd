"""Identifiers and GUIDs of whole columns, computed in blocks of rows.

A block in which everything is as expected is computed in steps for all of its rows. All other
blocks go row by row through the function for one row, which also gives the errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, repeat
from typing import Any, Final

from .guids import HYPHENATED_GUID, GuidHash, formatted_guids
from .identifier_parts import SEPARATOR, IdentifierError
from .shown import shown

_BLOCK: Final = 1000  # rows at a time: few enough for the processor's cache
_GUID_LINES: Final = re.compile(rf"(?:[0-9a-fA-F]{{32}}\n|{HYPHENATED_GUID}\n)*")


def hashed_guids(
    identifiers: Iterable[str | None], guid_hash: GuidHash
) -> list[str | None]:
    """Return the GUID of each identifier."""
    result: list[str | None] = []
    rest = _values(identifiers)
    while block := list(islice(rest, _BLOCK)):
        try:
            result += guid_hash.texts(block)  # type: ignore[arg-type]
        except (AttributeError, TypeError, UnicodeEncodeError):  # some are None, or bad
            rows = zip(block, strict=True)
            result += _one_by_one(guid_hash.guid, rows, len(result))
    return result


def composed_identifiers(
    columns: tuple[Iterable[str | None], ...],
    literals: tuple[str | None, ...],
    compose: Callable[..., str],
    allow_separator: bool,
) -> list[str | None]:
    """Return identifiers; `literals` has all parts, None for those in the next of the columns."""
    result: list[str | None] = []
    iterators = [_values(column) for column in columns]
    while any(block := [list(islice(column, _BLOCK)) for column in iterators]):
        if len({len(column) for column in block}) > 1:
            raise IdentifierError("the columns differ in length")
        if all(_all_valid(column, allow_separator) for column in block):
            rest: Iterator[Any] = iter(block)
            count = len(block[0])
            parts = [repeat(text, count) if text else next(rest) for text in literals]
            result += map(SEPARATOR.join, zip(*parts, strict=True))
        else:
            rows = zip(*block, strict=True)
            result += _one_by_one(
                compose, rows, len(result), allow_separator=allow_separator
            )
    return result


def guids_of_texts(
    texts: Iterable[str | None], read: Callable[[str], object]
) -> list[str | None]:
    """Return the GUIDs in texts."""
    result: list[str | None] = []
    rest = _values(texts)
    while block := list(islice(rest, _BLOCK)):
        try:
            lines = "\n".join([*block, ""])  # type: ignore[list-item]
        except TypeError:  # some are None, or bad
            lines = ""
        if _GUID_LINES.fullmatch(lines) and lines.count("\n") == len(block):
            result += formatted_guids(lines.replace("-", ""))
        else:
            result += _one_by_one(read, zip(block, strict=True), len(result))
    return result


def _values(column: Iterable[str | None]) -> Iterator[str | None]:
    if isinstance(column, str):  # would be a column of its characters
        raise IdentifierError(f"a column of strings expected, not {shown(column)}")
    try:
        return iter(column)
    except TypeError:
        message = f"a column of strings expected, not {shown(column)}"
        raise IdentifierError(message) from None


def _all_valid(column: Sequence[str | None], allow_separator: bool) -> bool:
    try:
        together = "".join(column)  # type: ignore[arg-type]
        if not together.isascii():
            together.encode()
    except (TypeError, UnicodeEncodeError):
        return False
    return all(column) and (allow_separator or SEPARATOR not in together)


def _one_by_one(
    compute: Callable[..., object],
    rows: Iterable[tuple[str | None, ...]],
    start: int,
    **options: bool,
) -> list[str | None]:
    result: list[str | None] = []
    for number, parts in enumerate(rows, start):
        try:
            missing = any(part is None for part in parts)
            result.append(None if missing else str(compute(*parts, **options)))
        except IdentifierError as error:
            raise IdentifierError(f"row {number}: {error}") from None
    return result
