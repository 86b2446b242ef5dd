# Copied from dvspec. Changes are lost when the package is generated again.
"""Rows: what the tables' classes share: reading a Web API row into a class, and writing one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, cast

from . import row_reading
from .fast_reading import Unknown, keeps, read_row, read_rows
from .messages import shown
from .payloads import write_json
from .row_keys import navigation_keys, system_keys
from .row_reading import refusal
from .system_columns import (
    SYSTEM_BINDS,
    SYSTEM_COLUMNS,
    SYSTEM_KEYS,
    SystemColumn,
)
from .values import (
    UNSET,
    Column,
    Json,
    Kind,
    Maybe,
    RowError,
    T,
    hash_of,
    plain_value,
    repr_of,
    same_moment,
    write_value,
)

_FORMATTED: Final = "@OData.Community.Display.V1.FormattedValue"

# The kinds of the values that system columns have.
_KINDS: Final = {
    "bigint": Kind.INTEGER,
    "datetime": Kind.DATETIME,
    "decimal": Kind.DECIMAL,
    "integer": Kind.INTEGER,
    "lookup": Kind.GUID,
    "string": Kind.TEXT,
}


def _as_column(column: SystemColumn) -> Column:
    key = column.web_api_name
    return Column(key, key, key, _KINDS[column.type])


# What can be written besides a table's own columns.
_WRITABLE: Final[Mapping[str, Column]] = {
    column.logical_name: _as_column(column)
    for column in SYSTEM_COLUMNS
    if column.writable
}


class _Origin:
    """Where a row keeps what came with it: in a slot that is not a field."""

    # First the keys, which rows of one answer share, then what stood there: annotations, system
    # columns, and the texts of JSON columns.
    _origin: tuple[Any, ...]
    __slots__ = ("_origin",)


class _Signature:
    """The signature of a row's class as users call it: its fields."""

    def __get__(self, row: Row | None, cls: type[Row]) -> inspect.Signature:
        signature = inspect.signature(cls.__init__)
        parameters = [signature.parameters[field.name] for field in fields(cls)]
        return signature.replace(parameters=parameters)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Row(_Origin):
    """The base of the tables' classes.

    A row that was read remembers what came with it: annotations, system columns, and the text of
    its JSON columns. Copies, pickles and `dataclasses.replace` keep that; comparing ignores it.
    After `replace`, annotations still speak of the row that was read. A hash leaves out JSON that
    is a dict or a list.
    """

    if not TYPE_CHECKING:
        # dataclasses.replace passes the origin on by this parameter; no other caller needs it.
        _origin: InitVar[tuple[Any, ...]] = ((),)

        def __post_init__(self, _origin: tuple[Any, ...]) -> None:
            object.__setattr__(self, "_origin", _origin)

        __signature__ = _Signature()

    COLUMNS: ClassVar[tuple[Column, ...]]
    LOGICAL_NAME: ClassVar[str]
    ENTITY_SET_NAME: ClassVar[str]
    TABLE_KIND: ClassVar[str]
    PRIMARY_ID: ClassVar[str]
    PRIMARY_NAME: ClassVar[str]
    SELECT: ClassVar[tuple[str, ...]]
    ALTERNATE_KEYS: ClassVar[tuple[tuple[str, ...], ...]]
    __entity_logical_name__: ClassVar[str]
    __entity_set_name__: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.__entity_logical_name__ = cls.LOGICAL_NAME
        cls.__entity_set_name__ = cls.ENTITY_SET_NAME
        if "__hash__" not in vars(cls):  # else the decorator's, which hashes JSON too
            type.__setattr__(cls, "__hash__", Row.__hash__)

    def __hash__(self) -> int:
        return hash_of(self, fields(self))

    def __repr__(self) -> str:
        return repr_of(self, fields(self))

    def __reduce__(self) -> tuple[Any, ...]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return _restore, (type(self), values, self._origin)

    @classmethod
    def from_dict(
        cls, row: Mapping[str, object], *, unknown: Unknown = "error"
    ) -> Self:
        """Read a row as the Web API answers it, or as `to_dict` writes it.

        A column that the row lacks is UNSET, one that is null is None. Annotations (keys with
        an `@`), system columns and the rows that `$expand` adds are kept apart. Raises RowError
        for an unknown column, unless `unknown` is "keep", and for a value that is not of its
        column's type, naming both; lengths and bounds are not checked here, since an environment
        may have widened them.
        """
        return read_row(cls, row, unknown)

    @classmethod
    def from_dicts(
        cls, rows: Iterable[Mapping[str, object]], *, unknown: Unknown = "error"
    ) -> list[Self]:
        """Read many rows, as `from_dict` reads one, and faster; a RowError says which row it is."""
        return read_rows(cls, rows, unknown)

    @classmethod
    def from_documented(
        cls, row: Mapping[str, object], *, unknown: Unknown = "error"
    ) -> Self:
        """Read a row whose columns have the names that the documentation gives them.

        A column that is not documented has its name in the specs. Otherwise as `from_dict`.
        """
        return row_reading.read_row(cls, row, True, keeps(unknown))

    def to_dict(self) -> dict[str, Json]:
        """Return the row as the Web API takes it: logical names and JSON types.

        UNSET columns are left out, None becomes null, a lookup becomes an `@odata.bind`, which
        clears it where it is null. The text of a JSON column that was read and not changed is
        what it was, and so is a date and time with more decimals than `datetime` has. System
        columns that can be written and came with the row, such as `statecode` and
        `ownerid@odata.bind`, are written too; unknown columns are not. Raises RowError for a
        value that its column can't hold.
        """
        return _write_row(self)

    @property
    def annotations(self) -> Mapping[str, object]:
        """The annotations that came with the row, such as `@odata.etag`, by key."""
        came = _came_with(self)
        keys = [key for key in came if "@" in key and key not in SYSTEM_KEYS]
        return {key: came[key] for key in keys}

    @property
    def system_columns(self) -> Mapping[str, object]:
        """The system columns that came with the row, such as `createdon`, as they came."""
        keys = system_keys(self.COLUMNS)
        return {key: value for key, value in _came_with(self).items() if key in keys}

    @property
    def expanded(self) -> Mapping[str, object]:
        """The rows that `$expand` added, by navigation property, as they came."""
        came = _came_with(self)
        return {
            key: value for key, value in came.items() if _is_expanded(self, key, value)
        }

    @property
    def unknown_columns(self) -> Mapping[str, object]:
        """The columns that the table does not have and `unknown="keep"` kept, as they came."""
        came = _came_with(self)
        known = system_keys(self.COLUMNS).union(column.key for column in self.COLUMNS)
        return {
            key: value
            for key, value in came.items()
            if "@" not in key
            and key not in known
            and not _is_expanded(self, key, value)
        }

    def with_system_columns(self, columns: Mapping[str, object]) -> Self:
        """Return the row with these system columns, which `to_dict` writes where they can be.

        The owner is `ownerid@odata.bind` with the address of a user or a team, such as
        `/systemusers(…)`; the currency `transactioncurrencyid@odata.bind`.
        """
        for key in columns:
            if key not in _WRITABLE and key not in SYSTEM_BINDS:
                known = ", ".join([*_WRITABLE, *SYSTEM_BINDS])
                message = f"{type(self).__name__}: {key!r:.80} can't be written"
                raise RowError(f"{message}; system columns that can be: {known}")
        came = _came_with(self) | dict(columns)
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        origin = (tuple(came), *came.values())
        return cast(Self, _restore(type(self), values, origin))

    def formatted_value(self, logical_name: str) -> str | None:
        """Return the text that Dataverse shows for a column's value, if it came with the row.

        The name is the key of the value in the row: a lookup's is `_name_value`.
        """
        value = self.annotations.get(f"{logical_name}{_FORMATTED}")
        return value if isinstance(value, str) else None


