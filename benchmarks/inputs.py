"""Inputs of the generation benchmark: the same tables in the language of each tool.

    python benchmarks/inputs.py --specs specs --tables 7 100 1000 --out .bench/input

writes `OUT/COUNT/` with `specs/` (dvspec), `linkml.yaml` (LinkML) and `tables.schema.json`
(datamodel-code-generator) for each count. Seven tables are the ones that dvspec ships; any other
number is made up, always in the same way. Everything is derived from the specs as plain data, so
that no tool sees more or fewer columns than another.

The benchmark starts this as a process of its own: Linux counts the memory of a parent in the peak
of its children, and the parent that measures must therefore stay small.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SHIPPED = 7

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A set of specs as plain data: solution.yaml, and the tables by file name."""

    solution: Spec
    tables: dict[str, Spec]

    def options(self, column: Spec) -> list[Spec]:
        """Return the options of a choice, local or global."""
        choices = column["choices"]
        if isinstance(choices, str):
            choices = self.solution["choices"][choices]["options"]
        return list(choices)

    def text(self, label: str | Spec) -> str:
        """Return a label's text in the base language."""
        return label if isinstance(label, str) else str(label[str(self.solution["language"])])


def main() -> None:
    """Write the inputs for each number of tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--specs", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tables", type=int, nargs="+", required=True)
    options = parser.parse_args()
    for count in options.tables:
        folder = options.out / str(count)
        shutil.rmtree(folder, ignore_errors=True)
        if count == SHIPPED:
            shutil.copytree(options.specs, folder / "specs")
            source = read_specs(options.specs)
        else:
            source = invent(count)
            write_specs(source, folder / "specs")
        write_rivals(source, folder)


def read_specs(folder: Path) -> Source:
    """Read the specs of a folder."""
    solution = read_yaml(folder / "solution.yaml")
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != "solution.yaml")
    tables = {path.name: read_yaml(path) for path in paths}
    if len(tables) != len(solution["tables"]):
        raise SystemExit(f"{len(tables)} specs for the {len(solution['tables'])} tables")
    return Source(solution, tables)


def write_specs(source: Source, folder: Path) -> None:
    """Write specs as a person would: block style, one file a table."""
    folder.mkdir(parents=True)
    for name, content in {"solution.yaml": source.solution, **source.tables}.items():
        write_yaml(folder / name, content)


def write_rivals(source: Source, folder: Path) -> None:
    """Write the inputs of the other tools."""
    write_yaml(folder / "linkml.yaml", linkml_schema(source))
    # One file with $defs rather than a file for each table: a few per cent faster for the tool, both
    # at 100 and at 1,000 tables, though with more memory.
    text = json.dumps(json_schema(source), indent=2)
    (folder / "tables.schema.json").write_text(text + "\n", encoding="utf-8")


def read_yaml(path: Path) -> Spec:
    """Read a file that contains a YAML mapping."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert isinstance(content, dict), path
    return content


def write_yaml(path: Path, content: Spec) -> None:
    """Write plain data as YAML, in its order."""
    text = yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")


# Invented tables


def invent(count: int) -> Source:
    """Invent specs: tables of 12 columns, each with a lookup to the table before it."""
    names = [f"Table{number:04}" for number in range(1, count + 1)]
    tables = {f"{name.lower()}.yaml": invent_table(name, target=names[index - 1]) for index, name in enumerate(names)}
    return Source(invent_solution(names), tables)


def invent_solution(tables: list[str]) -> Spec:
    """Return the solution.yaml of invented tables."""
    return {
        "unique_name": "Benchmark",
        "display_name": "Benchmark",
        "version": "1.0.0.0",
        "publisher": {
            "unique_name": "benchmark",
            "display_name": "Benchmark",
            "prefix": "bench",
            "option_value_prefix": 10000,
        },
        "language": 1033,
        "table_kind": "standard",
        "guid_scheme": {"name": "uuid5", "namespace": "6ba7b811-9dad-11d1-80b4-00c04fd430c8"},
        "tables": tables,
    }


def invent_table(name: str, target: str) -> Spec:
    """Return the spec of one invented table."""
    lower = name.lower()
    return {
        "table": name,
        "description": f"One row for each thing that {name} keeps, with what is known about it.",
        "logical_name": lower,
        "entity_set_name": f"{lower}s",
        "collection_name": f"{lower}s",
        "primary_id": f"{name}Id",
        "primary_name": "Identifier",
        "columns": dict(invent_columns(name, target)),
        "identifier": {
            "column": "Identifier",
            "parts": ["SourceName", "Region", "Code"],
            "example": {"parts": ["crm", "north", "c-1"], "value": "crm|north|c-1"},
        },
        "guid": {"column": f"{name}Id", "from": "identifier"},
    }


