"""The model as spec files: the shortest specs that give the same model, as a person would write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dvspec import names, reserved_names
from dvspec.dataverse.patterns import NAME
from dvspec.model import Column, Condition, Identifier, Key, Label, OptionSet, Query, Relationship, Solution, Table
from dvspec.spec import defaults
from dvspec.spec.defaults import Around, shorten
from dvspec.spec.folder import FILE_NAME_PATTERN, SOLUTION_FILE
from dvspec.spec.yaml_text import to_yaml

Spec = dict[str, Any]


def write(solution: Solution) -> dict[str, bytes]:
    """Return a solution's spec files, name -> bytes: solution.yaml, and the file of each table.

    `load` of the files gives the same model. What the model does not hold is lost: comments, the order of keys, which
    defaults were written out, aliases. Raises ValueError for a model that specs can't declare, such as a name without
    the publisher's prefix.
    """
    return _Writer(solution).files()


class _Writer:
    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.prefix = f"{solution.publisher.prefix}_"
        self.choices = {option_set.name: _choice_name(option_set) for option_set in solution.option_sets}

    def files(self) -> dict[str, bytes]:
        specs = _unique(
            [(SOLUTION_FILE, self.solution_spec()), *((t.file, self.table(t)) for t in self.solution.tables)]
        )
        for file in specs:
            if not FILE_NAME_PATTERN.fullmatch(file) or reserved_names.is_device_name(file):
                raise ValueError(f"{file!r} can't be the file name of a spec")
        return {file: to_yaml(spec).encode() for file, spec in specs.items()}

    def around(self, name: str = "", table: Mapping[str, Any] | None = None) -> Around:
        return Around(name, self.solution.language, self.solution.table_kind, table or {})

    def own(self, name: str) -> str:
        """Return a name without the publisher's prefix."""
        if not name.startswith(self.prefix):
            raise ValueError(f"{name!r} does not begin with the publisher's prefix, {self.prefix!r}")
        return name.removeprefix(self.prefix)

    def label(self, label: Label) -> Any:
        return dict(label.in_languages(self.solution.language)) if label.translations else label.text

    def solution_spec(self) -> Spec:
        solution, publisher, scheme = self.solution, self.solution.publisher, self.solution.guid_scheme
        spec = {
            "unique_name": solution.unique_name,
            "display_name": self.label(solution.display_name),
            "description": self.label(solution.description),
            "version": solution.version,
            "publisher": shorten(
                {
                    "unique_name": publisher.unique_name,
                    "display_name": self.label(publisher.display_name),
                    "description": self.label(publisher.description),
                    "prefix": publisher.prefix,
                    "option_value_prefix": publisher.option_value_prefix,
                },
                defaults.PUBLISHER,
                self.around(),
            ),
            "language": solution.language,
            "table_kind": solution.table_kind,
            "guid_scheme": shorten(
                {"name": scheme.name, "note": scheme.note, "namespace": scheme.namespace},
                defaults.GUID_SCHEME,
                self.around(),
            ),
            "python_package": solution.python_package,
            "schema_base_uri": solution.schema_base_uri,
            "choices": _unique(map(self.choice, solution.option_sets)),
            "tables": [table.name for table in solution.tables],
        }
        return shorten(spec, defaults.SOLUTION, self.around())

    def choice(self, option_set: OptionSet) -> tuple[str, Spec]:
        name = self.choices[option_set.name]
        spec = {
            "logical_name": self.own(option_set.name),
            "display_name": self.label(option_set.display_name),
            "description": self.label(option_set.description),
            "options": self.options(option_set),
        }
        return name, shorten(spec, defaults.CHOICE, self.around(name))

    def options(self, option_set: OptionSet) -> list[Spec]:
        specs = (
            {"value": option.value, "label": self.label(option.label), "name": option.name}
            for option in option_set.options
        )
        return [shorten(spec, defaults.OPTION, self.around()) for spec in specs]

    def table(self, table: Table) -> Spec:
        source = table.source
        spec = {
            "table": table.name,
            "description": self.label(table.description),
            "display_name": self.label(table.display_name),
            "display_collection_name": self.label(table.display_collection_name),
            "source": source
            and shorten(
                {"page": source.page, "section": source.section, "date": source.date}, defaults.SOURCE, self.around()
            ),
            "logical_name": self.own(table.logical_name),
            "schema_name": self.own(table.schema_name),
            "entity_set_name": self.own(table.entity_set_name),
            "collection_name": self.own(table.collection_name),
            "ownership": table.ownership,
            "primary_id": table.primary_id,
            "primary_name": table.primary_name,
        }
        columns = _unique((column.name, self.column(column)) for column in table.columns)
        complete = {**spec, "columns": columns}
        spec["columns"] = {
            name: shorten(column, defaults.of_column(column["type"]), self.around(name, complete))
            for name, column in columns.items()
        }
        guid = table.guid
        spec["identifier"] = table.identifier and _identifier(table.identifier)
        spec["guid"] = guid and {"column": guid.column, "from": "identifier" if guid.source is None else guid.source}
        spec["keys"] = _unique(map(self.key, table.keys))
        spec["queries"] = _unique(self.query(query, complete) for query in table.queries)
        return shorten(spec, defaults.TABLE, self.around())

    def column(self, column: Column) -> Spec:
        """Return the complete spec of a column, in the order of the grammar."""
        spec: Spec = {
            "type": column.type,
            "description": self.label(column.description),
            "display_name": self.label(column.display_name),
            "logical_name": self.own(column.logical_name),
            "schema_name": self.own(column.schema_name),
            "python_name": column.python_name,
            "documented_as": column.name if column.documented_as is None else column.documented_as,
            "documented": column.documented_as is not None,
            "live": column.live,
            "cdm": column.cdm,
            "example": column.example,
            "required": column.required,
            "format": column.format,
            "max_length": column.max_length,
            "minimum": column.minimum,
            "maximum": column.maximum,
            "precision": column.precision,
            "choices": self.column_choices(column),
            "default": column.default,
            "yes_label": column.yes_label and self.label(column.yes_label),
            "no_label": column.no_label and self.label(column.no_label),
            "target": column.relationship and column.relationship.target,
            "relationship": column.relationship and self.relationship(column.relationship),
            **_payload(column),
        }
        return {key: value for key, value in spec.items() if key in defaults.of_column(column.type) or key in _REQUIRED}

    def column_choices(self, column: Column) -> Any:
        option_set = column.option_set
        if option_set is None or not option_set.is_global:
            return option_set and self.options(option_set)
        if option_set.name not in self.choices:
            raise ValueError(f"{option_set.name!r} is not among the solution's option sets")
        return self.choices[option_set.name]

    def relationship(self, relationship: Relationship) -> Spec:
        cascade = relationship.cascade
        cascades = {operation: getattr(cascade, operation) for operation in defaults.of_relationship("standard")}
        spec = {"name": self.own(relationship.schema_name), **cascades}
        return shorten(spec, defaults.of_relationship(self.solution.table_kind), self.around())

    def key(self, key: Key) -> tuple[str, Spec]:
        spec = {
            "logical_name": self.own(key.logical_name),
            "display_name": self.label(key.display_name),
            "columns": list(key.columns),
        }
        return key.name, shorten(spec, defaults.KEY, self.around(key.name))

    def query(self, query: Query, table: Spec) -> tuple[str, Spec]:
        spec = {
            "description": query.description,
            "where": [self.condition(condition, table) for condition in query.conditions],
            "order_by": tuple(f"{name} desc" if descending else name for name, descending in query.order_by),
        }
        return query.name, shorten(spec, defaults.QUERY, self.around(query.name))

    def condition(self, condition: Condition, table: Spec) -> str | Spec:
        spec = {"column": condition.column, "operator": condition.operator, "argument": condition.argument}
        spec = shorten(spec, defaults.CONDITION, self.around(table=table))
        return condition.column if len(spec) == 1 else spec


