# Copied from dvspec. Changes are lost when the package is generated again.
"""Reading rows fast: those in which everything is as expected.

One row goes through a function that is compiled for its keys, many rows go column by column in
blocks. Both leave a row to `row_reading` in which something is not as expected, so that all ways
give the same rows and the same errors.
"""

from __future__ import annotations

import gc
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast
from uuid import UUID, SafeUUID

from . import row_reading
from .guids import HYPHENATED_GUID
from .messages import shown
from .payloads import finite_float, read_json, refuse_constant
from .row_keys import EXPANDED, Reader, columns_by_key, columns_of, is_known
from .row_reading import KEPT, draft_of
from .values import (
    EARLIEST,
    MINUTE,
    READERS,
    UNSET,
    ZONE,
    Column,
    Kind,
    RowError,
    check_text,
    read_datetime,
    read_guid,
)

if TYPE_CHECKING:
    from .rows import Row

R = TypeVar("R", bound="Row")

Unknown = Literal["error", "keep"]
"""What becomes of a column that the table does not have: an error, or kept in `unknown_columns`."""

_Compiled = Callable[[Mapping[str, object]], Any]

# Functions that read one row, by the row's class, `unknown` and keys. Each raises AttributeError,
# TypeError or ValueError for a row in which anything is not as expected.
_COMPILED: Final[dict[tuple[object, ...], _Compiled]] = {}
# The one that read the last row of a class: rows of one answer have the same keys.
_LATEST: Final[dict[type, tuple[Unknown, list[str], _Compiled]]] = {}
_COUNTS: Final[dict[tuple[object, ...], int]] = {}  # of rows that none could read
_FEW: Final = 20  # compiling takes as long as reading this many rows
_MOST: Final = 1000


def read_row(cls: type[R], row: Mapping[str, object], unknown: Unknown) -> R:
    """Return a row; raise RowError for a bad value, and for an unknown column."""
    try:
        latest, keys, read = _LATEST[cls]
        if keys == [*row] and latest is unknown:
            return read(row)  # type: ignore[no-any-return]
        read = _COMPILED[cls, unknown, *row]
        _LATEST[cls] = (unknown, [*row], read)
        return read(row)  # type: ignore[no-any-return]
    except (KeyError, AttributeError, TypeError, ValueError):
        result = row_reading.read_row(cls, row, False, keeps(unknown))
    _count(cls, row, unknown)
    return result


def _count(cls: type[Row], row: Mapping[str, object], unknown: Unknown) -> None:
    """Compile a function for rows like this one, once there are enough of them."""
    keys = (cls, unknown, *row)
    if keys in _COMPILED or len(row) == 0:
        return
    for known in (_COMPILED, _COUNTS, _LATEST):
        if len(known) >= _MOST:
            known.clear()
    _COUNTS[keys] = _COUNTS.get(keys, 0) + 1
    if _COUNTS[keys] >= _FEW:
        _COMPILED[keys] = _compile(cls, row, keeps(unknown))
        _LATEST[cls] = (unknown, [*row], _COMPILED[keys])


def keeps(unknown: Unknown) -> bool:
    """Return whether unknown columns are kept."""
    if unknown not in ("error", "keep"):
        raise ValueError(f'unknown is "error" or "keep", not {shown(unknown)}')
    return unknown == "keep"


def _compile(cls: type[Row], keys: Iterable[str], keep: bool) -> _Compiled:
    """Return a function that reads rows with these keys, in this order.

    Its source has the names of fields, which `draft_of` has checked, and nothing of a row. For the
    keys of a column of text, a lookup and an annotation it is:

        def read(row):
            v0, v1, v2, = row.values()
            origin = (keys, v2,)
            text = "".join((v0 if v0 is not None else "",))
            if not text.isascii() or "\\0" in text:
                check_text(text)
            result = new(draft)
            result._origin = origin
            result.title = v0
            result.customer = v1 if v1 is None else read1(v1, column1)
            result.description = UNSET
            result.__class__ = cls
            return result
    """
    names: dict[str, object] = {
        "EXPANDED": EXPANDED,
        "UNSET": UNSET,
        "check_text": check_text,
        "cls": cls,
        "draft": draft_of(cast(Any, cls)),
        "new": object.__new__,
    }
    readers = columns_by_key(cls.COLUMNS, False)
    values = dict.fromkeys((column.field for column in cls.COLUMNS), "UNSET")
    kept: dict[str, str] = {}
    texts: list[str] = []
    checks: list[str] = []
    columns = columns_of(cls, keys, False)
    for number, (key, column) in enumerate(columns.items()):
        value = f"v{number}"
        if column is None:
            kept[value] = key
            if not keep and not is_known(cls, key):
                checks += [
                    f"if not isinstance({value}, EXPANDED):",
                    " raise ValueError",
                ]
            continue
        if column.kind in (Kind.TEXT, Kind.JSON):
            texts.append(f'{value} if {value} is not None else "", ')
        if column.kind in KEPT:
            kept[value] = column.key
        values[column.field] = value
        if column.kind is not Kind.TEXT:
            read = readers[key][1]
            names[f"read{number}"] = _READERS.get(read, read)
            names[f"column{number}"] = column
            call = f"read{number}({value}, column{number})"
            values[column.field] = f"{value} if {value} is None else {call}"
    names["keys"] = tuple(kept.values())
    lines = [
        "".join(f"v{number}, " for number in range(len(columns))) + "= row.values()",
        f"origin = ({''.join(f'{name}, ' for name in ('keys', *kept))})",
        *checks,
        f'text = "".join(({"".join(texts)}))',
        r'if not text.isascii() or "\0" in text:',
        " check_text(text)",
        "result = new(draft)",
        "result._origin = origin",
        *(f"result.{field} = {value}" for field, value in values.items()),
        "result.__class__ = cls",
        "return result",
    ]
    exec("def read(row):\n" + "".join(f" {line}\n" for line in lines), names)
    return cast(_Compiled, names["read"])


