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
from dvspec.dataverse.tables import OWNERSHIPS, TABLE_KINDS
from dvspec.dataverse.types import OPERATORS, TEXT_FORMATS, TYPES
from dvspec.guids import SCHEMES
from dvspec.reserved_names import LONGEST_MODULE
from dvspec.resources import grammar_files
from dvspec.spec import defaults

_WIDTH = 120
_COLUMN = "$defs/column/properties"
_QUERY = "properties/queries/additionalProperties/properties/where/items/anyOf/1/properties"
_KEY = "properties/keys/additionalProperties/properties"


def _operations() -> Iterator[tuple[str, Any]]:
    """Yield the schema of each operation of a relationship."""
    standard = defaults.of_relationship("standard")
    for operation in OPERATIONS.values():
        default = standard[operation.name]
        elastic = f"; {ELASTIC} in elastic tables" if default != ELASTIC else ""
        yield operation.name, {"description": f"{default} by default{elastic}.", "enum": list(operation.values)}


def _constants(place: str, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the defaults of keys at a place that are the same everywhere."""
    for key, default in given.items():
        if isinstance(default, bool | str) and default != "":
            yield f"{place}/{key}/default", default


def _by_type(key: str) -> str:
    """Return the defaults of a column's key, type by type."""
    values = [f"{type_.defaults[key]:,} for {type_.name}" for type_ in TYPES.values() if key in type_.defaults]
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
            f"{_COLUMN}/format/enum": list(TEXT_FORMATS),
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


def filled(text: str, grammar: str) -> str:
    """Return a grammar's text with everything that it takes from the catalogue."""
    schema = json.loads(text)
    for place, value in _facts()[grammar].items():
        *path, last = place.split("/")
        holder = schema
        for step in path:
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        holder[last] = value
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
