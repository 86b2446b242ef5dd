"""Text of specs in SQL: as it is where every server and tool reads it alike, else as its bytes."""

from __future__ import annotations

import re
import textwrap

# Anything else is given as its bytes: how a backslash is read depends on settings of the session, and ${…}, {{…}} and ;
# have a meaning to programs that pass statements on, as encodings do.
_UNSAFE = re.compile(r"[^A-Za-z0-9_ .,:/+()@#|-]|(?<=-)-")


def is_safe(text: str) -> bool:
    """Return whether a text can be in SQL as it is."""
    return not _UNSAFE.search(text)


def safe(text: str) -> str:
    """Return a text for comments, with question marks in place of what is not safe."""
    return _UNSAFE.sub("?", text)


def comment_lines(text: str) -> list[str]:
    """Return a text as the lines of a comment, without the dashes that begin each."""
    return textwrap.wrap(safe(" ".join(text.split())), 110, break_long_words=False, break_on_hyphens=False)
