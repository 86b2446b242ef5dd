"""The states of rows: their names in solution files whatever the language, and the reasons that they begin with."""

from __future__ import annotations

from collections.abc import Mapping

STATES: Mapping[str, Mapping[int, str]] = {
    "standard": {0: "Active", 1: "Inactive"},
    "activity": {0: "Open", 1: "Completed", 2: "Canceled", 3: "Scheduled"},
}
"""The states of each kind of table that has states, by value."""

DEFAULT_REASONS: Mapping[int, int] = {0: 1, 1: 2, 2: 3, 3: 4}
"""The status reason that rows get with a state, unless a table has its own."""


def default_reasons(states: Mapping[int, str]) -> dict[int, tuple[int, str]]:
    """Return the status reasons that a table with these states begins with: value -> state and label in English."""
    return {DEFAULT_REASONS[state]: (state, label) for state, label in states.items()}
