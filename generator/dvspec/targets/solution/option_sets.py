"""Option sets: those of choices, of states and their reasons, and the two options of a yes/no column."""

from __future__ import annotations

from dvspec.dataverse.languages import ENGLISH, YES_NO
from dvspec.dataverse.states import DEFAULT_REASONS, STATES
from dvspec.dataverse.types import TYPES
from dvspec.model import Column, Label, Option, OptionSet, Solution, Table
from dvspec.targets.solution.labels import texts
from dvspec.targets.solution.views import Elements, OptionSetView, OptionView, Texts
from dvspec.targets.solution.xml import escape

_GROUPS = {"state": ("states", "state"), "status": ("statuses", "status")}


def option_set_view(options: OptionSet, solution: Solution) -> OptionSetView:
    """Return a global option set."""
    return OptionSetView(
        name=escape(options.name),
        type=TYPES["choice"].option_set_type,
        is_global=True,
        has_external_type=False,
        version=escape(solution.version),
        display_names=texts(options.display_name, solution),
        descriptions=texts(options.description, solution),
        options=tuple(_option_view(option, _external_value(option), solution) for option in options.options),
    )


def own_option_set(column: Column, table: Table, solution: Solution) -> OptionSetView | None:
    """Return the option set that a column has inside its definition, None if it has none there."""
    type_ = TYPES[column.type].option_set_type
    options = column.option_set
    if not type_ or (options and options.is_global):
        return None
    if options is None:
        return _yes_and_no(column, table, solution)
    group, item = _GROUPS.get(type_, ("options", "option"))
    return OptionSetView(
        name=escape(options.name),
        type=type_,
        is_global=False,
        has_external_type=type_ not in _GROUPS,
        version=escape(solution.version),
        display_names=texts(options.display_name, solution),
        descriptions=texts(options.description, solution),
        options=tuple(_option_view(option, _first(option, type_, table), solution) for option in options.options),
        group=group,
        item=item,
    )


def _first(option: Option, type_: str, table: Table) -> Elements:
    """Return the attributes that an option has directly after its value."""
    if type_ == "state":
        invariant = STATES.get(table.kind, STATES["standard"]).get(option.value, "")
        return (("defaultstatus", str(_default_reason(option.value, table))), ("invariantname", invariant))
    return (("state", str(option.state or 0)),) if type_ == "status" else _external_value(option)


def _external_value(option: Option) -> Elements:
    hidden = () if option.color or option.hidden else (("IsHidden", "0"),)  # as exports have it
    return (("ExternalValue", escape(option.external_value)), *hidden)


def _default_reason(state: int, table: Table) -> int:
    """Return the reason that rows have when they get into this state: the first one in the specs, if any."""
    for column in table.columns:
        if TYPES[column.type].option_set_type == "status" and column.option_set:
            for option in column.option_set.options:
                if option.state == state:
                    return option.value
    return DEFAULT_REASONS.get(state, state + 1)


def _option_view(option: Option, first: Elements, solution: Solution) -> OptionView:
    return OptionView(
        (
            ("value", str(option.value)),
            *first,
            *((("IsHidden", "1"),) if option.hidden else ()),
            *((("Color", escape(option.color)),) if option.color else ()),
        ),
        texts(option.label, solution),
        texts(option.description, solution) if option.description.text else (),
    )


def _yes_and_no(column: Column, table: Table, solution: Solution) -> OptionSetView:
    return OptionSetView(
        name=escape(column.option_set_name or f"{table.logical_name}_{column.logical_name}"),
        type=TYPES[column.type].option_set_type,
        is_global=False,
        has_external_type=False,
        version=escape(solution.version),
        display_names=texts(column.display_name, solution),
        descriptions=texts(column.description, solution),
        options=tuple(
            OptionView((("value", value), ("ExternalValue", ""), ("IsHidden", "0")), _labels(label, position, solution))
            for value, label, position in (("1", column.yes_label, 0), ("0", column.no_label, 1))
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
