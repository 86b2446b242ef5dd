"""Properties of tables, columns and relationships in specs: those given, and the defaults of the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvspec.dataverse import properties
from dvspec.dataverse.properties import LABEL, NUMBER, STANDARD, Where
from dvspec.model import Json, Properties
from dvspec.spec.yaml_text import NumberText

MANAGED = "managed_properties"
"""The key of a mapping with the managed properties."""


class Keys:
    """The properties of one kind of thing. All things with the same defaults share one mapping of them."""

    def __init__(self, catalogue: properties.Properties) -> None:
        self.catalogue = catalogue
        self.own = frozenset(name for name, row in catalogue.items() if not row.managed)
        self._defaults: dict[Where, Properties] = {}

    def defaults(self, where: Where = STANDARD) -> Properties:
        """Return the defaults of all properties at a place."""
        found = self._defaults.get(where)
        if found is None:
            found = self._defaults[where] = properties.defaults(self.catalogue, where)
        return found

    def complete(self, spec: Mapping[str, Any], where: Where = STANDARD) -> Properties:
        """Return the values of all properties of a mapping."""
        managed = spec.get(MANAGED)
        if not managed and self.own.isdisjoint(spec):
            return self.defaults(where)
        given = {name: _plain(spec[name]) for name in self.own.intersection(spec)} | (managed or {})
        return {name: given.get(name, default) for name, default in self.defaults(where).items()}

    def shorten(self, values: Properties, where: Where = STANDARD) -> dict[str, Any]:
        """Return the keys of a mapping that has these properties: those without their defaults."""
        usual = self.defaults(where)
        if values is usual:
            return {}
        own: dict[str, Any] = {}
        managed: dict[str, Any] = {}
        for name, row in self.catalogue.items():
            if name in values and values[name] != usual[name]:
                value = values[name]
                (managed if row.managed else own)[name] = _by_number(value) if row.values is LABEL else value
        return {**own, MANAGED: managed} if managed else own


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def _by_number(label: Json) -> Any:
    """Return a label's texts by LCIDs that are written as numbers."""
    return {NumberText(int(code)): text for code, text in label.items()} if isinstance(label, dict) else label


TABLE = Keys(properties.TABLE_PROPERTIES)
COLUMN = Keys(properties.COLUMN_PROPERTIES)
RELATIONSHIP = Keys(properties.RELATIONSHIP_PROPERTIES)
MANY_TO_MANY = Keys(properties.MANY_TO_MANY_PROPERTIES)
WHOLE_NUMBERS = frozenset(
    name
    for keys in (TABLE, COLUMN, RELATIONSHIP, MANY_TO_MANY)
    for name, row in keys.catalogue.items()
    if row.values is NUMBER
)
