"""Reading rows: from the Web API's JSON into the tables' classes, one by one or in blocks.

One by one gives the errors. Blocks go column by column, in calls that run in C, and leave whatever
is not as usual to the other way; so both give the same rows and the same errors.
"""

from __future__ import annotations

import gc
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import make_dataclass
from functools import cache
from itertools import islice, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast
from uuid import UUID

from .messages import shown
from .payloads import read_json, read_jsons
from .system_columns import SYSTEM_KEYS, SYSTEM_NAVIGATION
from .values import (
    READERS,
    UNSET,
    Column,
    Kind,
    RowError,
    check_text,
    plain_value,
    read_datetimes,
    read_guid,
    read_guids,
)

if TYPE_CHECKING:
    from .rows import Row

_BIND: Final = "@odata.bind"

R = TypeVar("R", bound="Row")
_Reader = Callable[[object, Column], object]


class _Layout(NamedTuple):
    """How to read rows of one shape: the same keys and types of values in the same order.

    `texts` picks the values that are text and stay what they are; `conversions` are, by position,
    those that become something else; `kept` go into the row's origin; `fields` picks the columns'
    values in the order of the columns, from the row's and an UNSET after them.
    """

    texts: Callable[[list[object]], Any]
    conversions: tuple[tuple[int, _Reader, Column], ...]
    kept: tuple[int, ...]
    kept_keys: tuple[str, ...]
    fields: Callable[[list[object]], tuple[object, ...]]


# The rows of an answer have few shapes, so what a shape means is worked out once.
_LAYOUTS: Final[dict[tuple[object, ...], _Layout]] = {}
_MOST_LAYOUTS: Final = 1000


def read_row(
    cls: type[R], row: Mapping[str, object], documented: bool, keep: bool
) -> R:
    """Return a row; raise RowError for a bad value, and for an unknown column unless `keep` is set."""
    try:
        values: list[object] = list(row.values())
        shape = (cls, documented, keep, *row, *map(type, values))
    except (AttributeError, TypeError):
        message = f"{cls.__name__}: a mapping from columns to values expected"
        raise RowError(f"{message}, not {shown(row)}") from None
    layout = _LAYOUTS.get(shape)
    if layout is None:
        layout = _layout(cls, row, documented, keep)
        if len(_LAYOUTS) >= _MOST_LAYOUTS:
            _LAYOUTS.clear()
        _LAYOUTS[shape] = layout
    texts, conversions, kept, kept_keys, fields = layout
    origin = (kept_keys, *[values[position] for position in kept])
    text = "".join(texts(values))
    if not text.isascii() or "\0" in text:
        _check_texts(cls, row, documented)
    for position, read, column in conversions:
        try:
            values[position] = read(values[position], column)
        except ValueError as error:
            value = plain_value(values[position])
            if value is values[position]:
                raise refusal(cls, column, error, value) from None
            values[position] = (
                None if value is None else _reread(cls, column, read, value)
            )
    values.append(UNSET)
    self: R = _draft(cast(Any, cls))(origin, *fields(values))
    self.__class__ = cls
    return self


def _reread(cls: type[Row], column: Column, read: _Reader, value: object) -> object:
    try:
        return read(value, column)
    except ValueError as error:
        raise refusal(cls, column, error, value) from None


def refusal(
    cls: type[Row], column: Column, error: ValueError, value: object
) -> RowError:
    """Return the error that names a value, its column and its table."""
    where = f"{cls.__name__}.{column.field} ({column.logical_name})"
    return RowError(f"{where}: {error}; the value is {shown(value)}")


@cache
def _draft(cls: Any) -> Any:
    """Return a class whose objects become rows when they are given the rows' class.

    A frozen row can't be filled in plain assignments, and every other way takes far longer.
    """
    names = ["_origin", *(column.field for column in cls.COLUMNS)]
    members = {
        "__slots__": (),
        "__init__": vars(make_dataclass("Fields", names))["__init__"],
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }
    return type(cls.__name__, (cls,), members)


