"""Properties: what metadata says of the settings in the catalogue."""

from __future__ import annotations

from dvspec.dataverse.properties import LABEL, NUMBER, TEXT, Properties, Property
from dvspec.importers.metadata.members import Members, Texts, label
from dvspec.model import Json


def read_properties(
    properties: Properties, source: Members, language: int, renamed: dict[str, str] | None = None
) -> dict[str, Json]:
    """Return the values that the source says; those that it does not speak of are left out.

    `renamed` has other names in the source for the first part of names in the catalogue.
    """
    result: dict[str, Json] = {}
    for name, property_ in properties.items():
        if not property_.metadata:
            continue
        first, _, member = property_.metadata.partition("/")
        first = (renamed or {}).get(first, first)
        holder, key = (source.inside(first), member) if member else (source, first)
        value = _value(property_, holder.get(key), language)
        if value is not None:
            result[name] = value
    return result


def _value(property_: Property, given: object, language: int) -> Json:
    """Return a value as the model has it, None if it is unknown or not a value of the property."""
    if property_.values is LABEL:
        return _text(given, language) if isinstance(given, Texts) else None
    if property_.values is TEXT:
        return given if isinstance(given, str) else None
    if property_.values is NUMBER:
        return given if type(given) is int and given >= 0 else None
    if True in property_.values:
        return bool(given) if isinstance(given, bool | int) else None
    if isinstance(given, str):
        return next((value for value in property_.values if str(value).lower() == given.lower()), None)
    return None


def _text(texts: Texts, language: int) -> Json:
    found = label(texts, language)
    if not found.translations:
        return found.text
    return {str(code): text for code, text in found.in_languages(language)}
