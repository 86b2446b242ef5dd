"""States and status reasons: whether a table has Dataverse's own."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.importers.solution.labels import label
from dvspec.solution_files.option_set import OptionSet, option_value
from dvspec.solution_files.table import Column
from dvspec.solution_files.values import integer

# The states of a table, and the status reasons, each with its state: labels in English.
_STATES: Mapping[str, Mapping[int, str]] = {
    "standard": {0: "Active", 1: "Inactive"},
    "activity": {0: "Open", 1: "Completed", 2: "Canceled", 3: "Scheduled"},
}
_REASONS: Mapping[str, Mapping[int, tuple[int, str]]] = {
    "standard": {1: (0, "Active"), 2: (1, "Inactive")},
    "activity": {1: (0, "Open"), 2: (1, "Completed"), 3: (2, "Canceled"), 4: (3, "Scheduled")},
}
_ENGLISH = 1033


def has_default_states(column: Column, kind: str) -> bool:
    """Return whether the options of a state or status reason are those that Dataverse makes with a table."""
    element = column.properties.get("optionset")
    if element is None:
        return True
    options = OptionSet(element, "", column=column).options
    found = {}
    for option in options:
        if option.attrib.get("Color") or label(option.child("Descriptions"), _ENGLISH).text:
            return False
        text = label(option.child("labels"), _ENGLISH)
        state = integer(option.attrib.get("state", ""))
        found[option_value(option)] = text.text if column.type == "state" else (state, text.text)
    return found == (_STATES if column.type == "state" else _REASONS).get(kind, {})
