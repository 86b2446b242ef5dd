"""The rules that a grammar can't say, one module for what each looks at."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.model import Solution
from dvspec.spec.document import Document


def check_rules(solution: Solution, head: Document, documents: Mapping[str, Document]) -> None:
    """Report into each document what the model built from it has against the rules."""
    from dvspec.spec.rules import columns, identifiers, keys, naming, queries, texts
    from dvspec.spec.rules import solution as manifest

    texts.check(solution, head, documents)
    manifest.check(head)
    naming.check(solution, head, documents)
    identifiers.check_scheme(solution, head)
    for name, options in zip(head.value.get("choices", {}), solution.option_sets, strict=True):
        columns.check_options(options, solution, head, ("choices", name, "options"))
    for table in solution.tables:
        document = documents[table.name]
        columns.check(table, solution, document)
        identifiers.check(table, document)
        keys.check(table, solution, document)
    queries.check(solution, documents)
