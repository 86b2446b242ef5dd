"""XML escaping: text from a spec stays text."""

from __future__ import annotations

_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#x9;",
        "\n": "&#xA;",
        "\r": "&#xD;",
    }
)


def escape(text: str) -> str:
    """Return text for an attribute in double quotes, or for an element."""
    return text.translate(_ESCAPES)