_BLOCK: Final = 1000


def read_rows(
    cls: type[R], rows: Iterable[Mapping[str, object]], unknown: Unknown
) -> list[R]:
    """Return rows; a RowError says the number of the row too, counted from 0."""
    keeps(unknown)
    result: list[R] = []
    rest = iter(rows)
    while block := list(islice(rest, _BLOCK)):
        with _no_garbage():
            result += _read_mixed_block(cls, block, unknown, len(result))
    return result


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Keep the garbage collector from looking through new rows again and again while they come."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_mixed_block(
    cls: type[R], block: list[Mapping[str, object]], unknown: Unknown, start: int
) -> list[R]:
    """Return the rows of a block, whether they have the same keys or not."""
    try:
        if set(map(len, block)) == {len(block[0])}:
            try:
                return _read_block(cls, block, unknown, alike=True)
            except KeyError:
                pass  # as many keys, but not the same
        return _read_block(cls, block, unknown, alike=False)
    except (ValueError, TypeError, AttributeError):
        return _read_one_by_one(cls, block, unknown, start)


def _read_one_by_one(
    cls: type[R], block: list[Mapping[str, object]], unknown: Unknown, start: int
) -> list[R]:
    result = []
    for number, row in enumerate(block, start):
        try:
            result.append(cls.from_dict(row, unknown=unknown))
        except RowError as error:
            raise RowError(f"row {number}: {error}") from None
    return result


def _read_block(
    cls: type[R], block: list[Mapping[str, object]], unknown: Unknown, *, alike: bool
) -> list[R]:
    """Return rows; raise ValueError where one is bad.

    Where they are `alike`, all have the keys of the first, or a KeyError is raised. Where they are
    not, each is read as if it had the keys of all, UNSET for those that it lacks.
    """
    readers = columns_by_key(cls.COLUMNS, False)
    widest = block[0] if alike else {key: None for row in block for key in row}
    keys = columns_of(cls, widest, False)
    if len(keys) < 2:  # no columns to speak of, and itemgetter would give no tuples
        return [cls.from_dict(row, unknown=unknown) for row in block]
    kept: dict[str, Sequence[object]] = {}
    fields: dict[str, Iterable[object]] = {}
    table: Iterable[Sequence[object]]
    if alike:
        table = zip(*map(itemgetter(*keys), block), strict=True)
    else:
        table = ([row.get(key, UNSET) for row in block] for key in keys)
    for (key, column), values in zip(keys.items(), table, strict=True):
        if column is None:
            if (
                unknown != "keep"
                and not is_known(cls, key)
                and not _all_expanded(values)
            ):
                raise ValueError(key)
            kept[key] = values
            continue
        if column.kind is Kind.JSON:
            kept[column.key] = values
        fields[column.field] = _read_values(values, column, readers[key][1])
    origins = zip(repeat(tuple(kept), len(block)), *kept.values(), strict=True)
    in_order = [fields.get(column.field, repeat(UNSET)) for column in cls.COLUMNS]
    result: list[R] = list(map(draft_of(cast(Any, cls)), origins, *in_order))
    deque(map(setattr, result, repeat("__class__"), repeat(cls)), maxlen=0)
    return result


def _all_expanded(values: Iterable[object]) -> bool:
    return all(value is UNSET or isinstance(value, EXPANDED) for value in values)


def _read_values(
    values: Sequence[Any], column: Column, read: Reader
) -> Iterable[object]:
    """Return the values of a column; raise ValueError where one is bad."""
    read_texts = _BLOCK_READERS.get(read)
    if read_texts is not None:
        try:
            return read_texts(values, column)
        except TypeError:
            pass  # not all of them are texts
    there = [value for value in values if value is not None and value is not UNSET]
    if len(there) == len(values):
        return [read(value, column) for value in values]
    converted = iter(_read_values(there, column, read) if there else ())
    return [
        value if value is None or value is UNSET else next(converted)
        for value in values
    ]