def invent_columns(table: str, target: str) -> Iterator[tuple[str, Spec]]:
    """Yield the 12 columns of an invented table by name."""
    yield f"{table}Id", {"type": "guid", "description": f"The key of a row of {table}."}
    for name, length in {"SourceName": 100, "Region": 50, "Code": 100, "Title": 200}.items():
        described = f"The {name} under which {table} knows the thing."
        yield name, {"type": "string", "max_length": length, "description": described}
    yield "Identifier", {
        "type": "string",
        "max_length": 4000,
        "description": f"What names a row of {table}: its source, region and code.",
    }
    for name, verb in {"OpenedOn": "opened", "ClosedOn": "closed"}.items():
        described = f"When the thing in {table} was {verb}, in UTC."
        yield name, {"type": "datetime", "description": described}
    yield "Quantity", {
        "type": "integer",
        "minimum": 0,
        "maximum": 1000000,
        "description": f"How many of the thing {table} counts.",
        "example": 12,
    }
    yield "Price", {
        "type": "decimal",
        "minimum": 0,
        "maximum": 1000000000,
        "precision": 2,
        "description": f"What one of the thing in {table} costs.",
    }
    yield "IsActive", {"type": "boolean", "description": f"Whether {table} still uses the thing."}
    yield "Parent", {
        "type": "lookup",
        "target": target,
        "description": f"The row of {target} that the thing in {table} belongs to.",
        "relationship": {"name": f"{target.lower()}_{table.lower()}"},
    }


# LinkML

LINKML_RANGES = {
    "integer": "integer",
    "bigint": "integer",
    "decimal": "decimal",
    "money": "decimal",
    "double": "double",
    "boolean": "boolean",
    "datetime": "datetime",
    "date": "date",
}


def linkml_schema(source: Source) -> Spec:
    """Return the tables as a LinkML schema: a class a table, an attribute a column."""
    enums: Spec = {}
    classes = {table["table"]: linkml_class(table, enums, source) for table in source.tables.values()}
    return {
        "id": "https://example.org/benchmark",
        "name": "benchmark",
        "prefixes": {
            "linkml": "https://w3id.org/linkml/",
            "benchmark": "https://example.org/benchmark/",
        },
        "imports": ["linkml:types"],
        "default_prefix": "benchmark",
        "default_range": "string",
        "classes": classes,
        "enums": enums,
    }


def linkml_class(table: Spec, enums: Spec, source: Source) -> Spec:
    """Return a table as a LinkML class, and add the enums of its choices to `enums`."""
    attributes: Spec = {}
    for name, column in table["columns"].items():
        attribute: Spec = {
            "description": source.text(column["description"]),
            "range": LINKML_RANGES.get(column["type"], "string"),
        }
        if name == table["primary_id"]:
            attribute["identifier"] = True
        elif column.get("required"):
            attribute["required"] = True
        if column["type"] == "lookup":
            attribute["range"] = column["target"]
        if column["type"] == "choice":
            attribute["range"] = f"{table['table']}{name}"
            enums[attribute["range"]] = linkml_enum(source, column)
        bounds = {"minimum": "minimum_value", "maximum": "maximum_value"}
        attribute |= {bounds[key]: column[key] for key in bounds if key in column}
        attributes[name] = attribute
    return {"description": source.text(table["description"]), "attributes": attributes}


def linkml_enum(source: Source, column: Spec) -> Spec:
    """Return a choice's options as a LinkML enum."""
    values = {str(option["value"]): {"description": source.text(option["label"])} for option in source.options(column)}
    return {"permissible_values": values}


# JSON Schema

JSON_TYPES: dict[str, Spec] = {
    "guid": {"type": "string", "format": "uuid"},
    "lookup": {"type": "string", "format": "uuid"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "bigint": {"type": "integer"},
    "choice": {"type": "integer"},
    "decimal": {"type": "number"},
    "money": {"type": "number"},
    "double": {"type": "number"},
    "boolean": {"type": "boolean"},
}
JSON_KEYWORDS = {"max_length": "maxLength", "minimum": "minimum", "maximum": "maximum"}


def json_schema(source: Source) -> Spec:
    """Return the tables as a JSON Schema with a definition for each."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Benchmark",
        "$defs": {table["table"]: json_object(source, table) for table in source.tables.values()},
    }


def json_object(source: Source, table: Spec) -> Spec:
    """Return the JSON Schema of a table's row."""
    columns = table["columns"]
    required = [n for n, c in columns.items() if n == table["primary_id"] or c.get("required")]
    return {
        "type": "object",
        "description": source.text(table["description"]),
        "properties": {name: json_property(source, column) for name, column in columns.items()},
        "required": required,
    }


def json_property(source: Source, column: Spec) -> Spec:
    """Return the JSON Schema of a column's value."""
    schema = {**JSON_TYPES.get(column["type"], {"type": "string"})}
    schema["description"] = source.text(column["description"])
    schema |= {JSON_KEYWORDS[key]: column[key] for key in JSON_KEYWORDS if key in column}
    if column["type"] == "choice":
        options = source.options(column)
        schema["enum"] = [option["value"] for option in options]
        schema["x-enum-varnames"] = [f"VALUE_{option['value']}" for option in options]
    return schema


if __name__ == "__main__":
    main()