_REQUIRED = ("type", "description")


def _unique(pairs: Iterable[tuple[str, Spec]]) -> dict[str, Spec]:
    """Return a mapping of names that differ."""
    result: dict[str, Spec] = {}
    for name, spec in pairs:
        if name in result:
            raise ValueError(f"there are two things with the name {name!r}")
        result[name] = spec
    return result


def _choice_name(option_set: OptionSet) -> str:
    """Return the key of a global choice in solution.yaml: its display name if that gives the class, else the class."""
    text = option_set.display_name.text
    fits = not option_set.display_name.translations and re.fullmatch(NAME, text)
    return text if fits and names.class_name(text) == option_set.class_name else option_set.class_name


def _identifier(identifier: Identifier) -> Spec:
    return {
        "column": identifier.column,
        "parts": [part.name if part.kind == "column" else {part.kind: part.name} for part in identifier.parts],
        "example": {"parts": list(identifier.example_parts), "value": identifier.example},
    }


def _payload(column: Column) -> Spec:
    """Return the keys of a column that are about its payload, and the class of a payload or of its own options."""
    payload = column.payload
    if payload is None:
        own = column.option_set is not None and not column.option_set.is_global
        class_name = column.option_set.class_name if column.option_set and own else None
        return {
            "payload": None,
            "payload_aliases": {},
            "payload_names": {},
            "class_name": class_name,
            "payload_list_member": None,
        }
    spec: Spec = {
        "type": column.type,
        "payload": payload.schema,
        "payload_aliases": dict(payload.aliases),
        "payload_names": _given_names(payload.names),
    }
    default = defaults.of_column(column.type)["class_name"](spec, Around(column.name))
    return spec | {"class_name": payload.class_name or default, "payload_list_member": payload.list_member}


def _given_names(members: Mapping[str, str]) -> dict[str, str]:
    """Return the fewest Python names of a payload's members from which the others follow."""
    given: dict[str, str] = {}
    while True:
        derived = names.member_names(members, given)
        missing = {name: members[name] for name in members if derived[name] != members[name]}
        if not missing:
            break
        given |= missing
    for name in list(given):
        fewer = {other: python for other, python in given.items() if other != name}
        if names.member_names(members, fewer) == members:
            given = fewer
    return {name: given[name] for name in members if name in given}
