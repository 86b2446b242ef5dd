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
        layout.docstring(4, f"{options.display_name.text}: the options of {options.name}."),
        [_member(option) for option in options.options],
    )


def _member(option: Option) -> str:
    arguments = [str(option.value), layout.string(option.label.text)]
    if option.label.translations:
        labels = [f"{language}: {layout.string(text)}" for language, text in option.label.translations]
        arguments.append(layout.nested_call(8, "", labels, brackets="{}"))
    return layout.call(4, "", arguments, before=f"{option.name} = ")
