"""Option sets: those of choices, and the two options of a yes/no column."""

from __future__ import annotations

from dvspec.dataverse.languages import ENGLISH, YES_NO
from dvspec.dataverse.types import TYPES
from dvspec.model import Column, Label, OptionSet, Solution, Table
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.views import OptionSetView, OptionView, Texts


def option_set_view(options: OptionSet, solution: Solution) -> OptionSetView:
    """Return the option set of a choice, global or a column's own."""
    return OptionSetView(
        name=options.name,
        type=TYPES["choice"].option_set_type,
        is_global=options.is_global,
        version=solution.version,
        display_names=texts(options.display_name, solution),
        descriptions=texts(options.description, solution),
        options=tuple(OptionView(option.value, texts(option.label, solution)) for option in options.options),
    )


def own_option_set(column: Column, table: Table, solution: Solution) -> OptionSetView | None:
    """Return the option set that a column has inside its definition, None if it has none there."""
    if column.option_set:
        return None if column.option_set.is_global else option_set_view(column.option_set, solution)
    if not TYPES[column.type].option_set_type:
        return None
    return OptionSetView(
        name=f"{table.logical_name}_{column.logical_name}",
        type=TYPES[column.type].option_set_type,
        is_global=False,
        version=solution.version,
        display_names=texts(column.display_name, solution),
        descriptions=texts(column.description, solution),
        options=(
            OptionView(1, _labels(column.yes_label, 0, solution)),
            OptionView(0, _labels(column.no_label, 1, solution)),
        ),
    )


def _labels(given: Label | None, position: int, solution: Solution) -> Texts:
    """Return the labels of a value of a yes/no column: those given, else Dataverse's own in every language."""
    if given:
        return texts(given, solution)
    known = [(code, YES_NO[code][position]) for code in solution.languages if code in YES_NO]
    if solution.language not in YES_NO:  # a label in the base language is required
        known.insert(0, (solution.language, YES_NO[ENGLISH][position]))
    return tuple(known)