def _layout(
    cls: type[Row], row: Mapping[str, object], documented: bool, keep: bool
) -> _Layout:
    """Work out how to read rows of this row's shape."""
    columns = _columns(cls, documented)
    positions: dict[str, int] = {}
    texts: list[int] = []
    conversions: list[tuple[int, _Reader, Column]] = []
    kept: dict[int, str] = {}
    for position, (key, column) in enumerate(
        _columns_of(cls, row, columns, keep).items()
    ):
        value = row[key]
        if column is None:
            kept[position] = key
            continue
        positions[column.field] = position
        if type(value) is str and column.kind is Kind.TEXT:
            texts.append(position)
        elif value is not None:
            conversions.append((position, columns[key][1], column))
            if column.kind in (Kind.JSON, Kind.DATETIME):
                kept[position] = column.key
    return _Layout(
        texts=itemgetter(*texts) if texts else _nothing,
        conversions=tuple(conversions),
        kept=tuple(kept),
        kept_keys=tuple(kept.values()),
        fields=itemgetter(*[positions.get(column.field, -1) for column in cls.COLUMNS]),
    )


def _columns(cls: type[Row], documented: bool) -> Mapping[str, tuple[Column, _Reader]]:
    """Return a class's columns by the keys under which rows have them, and how each is read."""
    return _columns_by_key(cls.COLUMNS, documented)


@cache
def _columns_by_key(
    all_columns: tuple[Column, ...], documented: bool
) -> Mapping[str, tuple[Column, _Reader]]:
    columns: dict[str, tuple[Column, _Reader]] = {}
    for column in all_columns:
        read = read_json if column.kind is Kind.JSON else READERS[column.kind]
        columns[column.documented_name if documented else column.key] = (column, read)
        if column.navigation and not documented:
            columns[f"{column.navigation}{_BIND}"] = (column, _read_bind)
    return columns


def _read_bind(value: object, column: Column) -> UUID:
    found = isinstance(value, str) and re.fullmatch(r"(?:.*/)?(\w+)\((.*)\)", value)
    if not found or found[1] != column.target:
        raise ValueError(f"/{column.target}(…) with a GUID expected")
    return read_guid(found[2], column)


def _columns_of(
    cls: type[Row],
    row: Mapping[str, object],
    columns: Mapping[str, tuple[Column, _Reader]],
    keep: bool,
) -> dict[str, Column | None]:
    """Return the column of each key, None for what a row has besides the columns."""
    beside = _beside(cls.COLUMNS)
    result: dict[str, Column | None] = {}
    seen: dict[str, str] = {}
    for key, value in row.items():
        if not isinstance(key, str):
            message = f"{cls.__name__}: a column's name is text"
            raise RowError(f"{message}, not {shown(key)}")
        if key in columns:
            column = columns[key][0]
            if column.field in seen:
                where = f"{cls.__name__}.{column.field} ({column.logical_name})"
                twice = f"{seen[column.field]} and {key}"
                raise RowError(f"{where}: the row has it twice, as {twice}")
            seen[column.field] = key
            result[key] = column
        elif key in beside:
            result[key] = None
        elif key.endswith(_BIND):
            raise RowError(f"{cls.__name__} has no lookup {shown(key)}; case counts")
        elif "@" in key or keep or isinstance(value, _EXPANDED):
            result[key] = None
        else:
            message = f"{cls.__name__} has no column {shown(key)}"
            hint = '$select with SELECT asks for its own only, unknown="keep" reads it'
            raise RowError(f"{message}; {hint}")
    return result


# What a column never holds: the row or the rows that $expand puts under a navigation property.
_EXPANDED: Final = (Mapping, list)


@cache
def system_keys(columns: tuple[Column, ...]) -> frozenset[str]:
    """Return the keys of the system columns that rows with these columns can have."""
    return SYSTEM_KEYS.union(column.base for column in columns if column.base)


@cache
def navigation_keys(columns: tuple[Column, ...]) -> frozenset[str]:
    """Return the keys under which `$expand` puts the row that a lookup refers to."""
    return SYSTEM_NAVIGATION.union(
        column.navigation for column in columns if column.navigation
    )


