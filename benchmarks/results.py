"""RESULTS.md: a title, and a section for each benchmark, which a run of that benchmark replaces.

A section begins with the line `<!-- section: NAME -->` and ends where the next one begins. All figures
of a section come from one run.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")

_MARKER = re.compile(r"^<!-- section: ([a-z-]+) -->\n", re.MULTILINE)
_TITLE = """\
# Benchmarks

Written by `make bench`. All figures of a section come from one run. Ratios within a section are
similar on other machines; seconds are not.
"""


def write_section(name: str, body: str, path: Path = RESULTS) -> None:
    """Write a section into the file, in its old place or at the end."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    sections = read_sections(text)
    sections[name] = body
    parts = [_TITLE, *(f"<!-- section: {key} -->\n{sections[key].strip()}\n" for key in sections)]
    draft = path.with_suffix(".new")
    draft.write_text("\n".join(parts), encoding="utf-8", newline="\n")
    draft.replace(path)


def read_sections(text: str) -> dict[str, str]:
    """Return the bodies of the sections by name, in order."""
    _, *pieces = _MARKER.split(text)
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, text_columns: int = 1) -> str:
    """Return a Markdown table with text in the first columns, left-aligned, and right-aligned figures in the rest."""
    rule = ["---" if index < text_columns else "--:" for index in range(len(header))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *rows))


def expectations(ratios: Iterable[tuple[str, float, float]]) -> str:
    """Return a table of ratios: what is compared, the least that is expected, and what was measured."""
    rows = [
        [compared, f"{least}×", f"{significant(ratio)}×", "met" if ratio >= least else "not met"]
        for compared, least, ratio in ratios
    ]
    return table(["times as fast", "expected", "measured", ""], rows)


def machine() -> str:
    """Describe the machine and Python of a run, without the machine's name."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, {python}"


def significant(number: float, digits: int = 3) -> str:
    """Return a number with this many significant digits: 0.0312, 1.66, 29.3, 1,204."""
    if number == 0:
        return "0"
    magnitude = len(f"{abs(number):.0f}") if abs(number) >= 1 else _leading_zeros(number)
    return f"{number:,.{max(digits - magnitude, 0)}f}"


def _leading_zeros(number: float) -> int:
    """Return how many places after the point are zero, as a negative number: -1 for 0.03."""
    return int(f"{number:e}".partition("e")[2]) + 1
