"""Status reasons: whether a table has more than those that Dataverse makes with it."""

from __future__ import annotations

from collections.abc import Iterable

from dvspec.dataverse.languages import ENGLISH
from dvspec.dataverse.states import STATES, default_reasons
from dvspec.importers.facts import OptionFacts


def are_defaults(options: Iterable[OptionFacts], kind: str, language: int) -> bool:
    """Return whether these status reasons, or states, are those that tables of a kind begin with.

    They have Dataverse's labels in English; those of other languages can't be told from labels of one's own.
    """
    found = {}
    for option in options:
        if option.color or option.description.text or option.external_value or option.hidden:
            return False
        found[option.value] = (option.state, dict(option.label.in_languages(language)).get(ENGLISH))
    states = STATES.get(kind, STATES["standard"])
    by_reason = default_reasons(states)
    by_state: dict[int, tuple[int | None, str]] = {state: (None, label) for state, label in states.items()}
    expected = by_state if all(state is None for state, _ in found.values()) else by_reason
    return found.keys() == expected.keys() and all(
        state == expected[value][0] and label == expected[value][1] for value, (state, label) in found.items()
    )
