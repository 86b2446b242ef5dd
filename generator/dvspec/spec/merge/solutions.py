"""The model of the specs, changed by the model of a source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from dvspec import names
from dvspec.model import NO_LABEL, ExternalTable, OptionSet, Relationship, Solution, Table
from dvspec.spec.merge.columns import ColumnMerge
from dvspec.spec.merge.known import Known
from dvspec.spec.merge.labels import Languages, free, merged_choice, merged_options
from dvspec.spec.merge.tables import SourceManyToMany, TableMerge, Vanished


class Merge(NamedTuple):
    """The model of the specs as they will be, and what the source no longer has."""

    solution: Solution
    vanished: list[Vanished]


def merged_solutions(
    specs: Solution,
    source: Solution,
    known: Known,
    *,
    files: Iterable[str],
    prune: bool,
    whole: bool,
) -> Merge:
    """Return the specs as the source has them. `files` are names that new files can't have.

    With `whole`, the source is all of the solution: tables and choices that it lacks have vanished.
    """
    languages = Languages(specs.language, source.language, frozenset(source.languages))
    choices, vanished = _choices(specs, source, languages, prune=prune, whole=whole)
    named = _table_names(specs, source, files)
    own_names = {table.logical_name: table.name for table in specs.tables}
    own_names |= {logical_name: name for logical_name, (name, _, _) in named.items()}

    def own_table(logical_name: str) -> str:
        return own_names.get(logical_name, logical_name)

    def own_relationship(relationship: Relationship) -> Relationship:
        logical_name = relationship.target_logical_name
        return replace(relationship, target=own_table(logical_name), is_external=logical_name not in own_names)

    columns = ColumnMerge(languages, {choice.name: choice for choice in choices}, own_relationship, prune=prune)
    merge = TableMerge(
        languages, known, columns, prune, own_table,
        {
            relationship.schema_name.casefold(): SourceManyToMany(table.logical_name, relationship)
            for table in source.tables
            for relationship in table.many_to_many
        },
        frozenset(pair.schema_name.casefold() for table in specs.tables for pair in table.many_to_many),
        vanished,
    )  # fmt: skip
    by_logical = {table.logical_name: table for table in source.tables}
    tables = []
    for table in specs.tables:
        other = by_logical.get(table.logical_name)
        if other is not None:
            table = merge.merged(table, other)
        elif whole and not table.extends:
            user = _user_of_table(specs, table)
            merge.vanished.append(Vanished("", f"table {table.name}", user))
            if prune and not user:
                continue
        tables.append(table)
    tables += [merge.added(by_logical[logical_name], *parts) for logical_name, parts in named.items()]
    used = {column.option_set.name for table in tables for column in table.columns if column.option_set}
    declared = {choice.name for choice in specs.option_sets}
    gone = set()
    if whole:
        present = {choice.name for choice in source.option_sets}
        for choice in specs.option_sets:
            if choice.name not in present and not choice.is_external:
                user = "a column" if choice.name in used else ""
                merge.vanished.append(Vanished("", f"choice {choice.class_name}", user))
                if prune and not user:
                    gone.add(choice.name)
    choices = [choice for choice in choices if choice.name in (declared | used) - gone]
    result = replace(specs, tables=tuple(tables), option_sets=tuple(choices))
    return Merge(_with_externals(result, source), merge.vanished)


def _choices(
    specs: Solution, source: Solution, languages: Languages, *, prune: bool, whole: bool
) -> tuple[list[OptionSet], list[Vanished]]:
    """Return the global choices of specs and source, and the options that have vanished."""
    by_name = {choice.name: choice for choice in source.option_sets}
    merged, vanished = [], []
    for choice in specs.option_sets:
        other = by_name.pop(choice.name, None)
        if other is not None:
            choice, gone = merged_choice(choice, other, languages)
            vanished += [Vanished("", f"option {option.value} of choice {choice.class_name}") for option in gone]
            if prune:
                choice = replace(choice, options=tuple(option for option in choice.options if option not in gone))
        merged.append(choice)
    taken = [choice.class_name for choice in merged]
    for choice in by_name.values():
        name = free(choice.class_name, taken)
        taken.append(name)
        merged.append(
            replace(
                choice,
                class_name=name,
                display_name=languages.label(NO_LABEL, choice.display_name),
                description=languages.label(NO_LABEL, choice.description),
                options=merged_options((), choice.options, languages).options,
            )
        )
    return merged, vanished


def _table_names(specs: Solution, source: Solution, files: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Return name, file and module of each table that only the source has, by logical name: all of them free."""
    present = {table.logical_name for table in specs.tables}
    tables = [table.name for table in specs.tables]
    tables += [choice.class_name for choice in (*specs.option_sets, *source.option_sets)]  # which are classes too
    taken_files = [file.rpartition("/")[2].casefold().removesuffix(".yaml") for file in files]
    modules = [table.python_module for table in specs.tables]
    named = {}
    for table in source.tables:
        if table.logical_name in present:
            continue
        name = free(table.name, tables)
        while names.snake_case(name) in modules:
            tables.append(name)
            name = free(table.name, tables)
        stem = free(
            table.file.removesuffix(".yaml") if name == table.name else names.snake_case(name), taken_files, "_"
        )
        tables.append(name)
        taken_files.append(stem)
        modules.append(names.snake_case(name))
        named[table.logical_name] = (name, f"{stem}.yaml", names.snake_case(name))
    return named


def _user_of_table(specs: Solution, table: Table) -> str:
    for other in specs.tables:
        if other.name == table.name:
            continue
        for column in other.columns:
            if any(relationship.target == table.name for relationship in column.relationships):
                return f"column {column.name} of {other.name}"
        if any(relationship.target == table.name for relationship in other.many_to_many):
            return f"a many-to-many relationship of {other.name}"
    return ""


def _with_externals(solution: Solution, source: Solution) -> Solution:
    """Return a solution with an entry for each external table that its relationships need; lookups agree with them."""
    tables = {table.logical_name: table for table in solution.tables}
    given = {table.logical_name: table for table in (*source.external_tables, *solution.external_tables)}
    needed = {
        relationship.target_logical_name
        for table in solution.tables
        for column in table.columns
        for relationship in column.relationships
    }
    needed |= {pair.target_logical_name for table in solution.tables for pair in table.many_to_many}
    needed |= {table.logical_name for table in solution.tables if table.extends}
    kept = [
        table
        for table in solution.external_tables
        if table.logical_name not in tables or tables[table.logical_name].extends
    ]
    known = {table.logical_name for table in kept}
    kept += [
        table
        for table in source.external_tables
        if table.logical_name in needed and table.logical_name not in known and table.logical_name not in tables
    ]

    def completed(relationship: Relationship) -> Relationship:
        table: Table | ExternalTable | None = tables.get(relationship.target_logical_name)
        # Specs can refer to a table that they extend by its logical name too.
        own = isinstance(table, Table) and not (table.extends and relationship.is_external)
        table = table or given.get(relationship.target_logical_name)
        if table is None:
            return relationship
        return replace(
            relationship,
            target=tables[table.logical_name].name if own else table.logical_name,
            is_external=not own,
            target_schema_name=table.schema_name,
            target_entity_set_name=table.entity_set_name,
        )

    def with_targets(table: Table) -> Table:
        columns = tuple(
            (
                replace(column, relationships=tuple(map(completed, column.relationships)))
                if column.relationships
                else column
            )
            for column in table.columns
        )
        return replace(table, columns=columns)

    return replace(solution, tables=tuple(map(with_targets, solution.tables)), external_tables=tuple(kept))
