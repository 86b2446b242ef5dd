"""Ways to plant a mistake in the clean package: replacing, removing or doubling parts of its files."""

from __future__ import annotations

from collections.abc import Callable

from tests.verify import clean_package
from tests.verify.clean_package import CUSTOMIZATIONS, SOLUTION

TEXT_TAIL = "Format=text MaxLength=100 Length=200"

Files = dict[str, str]
Mistake = Callable[[Files], None]


def swap(old: str, new: str, *, file: str = CUSTOMIZATIONS, after: str = "") -> Mistake:
    """Return a mistake that replaces the first `old` after a marker."""

    def change(files: Files) -> None:
        text = files[file]
        start = text.index(after) if after else 0
        at = text.index(old, start)
        files[file] = text[:at] + new + text[at + len(old) :]

    return change


def in_column(name: str, old: str, new: str) -> Mistake:
    """Return a mistake inside one column of the first table that has it."""
    return swap(old, new, after=f'<attribute PhysicalName="{name}">')


def in_manifest(old: str, new: str) -> Mistake:
    return swap(old, new, file=SOLUTION)


def in_elastic(old: str, new: str) -> Mistake:
    return swap(old, new, after='<entity Name="sample_Elastic">')


def all_of(*mistakes: Mistake) -> Mistake:
    """Return a mistake that takes several changes."""

    def change(files: Files) -> None:
        for mistake in mistakes:
            mistake(files)

    return change


def cut(start: str, end: str, *, file: str = CUSTOMIZATIONS, after: str = "") -> Mistake:
    """Return a mistake that removes a stretch of text, both ends included."""

    def change(files: Files) -> None:
        text = files[file]
        first = text.index(start, text.index(after) if after else 0)
        last = text.index(end, first) + len(end)
        files[file] = text[:first] + text[last:]

    return change


def doubled(start: str, end: str, *, file: str = CUSTOMIZATIONS, after: str = "") -> Mistake:
    """Return a mistake that repeats a stretch of text, both ends included."""

    def change(files: Files) -> None:
        text = files[file]
        first = text.index(start, text.index(after) if after else 0)
        last = text.index(end, first) + len(end)
        files[file] = text[:last] + "\n" + text[first:last] + text[last:]

    return change


def new_column(name: str, type_: str = "nvarchar", tail: str = TEXT_TAIL, *, level: str = "none") -> Mistake:
    """Return a mistake that adds a column to the first table."""
    return swap("</attributes>", column_before_end(name, type_, tail, level=level))


def column_before_end(name: str, type_: str = "nvarchar", tail: str = TEXT_TAIL, *, level: str = "none") -> str:
    """Return a column and the end of the list of columns."""
    return clean_package.column(name, type_, tail, level=level) + "\n</attributes>"
