"""An entity of the Common Data Model as a table: its attributes are columns under their names in Dataverse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from dvspec import names
from dvspec.dataverse.languages import lcid
from dvspec.dataverse.patterns import LOGICAL_NAME
from dvspec.dataverse.types import TYPES
from dvspec.importers import made_columns, naming
from dvspec.importers.cdm.attributes import Attribute, CdmOption, Texts
from dvspec.importers.cdm.data_types import ColumnKind, kind_of
from dvspec.importers.cdm.documents import Definition
from dvspec.importers.cdm.entities import Entity
from dvspec.importers.drafts import Source, known_table, plural
from dvspec.importers.facts import ChoiceFacts, ColumnFacts, OptionFacts, TableFacts, TargetFacts
from dvspec.importers.status_reasons import are_defaults
from dvspec.model import NO_LABEL, Label

_LEVELS = ("none", "recommended", "required", "systemrequired")
# Dataverse's tables that have another name in the model.
_TABLES: Mapping[str, str] = {"user": "systemuser", "currency": "transactioncurrency", "case": "incident"}
_NOT_IN_NAMES = re.compile("[^A-Za-z0-9_]+")
_STATES = ("statecode", "statuscode")
_PRIMARY_NAMES = ("name", "fullname", "title", "subject")
_KNOWN_OF_TABLE = frozenset({"logical_name", "display_name", "description", "columns"})
_KNOWN_OF_COLUMN = frozenset({"type", "logical_name", "schema_name", "cdm"})
_FROM_VALUES = ("format", "max_length", "minimum", "maximum", "precision")


def logical_name_of(entity: Entity) -> str:
    """Return an entity's logical name: its own, that which its primary id shows, or else its name."""
    if entity.source_name:
        return entity.source_name.lower()
    for attribute in entity.attributes:
        name = attribute.source_name.lower()
        if name.endswith(f"{entity.name.lower()}id") and (
            attribute.is_primary_id or name == f"{entity.name.lower()}id"
        ):
            return name.removesuffix("id")
    return _as_name(entity.name).lower()


def prefix_of(entities: Sequence[Entity]) -> str:
    """Return the prefix that names of the entities show: their own, or that of most attributes; '' if there is none."""
    own = naming.prefix_of(logical_name_of(entities[0]))
    found = Counter(naming.prefix_of(attribute.source_name) for entity in entities for attribute in entity.attributes)
    usual = next((prefix for prefix, count in found.most_common(1) if count > found.total() / 2), "")
    return (own or usual).rstrip("_").lower()


def table_of(entity: Entity, data_types: Mapping[str, Definition], source: Source) -> TableFacts | None:
    """Return an entity as a table, or as a layer of one of Dataverse's own; report what specs don't say of it.

    None stands for a table of Dataverse's own without columns that somebody added.
    """
    return _Reader(entity, data_types, source).table()