delattr(Row, "_origin")  # the parameter's default, which would hide the slot


def _restore(cls: type[Row], values: Mapping[str, Any], origin: tuple[Any, ...]) -> Row:
    """Return a copy of a row, from what `__reduce__` gave."""
    return cast(Any, cls)(**values, _origin=origin)  # type: ignore[no-any-return]


def system_column(table: type[Row], name: str) -> Column | None:
    """Return the system column that tables of this kind have by this name, or by its key in rows."""
    for column in SYSTEM_COLUMNS:
        names = (column.logical_name, column.web_api_name)
        if name in names and column.table_kind in ("", table.TABLE_KIND):
            return _as_column(column)
    return None


def present(name: str, value: Maybe[T]) -> T:
    """Return a value that must be there; raise RowError, naming it, where it is not."""
    if value is None or value is UNSET:
        state = "null" if value is None else "absent"
        raise RowError(f"{name} is {state}, and is needed here")
    return value


def _is_expanded(row: Row, key: str, value: object) -> bool:
    if "@" in key or key in system_keys(row.COLUMNS):
        return False
    return key in navigation_keys(row.COLUMNS) or isinstance(value, (Mapping, list))


def _came_with(row: Row) -> dict[str, Any]:
    keys, *values = row._origin
    came = zip(keys, values, strict=True)
    return {key: value for key, value in came if value is not UNSET}


def _write_row(row: Row) -> dict[str, Json]:
    originals = _came_with(row)
    result: dict[str, Json] = {}
    for column in row.COLUMNS:
        value = getattr(row, column.field)
        if value is UNSET:
            continue
        key = column.logical_name
        written: Json = None
        try:
            if column.navigation:
                key = f"{column.navigation}@odata.bind"
            if value is None:
                if column.required:
                    raise ValueError("a value expected: the column is required")
            elif column.navigation:
                written = f"/{column.target}({write_value(value, column)})"
            elif column.kind is Kind.JSON:
                written = write_json(value, column, originals.get(column.key))
            elif key in originals and same_moment(value, originals[key]):
                written = originals[key]
            else:
                written = write_value(value, column)
        except ValueError as error:
            raise refusal(type(row), column, error, value) from None
        result[key] = written
    for key, value in originals.items():
        if key in _WRITABLE or key in SYSTEM_BINDS:
            _write_system(row, key, value, result)
    return result


def _write_system(row: Row, key: str, value: object, result: dict[str, Json]) -> None:
    """Add a system column that can be written; null says nothing there, except of a reference."""
    value = plain_value(value)
    if key in SYSTEM_BINDS:
        column = SYSTEM_BINDS[key]
        if value is None and column.clearable:
            result[key] = None
            return
        target = "|".join(column.targets)
        if isinstance(value, str) and re.fullmatch(
            rf"(?:\S*/)?(?:{target})\(\S+\)", value
        ):
            result[key] = value
            return
        message = " or ".join(f"/{name}(…)" for name in column.targets)
        where = f"{type(row).__name__}: {key}"
        raise RowError(f"{where}: {message} expected; the value is {shown(value)}")
    if value is not None:
        try:
            result[key] = write_value(value, _WRITABLE[key])
        except ValueError as error:
            raise refusal(type(row), _WRITABLE[key], error, value) from None
