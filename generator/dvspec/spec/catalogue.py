"""What the grammar's JSON Schemas take from the catalogue of Dataverse, and from the GUID schemes.

`python -m dvspec.spec.catalogue` writes it into the schemas, which stay complete for the editors that read them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dvspec.dataverse import limits, patterns
from dvspec.dataverse.cascades import ELASTIC, OPERATIONS
from dvspec.dataverse.properties import (
    COLUMN_PROPERTIES,
    MANY_TO_MANY_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    TABLE_PROPERTIES,
    Properties,
    Property,
)
from dvspec.dataverse.tables import OWNERSHIPS, TABLE_KINDS
from dvspec.dataverse.types import OPERATORS, TYPES
from dvspec.dataverse.xml_types import PRECISION_SOURCES, XML_TYPES
from dvspec.guids import SCHEMES
from dvspec.model import Json
from dvspec.reserved_names import LONGEST_MODULE
from dvspec.resources import grammar_files
from dvspec.spec import defaults
from dvspec.spec.properties import MANAGED

_WIDTH = 120
_COLUMN = "$defs/column/properties"
_QUERY = "properties/queries/additionalProperties/properties/where/items/anyOf/1/properties"
_MANY_TO_MANY = "properties/many_to_many/additionalProperties/properties"
_KEY = "properties/keys/additionalProperties/properties"


def _operations() -> Iterator[tuple[str, Any]]:
    """Yield the schema of each operation of a relationship."""
    standard = defaults.of_relationship("standard")
    for operation in OPERATIONS.values():
        default = standard[operation.name]
        elastic = f"; {ELASTIC} in elastic tables" if default != ELASTIC else ""
        yield operation.name, {"description": f"{default} by default{elastic}.", "enum": list(operation.values)}


def _keys_of_types() -> Iterator[tuple[str, Any]]:
    """Yield the schemas of keys that columns of some types have, and whose values the catalogue determines."""
    formats = dict.fromkeys(format_ for type_ in TYPES.values() for format_ in type_.formats)
    yield "format", {"description": f"How values are shown; by default {_by_type('format')}.", "enum": list(formats)}
    behaviors = dict.fromkeys(behavior for type_ in TYPES.values() for behavior in type_.behaviors)
    description = f"How a date is stored; by default {_by_type('behavior')}."
    yield "behavior", {"description": description, "enum": list(behaviors)}
    description = f"What gives an amount its decimals; by default {_by_type('precision_source')}."
    yield "precision_source", {"description": description, "enum": list(PRECISION_SOURCES)}
    yield "autonumber", {"description": "The numbers that Dataverse gives, as R-{SEQNUM:6}.", **_text(4000)}
    description = "The Power Fx that computes the column; true if it is not known."
    yield "formula", {"description": description, **_text_or_true(100_000)}
    for kind in ("calculated", "rollup"):
        description = f"The file beside the specs, as formulas/x.xaml, that defines a {kind} column; true if unknown."
        yield kind, {"description": description, **_text_or_true(250)}
    largest = max((XML_TYPES[name].bounds or (0, 0))[1] for name in ("file", "image"))
    description = f"The largest file or image in KB; by default {_by_type('max_size_kb')}."
    yield "max_size_kb", {"description": description, "type": "integer", "minimum": 1, "maximum": largest}
    yield "primary", {"description": "Whether the image represents its row.", **_flag(False)}
    yield "store_full_image", {"description": "Whether Dataverse keeps the image as it was uploaded.", **_flag(False)}
    description = "The name of the column's own option set; table and column by default."
    yield "option_set_name", {"description": description, "$ref": "#/$defs/schema_name"}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "pattern": "\\S", "maxLength": longest}


def _text_or_true(longest: int) -> dict[str, Any]:
    return {"type": ["string", "boolean"], "pattern": "\\S", "maxLength": longest}


def _flag(default: bool) -> dict[str, Any]:
    return {"type": "boolean", "default": default}


def _constants(place: str, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the defaults of keys at a place that are the same everywhere."""
    for key, default in given.items():
        if isinstance(default, bool | str) and default != "":
            yield f"{place}/{key}/default", default


def _by_type(key: str) -> str:
    """Return the defaults of a column's key, type by type."""
    values = [
        f"{value:,} for {type_.name}" if isinstance(value := type_.defaults[key], int) else f"{value} for {type_.name}"
        for type_ in TYPES.values()
        if key in type_.defaults
    ]
    return ", ".join(values)


