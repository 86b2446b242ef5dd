"""Enumerations of choices: those of a table's own columns, and the global ones in the module `choices`."""

from __future__ import annotations

from typing import NamedTuple

from dvspec.model import Option, OptionSet
from dvspec.targets.python import layout


class EnumView(NamedTuple):
    """What templates need of an enumeration: finished lines."""

    name: str
    docstring: str
    members: list[str]


def choice_enum(options: OptionSet) -> EnumView:
    """Return the enumeration of a choice."""
    return EnumView(
        options.class_name,
        layout.docstring(4, f"{options.display_name.text or options.class_name}: the options of {options.name}."),
        [line for option in options.options for line in _member(option)],
    )


def _member(option: Option) -> list[str]:
    arguments = [str(option.value), layout.string(option.label.text)]
    if option.label.translations:
        labels = [f"{language}: {layout.string(text)}" for language, text in option.label.translations]
        arguments.append(layout.nested_call(8, "", labels, brackets="{}"))
    member = layout.call(4, "", arguments, before=f"{option.name} = ")
    facts = _facts(option)
    return [member, layout.docstring(4, facts)] if facts else [member]


def _facts(option: Option) -> str:
    """Return what is known of an option beside its label, as sentences."""
    description = option.description.text.strip()
    if description and not description.endswith((".", "!", "?")):
        description += "."
    facts = [
        description,
        f"A reason of state {option.state}." if option.state is not None else "",
        f"Color {option.color}." if option.color else "",
        f"Value in other systems: {option.external_value}." if option.external_value else "",
        "Hidden in apps." if option.hidden else "",
    ]
    return " ".join(filter(None, facts))
