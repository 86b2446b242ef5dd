"""One value in every style of YAML that a spec may be written in: comments, quotes, indentation, line ends, flow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from dvspec.spec.yaml_text import flow, scalar

NEW_LINES = ("\n", "\r\n")


@dataclass
class Styled:
    """Writes a value line by line, each decision drawn."""

    draw: st.DrawFn
    step: int
    json_like: bool
    comments: int = 0

    def comment(self) -> str:
        """Return a comment of its own, or nothing."""
        if self.draw(st.integers(0, 3)):
            return ""
        self.comments += 1
        return f"# comment {self.comments}: not a key"

    def between(self, indent: int) -> list[str]:
        """Return the blank lines and comments between two entries."""
        lines = [""] * (self.draw(st.integers(0, 5)) == 0)
        comment = self.comment()
        return [*lines, " " * indent + comment] if comment else lines

    def end(self) -> str:
        """Return what follows a value on its line."""
        comment = self.comment()
        return f"  {comment}" if comment else " " * self.draw(st.integers(0, 1))

    def key(self, key: str) -> str:
        """Return a key, with or without quotes."""
        return json.dumps(key, ensure_ascii=False) if self.json_like or not self.draw(st.integers(0, 4)) else flow(key)

    def block(self, value: Any, indent: int) -> list[str]:
        """Return the lines of a mapping or list in block style."""
        lines = []
        if isinstance(value, Mapping):
            for key, inner in value.items():
                lines += self.between(indent)
                start = " " * indent + self.key(key) + " " * self.draw(st.integers(0, 1)) + ":"
                lines += self.after(start, inner, indent)
            return lines
        for inner in value:
            lines += self.between(indent)
            if isinstance(inner, Mapping) and inner and self.draw(st.booleans()):
                first, *rest = self.nested(inner, indent + 2)
                lines += [" " * indent + "- " + first[indent + 2 :], *rest]
            else:
                lines += self.after(" " * indent + "-", inner, indent)
        return lines

    def nested(self, value: Mapping[str, Any], indent: int) -> list[str]:
        """Return the lines of a mapping, without comments before its first key."""
        lines = self.block(value, indent)
        while not lines[0].strip() or lines[0].strip().startswith("#"):
            lines.pop(0)
        return lines

    def after(self, start: str, value: Any, indent: int) -> list[str]:
        """Return the lines of a value behind its key or dash."""
        if isinstance(value, Mapping | list) and value:
            if self.draw(st.booleans()):
                inside = indent + (0 if isinstance(value, list) and ":" in start else self.step)
                return [start + self.end(), *self.block(value, inside)]
            return self.flow(start, value, indent)
        if isinstance(value, str) and value.strip() == value and value and "\n" not in value:
            words = value.split(" ")
            style = self.draw(st.sampled_from(["plain", "single", "double", "folded", "literal", "lines"]))
            if style in ("folded", "literal") and all(words):
                sign, chomp = "|" if style == "literal" else ">", self.draw(st.sampled_from(["-", "-", "-"]))
                margin = " " * (indent + self.draw(st.integers(1, 4)))
                return [f"{start} {sign}{chomp}{self.end()}", margin + value, *[""] * self.draw(st.integers(0, 1))]
            plain = scalar(value) == value and all(flow(word) == word for word in words)
            if style == "lines" and len(words) > 1 and all(words) and plain:
                return [f"{start} {words[0]}", " " * (indent + 2) + " ".join(words[1:]) + self.end()]
            if style == "single":
                return [f"{start} '" + value.replace("'", "''") + "'" + self.end()]
            if style == "double":
                return [f"{start} {json.dumps(value, ensure_ascii=False)}{self.end()}"]
        return [f"{start} {flow(value)}{self.end()}"]

    def flow(self, start: str, value: Any, indent: int) -> list[str]:
        """Return a mapping or list in flow style, on one line or one entry per line."""
        opening, closing = "{}" if isinstance(value, Mapping) else "[]"
        if isinstance(value, Mapping):
            entries = [f"{self.key(key)}: {self.inline(inner)}" for key, inner in value.items()]
        else:
            entries = [self.inline(inner) for inner in value]
        trailing = "," * self.draw(st.integers(0, 1))
        if self.draw(st.booleans()):
            blank = " " * self.draw(st.integers(0, 1))
            return [f"{start} {opening}{blank}{', '.join(entries)}{trailing}{blank}{closing}{self.end()}"]
        inside = " " * (indent + self.draw(st.integers(1, 5)))
        lines = [f"{start} {opening}{self.end()}"]
        for number, entry in enumerate(entries, 1):
            lines += self.between(len(inside))
            lines.append(f"{inside}{entry}{',' if number < len(entries) else trailing}{self.end()}")
        return [*lines, f"{inside}{closing}{self.end()}"]

    def inline(self, value: Any) -> str:
        """Return a value inside a flow collection."""
        return json.dumps(value, ensure_ascii=False) if self.json_like else flow(value)


@st.composite
def styled(draw: st.DrawFn, value: Mapping[str, Any]) -> str:
    """Return the text of a value in invented styles."""
    style = Styled(draw, draw(st.integers(1, 5)), draw(st.booleans()))
    if not draw(st.integers(0, 9)):
        return json.dumps(value, ensure_ascii=False, indent=draw(st.sampled_from([None, 2])))
    start = ["---"] if draw(st.booleans()) else []
    lines = [*start, *style.block(value, draw(st.sampled_from([0, 0, 0, 2])))]
    lines += style.between(0)
    return draw(st.sampled_from(NEW_LINES)).join(lines) + draw(st.sampled_from(["\n", ""]))
