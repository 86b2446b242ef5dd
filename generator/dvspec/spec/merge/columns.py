"""A column of the specs, changed by the source's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dvspec import names
from dvspec.dataverse.types import TYPES
from dvspec.model import NO_LABEL, Column, Formula, Option, OptionSet, Relationship
from dvspec.spec.merge.labels import Languages, free, merged_options

_FIELDS: Mapping[str, str] = {  # of the model, by key of specs
    "type": "type",
    "schema_name": "schema_name",
    "required": "required_level",
    "format": "format",
    "max_length": "max_length",
    "minimum": "minimum",
    "maximum": "maximum",
    "precision": "precision",
    "default": "default",
    "option_set_name": "option_set_name",
    "behavior": "behavior",
    "precision_source": "precision_source",
    "autonumber": "autonumber",
    "max_size_kb": "max_size_kb",
    "primary_image": "is_primary_image",
    "store_full_image": "stores_full_image",
}
_MEMO_FIELDS = frozenset({"type", "format"})  # that JSON in a memo has of its own


@dataclass(slots=True)
class ColumnMerge:
    """What merging columns needs to know beside them; `choices` are the merged global ones, by name."""

    languages: Languages
    choices: Mapping[str, OptionSet]
    relationship: Callable[[Relationship], Relationship]  # the source's, with its target as the specs name it
    vanished: list[tuple[str, Option]] = field(default_factory=list)  # by column
    prune: bool = False
    known: frozenset[str] | None = None  # the keys of the current column

    def speaks_of(self, *keys: str) -> bool:
        """Return whether the source says something about one of these keys."""
        return self.known is None or any(key in self.known for key in keys)

    def merged(self, old: Column, new: Column, known: frozenset[str] | None) -> Column:
        """Return a column as the source has it, as far as it speaks of it.

        Names in our API, prose, examples and payloads are the specs' own.
        """
        self.known = known
        languages = self.languages
        is_json = old.type == "json" and TYPES[new.type].name in ("memo", "json")
        changes: dict[str, Any] = {
            field_: getattr(new, field_)
            for key, field_ in _FIELDS.items()
            if self.speaks_of(key) and not (is_json and field_ in _MEMO_FIELDS)
        }
        if self.speaks_of("display_name"):
            changes["display_name"] = languages.label(old.display_name, new.display_name)
        if self.speaks_of("description"):
            changes["description"] = languages.prose(old.description, new.description)
        for key in ("yes_label", "no_label"):
            label, was = getattr(new, key), getattr(old, key)
            if self.speaks_of(key, "labels"):
                changes[key] = label and languages.label(was or NO_LABEL, label)
        if self.speaks_of("formula", "calculated", "rollup"):
            changes["formula"] = _formula(old.formula, new.formula)
        if self.speaks_of("target", "targets", "relationship", "relationships") and new.relationships:
            changes["relationships"] = self._relationships(old, new)
        changes["properties"] = dict(old.properties) | {
            name: value for name, value in new.properties.items() if self.speaks_of(name)
        }
        column = replace(old, **changes)
        if column.type == "guid":  # Dataverse gives every row one, whatever specs say
            column = replace(column, required_level=old.required_level)
        if self.speaks_of("type") and TYPES[column.type].reader != TYPES[old.type].reader:
            column = replace(column, example=None)  # of a value that it can no longer have
        if column.type != "json":
            column = replace(column, payload=None)
        return replace(column, option_set=self._option_set(old, new, column))

    def added(self, new: Column, name: str, python_name: str) -> Column:
        """Return a column that only the source has, under a name that the table has free."""
        languages = self.languages
        column = replace(
            new,
            name=name,
            python_name=python_name,
            display_name=languages.label(NO_LABEL, new.display_name),
            description=languages.label(NO_LABEL, new.description),
            yes_label=new.yes_label and languages.label(NO_LABEL, new.yes_label),
            no_label=new.no_label and languages.label(NO_LABEL, new.no_label),
            relationships=tuple(self.relationship(relationship) for relationship in new.relationships),
            documented_as=name if new.documented_as == new.name else new.documented_as,
        )
        option_set = new.option_set
        if option_set and option_set.is_global:
            option_set = self.choices[option_set.name]
        elif option_set:
            class_name = names.class_name(name) if name != new.name else option_set.class_name
            options = merged_options((), option_set.options, languages).options
            option_set = self._local(replace(option_set, class_name=class_name, options=options), column)
        return replace(column, option_set=option_set)

    def _option_set(self, old: Column, new: Column, column: Column) -> OptionSet | None:
        option_set, was = new.option_set, old.option_set
        if not TYPES[column.type].has_choices:
            return None
        if not self.speaks_of("choices") or option_set is None:
            option_set = was
        if option_set is None:
            return None
        if option_set.is_global:
            return self.choices[option_set.name]
        if was is None or was.is_global:
            return self._local(replace(option_set, class_name=names.class_name(old.name)), column)
        if option_set is not was:
            options, vanished = merged_options(was.options, option_set.options, self.languages)
            if self.prune:
                options = tuple(option for option in options if option not in vanished)
            self.vanished += [(old.name, option) for option in vanished]
            option_set = replace(option_set, class_name=was.class_name, options=options)
        return self._local(option_set, column)

    def _local(self, option_set: OptionSet, column: Column) -> OptionSet:
        """Return a column's own options, which are named and described as the column is."""
        return replace(option_set, display_name=column.display_name, description=column.description)

    def _relationships(self, old: Column, new: Column) -> tuple[Relationship, ...]:
        """Return the source's relationships in the order of the specs."""
        order = [relationship.target_logical_name for relationship in old.relationships]
        by_target = {relationship.target_logical_name: relationship for relationship in old.relationships}
        merged = []
        for relationship in map(self.relationship, new.relationships):
            was = by_target.get(relationship.target_logical_name)
            if was and not self.speaks_of("relationship", "relationships"):
                relationship = was
            elif was:  # specs can name an extended table by either of its names
                relationship = replace(relationship, target=was.target, is_external=was.is_external)
            merged.append(relationship)
            if relationship.target_logical_name not in order:
                order.append(relationship.target_logical_name)
        return tuple(sorted(merged, key=lambda relationship: order.index(relationship.target_logical_name)))


def _formula(old: Formula | None, new: Formula | None) -> Formula | None:
    """Return the source's formula, in the file that the specs have for it."""
    if old is None or new is None:
        return new
    if not new.text or (old.kind, old.text) == (new.kind, new.text):
        return old if old.kind == new.kind else new
    return replace(new, file=old.file if old.kind == new.kind else new.file)


def new_names(column: Column, taken: list[Column]) -> tuple[str, str]:
    """Return names for a new column, in our API and in Python, that no column of its table has."""
    name = free(column.name, [other.name for other in taken])
    python_name = column.python_name if name == column.name else names.snake_case(name)
    return name, free(python_name, [other.python_name for other in taken], "_")
