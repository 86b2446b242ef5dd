"""Data types of the Common Data Model, and the types of columns that they become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dvspec.dataverse.types import TYPES
from dvspec.importers.cdm.documents import Definition

_TEXT = """
    string char name fullName firstName middleName lastName firstNamePronunciation addressLine city county country
    stateOrProvince postalCode company language languageTag timezone colorName jobTitle governmentId guidString
    localizedDisplayText
    """


class ColumnKind(NamedTuple):
    """A type of columns and its format, None for the usual one."""

    type: str
    format: str | None = None


_OTHERS: Mapping[str, ColumnKind] = {
    "email": ColumnKind("string", "email"),
    "phone": ColumnKind("string", "phone"),
    "phoneCell": ColumnKind("string", "phone"),
    "phoneFax": ColumnKind("string", "phone"),
    "url": ColumnKind("string", "url"),
    "tickerSymbol": ColumnKind("string", "tickersymbol"),
    "json": ColumnKind("memo"),
    "boolean": ColumnKind("boolean"),
    "integer": ColumnKind("integer"),
    "int32": ColumnKind("integer"),
    "smallInteger": ColumnKind("integer"),
    "byte": ColumnKind("integer"),
    "year": ColumnKind("integer"),
    "minutes": ColumnKind("integer", "duration"),
    "bigInteger": ColumnKind("bigint"),
    "int64": ColumnKind("integer"),  # in folders, which have no other whole numbers
    "decimal": ColumnKind("decimal"),
    "double": ColumnKind("double"),
    "float": ColumnKind("double"),
    "currency": ColumnKind("money"),
    "baseCurrency": ColumnKind("money"),
    "date": ColumnKind("date"),
    "dateTime": ColumnKind("datetime"),
    "dateTimeOffset": ColumnKind("datetime"),
    "listLookup": ColumnKind("choice"),
    "listLookupWide": ColumnKind("choice"),
    "listLookupCorrelated": ColumnKind("status"),
    "listLookupMultiple": ColumnKind("multichoice"),
    "entityId": ColumnKind("guid"),
    "userId": ColumnKind("guid"),
    "guid": ColumnKind("guid"),
    "image": ColumnKind("image"),
}
KINDS: Mapping[str, ColumnKind] = {**dict.fromkeys(_TEXT.split(), ColumnKind("string")), **_OTHERS}


def kind_of(data_type: str, max_length: int | None, defined: Mapping[str, Definition]) -> ColumnKind | None:
    """Return the type of columns that a data type becomes, None if it is unknown.

    `defined` are the data types that the files define; each extends another. Text that is too long for a string
    becomes a memo.
    """
    seen: set[str] = set()
    while data_type not in KINDS and data_type in defined and data_type not in seen:
        seen.add(data_type)
        extended = defined[data_type].spec.get("extendsDataType")
        data_type = extended if isinstance(extended, str) else ""
    kind = KINDS.get(data_type)
    longest = TYPES["string"].max_length
    if kind is not None and kind.type == "string" and max_length is not None and longest and max_length > longest:
        return ColumnKind("memo")
    return kind
