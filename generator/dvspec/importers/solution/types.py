"""The types of columns: what the elements that belong to a type say, as values of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dvspec.dataverse.types import TYPES
from dvspec.importers.solution.elements import Fields
from dvspec.solution_files.values import integer, number

Values = dict[str, Any]  # of fields of the model's column
Odd = Callable[[str, str], None]  # reports a feature and a detail

DATE_BEHAVIORS: Mapping[str, str] = {"1": "user_local", "2": "date_only", "3": "time_zone_independent"}
PRECISION_SOURCES: Mapping[str, str] = {"0": "own", "1": "pricing", "2": "currency"}


def name_of(type_: str, format_: str) -> str:
    """Return the type in specs of a <Type> and its <Format>; '' if specs have none."""
    if type_ == "datetime" and format_ == "date":
        return "date"
    return _NAMES.get(type_, "")


_NAMES: Mapping[str, str] = {
    "nvarchar": "string",
    "ntext": "memo",
    "primarykey": "guid",
    "int": "integer",
    "bigint": "bigint",
    "decimal": "decimal",
    "float": "double",
    "money": "money",
    "bit": "boolean",
    "picklist": "choice",
    "multiselectpicklist": "multichoice",
    "datetime": "datetime",
    "lookup": "lookup",
    "customer": "customer",
    "file": "file",
    "image": "image",
    "state": "state",
    "status": "status",
}


def values(type_: str, fields: Fields, odd: Odd) -> Values:
    """Return what the elements of a column of this type of specs say."""
    reader = _READERS.get(type_)
    return reader(type_, fields, odd) if reader else {}


def _text(type_: str, fields: Fields, odd: Odd) -> Values:
    defaults = TYPES[type_].defaults
    length = integer(fields.text("MaxLength"))
    stored = integer(fields.text("Length"))
    if length is not None and stored is not None and stored != 2 * length:
        odd("stored-length", f"Length {stored} is not 2 × MaxLength.")
    format_ = _format(type_, fields, odd)
    most = TYPES["memo" if format_ == "json" else type_].max_length or 0
    if length is None or not 0 < length <= most:
        if length is not None:
            odd("max-length", f"MaxLength {length} is beyond the limits of the type.")
        length = min(most, int(str(defaults["max_length"])))
    return {"max_length": length, "format": format_}


def _format(type_: str, fields: Fields, odd: Odd) -> str | None:
    """Return the format, which can be ''; where none is given, the default."""
    default = TYPES[type_].defaults.get("format")
    if fields.has("Format"):
        given = fields.text("Format").lower()
        if given in TYPES[type_].formats:
            return given
        if given:
            odd("format", f"The format {given} is unknown.")
    return None if default is None else str(default)


def _number(type_: str, fields: Fields, odd: Odd) -> Values:
    defaults = TYPES[type_].defaults
    result: Values = {}
    for key, tag in (("minimum", "MinValue"), ("maximum", "MaxValue")):
        text = fields.text(tag)
        value = _amount(text)
        if value is None and text:
            odd("bound", f"{tag} is not a number.")
        result[key] = _within(type_, value, key, odd) if value is not None else defaults.get(key)
    if result["minimum"] > result["maximum"]:
        odd("bound", "The minimum is greater than the maximum.")
        result |= {key: defaults[key] for key in ("minimum", "maximum")}
    if "precision" in TYPES[type_].spec_keys:
        precision = integer(fields.text("Accuracy"))
        if precision is not None and not 0 <= precision <= (TYPES[type_].max_precision or 0):
            odd("precision", f"Accuracy {precision} is beyond the limits of the type.")
            precision = None
        result["precision"] = defaults["precision"] if precision is None else precision
    return result


def _amount(text: str) -> int | float | None:
    whole = integer(text)
    if whole is not None:
        return whole
    value = number(text)
    return int(value) if value is not None and value.is_integer() else value


def _within(type_: str, value: int | float, key: str, odd: Odd) -> int | float:
    low, high = TYPES[type_].bounds or (value, value)
    if low <= value <= high:
        return value
    if low - 1 < value < high + 1:  # the last decimals of money, which both ways of writing its range differ in
        return low if value < low else high
    odd("bound", f"The {key} is beyond the limit of the type.")
    return low if value < low else high


def _integer(type_: str, fields: Fields, odd: Odd) -> Values:
    return {**_number(type_, fields, odd), "format": _format(type_, fields, odd)}


def _money(type_: str, fields: Fields, odd: Odd) -> Values:
    source = PRECISION_SOURCES.get(fields.text("AccuracySource") or "0")
    if source is None:
        odd("precision-source", "AccuracySource is unknown.")
    return {**_number(type_, fields, odd), "precision_source": source or "own"}


def _date(type_: str, fields: Fields, odd: Odd) -> Values:
    behavior = DATE_BEHAVIORS.get(fields.text("Behavior") or "1")
    if behavior is None:
        odd("date-behavior", "Behavior is unknown.")
    fields.skip("Format", "CanChangeDateTimeBehavior")
    return {"behavior": behavior or "user_local"}


def _boolean(_: str, fields: Fields, odd: Odd) -> Values:
    default = fields.text("AppDefaultValue")
    if default not in ("", "0", "1"):
        odd("default-of-boolean", f"The default value is {default}.")
    return {"default": default == "1"}


def _choice(_: str, fields: Fields, odd: Odd) -> Values:
    default = integer(fields.text("AppDefaultValue"))
    return {"default": None if default == -1 else default}


def _multichoice(_: str, fields: Fields, odd: Odd) -> Values:
    if fields.text("AppDefaultValue") not in ("", "-1"):
        odd("default-of-choices", "Columns of the type have no default in specs.")
    return {}


def _lookup(_: str, fields: Fields, odd: Odd) -> Values:
    types = fields.get("LookupTypes")
    if types is not None and (types.text or types.children):
        odd("lookup-types", "LookupTypes are given; specs have the targets of relationships.")
    fields.skip("ReferencedEntityObjectTypeCode")
    return {}


def _file(type_: str, fields: Fields, odd: Odd) -> Values:
    size = integer(fields.text("MaxValue"))
    return {"max_size_kb": _default(type_, "max_size_kb") if size is None else size}


def _image(type_: str, fields: Fields, odd: Odd) -> Values:
    fields.skip("Format", "MaxLength", "IsPrimaryImage", "CanStoreFullImage")
    return _file(type_, fields, odd)


_READERS: Mapping[str, Callable[[str, Fields, Odd], Values]] = {
    "string": _text,
    "memo": _text,
    "integer": _integer,
    "decimal": _number,
    "double": _number,
    "money": _money,
    "boolean": _boolean,
    "choice": _choice,
    "multichoice": _multichoice,
    "state": _multichoice,
    "status": _multichoice,
    "datetime": _date,
    "date": _date,
    "lookup": _lookup,
    "customer": _lookup,
    "file": _file,
    "image": _image,
}


def _default(type_: str, key: str) -> Any:
    return TYPES[type_].defaults.get(key) if type_ in TYPES else None
