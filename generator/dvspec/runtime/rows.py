"""Rows: the base of the tables' classes, which reads and writes rows of the Web API."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, cast

from . import row_reading
from .fast_reading import LATEST, Unknown, keeps, read_row, read_rows
from .row_keys import WRITABLE_COLUMNS, is_expanded, is_known, system_keys
from .row_writing import came_with, write_row
from .shown import shown
from .system_columns import SYSTEM_BINDS, SYSTEM_KEYS
from .values import UNSET, Column, Json, Maybe, RowError, T, hash_of, repr_of

_FORMATTED: Final = "@OData.Community.Display.V1.FormattedValue"


class _Origin:
    """Keeps what came with a row, in a slot that is not a field."""

    # First the keys, which rows of one answer share, then their values: annotations, system
    # columns, expanded rows, and the texts of JSON columns and of dates with times.
    _origin: tuple[Any, ...]
    __slots__ = ("_origin",)


class _Signature:
    """The signature of a row's class for its users: only fields."""

    def __get__(self, row: Row | None, cls: type[Row]) -> inspect.Signature:
        signature = inspect.signature(cls.__init__)
        parameters = [signature.parameters[field.name] for field in fields(cls)]
        return signature.replace(parameters=parameters)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Row(_Origin):
    """The base of the tables' classes.

    A row that was read keeps what came with it: annotations, system columns, and the text of its
    JSON columns. Copies, pickles and `dataclasses.replace` keep that too; comparisons ignore it.
    After `replace`, annotations are still those of the row that was read. Hashes leave out JSON
    that is a dict or a list.
    """

    if not TYPE_CHECKING:
        # dataclasses.replace passes the origin on in this parameter; no other caller needs it.
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
        """Read a row as the Web API returns it, or as `to_dict` writes it.

        A column that is absent from the row is UNSET, one that is null is None. Annotations (keys
        with an `@`), system columns and the rows that `$expand` adds are kept separately. Raises
        RowError, naming the column and its value, for an unknown column, unless `unknown` is
        "keep", and for a value that is not of its column's type. Lengths and bounds are not
        checked here, since an environment may have widened them.
        """
        try:  # here and not in read_row, since a call more would take a twentieth of the time
            latest, keys, read = LATEST[cls]
            if keys == [*row] and latest is unknown:
                return cast(Self, read(row))
        except Exception:  # no function yet, or something is not as expected
            pass
        return read_row(cls, row, unknown)

    @classmethod
    def from_dicts(
        cls, rows: Iterable[Mapping[str, object]], *, unknown: Unknown = "error"
    ) -> list[Self]:
        """Read many rows as `from_dict` does, faster; a RowError has the number of the row."""
        return read_rows(cls, rows, unknown)

    @classmethod
    def from_documented(
        cls, row: Mapping[str, object], *, unknown: Unknown = "error"
    ) -> Self:
        """Read a row whose columns have their documented names, as `from_dict` does.

        A column that is not documented has its name in the specs.
        """
        return row_reading.read_row(cls, row, True, keeps(unknown))

    def to_dict(self) -> dict[str, Json]:
        """Return the row as the Web API takes it: with logical names and JSON types.

        UNSET columns and those that can't be written are left out, None becomes null, and a lookup
        becomes an `@odata.bind`, which clears the lookup if it is null. A JSON column that was read
        and not changed keeps its text, and so does a date and time with more decimals than
        `datetime` has. Writable system columns that came with the row, such as `statecode` and
        `ownerid@odata.bind`, are written too; unknown columns are not. Raises RowError for a value
        that its column can't hold.
        """
        return write_row(self)

    @property
    def annotations(self) -> Mapping[str, object]:
        """The annotations that came with the row, such as `@odata.etag`, by key."""
        came = came_with(self)
        keys = [key for key in came if "@" in key and key not in SYSTEM_KEYS]
        return {key: came[key] for key in keys}

    @property
    def system_columns(self) -> Mapping[str, object]:
        """The system columns that came with the row, such as `createdon`, unconverted."""
        keys = system_keys(self.COLUMNS)
        return {key: value for key, value in came_with(self).items() if key in keys}

    @property
    def expanded(self) -> Mapping[str, object]:
        """The rows that `$expand` added, by navigation property, unconverted."""
        came = came_with(self)
        return {
            key: value for key, value in came.items() if _is_expanded(self, key, value)
        }

    @property
    def unknown_columns(self) -> Mapping[str, object]:
        """The columns that the table does not have, kept by `unknown="keep"`, unconverted."""
        came = came_with(self)
        known = system_keys(self.COLUMNS).union(column.key for column in self.COLUMNS)
        return {
            key: value
            for key, value in came.items()
            if "@" not in key
            and key not in known
            and not _is_expanded(self, key, value)
        }

    def with_system_columns(self, columns: Mapping[str, object]) -> Self:
        """Return the row with these writable system columns, which `to_dict` writes.

        The owner is `ownerid@odata.bind` with the address of a user or a team, such as
        `/systemusers(…)`; the currency is `transactioncurrencyid@odata.bind`.
        """
        where = type(self).__name__
        if not isinstance(columns, Mapping):
            raise RowError(f"{where}: a mapping expected, not {shown(columns)}")
        for key in columns:
            if key not in WRITABLE_COLUMNS and key not in SYSTEM_BINDS:
                writable = ", ".join([*WRITABLE_COLUMNS, *SYSTEM_BINDS])
                message = f"{where}: {shown(key)} can't be written"
                raise RowError(f"{message}; writable system columns are {writable}")
        came = came_with(self) | dict(columns)
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        origin = (tuple(came), *came.values())
        return cast(Self, _restore(type(self), values, origin))

    def formatted_value(self, logical_name: str) -> str | None:
        """Return the text that Dataverse displays for a column's value, if it came with the row.

        The name is the key of the value in the row, `_name_value` for a lookup.
        """
        value = self.annotations.get(f"{logical_name}{_FORMATTED}")
        return value if isinstance(value, str) else None


delattr(Row, "_origin")  # the parameter's default, which would hide the slot


def _restore(cls: type[Row], values: Mapping[str, Any], origin: tuple[Any, ...]) -> Row:
    """Return a copy of a row, from the result of its `__reduce__`."""
    return cast(Any, cls)(**values, _origin=origin)  # type: ignore[no-any-return]


def present(name: str, value: Maybe[T]) -> T:
    """Return a value that is needed; raise RowError with its name if it is absent or null."""
    if value is None or value is UNSET:
        state = "null" if value is None else "absent"
        raise RowError(f"{name} is needed here, but is {state}")
    return value


def _is_expanded(row: Row, key: str, value: object) -> bool:
    return not is_known(type(row), key) and is_expanded(type(row), key, value)
