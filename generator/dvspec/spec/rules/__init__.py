"""The rules that a grammar can't express, one module for each thing that they are about."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.model import Solution
from dvspec.spec.document import Document


def check_rules(solution: Solution, solution_document: Document, documents: Mapping[str, Document]) -> None:
    """Report into each document which rules the model built from it breaks."""
    from dvspec.spec.rules import (
        activities,
        columns,
        computed,
        elastic,
        examples,
        extensions,
        guids,
        identifiers,
        images,
        keys,
        naming,
        options,
        payloads,
        prefixes,
        queries,
        relationships,
        states,
        texts,
    )
    from dvspec.spec.rules import solution as solution_rules

    texts.check(solution, solution_document, documents)
    solution_rules.check(solution_document)
    naming.check(solution, solution_document, documents)
    prefixes.check(solution, solution_document, documents)
    guids.check_scheme(solution, solution_document)
    for name, option_set in zip(solution_document.value.get("choices", {}), solution.option_sets, strict=True):
        options.check_options(option_set, solution, solution_document, ("choices", name, "options"))
    for table in solution.tables:
        document = documents[table.name]
        columns.check(table, document)
        options.check(table, solution, document)
        payloads.check(table, document)
        examples.check(table, document)
        relationships.check(table, document)
        identifiers.check(table, document)
        guids.check(table, document)
        keys.check(table, document)
        computed.check(table, document)
        states.check(table, document)
        images.check(table, document)
        elastic.check(table, solution, document)
        if table.kind == "activity":
            activities.check(table, document)
    extensions.check(solution, solution_document, documents)
    queries.check(solution, documents)
