"""Target identifiers: the rules as functions in DuckDB, Spark and T-SQL, in words, and as test vectors.

The Python functions are in the target python, because its classes call them.
"""

from __future__ import annotations

from dvspec.model import Solution
from dvspec.targets.identifiers import duckdb, spark, tsql, vectors


def render(solution: Solution) -> dict[str, str]:
    """Return the functions in each language, the vectors that all are held to, and the page that explains them."""
    files: dict[str, str] = {}
    for language in (vectors, duckdb, spark, tsql):
        files |= language.render(solution)
    return files
