"""Labels as the templates take them: in each language, escaped."""

from __future__ import annotations

from dvspec.model import Label, Solution
from dvspec.targets.solution.views import Texts
from dvspec.targets.solution.xml import escape


def texts(label: Label, solution: Solution) -> Texts:
    """Return a label's texts, the base language first."""
    return tuple((code, escape(text)) for code, text in label.in_languages(solution.language))
