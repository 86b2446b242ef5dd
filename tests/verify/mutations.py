"""Changes of a file's lines, for tests with hostile input."""

from __future__ import annotations

from collections.abc import Iterable


def changed_lines(given: Iterable[str], changes: Iterable[tuple[int, int, str]]) -> str:
    """Return lines as a text after changes: a line's number, what happens to it, and a text for it.

    A line is doubled (0), removed (1), moved to the end (2), or gets the text between its tags (3), in its first
    attribute (4) or instead of itself.
    """
    lines = list(given)
    for at, operation, text in changes:
        at %= len(lines)
        line = lines[at]
        if operation == 0:
            lines.insert(at, line)
        elif operation == 1:
            lines.pop(at)
        elif operation == 2:
            lines.append(lines.pop(at))
        elif operation == 3 and ">" in line:
            lines[at] = line.replace(line[line.index(">") + 1 :].split("<")[0], text, 1)
        elif operation == 4 and '"' in line:
            lines[at] = line.replace(line.split('"')[1], text, 1)
        else:
            lines[at] = text
    return "\n".join(lines)