def _facts() -> Mapping[str, Mapping[str, Any]]:
    """Return the values that the catalogue and the defaults determine, by grammar and place."""
    name = f"^{patterns.NAME}$"
    lowest, highest = limits.OPTION_VALUE_PREFIXES
    return {
        "table": {
            "properties/ownership/enum": list(OWNERSHIPS),
            "properties/keys/maxProperties": limits.KEYS_PER_TABLE,
            f"{_KEY}/columns/maxItems": limits.COLUMNS_PER_KEY,
            f"{_QUERY}/operator/enum": list(OPERATORS),
            "$defs/name/pattern": name,
            "$defs/schema_name/pattern": name,
            "$defs/logical_name/pattern": f"^{patterns.LOGICAL_NAME}$",
            "$defs/text/maxLength": limits.DESCRIPTION_LENGTH,
            "$defs/options/items/properties/value/maximum": limits.OPTION_VALUES[1],
            f"{_COLUMN}/type/enum": list(TYPES),
            **{f"{_COLUMN}/{key}": schema for key, schema in _keys_of_types()},
            f"{_COLUMN}/max_length/maximum": max(type_.max_length or 0 for type_ in TYPES.values()),
            f"{_COLUMN}/precision/maximum": max(type_.max_precision or 0 for type_ in TYPES.values()),
            f"{_COLUMN}/max_length/description": f"In characters; by default {_by_type('max_length')}.",
            f"{_COLUMN}/precision/description": f"Number of decimals; by default {_by_type('precision')}.",
            "properties/table_kind/enum": list(TABLE_KINDS),
            **{f"$defs/relationship/properties/{key}": schema for key, schema in _operations()},
            **dict(_constants("properties", defaults.TABLE)),
            **dict(_constants(_COLUMN, defaults.COLUMN)),
            **dict(_constants(_QUERY, defaults.CONDITION)),
        },
        "solution": {
            "properties/unique_name/pattern": f"^{patterns.UNIQUE_NAME}$",
            "properties/unique_name/maxLength": limits.SOLUTION_NAME_LENGTH,
            "properties/publisher/properties/unique_name/pattern": f"^{patterns.UNIQUE_NAME}$",
            "properties/publisher/properties/unique_name/maxLength": limits.PUBLISHER_NAME_LENGTH,
            "properties/publisher/properties/prefix/pattern": f"^{patterns.PREFIX}$",
            "properties/publisher/properties/option_value_prefix/minimum": lowest,
            "properties/publisher/properties/option_value_prefix/maximum": highest,
            "properties/python_package/maxLength": LONGEST_MODULE,
            "properties/table_kind/enum": [kind for kind in TABLE_KINDS if kind != "activity"],
            "properties/guid_scheme/properties/name/enum": list(SCHEMES),
            **dict(_constants("properties", defaults.SOLUTION)),
        },
    }


def _property(row: Property) -> dict[str, Json]:
    """Return the schema of a property."""
    subject = f"{row.metadata or row.xml} in Dataverse"
    if callable(row.default):
        return {"description": f"{subject}; its default depends on the kind of table or column.", **row.schema}
    default = "empty" if row.default == "" else json.dumps(row.default).strip('"')
    return {"description": f"{subject}; {default} by default.", **row.schema}


def _properties(rows: Properties) -> dict[str, Any]:
    """Return the schemas of the properties that a mapping can have."""
    own = {name: _property(row) for name, row in rows.items() if not row.managed}
    managed = {name: _property(row) for name, row in rows.items() if row.managed}
    description = "What other solutions can change, where the package is managed."
    return own | {
        MANAGED: {
            "description": description, "type": "object", "additionalProperties": False, "properties": managed
        }
    }  # fmt: skip


# The mappings that have properties: the place, the key before them, and the one after them.
_WITH_PROPERTIES: Mapping[str, tuple[tuple[str, str, str, Properties], ...]] = {
    "table": (
        ("properties", "primary_name", "columns", TABLE_PROPERTIES),
        (_COLUMN, "payload_list_member", "", COLUMN_PROPERTIES),
        ("$defs/relationship/properties", "rollup_view", "", RELATIONSHIP_PROPERTIES),
        (_MANY_TO_MANY, "intersect", "", MANY_TO_MANY_PROPERTIES),
    )
}


def _at(schema: Any, place: str) -> Any:
    for step in place.split("/"):
        schema = schema[int(step)] if isinstance(schema, list) else schema[step]
    return schema


def _put_properties(holder: dict[str, Any], before: str, after: str, rows: Properties) -> None:
    """Put the properties between two keys, in place of what is there."""
    keys = list(holder)
    given = dict(holder)
    start, end = keys.index(before) + 1, keys.index(after) if after else len(keys)
    holder.clear()
    for key in keys[:start]:
        holder[key] = given[key]
    holder.update(_properties(rows))
    for key in keys[end:]:
        holder[key] = given[key]


def filled(text: str, grammar: str) -> str:
    """Return a grammar's text with everything that it takes from the catalogue."""
    schema = json.loads(text)
    for place, value in _facts().get(grammar, {}).items():
        path, _, last = place.rpartition("/")
        _at(schema, path)[last] = value
    for place, before, after, rows in _WITH_PROPERTIES.get(grammar, ()):
        _put_properties(_at(schema, place), before, after, rows)
    return _laid_out(schema, 0, 0) + "\n"


def _laid_out(value: Any, indent: int, before: int) -> str:
    """Return JSON that has what fits there on one line; `before` is how much of the line is taken."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (indent and before + len(line) < _WIDTH):
        return line
    inner = indent + 2
    if isinstance(value, dict):
        items = [(f"{json.dumps(key)}: ", item) for key, item in value.items()]
    else:
        items = [("", item) for item in value]
    lines = [" " * inner + key + _laid_out(item, inner, inner + len(key)) for key, item in items]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return opening + "\n" + ",\n".join(lines) + "\n" + " " * indent + closing


def main() -> None:
    """Write the grammar's files anew."""
    for file in map(Path, grammar_files()):
        text = filled(file.read_text(encoding="utf-8"), file.name.partition(".")[0])
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