class _Reader:
    def __init__(self, entity: Entity, data_types: Mapping[str, Definition], source: Source) -> None:
        self.entity, self.data_types, self.source = entity, data_types, source
        self.language = source.solution.language
        logical_name = logical_name_of(entity)
        self.extends = known_table(logical_name) is not None
        # Names without any prefix, as in a data lake, get the publisher's.
        self.prefix = ""
        if not self.extends and not naming.prefix_of(logical_name):
            self.prefix = f"{source.solution.publisher.prefix}_"
        self.logical_name = self.prefix + logical_name

    def table(self) -> TableFacts | None:
        facts = self.facts()
        primary_id = next((column for column in facts.columns if column.type == "guid"), None)
        if self.extends:
            facts.columns = [column for column in facts.columns if column.type != "guid"]
            if not facts.columns:
                self.odd("", "table-without-own-columns", "The table is Dataverse's own, and has no columns beside.")
                return None
            return facts
        if primary_id is None:
            primary_id = ColumnFacts(f"{self.logical_name}id", f"{facts.schema_name}Id", "guid", known=set())
            facts.columns.insert(0, primary_id)
        facts.primary_id = primary_id.logical_name
        primary_id.schema_name = f"{facts.schema_name}Id"
        facts.primary_name = self.primary_name(facts)
        facts.entity_set_name = facts.collection_name = plural(self.logical_name)
        detail = f"The source does not say the entity set name; '{facts.entity_set_name}' is a proposal."
        self.odd("", "entity-set-name", detail)
        return facts

    def facts(self) -> TableFacts:
        schema_name = self.logical_name
        for attribute in self.entity.attributes:  # the primary id shows capital letters
            name = self.complete(attribute.schema_name)
            if name.lower() == f"{self.logical_name}id":
                schema_name = name[: -len("id")]
        facts = TableFacts(
            logical_name=self.logical_name,
            schema_name=schema_name,
            display_name=self.label(self.entity.display_name),
            description=self.label(self.entity.description),
            extends=self.extends,
            known=set() if self.entity.is_of_lake else set(_KNOWN_OF_TABLE),
        )
        facts.columns = list(self.columns())
        return facts

    def primary_name(self, facts: TableFacts) -> str:
        """Return the column that is most likely the primary name; the model does not say it."""
        strings = [column for column in facts.columns if column.type == "string"]
        prefix = naming.prefix_of(self.logical_name)
        likely = [column for name in _PRIMARY_NAMES for column in strings if column.logical_name == prefix + name]
        chosen = next(iter([*likely, *strings]), None)
        if chosen is None:
            name = f"{prefix}name"
            chosen = ColumnFacts(name, name, "string", name="Name", known=set())
            facts.columns.insert(1, chosen)
        detail = f"The source does not say the primary name; '{chosen.logical_name}' is a proposal."
        self.odd("", "primary-name", detail)
        return chosen.logical_name

    def columns(self) -> Iterator[ColumnFacts]:
        made = made_columns.with_the_table("standard")
        columns: list[ColumnFacts] = []
        taken: set[str] = set()
        for attribute in self.entity.attributes:
            if attribute.is_companion or self.is_systems(attribute, made):
                continue
            column = self.column(attribute)
            if column is None:
                continue
            if column.logical_name in taken:
                detail = f"Another attribute of the entity is {column.logical_name} in Dataverse, too."
                self.odd(attribute.name, "duplicate-column", detail)
                continue
            taken.add(column.logical_name)
            columns.append(column)
        beside = set(made_columns.beside(columns))
        yield from (column for column in columns if column.logical_name not in beside)

    def is_systems(self, attribute: Attribute, made: frozenset[str]) -> bool:
        """Return whether an attribute is a column that every table has; report those that are neither."""
        name = attribute.source_name.lower()
        if attribute.is_primary_id or name == f"{self.logical_name}id":
            return False
        if name in _STATES:
            return not self.has_own_reasons(attribute)
        if self.prefix or naming.prefix_of(name):
            return name in made
        if name not in made and not self.extends:
            self.odd(
                name, "column-without-prefix", "The column's name has no prefix, so that it can't be a custom one."
            )
        return True

    def has_own_reasons(self, attribute: Attribute) -> bool:
        """Return whether an attribute is the status reason and has options that not every table has."""
        if kind_of(attribute.data_type, None, self.data_types) != ColumnKind("status") or "status" not in TYPES:
            return False
        options = self.options(attribute)
        return bool(options) and not are_defaults(options, "standard", self.language)

    def column(self, attribute: Attribute) -> ColumnFacts | None:
        logical_name = self.complete(attribute.source_name).lower()
        length = _whole(attribute.max_length)
        length = None if length is None or length < 1 else length
        kind = kind_of(attribute.data_type, length, self.data_types)
        is_id = attribute.is_primary_id or logical_name == f"{self.logical_name}id"
        type_ = "guid" if is_id else "lookup" if attribute.targets else kind.type if kind else ""
        if type_ not in TYPES or (type_ == "guid" and not is_id) or not re.fullmatch(LOGICAL_NAME, logical_name):
            detail = f"Specs have no columns for the data type '{attribute.data_type}'."
            if type_ == "guid":
                detail = "The column has a GUID, and the source does not say of which table."
            self.odd(logical_name, f"data-type-{attribute.data_type or 'none'}", detail)
            return None
        values: dict[str, Any] = {"cdm": attribute.name}
        if kind is not None and type_ == kind.type:
            values |= {"format": kind.format, **self.limits(attribute, type_, length)}
        if attribute.required_level in _LEVELS:
            values["required_level"] = attribute.required_level
        schema_name = self.complete(attribute.schema_name)
        column = ColumnFacts(
            logical_name=logical_name,
            schema_name=schema_name if schema_name.lower() == logical_name else logical_name,
            type=type_,
            name=_as_name(attribute.name),
            display_name=self.label(attribute.display_name),
            description=self.label(attribute.description),
            values=values,
            targets=tuple(TargetFacts(_table(target)) for target in attribute.targets),
        )
        if TYPES[type_].has_choices:
            options = self.options(attribute)
            if not options:
                self.odd(logical_name, "column-without-options", "The source does not say the column's options.")
                return None
            column.choice = ChoiceFacts("", options)
        column.known = set() if self.entity.is_of_lake else self.known(column)
        return column

    def complete(self, name: str) -> str:
        """Return a name with its prefix."""
        name = _as_name(name)
        if name.lower() in _STATES or name.lower().startswith(self.prefix):
            return name
        return self.prefix + name

    def limits(self, attribute: Attribute, type_: str, length: int | None) -> dict[str, Any]:
        spec_keys = TYPES[type_].spec_keys
        limits: dict[str, Any] = {
            "max_length": length,
            "minimum": _number(attribute.minimum, type_),
            "maximum": _number(attribute.maximum, type_),
            "precision": _whole(attribute.precision),
        }
        return {key: value for key, value in limits.items() if key in spec_keys and value is not None}

    def options(self, attribute: Attribute) -> tuple[OptionFacts, ...]:
        result = []
        for option in attribute.options:
            if _is_whole(option):
                state = _whole(option.state) if attribute.data_type == "listLookupCorrelated" else None
                result.append(OptionFacts(int(option.value), self.label(option.labels), state=state))
            else:
                detail = f"The option '{option.value}' of the column is not a whole number."
                self.odd(attribute.source_name.lower(), "option-value", detail)
        return tuple(result)

    def known(self, column: ColumnFacts) -> set[str]:
        known = set(_KNOWN_OF_COLUMN) | {key for key in _FROM_VALUES if column.values.get(key) is not None}
        known |= {"required"} if "required_level" in column.values else set()
        known |= {"display_name"} if column.display_name.text else set()
        known |= {"description"} if column.description.text else set()
        known |= {"choices"} if column.choice else set()
        return known | ({"target", "targets"} if column.targets else set())

    def label(self, texts: Texts) -> Label:
        """Return a text in the base language, or else in any, with its translations."""
        by_language: dict[int, str] = {}
        for tag, text in texts:
            language = lcid(tag)
            if language is not None and text.strip():
                by_language.setdefault(language, text)
        if not by_language:
            return NO_LABEL
        base = by_language.pop(self.language, None)
        if base is None:
            base = by_language[min(by_language)]
        return Label(base, tuple(sorted(by_language.items())))

    def odd(self, column: str, feature: str, detail: str) -> None:
        subject = f"column {column}" if column else f"table {self.logical_name}"
        self.source.report(self.logical_name, subject, feature, detail)


def _table(entity: str) -> str:
    """Return the logical name of the table that an entity is in Dataverse."""
    return _TABLES.get(entity.lower(), entity.lower())


def _as_name(text: str) -> str:
    """Return a text as a name: `Customer Id` is `Customer_Id`."""
    return _NOT_IN_NAMES.sub("_", names.in_ascii(text)).strip("_")


def _is_whole(option: CdmOption) -> bool:
    return _whole(option.value) is not None


def _whole(text: str) -> int | None:
    """Return a whole number of at most 32 bits, None for another text."""
    value = int(text) if re.fullmatch("-?[0-9]{1,10}", text) else None
    return value if value is not None and -(2**31) <= value < 2**31 else None


def _number(text: str, type_: str) -> int | float | None:
    """Return a bound within the limits of a type, None if the text is not a number."""
    try:
        value = float(text)
    except ValueError:
        return None
    bounds = TYPES[type_].bounds
    if bounds is None or not isfinite(value):
        return None
    value = min(max(value, bounds[0]), bounds[1])
    return int(value) if value.is_integer() or TYPES[type_].is_whole else value