@cache
def _beside(columns: tuple[Column, ...]) -> frozenset[str]:
    """Return the keys that rows have besides their columns, whatever their values are."""
    return system_keys(columns) | navigation_keys(columns)


def _nothing(values: list[object]) -> str:
    return ""


def _check_texts(cls: type[Row], row: Mapping[str, object], documented: bool) -> None:
    columns = _columns(cls, documented)
    for key, value in row.items():
        if key in columns and columns[key][0].kind is Kind.TEXT and type(value) is str:
            try:
                check_text(value)
            except ValueError as error:
                raise refusal(cls, columns[key][0], error, value) from None


_BLOCK: Final = 1000


def read_rows(
    cls: type[R], rows: Iterable[Mapping[str, object]], keep: bool
) -> list[R]:
    """Return rows; a RowError says the number of the row too, counted from 0."""
    result: list[R] = []
    rest = iter(rows)
    while block := list(islice(rest, _BLOCK)):
        with _no_garbage():
            result += _read_mixed_block(cls, block, keep, len(result))
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
    cls: type[R], block: list[Mapping[str, object]], keep: bool, start: int
) -> list[R]:
    """Return the rows of a block, whether they have the same keys or not."""
    try:
        if set(map(len, block)) == {len(block[0])}:
            try:
                return _read_block(cls, block, keep, alike=True)
            except KeyError:
                pass  # as many keys, but not the same
        return _read_block(cls, block, keep, alike=False)
    except (ValueError, TypeError, AttributeError):
        return _read_one_by_one(cls, block, keep, start)


def _read_one_by_one(
    cls: type[R], block: list[Mapping[str, object]], keep: bool, start: int
) -> list[R]:
    result = []
    for number, row in enumerate(block, start):
        try:
            result.append(read_row(cls, row, False, keep))
        except RowError as error:
            raise RowError(f"row {number}: {error}") from None
    return result


def _read_block(
    cls: type[R], block: list[Mapping[str, object]], keep: bool, *, alike: bool
) -> list[R]:
    """Return rows; raise ValueError where one is bad.

    Where they are `alike`, all have the keys of the first, or a KeyError is raised. Where they are
    not, each is read as if it had the keys of all, UNSET for those that it lacks.
    """
    columns = _columns(cls, documented=False)
    widest = block[0] if alike else {key: row[key] for row in block for key in row}
    keys = _columns_of(cls, widest, columns, keep)
    beside = _beside(cls.COLUMNS)
    if len(keys) < 2:  # no columns to speak of, and itemgetter would give no tuples
        return [read_row(cls, row, False, keep) for row in block]
    kept: dict[str, Sequence[object]] = {}
    fields: dict[str, Iterable[object]] = {}
    table: Iterable[Sequence[object]]
    if alike:
        table = zip(*map(itemgetter(*keys), block), strict=True)
    else:
        table = ([row.get(key, UNSET) for row in block] for key in keys)
    for (key, column), values in zip(keys.items(), table, strict=True):
        if column is None:
            known = "@" in key or keep or key in beside
            if not known and not all(
                value is UNSET or isinstance(value, _EXPANDED) for value in values
            ):
                raise ValueError(key)
            kept[key] = values
            continue
        if column.kind is Kind.JSON:
            kept[column.key] = values
        fields[column.field] = _read_values(values, column, columns[key][1])
    origins = zip(repeat(tuple(kept), len(block)), *kept.values(), strict=True)
    in_order = [fields.get(column.field, repeat(UNSET)) for column in cls.COLUMNS]
    result: list[R] = list(map(_draft(cast(Any, cls)), origins, *in_order))
    deque(map(setattr, result, repeat("__class__"), repeat(cls)), maxlen=0)
    return result


def _read_values(
    values: Sequence[Any], column: Column, read: _Reader
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


_BlockReader = Callable[[Sequence[str], Column], Sequence[object]]

# How a column is read that is all text in the rows; a TypeError says that it is not.
_BLOCK_READERS: Final[Mapping[Any, _BlockReader]] = {
    READERS[Kind.TEXT]: _read_texts,
    READERS[Kind.GUID]: read_guids,
    READERS[Kind.DATETIME]: read_datetimes,
    read_json: read_jsons,
}
