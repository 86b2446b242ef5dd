"""The labels of yes and no: specs leave out Dataverse's own."""

from __future__ import annotations

from dataclasses import replace

from dvspec.dataverse.languages import YES_NO
from dvspec.model import Column, Label, Solution


def without_usual_labels(solution: Solution) -> Solution:
    """Return the solution with no labels for yes and no where they are Dataverse's own."""
    languages = solution.languages

    def usual(column: Column) -> Column:
        if column.yes_label is None and column.no_label is None:
            return column
        yes, no = (
            None if label is None or _is_dataverses_own(label, position, languages) else label
            for position, label in enumerate((column.yes_label, column.no_label))
        )
        return replace(column, yes_label=yes, no_label=no)

    tables = (replace(table, columns=tuple(map(usual, table.columns))) for table in solution.tables)
    return replace(solution, tables=tuple(tables))


def _is_dataverses_own(label: Label, position: int, languages: tuple[int, ...]) -> bool:
    """Return whether a label is Dataverse's own, in exactly the solution's languages."""
    known = {code: YES_NO[code][position] for code in languages if code in YES_NO}
    return dict(label.in_languages(languages[0])) == known
