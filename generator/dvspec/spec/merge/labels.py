"""Labels, options and choices of the specs, changed by those of a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from dvspec.model import Label, Option, OptionSet

T = TypeVar("T")


class Languages(NamedTuple):
    """The base languages of specs and source, and all languages of the source."""

    own: int
    source: int
    spoken: frozenset[int]

    def label(self, old: Label, new: Label) -> Label:
        """Return the source's label, with translations into languages that the source does not have."""
        texts = dict(new.in_languages(self.source))
        if not texts.get(self.own):
            return old if old.text or not new.text else replace(old, text=new.text)
        kept = {code: text for code, text in old.translations if code not in self.spoken}
        others = {code: text for code, text in texts.items() if code != self.own and text}
        return Label(texts[self.own], tuple(sorted((kept | others).items())))

    def prose(self, old: Label, new: Label) -> Label:
        """Return the label of the specs if it says anything: people write better descriptions than sources have."""
        return old if old.text else self.label(old, new)


class MergedOptions(NamedTuple):
    """Options, and those that the source no longer has."""

    options: tuple[Option, ...]
    vanished: tuple[Option, ...]


def merged_options(old: Sequence[Option], new: Sequence[Option], languages: Languages) -> MergedOptions:
    """Return options with the labels and colours of the source; their names are the specs' own."""
    if not new:  # those of another solution's choice can be unknown
        return MergedOptions(tuple(old), ())
    by_value = {option.value: option for option in new}
    taken = {option.name for option in old}
    kept = [
        _option(option, by_value[option.value], languages) if option.value in by_value else option for option in old
    ]
    values = {option.value for option in old}
    added = [replace(option, label=languages.label(Label(""), option.label)) for option in new]
    merged = inserted(kept, added, [option.value for option in new], lambda option: option.value)
    options = []
    for option in merged:
        name = option.name if option.value in values else free(option.name, taken, "_")
        taken.add(name)
        options.append(replace(option, name=name))
    return MergedOptions(tuple(options), tuple(option for option in old if option.value not in by_value))


def _option(old: Option, new: Option, languages: Languages) -> Option:
    return replace(
        old,
        label=languages.label(old.label, new.label),
        description=languages.prose(old.description, new.description),
        color=new.color,
        external_value=new.external_value,
        hidden=new.hidden,
        state=new.state,
    )


def merged_choice(old: OptionSet, new: OptionSet, languages: Languages) -> tuple[OptionSet, tuple[Option, ...]]:
    """Return a global choice of the specs as the source has it, and the options that the source no longer has."""
    options, vanished = merged_options(old.options, new.options, languages)
    choice = replace(
        old,
        display_name=languages.label(old.display_name, new.display_name),
        description=languages.prose(old.description, new.description),
        options=options,
    )
    return choice, vanished


def inserted(kept: Iterable[T], new: Iterable[T], order: Sequence[object], identity: Callable[[T], object]) -> list[T]:
    """Return things with those of `new` that they lack, each after its neighbour in `order`, else at the end."""
    result = list(kept)
    places = [identity(item) for item in result]
    rank = {name: number for number, name in enumerate(order)}
    for item in new:
        if identity(item) in places:
            continue
        before = (name for name in reversed(order[: rank[identity(item)]]) if name in places)
        neighbour = next(before, None)
        place = len(places) if neighbour is None else places.index(neighbour) + 1
        result.insert(place, item)
        places.insert(place, identity(item))
    return result


def free(name: str, taken: Iterable[str], joint: str = "") -> str:
    """Return a name that no other has in any case, with a number if it needs one."""
    folded = {other.casefold() for other in taken}
    number, candidate = 2, name
    while candidate.casefold() in folded:
        candidate = f"{name}{joint}{number}"
        number += 1
    return candidate
