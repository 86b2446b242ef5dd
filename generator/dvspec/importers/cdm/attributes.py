"""One attribute of the Common Data Model: its names, data type, limits, labels and options, as its traits say them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Texts = tuple[tuple[str, str], ...]
"""A text in several languages: pairs of language tag and text."""

_LANGUAGE = "en"  # of texts without a language tag
_LIMITS = ("is.constrained", "is.constrained.length", "is.dataFormat.numeric.shaped")  # traits


class CdmOption(NamedTuple):
    """One value of an option set; `state` is the state of a status reason, '' for other options."""

    value: str
    labels: Texts
    state: str


class Attribute(NamedTuple):
    """An attribute of an entity, in the entity's order. Texts and limits that are unknown are empty."""

    name: str
    source_name: str  # in Dataverse: the logical name
    schema_name: str
    data_type: str
    path: str  # where it is in its file
    display_name: Texts = ()
    description: Texts = ()
    max_length: str = ""
    minimum: str = ""
    maximum: str = ""
    precision: str = ""
    required_level: str = ""
    is_primary_id: bool = False
    options: tuple[CdmOption, ...] = ()
    targets: tuple[str, ...] = ()  # the entities that a lookup refers to
    is_companion: bool = False  # what comes with another attribute: a display text, the type of a lookup's row


def read_attribute(spec: dict[str, Any], path: str, **more: Any) -> Attribute:
    """Return the attribute that a file defines."""
    data_type = spec.get("dataType")
    traits = dict(_traits(spec.get("appliedTraits")))
    type_traits = dict(_traits(data_type.get("appliedTraits") if isinstance(data_type, dict) else None))
    name = _text(spec.get("name"))
    constrained = _arguments(traits.get("is.constrained"))
    constrained |= _arguments(traits.get("is.constrained.length")) | _arguments(
        traits.get("is.dataFormat.numeric.shaped")
    )
    source_name = _text(spec.get("sourceName"))
    named = _arguments(traits.get("is.CDS.sourceNamed"))
    schema_name = next(iter(named.values()), "") or source_name or name
    return Attribute(
        name=name,
        source_name=source_name or schema_name.lower(),
        schema_name=schema_name,
        data_type=_text(data_type.get("dataTypeReference") if isinstance(data_type, dict) else data_type),
        path=path,
        display_name=_texts(traits.get("is.localized.displayedAs"), spec.get("displayName")),
        description=_texts(traits.get("is.localized.describedAs"), spec.get("description")),
        max_length=_text(spec.get("maximumLength")) or constrained.get("maximumLength", ""),
        minimum=_text(spec.get("minimumValue")) or constrained.get("minimumValue", ""),
        maximum=_text(spec.get("maximumValue")) or constrained.get("maximumValue", ""),
        precision=constrained.get("scale", ""),
        required_level=_arguments(traits.get("is.requiredAtLevel")).get("level", ""),
        is_primary_id=_purpose(spec) == "identifiedBy" or "is.identifiedBy" in traits,
        options=_options(type_traits.get("does.haveDefault") or traits.get("does.haveDefault")),
        **more,
    )


def _purpose(spec: dict[str, Any]) -> str:
    purpose = spec.get("purpose")
    return _text(purpose.get("purposeReference") if isinstance(purpose, dict) else purpose)


def _traits(applied: Any) -> Iterator[tuple[str, Any]]:
    """Yield names of traits and their arguments."""
    for trait in applied if isinstance(applied, list) else []:
        if isinstance(trait, str):
            yield trait, []
        elif isinstance(trait, dict) and isinstance(trait.get("traitReference"), str):
            yield trait["traitReference"], trait.get("arguments")


def _arguments(arguments: Any) -> dict[str, str]:
    """Return a trait's arguments by name; one without a name is a value alone, with its position as name."""
    result = {}
    for position, argument in enumerate(arguments if isinstance(arguments, list) else []):
        if isinstance(argument, dict):
            result[_text(argument.get("name"))] = _text(argument.get("value"))
        else:
            result[str(position)] = _text(argument)
    return {name: value for name, value in result.items() if value}


def _rows(arguments: Any) -> Iterator[list[str]]:
    """Yield the rows of the constant entity that is a trait's argument."""
    for argument in arguments if isinstance(arguments, list) else []:
        value = argument.get("value", argument) if isinstance(argument, dict) else None
        entity = value.get("entityReference") if isinstance(value, dict) else None
        rows = entity.get("constantValues") if isinstance(entity, dict) else None
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, list):
                yield [_text(cell) for cell in row]


def _texts(arguments: Any, text: Any) -> Texts:
    """Return a localized table's texts, otherwise the plain text."""
    found = {row[0]: row[1] for row in _rows(arguments) if len(row) >= 2 and row[1]}
    plain = _text(text)
    if plain and _LANGUAGE not in found:
        found[_LANGUAGE] = plain
    return tuple(found.items())


def _options(arguments: Any) -> tuple[CdmOption, ...]:
    """Return the options of a list's default: rows of language, text, value, position, and a status reason's state."""
    labels: dict[str, dict[str, str]] = {}
    states: dict[str, str] = {}
    for row in _rows(arguments):
        if len(row) >= 3:
            labels.setdefault(row[2], {}).setdefault(row[0], row[1])
            states[row[2]] = row[4] if len(row) > 4 else ""
    return tuple(CdmOption(value, tuple(texts.items()), states[value]) for value, texts in labels.items())


def _text(value: Any) -> str:
    """Return a text or number as text, '' for anything else."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""
