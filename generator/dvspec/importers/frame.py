"""The solution around imported tables, for sources that know of tables only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from dvspec.dataverse.languages import ENGLISH
from dvspec.dataverse.limits import OPTION_VALUE_PREFIXES, OPTION_VALUES_PER_PREFIX
from dvspec.model import NO_LABEL, GuidScheme, Label, Publisher, Solution

PREFIX = "new"
"""The prefix where neither specs nor source have one: that of Dataverse's default publisher."""
_SCHEME = GuidScheme("uuid5", "6ba7b812-9dad-11d1-80b4-00c04fd430c8")


def solution_around(
    into: Solution | None, prefix: str, language: int = ENGLISH, values: Iterable[int] = ()
) -> Solution:
    """Return the solution of existing specs, or a new one for a publisher's prefix.

    `values` are the options' of the source, which show the publisher's option value prefix.
    """
    if into is not None:
        return into
    name = f"{prefix.capitalize()}Tables"
    return Solution(
        unique_name=name,
        display_name=Label(name),
        description=NO_LABEL,
        version="1.0.0.0",
        publisher=Publisher(
            unique_name=f"{prefix}publisher",
            display_name=Label(prefix),
            description=NO_LABEL,
            prefix=prefix,
            option_value_prefix=_option_value_prefix(values),
        ),
        language=language,
        table_kind="standard",
        guid_scheme=_SCHEME,
        python_package="dataverse_tables",
        schema_base_uri="https://schemas.example.com/",
        tables=(),
    )


def with_kind_of_tables(solution: Solution, kinds: Iterable[str], into: Solution | None) -> Solution:
    """Return a new solution with the kind that all its tables have."""
    found = set(kinds)
    return replace(solution, table_kind="elastic") if into is None and found == {"elastic"} else solution


def _option_value_prefix(values: Iterable[int]) -> int:
    low, high = OPTION_VALUE_PREFIXES
    prefixes = Counter(value // OPTION_VALUES_PER_PREFIX for value in values)
    usual = [(count, -prefix) for prefix, count in prefixes.items() if low <= prefix <= high]
    return -max(usual)[1] if usual else low
