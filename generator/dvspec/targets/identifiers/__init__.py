"""Target identifiers: the rules as functions in DuckDB, Spark and T-SQL, as a page, and as test vectors.

The Python functions are in the target python, because its classes call them.
"""

from __future__ import annotations

from collections.abc import Iterator

from dvspec.model import Solution
from dvspec.targets.identifiers import duckdb, readme, spark, tsql, vectors


def render(solution: Solution) -> Iterator[tuple[str, str]]:
    """Yield the functions in each language, the vectors that test them, and the page that explains them."""
    for language in (vectors, readme, duckdb, spark, tsql):
        yield from language.render(solution).items()
