# Copied from dvspec. Changes are lost when the package is generated again.
"""Values of rows: their types, and the description of the columns that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import Field
from enum import Enum, IntEnum
from typing import (
    Any,
    Final,
    Literal,
    NamedTuple,
    Protocol,
    Self,
    TypeAlias,
    TypeVar,
)
from uuid import UUID

Json = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


class Unset(Enum):
    """The type of UNSET."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""The value of a column that is absent from a row; that of a column that is null is None."""


class JsonNull(Enum):
    """The type of JSON_NULL."""

    JSON_NULL = "null"

    def __repr__(self) -> str:
        return "JSON_NULL"

    def __bool__(self) -> Literal[False]:
        return False


JSON_NULL: Final = JsonNull.JSON_NULL
"""The JSON value null in a JSON column; None is a JSON column that is null itself."""

T = TypeVar("T")
Maybe: TypeAlias = T | Unset | None


D = TypeVar("D")


def value_or(value: Maybe[T], default: D) -> T | D:
    """Return the value, or the default where the column is absent or null."""
    return default if value is None or value is UNSET else value


class RowError(ValueError):
    """A row that its table can't hold, because of its columns or of a value."""


def repr_of(obj: object, fields: Iterable[Field[Any]]) -> str:
    """Return a dataclass's repr, without the fields that are UNSET."""
    values = [(field.name, getattr(obj, field.name)) for field in fields if field.repr]
    given = [f"{name}={value!r}" for name, value in values if value is not UNSET]
    return f"{type(obj).__qualname__}({', '.join(given)})"


def hash_of(obj: object, fields: Iterable[Field[Any]]) -> int:
    """Return a hash of the hashable values: equal objects have equal hashes."""
    hashes = []
    for field in fields:
        if field.compare:
            with suppress(TypeError):  # JSON that is a dict or a list
                hashes.append(hash(getattr(obj, field.name)))
    return hash(tuple(hashes))


class RowReference(NamedTuple):
    """The value of a lookup that can refer to rows of several tables: which table, and which row.

    `table` is a logical name, such as "contact". It is "" if the row that was read doesn't say it,
    because annotations weren't requested; such a reference can't be written.
    """

    table: str
    id: UUID


class LabeledEnum(IntEnum):
    """The base of choices: each option is an integer with the label that Dataverse shows."""

    label: str
    """The label in the base language."""
    translations: Mapping[int, str]
    """The labels in other languages, by LCID."""

    def __new__(
        cls, value: int, label: str, translations: Mapping[int, str] | None = None
    ) -> Self:
        option = int.__new__(cls, value)
        option._value_ = value
        option.label = label
        option.translations = translations or {}
        return option


class Kind(Enum):
    """The kind of a column's values: how rows write them. Its value says what is expected."""

    TEXT = "a string"
    TEXTS = "a list of strings"
    GUID = "a GUID of 32 hexadecimal digits with hyphens"
    REFERENCE = "a RowReference, or a GUID of 32 hexadecimal digits with hyphens"
    INTEGER = "a whole number"
    DECIMAL = "a number"
    DOUBLE = "a finite number"
    BOOLEAN = "true or false"
    CHOICE = "one of the choice's values"
    CHOICES = "comma-separated values of the choice"
    DATETIME = "an ISO 8601 date and time with a time zone, not before 1753"
    DATE = "an ISO 8601 date, not before 1753"
    JSON = "JSON"


class JsonObject(Protocol):
    """A class for the objects in a JSON column; generated ones inherit from Payload."""

    @classmethod
    def from_json(cls, value: Json) -> Self:
        """Read decoded JSON."""

    def to_json(self) -> dict[str, Json]:
        """Return JSON."""


class LookupTarget(NamedTuple):
    """A table that a lookup can refer to, and the navigation property that leads to its rows."""

    navigation: str
    entity_set_name: str
    logical_name: str


class Column(NamedTuple):
    """A column: the field that holds it, its names, and what its values may be.

    `companions` are the endings of the columns that Dataverse adds for it, such as "_base" for an
    amount in the base currency. `precision` is the maximum number of decimals. A `required` column
    can't be null in a row that is written; a `read_only` one is never written.
    """

    field: str
    logical_name: str
    documented_name: str
    kind: Kind
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    options: type[IntEnum] | None = None
    targets: tuple[LookupTarget, ...] = ()
    payload: type[JsonObject] | None = None
    many: bool = False
    json_type: type[dict[str, Json]] | None = None
    companions: tuple[str, ...] = ()
    precision: int | None = None
    required: bool = False
    read_only: bool = False

    @property
    def key(self) -> str:
        """The key of the column's value in the rows that the Web API returns."""
        return f"_{self.logical_name}_value" if self.targets else self.logical_name
