"""Documents that satisfy the grammar become the model: defaults filled in, names made complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dvspec import names
from dvspec.dataverse.limits import OPTION_VALUES_PER_PREFIX, option_values
from dvspec.model import GuidScheme, OptionSet, Publisher, Solution
from dvspec.spec import defaults
from dvspec.spec.build.parts import Solutionwide, complete_table, label, option_set
from dvspec.spec.build.table import table
from dvspec.spec.defaults import Around, complete
from dvspec.spec.document import Document
from dvspec.spec.externals import Externals


@dataclass(frozen=True, slots=True)
class Overlay:
    """A publisher to build for in place of solution.yaml's; every name and option value follows it."""

    prefix: str | None = None
    publisher: str | None = None
    option_value_prefix: int | None = None


def build(
    solution_document: Document,
    documents: Mapping[str, Document],
    overlay: Overlay = Overlay(),
    externals: Externals | None = None,
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> Solution:
    """Build the model of solution.yaml's document and of the tables' documents, by table name.

    `files` are those beside the specs, by path from their folder. What refers to nothing is left out.
    """
    solution = complete(solution_document.value, defaults.SOLUTION, Around())
    language, table_kind = solution["language"], solution["table_kind"]
    given = solution["publisher"]
    publisher = complete(_published_by(given, overlay), defaults.PUBLISHER, Around())
    scheme = complete(solution["guid_scheme"], defaults.GUID_SCHEME, Around())
    externals = externals or Externals.declared_by(solution)
    shared = Solutionwide(
        language=language,
        prefix=f"{publisher['prefix']}_",
        shift=(publisher["option_value_prefix"] - given["option_value_prefix"]) * OPTION_VALUES_PER_PREFIX,
        values=option_values(given["option_value_prefix"]),
        externals=externals,
        tables={
            name: complete_table(document.value, language, table_kind, externals)
            for name, document in documents.items()
        },
        files=files,
    )
    carried = f"{solution['carry']}/"
    for name, choice in solution["choices"].items():
        shared.choices[name] = _global_choice(name, choice, shared)
    return Solution(
        unique_name=solution["unique_name"],
        display_name=label(solution["display_name"], language),
        description=label(solution["description"], language),
        version=solution["version"],
        publisher=Publisher(
            unique_name=publisher["unique_name"],
            display_name=label(publisher["display_name"], language),
            description=label(publisher["description"], language),
            prefix=publisher["prefix"],
            option_value_prefix=publisher["option_value_prefix"],
        ),
        language=language,
        table_kind=table_kind,
        guid_scheme=GuidScheme(scheme["name"], scheme["namespace"], scheme["note"]),
        python_package=solution["python_package"],
        schema_base_uri=solution["schema_base_uri"],
        tables=tuple(
            table(shared.tables[name], documents[name].file, shared)
            for name in solution["tables"]
            if name in documents
        ),
        option_sets=tuple(shared.choices.values()),
        external_tables=tuple(externals.declared.values()),
        carried_folder=solution["carry"],
        carried_files={
            path.removeprefix(carried): data
            for path, data in files.items()
            if solution["carry"] and path.startswith(carried)
        },
    )


def _published_by(given: Mapping[str, Any], overlay: Overlay) -> dict[str, Any]:
    """Return solution.yaml's publisher with what the overlay replaces."""
    publisher = dict(given)
    if overlay.prefix is not None:
        publisher["prefix"] = overlay.prefix
    if overlay.option_value_prefix is not None:
        publisher["option_value_prefix"] = overlay.option_value_prefix
    if overlay.publisher is not None:
        publisher["unique_name"] = publisher["display_name"] = overlay.publisher
        publisher.pop("description", None)
    return publisher


def _global_choice(name: str, spec: Mapping[str, Any], shared: Solutionwide) -> OptionSet:
    choice = complete(spec, defaults.CHOICE, Around(name))
    return option_set(
        shared.full(choice, choice["logical_name"]),
        names.class_name(name),
        label(choice["display_name"], shared.language),
        label(choice["description"], shared.language),
        choice.get("options", ()),
        shared,
        is_global=True,
        shift=0 if choice["external"] else shared.shift,
        is_external=choice["external"],
    )
