# Copied from dvspec. Changes are lost when the package is generated again.
"""Payloads: the JSON inside text columns, read into classes and written back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar, Final, NamedTuple, Self, cast

from .shown import shown
from .value_reading import check_text
from .value_writing import check_length
from .values import (
    JSON_NULL,
    UNSET,
    Column,
    Json,
    JsonObject,
    Kind,
    RowError,
    hash_of,
    repr_of,
)

_SHAPES: Final[Mapping[type, str]] = {dict: "an object", list: "a list"}


class Member(NamedTuple):
    """A member of a payload: its field here and its name in JSON."""

    field: str
    name: str
    kind: Kind
    required: bool = False


class Payload:
    """The base of the classes for JSON inside a text column."""

    __slots__ = ()

    extra: Mapping[str, Json]
    MEMBERS: ClassVar[tuple[Member, ...]]
    ALIASES: ClassVar[Mapping[str, str]]
    LIST_MEMBER: ClassVar[str | None]

    def __init_subclass__(cls) -> None:
        if "__hash__" not in vars(cls):  # else the decorator's, which hashes JSON too
            type.__setattr__(cls, "__hash__", Payload.__hash__)

    def __hash__(self) -> int:
        return hash_of(self, fields(cast(Any, self)))

    def __repr__(self) -> str:
        return repr_of(self, fields(cast(Any, self)))

    @classmethod
    def from_json(cls, value: Json) -> Self:
        """Read decoded JSON, in its current shape or an older one; raise RowError for others."""
        if cls.LIST_MEMBER is not None and isinstance(value, list):
            value = {cls.LIST_MEMBER: value}
        if not isinstance(value, dict):
            raise RowError(f"{cls.__name__}: an object expected, not {shown(value)}")
        rest = {cls.ALIASES.get(name, name): inner for name, inner in value.items()}
        if len(rest) != len(value):
            message = f"{cls.__name__}: one member has both of its names"
            raise RowError(f"{message}: {shown(value)}")
        fields: dict[str, Any] = {}
        for member in cls.MEMBERS:
            if member.name in rest:
                inner = rest.pop(member.name)
                fields[member.field] = _read_member(cls, member, inner)
            elif member.required:
                message = f"{cls.__name__}: a member {member.name} expected"
                raise RowError(f"{message} in {shown(value)}")
        fields["extra"] = rest
        return cls(**fields)

    def to_json(self) -> dict[str, Json]:
        """Return JSON in its current shape, with the members in the order of the spec."""
        value: dict[str, Json] = {}
        for member in self.MEMBERS:
            inner = getattr(self, member.field)
            if inner is not UNSET:
                plain = list(inner) if isinstance(inner, tuple) else inner
                value[member.name] = _checked_member(type(self), member, plain)
        if not isinstance(self.extra, Mapping):
            where = f"{type(self).__name__}.extra"
            raise RowError(f"{where}: a mapping expected, not {shown(self.extra)}")
        value.update(self.extra)
        return value


def _checked_member(cls: type[Payload], member: Member, value: Json) -> Json:
    _read_member(cls, member, value)
    return value


def _read_member(cls: type[Payload], member: Member, value: Json) -> object:
    kind = member.kind
    if kind is Kind.JSON or (value is None and not member.required):
        return value
    if kind is Kind.TEXTS:
        if isinstance(value, list) and all(type(item) is str for item in value):
            return tuple(value)
    elif kind is Kind.DOUBLE:
        if type(value) in (int, float):
            return value
    elif kind is Kind.INTEGER and type(value) is float and value.is_integer():
        return int(value)
    elif type(value) is {Kind.TEXT: str, Kind.INTEGER: int, Kind.BOOLEAN: bool}[kind]:
        return value
    message = f"{cls.__name__}.{member.name}: {kind.value} expected"
    raise RowError(f"{message}, not {shown(value)}")


def read_json(value: object, column: Column) -> object:
    """Return the decoded JSON of a string; raise ValueError if it is not JSON."""
    if not isinstance(value, str):
        raise ValueError("JSON in a string expected")
    decoded = _decode(value)
    if column.json_type is not None and not isinstance(decoded, column.json_type):
        raise ValueError(f"JSON with {_SHAPES[column.json_type]} expected")
    if column.payload is None:
        return JSON_NULL if decoded is None else decoded
    if not column.many:
        return column.payload.from_json(decoded)
    if not isinstance(decoded, list):
        raise ValueError(f"JSON with {_SHAPES[list]} expected")
    return tuple(column.payload.from_json(item) for item in decoded)


def write_json(value: object, column: Column, original: object) -> str:
    """Return a value as JSON text: `original`, if that has the same content."""
    text = _encode(_in_json(value, column))
    if isinstance(original, str):
        unchanged = _encode(_in_json(read_json(original, column), column))
        text = original if text == unchanged else text
    check_length(text, column)
    return text


def _in_json(value: object, column: Column) -> object:
    if column.payload is None:
        if column.json_type is not None and not isinstance(value, column.json_type):
            raise ValueError(f"{_SHAPES[column.json_type]} expected")
        return None if value is JSON_NULL else value
    if column.many:
        if not isinstance(value, (tuple, list)):
            raise ValueError(f"a list of {column.payload.__name__} expected")
        return [_one_in_json(item, column.payload) for item in value]
    return _one_in_json(value, column.payload)


def _one_in_json(value: object, payload: type[JsonObject]) -> dict[str, Json]:
    if not isinstance(value, payload):
        raise ValueError(f"{payload.__name__} expected")
    return value.to_json()


def _encode(value: object) -> str:
    try:
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )
    except (
        Exception
    ) as error:  # of a type that JSON lacks, too deep, or with failing methods
        raise ValueError(f"JSON expected ({error})") from None
    check_text(text)
    return text


def _decode(text: str) -> Json:
    check_text(text)
    text = text.strip(" \t\r\n")
    try:
        value: Json
        value, end = _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"JSON expected ({error})") from None
    except RecursionError:
        raise ValueError("JSON with less nesting expected") from None
    if end != len(text):
        raise ValueError(f"JSON expected with nothing after it ({text[end:]!r:.20})")
    if "\\u" in text:
        _encode(value)  # a lone surrogate may hide in an escape
    return value


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("JSON without duplicate members expected")
    return members


def finite_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(
            f"JSON with numbers in the range of a float expected: {text:.20}"
        )
    return number


def refuse_constant(name: str) -> Json:
    raise ValueError(f"JSON expected; it has no {name}")


# As json.loads, but strict: duplicate members and NaN are refused.
_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=finite_float, parse_constant=refuse_constant
)
