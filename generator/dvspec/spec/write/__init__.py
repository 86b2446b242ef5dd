"""Write the model as spec files: the shortest specs of the same model, as a person would write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from dvspec.model import ExternalTable, OptionSet, Solution
from dvspec.reserved_names import is_device_name
from dvspec.spec import defaults
from dvspec.spec.build import build
from dvspec.spec.defaults import shorten
from dvspec.spec.document import Document
from dvspec.spec.extensions import fill_in
from dvspec.spec.folder import FILE_NAME_PATTERN, SOLUTION_FILE
from dvspec.spec.write.parts import Parts, unique
from dvspec.spec.write.table import table_spec
from dvspec.spec.yaml_text import to_yaml


def write(solution: Solution) -> dict[str, bytes]:
    """Return a solution's spec files, path -> bytes: solution.yaml, the file of each table, and the files beside them.

    Loading them returns the same model. What the model does not hold is lost: comments, the order of keys, aliases,
    defaults that were written out. Raises ValueError for a model that specs can't declare; rules are not checked.
    """
    specs = specs_of(solution)
    for file in specs:
        if not FILE_NAME_PATTERN.fullmatch(file) or is_device_name(file):
            raise ValueError(f"{file!r} can't be the file name of a spec")
    files = {file: to_yaml(spec).encode() for file, spec in specs.items()}
    beside = dict(files_beside(solution))
    documents = {file: Document(file, [], spec) for file, spec in specs.items()}
    externals = Parts(solution).externals
    for document in documents.values():
        fill_in(document, externals)
    tables = {table.name: documents[table.file] for table in solution.tables}
    rebuilt = build(documents[SOLUTION_FILE], tables, externals=externals, files=beside)
    for path, value, other in model_differences(solution, rebuilt, "solution"):
        raise ValueError(f"specs can't declare {path} {value!r}: it would be {other!r}")
    return files | beside


def files_beside(solution: Solution) -> Iterator[tuple[str, bytes]]:
    """Yield the files beside the specs, with their paths: what columns are computed by, and what packages carry."""
    for table in solution.tables:
        for column in table.columns:
            if column.formula and column.formula.file:
                yield column.formula.file, column.formula.text.encode()
    for path, data in solution.carried_files.items():
        yield f"{solution.carried_folder}/{path}", data


def specs_of(solution: Solution) -> dict[str, dict[str, Any]]:
    """Return the values of a solution's spec files by name, each without what is a default. Raises ValueError."""
    parts = Parts(solution)
    return unique([(SOLUTION_FILE, _solution_spec(parts)), *((t.file, table_spec(t, parts)) for t in solution.tables)])


def _solution_spec(parts: Parts) -> dict[str, Any]:
    solution = parts.solution
    publisher, scheme = solution.publisher, solution.guid_scheme
    publisher_spec = {
        "unique_name": publisher.unique_name,
        "display_name": parts.label(publisher.display_name),
        "description": parts.label(publisher.description),
        "prefix": publisher.prefix,
        "option_value_prefix": publisher.option_value_prefix,
    }
    scheme_spec = {"name": scheme.name, "note": scheme.note, "namespace": scheme.namespace}
    spec = {
        "unique_name": solution.unique_name,
        "display_name": parts.label(solution.display_name),
        "description": parts.label(solution.description),
        "version": solution.version,
        "publisher": shorten(publisher_spec, defaults.PUBLISHER, parts.around()),
        "language": solution.language,
        "table_kind": solution.table_kind,
        "guid_scheme": shorten(scheme_spec, defaults.GUID_SCHEME, parts.around()),
        "python_package": solution.python_package,
        "schema_base_uri": solution.schema_base_uri,
        "choices": unique(_choice(option_set, parts) for option_set in solution.option_sets),
        "external_tables": {table.logical_name: _external(table, parts) for table in solution.external_tables},
        "carry": solution.carried_folder,
        "tables": [table.name for table in solution.tables],
    }
    return shorten(spec, defaults.SOLUTION, parts.around())


def _external(table: ExternalTable, parts: Parts) -> dict[str, Any]:
    spec = {
        "schema_name": table.schema_name,
        "entity_set_name": table.entity_set_name,
        "primary_id": table.primary_id,
    }
    return shorten(spec, defaults.EXTERNAL_TABLE, parts.around(table.logical_name))


def _choice(option_set: OptionSet, parts: Parts) -> tuple[str, dict[str, Any]]:
    name = parts.choices[option_set.name]
    own = parts.own((option_set.name,))
    spec = {
        "external": option_set.is_external,
        "prefix": own.prefix,
        "logical_name": own.schema_names[0],
        "display_name": parts.label(option_set.display_name),
        "description": parts.label(option_set.description),
        "options": parts.options(option_set),
    }
    if option_set.is_external and not option_set.options:
        del spec["options"]
    return name, shorten(spec, defaults.CHOICE, parts.around(name))


def model_differences(value: Any, other: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield where two values of the model differ: the path, and both."""
    if value == other:
        return
    if is_dataclass(value) and type(value) is type(other):
        for field in fields(value):
            yield from model_differences(getattr(value, field.name), getattr(other, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple) and isinstance(other, tuple) and len(value) == len(other):
        for position, (left, right) in enumerate(zip(value, other, strict=True)):
            yield from model_differences(left, right, f"{path}[{position}]")
    else:
        yield path, value, other
