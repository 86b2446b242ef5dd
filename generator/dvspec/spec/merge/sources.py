"""Several sources become one, if they say the same about what they both have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from dvspec.findings import Finding, Place, Refused, Rule, Severity
from dvspec.model import Column, OptionSet, Solution
from dvspec.spec.merge.known import Known
from dvspec.spec.merge.solutions import merged_solutions

PACKAGES_DISAGREE = Rule(
    "DV692",
    "packages-disagree",
    Severity.ERROR,
    "Packages that are imported together say the same about a table or column that they both have.",
    "Import the newer package alone, or export both again from one environment.",
)

_PROPOSED = frozenset({"name", "python_name", "python_module", "file", "class_name", "target", "documented_as"})
_COLLECTIONS = frozenset({"columns", "alternate_keys", "many_to_many"})  # a source can have a part of them


def one_source(sources: Sequence[tuple[str, Solution]], known: Known) -> Solution:
    """Return the model of several sources, each with its name. Raises Refused if two of them disagree."""
    findings = [
        Finding(PACKAGES_DISAGREE, Place(second), f"{subject} differs from that in {first}: {key}")
        for number, (second, solution) in enumerate(sources)
        for first, other in sources[:number]
        for subject, key in _disagreements(other, solution)
    ]
    if findings:
        raise Refused(findings)
    result = sources[0][1]
    for _, solution in sources[1:]:
        result = merged_solutions(result, solution, known, files=[], prune=False, whole=False).solution
    return result


def _disagreements(one: Solution, other: Solution) -> Iterator[tuple[str, str]]:
    """Yield what two solutions both have and is different, with the name of the first difference."""
    choices = {choice.name: choice for choice in one.option_sets}
    for choice in other.option_sets:
        if choice.name in choices:
            yield from _different(f"choice '{choice.name}'", choices[choice.name], choice)
    tables = {table.logical_name: table for table in one.tables}
    for table in other.tables:
        same = tables.get(table.logical_name)
        if same is None:
            continue
        yield from _different(f"table '{table.logical_name}'", same, table)
        columns = {column.logical_name: column for column in same.columns}
        for column in table.columns:
            if column.logical_name in columns:
                subject = f"column '{column.logical_name}' of table '{table.logical_name}'"
                yield from _different(subject, _bare(columns[column.logical_name]), _bare(column))


def _different(subject: str, one: Any, other: Any) -> Iterator[tuple[str, str]]:
    skipped = _PROPOSED | _COLLECTIONS | {"primary_id", "primary_name"}
    for field in fields(one):
        if field.name not in skipped and getattr(one, field.name) != getattr(other, field.name):
            yield subject, field.name
            return


def _bare(column: Column) -> Column:
    """Return a column without the names that an importer proposes."""
    option_set = column.option_set
    return replace(
        column,
        option_set=_named(option_set) if option_set else None,
        relationships=tuple(replace(each, target="", is_external=False) for each in column.relationships),
    )


def _named(option_set: OptionSet) -> OptionSet:
    options = tuple(replace(option, name="") for option in option_set.options)
    return replace(option_set, class_name="", options=options)
