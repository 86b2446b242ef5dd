"""Labels as the templates take them: in each language, escaped."""

from __future__ import annotations

from dvspec.dataverse.languages import ENGLISH
from dvspec.model import Label, Solution
from dvspec.targets.solution.views import Texts
from dvspec.targets.solution.xml import escape


def texts(label: Label, solution: Solution) -> Texts:
    """Return a label's texts, the base language first."""
    return tuple((code, escape(text)) for code, text in label.in_languages(solution.language))


def english(text: str, solution: Solution) -> Texts:
    """Return an English text of dvspec's own, in the base language too, since a label in it is required."""
    codes = {solution.language, *({ENGLISH} & set(solution.languages))}
    return tuple((code, escape(text)) for code in sorted(codes, key=lambda code: (code != solution.language, code)))