def _read_texts(texts: Sequence[str], column: Column) -> Sequence[str]:
    check_text("".join(texts))
    return texts


class _DraftGuid(UUID):
    """What becomes a UUID when it is given that class.

    UUID's own constructor would check again what was checked, in three times the time.
    """

    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment]


_new: Final[Any] = object.__new__
_from_hex: Final = bytes.fromhex
_from_bytes: Final = int.from_bytes
_UNKNOWN_SAFETY: Final = SafeUUID.unknown
_GUIDS: Final = re.compile(f"(?:{HYPHENATED_GUID}\n)*")


def _read_guid(text: str, column: Column) -> UUID:
    if len(text) == 36 and text[8:24:5] == "----":
        digits = _from_hex(text.replace("-", ""))
        if len(digits) == 16:  # fewer where white space was among them
            guid = _new(_DraftGuid)
            guid.int = _from_bytes(digits)
            guid.is_safe = _UNKNOWN_SAFETY
            guid.__class__ = UUID
            return guid  # type: ignore[no-any-return]
    return read_guid(text, column)


def _read_guids(texts: Sequence[str], column: Column) -> list[UUID]:
    if not _GUIDS.fullmatch("\n".join([*texts, ""])):
        raise ValueError
    digits = map(str.replace, texts, repeat("-"), repeat(""))
    guids: list[Any] = list(map(_new, repeat(_DraftGuid, len(texts))))
    for guid, number in zip(guids, map(int, digits, repeat(16)), strict=True):
        guid.int = number
        guid.is_safe = _UNKNOWN_SAFETY
        guid.__class__ = UUID
    return guids


_from_iso: Final = datetime.fromisoformat
# Those that datetime holds whole, each on its line.
_DATETIMES: Final = re.compile(
    rf"(?:{MINUTE}(?::[0-5][0-9](?:\.[0-9]{{1,6}}0?)?)?{ZONE}\n)*"
)


def _read_datetime(text: str, column: Column) -> datetime:
    # The form 2022-05-20T09:30:00Z, but for hour 24, which some versions of Python take.
    if len(text) == 20 and text[4::3] == "--T::Z" and text[11:13] != "24":
        moment = _from_iso(text)
        if moment.year > 1753:
            return moment
    return read_datetime(text, column)


def _read_datetimes(texts: Sequence[str], column: Column) -> list[datetime]:
    if not _DATETIMES.fullmatch("\n".join([*texts, ""])):
        raise ValueError
    moments = list(map(_from_iso, texts))
    if min(moments) < EARLIEST:
        raise ValueError
    return moments


# As payloads decodes, without a look at repeated members, and without Python's own steps around.
_scan: Final[Any] = json.JSONDecoder(
    parse_float=finite_float, parse_constant=refuse_constant
).scan_once  # type: ignore[attr-defined]


def _read_json(text: str, column: Column) -> object:
    """Return what JSON says that has passed `check_text`.

    An object with as many members as its text has colons has no object inside it, and no member
    twice. An escape may hide a lone surrogate.
    """
    if column.payload is None:
        try:
            value, end = _scan(text, 0)
        except (ValueError, StopIteration, RecursionError):
            return read_json(text, column)
        whole = type(value) is dict and end == len(text) and "\\u" not in text
        if whole and len(value) == text.count(":"):
            return value
    return read_json(text, column)


def _read_jsons(texts: Sequence[str], column: Column) -> list[object]:
    together = "".join(texts)
    check_text(together)
    if column.payload is None:
        try:
            scans = list(map(_scan, texts, repeat(0)))  # ends early at what is not JSON
        except (ValueError, RecursionError):
            scans = []
        values: list[object] = [value for value, _ in scans]
        lengths = [end for _, end in scans]
        if lengths == list(map(len, texts)) and set(map(type, values)) == {dict}:
            members = [*map(len, values)]  # type: ignore[arg-type]
            colons = [*map(str.count, texts, repeat(":"))]
            if members != colons or "\\u" in together:
                for number, text in enumerate(texts):
                    if members[number] != colons[number] or "\\u" in text:
                        values[number] = read_json(text, column)
            return values
    return [read_json(text, column) for text in texts]


# How a value is read that is text; a TypeError or ValueError asks for the other way.
_READERS: Final[Mapping[Any, Callable[[str, Column], object]]] = {
    READERS[Kind.GUID]: _read_guid,
    READERS[Kind.DATETIME]: _read_datetime,
    read_json: _read_json,
}

_BlockReader = Callable[[Sequence[str], Column], Sequence[object]]

# How a column is read that is all text in the rows; a TypeError says that it is not.
_BLOCK_READERS: Final[Mapping[Any, _BlockReader]] = {
    READERS[Kind.TEXT]: _read_texts,
    READERS[Kind.GUID]: _read_guids,
    READERS[Kind.DATETIME]: _read_datetimes,
    read_json: _read_jsons,
}
