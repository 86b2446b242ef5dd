# Copied from dvspec. Changes are lost when the package is generated again.
"""Reading rows fast, as long as everything in them is as expected.

Single rows are read by a function that is compiled for their keys, many rows column by column in
blocks. Both leave all other rows to `row_reading`, so that every way gives the same rows and the
same errors.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice, repeat
from operator import itemgetter
from typing import Any, Final, Literal, TypeVar, cast
from uuid import UUID, SafeUUID

from . import row_reading
from .guids import HYPHENATED_GUID
from .payloads import finite_float, read_json, refuse_constant
from .row_keys import (
    EXPANDED,
    HasColumns,
    Reader,
    columns_by_key,
    columns_of,
    is_known,
    located,
    navigation_keys,
    table_key,
)
from .row_reading import KEPT, draft_of
from .shown import shown
from .value_reading import (
    EARLIEST,
    MINUTE,
    READERS,
    ZONE,
    check_text,
    read_datetime,
    read_guid,
    read_reference,
)
from .values import UNSET, Column, Kind, RowError, RowReference

R = TypeVar("R", bound=HasColumns)

Unknown = Literal["error", "keep"]
"""What to do with a column that the table does not have: fail, or keep it in `unknown_columns`."""

_Compiled = Callable[[Mapping[str, object]], Any]

# Functions that read one row, by the row's class, `unknown` and the keys. They raise an exception
# if anything in the row is not as expected.
_COMPILED: Final[dict[tuple[object, ...], _Compiled]] = {}
# The function that read the last row of a class: most rows have the keys of the one before.
LATEST: Final[dict[type, tuple[Unknown, list[str], _Compiled]]] = {}
_COUNTS: Final[dict[tuple[object, ...], int]] = {}  # of rows without such a function
_FEW: Final = 20  # compiling a function costs as much as this many rows
_MOST: Final = 1000


def read_row(cls: type[R], row: Mapping[str, object], unknown: Unknown) -> R:
    """Return a row; raise RowError for a bad value or an unknown column."""
    try:
        read = _COMPILED[cls, unknown, *row]
        LATEST[cls] = (unknown, [*row], read)
        return read(row)  # type: ignore[no-any-return]
    except Exception:  # no function for these keys, or something is not as expected
        pass
    result = row_reading.read_row(cls, row, False, keeps(unknown))
    _count(cls, row, unknown)
    return result


def _count(cls: type[HasColumns], row: Mapping[str, object], unknown: Unknown) -> None:
    """Compile a function for rows with these keys once there have been enough of them."""
    if not isinstance(row, dict) or len(row) == 0:
        return  # the items of other objects are not always keys: those of a pandas Series
    keys = (cls, unknown, *row)
    if keys in _COMPILED:
        return
    for known in (_COMPILED, _COUNTS, LATEST):
        if len(known) >= _MOST:
            known.clear()
    count = _COUNTS.get(keys, 0) + 1
    _COUNTS[keys] = count
    if count >= _FEW:
        read = _compile(cls, row, keeps(unknown))
        _COMPILED[keys] = read
        LATEST[cls] = (unknown, [*row], read)


def keeps(unknown: Unknown) -> bool:
    """Return whether unknown columns are kept."""
    if unknown not in ("error", "keep"):
        raise ValueError(f'unknown is "error" or "keep", not {shown(unknown)}')
    return unknown == "keep"


def _compile(cls: type[HasColumns], keys: Iterable[str], keep: bool) -> _Compiled:
    """Return a function that reads rows with these keys, in this order.

    Its source contains the names of fields, which `draft_of` has checked, and nothing from the
    row. For the keys of a text column, a lookup and an annotation it is:

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
        "located": located,
        "draft": draft_of(cast(Any, cls)),
        "new": object.__new__,
    }
    readers = columns_by_key(cls.COLUMNS, False)
    values = dict.fromkeys((column.field for column in cls.COLUMNS), "UNSET")
    kept: dict[str, str] = {}
    texts: list[str] = []
    checks: list[str] = []
    columns = columns_of(cls, keys, False)
    navigation = navigation_keys(cls.COLUMNS)
    for number, (key, column) in enumerate(columns.items()):
        value = f"v{number}"
        if column is None:
            kept[value] = key
            if not keep and not is_known(cls, key):
                null = f"{value} is not None and " * (key in navigation)
                checks += [
                    f"if {null}not isinstance({value}, EXPANDED):",
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
            fast = read if column.payload else _READERS.get(read, read)
            names[f"read{number}"] = fast
            names[f"column{number}"] = column
            call = f"read{number}({value}, column{number})"
            if column.kind is Kind.REFERENCE and table_key(column) in columns:
                table = [*columns].index(table_key(column))
                call = f"located({call}, v{table})"
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


_BLOCK: Final = 1000  # rows at a time: few enough for the processor's cache
_SPARSEST: Final = 4  # times as many values as there are, if all rows had the same keys
_ABSENT: Final = object()  # unlike UNSET, no row contains it


def read_rows(
    cls: type[R], rows: Iterable[Mapping[str, object]], unknown: Unknown
) -> list[R]:
    """Return rows; a RowError has the number of the row, counted from 0."""
    keeps(unknown)
    try:
        rest = iter(rows)
    except TypeError:
        message = f"{cls.__name__}: an iterable of rows expected"
        raise RowError(f"{message}, not {shown(rows)}") from None
    result: list[R] = []
    while block := list(islice(rest, _BLOCK)):
        with _no_garbage():
            result += _read_mixed_block(cls, block, unknown, len(result))
    return result


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Stop the garbage collector, which would go through the new rows again and again."""
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
    """Return the rows of a block, whether or not they have the same keys."""
    if set(map(type, block)) != {dict}:  # others may have values for missing keys
        return _read_one_by_one(cls, block, unknown, start)
    try:
        if set(map(len, block)) == {len(block[0])}:
            try:
                return _read_block(cls, block, unknown, alike=True)
            except KeyError:
                pass  # the same number of keys, but different ones
        return _read_block(cls, block, unknown, alike=False)
    except Exception:  # something is not as expected
        pass
    return _read_one_by_one(cls, block, unknown, start)


def _read_one_by_one(
    cls: type[R], block: list[Mapping[str, object]], unknown: Unknown, start: int
) -> list[R]:
    result = []
    for number, row in enumerate(block, start):
        try:
            result.append(read_row(cls, row, unknown))
        except RowError as error:
            raise RowError(f"row {number}: {error}") from None
    return result


def _read_block(
    cls: type[R], block: list[Mapping[str, object]], unknown: Unknown, *, alike: bool
) -> list[R]:
    """Return rows; raise ValueError if one is bad.

    If they are `alike`, all have the keys of the first, or KeyError is raised. Otherwise each is
    read as if it had the keys of all, with _ABSENT for the keys that it lacks.
    """
    readers = columns_by_key(cls.COLUMNS, False)
    widest = block[0] if alike else {key: None for row in block for key in row}
    too_sparse = len(widest) * len(block) > _SPARSEST * sum(map(len, block))
    if len(widest) < 2 or too_sparse:  # itemgetter would not return tuples for one key
        return [read_row(cls, row, unknown) for row in block]
    keys = columns_of(cls, widest, False)
    kept: dict[str, Sequence[object]] = {}
    fields: dict[str, Iterable[object]] = {}
    references: list[Column] = []
    table: Iterable[Sequence[object]]
    if alike:
        table = zip(*map(itemgetter(*keys), block), strict=True)
    else:
        table = ([row.get(key, _ABSENT) for row in block] for key in keys)
    for (key, column), values in zip(keys.items(), table, strict=True):
        if column is None:
            known = unknown == "keep" or is_known(cls, key)
            if not known and not _all_expanded(cls, key, values):
                raise ValueError(key)
            kept[key] = values if alike else _without_absent(values)
            continue
        if column.kind in KEPT:
            kept[column.key] = values if alike else _without_absent(values)
        fields[column.field] = _read_values(values, column, readers[key][1])
        if column.kind is Kind.REFERENCE:
            references.append(column)
    for column in references:
        tables = kept.get(table_key(column), repeat(""))
        fields[column.field] = map(located, fields[column.field], tables)
    origins = zip(repeat(tuple(kept), len(block)), *kept.values(), strict=True)
    in_order = [fields.get(column.field, repeat(UNSET)) for column in cls.COLUMNS]
    result: list[R] = list(map(draft_of(cast(Any, cls)), origins, *in_order))
    for row in cast(Any, result):
        row.__class__ = cls
    return result


def _without_absent(values: Iterable[object]) -> list[object]:
    return [UNSET if value is _ABSENT else value for value in values]


def _all_expanded(cls: type[HasColumns], key: str, values: Iterable[object]) -> bool:
    nulls = key in navigation_keys(cls.COLUMNS)
    return all(
        value is _ABSENT or isinstance(value, EXPANDED) or (nulls and value is None)
        for value in values
    )


def _read_values(
    values: Sequence[Any], column: Column, read: Reader
) -> Iterable[object]:
    """Return the values of a column; raise ValueError if one is bad."""
    read_texts = _BLOCK_READERS.get(read)
    if read_texts is not None:
        try:
            return read_texts(values, column)
        except TypeError:
            pass  # not all of them are strings
    there = [value for value in values if value is not None and value is not _ABSENT]
    if len(there) == len(values):
        return [read(value, column) for value in values]
    converted = iter(_read_values(there, column, read) if there else ())
    return [
        None if value is None else UNSET if value is _ABSENT else next(converted)
        for value in values
    ]


def _read_texts(texts: Sequence[str], column: Column) -> Sequence[str]:
    check_text("".join(texts))
    return texts


class _DraftGuid(UUID):
    """A UUID under construction, which gets its final class at the end.

    UUID's constructor would check everything again, and takes three times as long.
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
        if len(digits) == 16:  # fewer if there was white space
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


def _read_reference(text: str, column: Column) -> RowReference:
    if type(text) is not str:
        return read_reference(text, column)
    return RowReference("", _read_guid(text, column))


def _read_references(texts: Sequence[str], column: Column) -> list[RowReference]:
    return list(map(RowReference, repeat(""), _read_guids(texts, column)))


_from_iso: Final = datetime.fromisoformat
# Dates with times that datetime holds without loss, one a line.
_DATETIMES: Final = re.compile(
    rf"(?:{MINUTE}(?::[0-5][0-9](?:\.[0-9]{{1,6}}0?)?)?{ZONE}\n)*"
)


def _read_datetime(text: str, column: Column) -> datetime:
    # Like 2022-05-20T09:30:00Z, but not with hour 24, which some versions of Python accept.
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


# Decodes as payloads does, but does not see duplicate members, and runs no Python code.
_scan: Final[Any] = json.JSONDecoder(
    parse_float=finite_float, parse_constant=refuse_constant
).scan_once  # type: ignore[attr-defined]


def _read_json(text: str, column: Column) -> object:
    """Return the decoded JSON of a text that has passed `check_text`.

    An object with as many members as its text has colons has no object inside it, and no
    duplicate members. An escape may be a lone surrogate.
    """
    try:
        value, end = _scan(text, 0)
    except (ValueError, StopIteration, RecursionError):
        return read_json(text, column)
    is_object = type(value) is dict and end == len(text)
    escaped = "\\" in text and "\\u" in text  # a search for one character takes no time
    if is_object and not escaped and len(value) == text.count(":"):
        return value
    return read_json(text, column)


def _read_jsons(texts: Sequence[str], column: Column) -> list[object]:
    together = "".join(texts)
    check_text(together)
    if column.payload is None:
        try:
            scans = list(map(_scan, texts, repeat(0)))  # ends at a text without JSON
        except (ValueError, RecursionError):
            scans = []
        values: list[object] = [value for value, _ in scans]
        lengths = [end for _, end in scans]
        if lengths == list(map(len, texts)) and set(map(type, values)) == {dict}:
            members = [*map(len, values)]  # type: ignore[arg-type]
            colons = [*map(str.count, texts, repeat(":"))]
            if members != colons or ("\\" in together and "\\u" in together):
                for number, text in enumerate(texts):
                    if members[number] != colons[number] or "\\u" in text:
                        values[number] = read_json(text, column)
            return values
    return [read_json(text, column) for text in texts]


# Readers of strings; a TypeError or ValueError leaves the row to `row_reading`.
_READERS: Final[Mapping[Any, Callable[[str, Column], object]]] = {
    READERS[Kind.GUID]: _read_guid,
    READERS[Kind.REFERENCE]: _read_reference,
    READERS[Kind.DATETIME]: _read_datetime,
    read_json: _read_json,
}

_BlockReader = Callable[[Sequence[str], Column], Sequence[object]]

# Readers of columns in which all values are strings; a TypeError says that they are not.
_BLOCK_READERS: Final[Mapping[Any, _BlockReader]] = {
    READERS[Kind.TEXT]: _read_texts,
    READERS[Kind.GUID]: _read_guids,
    READERS[Kind.REFERENCE]: _read_references,
    READERS[Kind.DATETIME]: _read_datetimes,
    read_json: _read_jsons,
}
