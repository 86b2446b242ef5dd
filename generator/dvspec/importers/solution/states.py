"""States and status reasons: whether a table has Dataverse's own."""

from __future__ import annotations

from dvspec.dataverse.languages import ENGLISH
from dvspec.dataverse.states import STATES, default_reasons
from dvspec.importers.solution.labels import label
from dvspec.solution_files.option_set import OptionSet, option_value
from dvspec.solution_files.table import Column
from dvspec.solution_files.values import integer


def has_default_states(column: Column, kind: str) -> bool:
    """Return whether the options of a state or status reason are those that Dataverse makes with a table."""
    element = column.properties.get("optionset")
    if element is None:
        return True
    options = OptionSet(element, "", column=column).options
    found = {}
    for option in options:
        if option.attrib.get("Color") or label(option.child("Descriptions"), ENGLISH).text:
            return False
        text = label(option.child("labels"), ENGLISH)
        state = integer(option.attrib.get("state", ""))
        found[option_value(option)] = text.text if column.type == "state" else (state, text.text)
    states = STATES.get(kind, {})
    return found == (states if column.type == "state" else default_reasons(states))
