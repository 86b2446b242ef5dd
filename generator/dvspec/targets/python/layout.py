"""Python source laid out as black does it, so that black has nothing to change.

Everything that can be too long for a line is laid out here; templates only place the results.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from dvspec.targets.python.widths import width

WIDTH = 88
_ESCAPED = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs")  # categories of characters that cannot be seen


def string(text: str) -> str:
    """Return a string literal, in double quotes unless single ones save escapes."""
    body = text.replace("\\", "\\\\")
    if not (body.isascii() and body.isprintable()):
        body = "".join(map(_character, body))
    if text.count('"') > text.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'


def _character(character: str) -> str:
    """Return a character as a literal shows it; by an old version of Unicode, which every Python has."""
    shown = character == " " or unicodedata.ucd_3_2_0.category(character) not in _ESCAPED
    return character if shown else character.encode("unicode_escape").decode()


def assign(indent: int, left: str, right: str) -> str:
    """Return `left = right`, with right in parentheses where that makes it fit."""
    line = f"{' ' * indent}{left} = {right}"
    if width(line) <= WIDTH or indent + 4 + width(right) > WIDTH:
        return line
    return f"{' ' * indent}{left} = (\n{' ' * (indent + 4)}{right}\n{' ' * indent})"


def constant(indent: int, name: str, type_: str, value: str) -> str:
    """Return `name: ClassVar[type] = value`, with value in parentheses where the line is too long."""
    declared = f"{' ' * indent}{name}: ClassVar[{type_}] = "
    if width(declared + value) <= WIDTH:
        return declared + value
    return f"{declared}(\n{' ' * (indent + 4)}{value}\n{' ' * indent})"


def field(indent: int, name: str, generic: str, argument: str, default: str) -> str:
    """Return `name: generic[argument] = default`, split where black would: at the default, else at the brackets."""
    declared = f"{' ' * indent}{name}: {generic}[{argument}] = "
    inner, outer = " " * (indent + 4), " " * indent
    if width(declared + default) <= WIDTH:
        return declared + default
    if width(declared) + 1 <= WIDTH:
        return f"{declared}(\n{inner}{default}\n{outer})"
    return f"{outer}{name}: {generic}[\n{inner}{argument}\n{outer}] = {default}"


def call(
    indent: int, name: str, arguments: Sequence[str], *, before: str = "", after: str = "", brackets: str = "()"
) -> str:
    """Return a call, on one line where it fits and with one argument a line otherwise."""
    line = f"{' ' * indent}{before}{name}{brackets[0]}{', '.join(arguments)}{brackets[1]}{after}"
    if width(line) <= WIDTH:
        return line
    inner = "".join(f"{' ' * (indent + 4)}{argument},\n" for argument in arguments)
    return f"{' ' * indent}{before}{name}{brackets[0]}\n{inner}{' ' * indent}{brackets[1]}{after}"


def nested_call(indent: int, name: str, arguments: Sequence[str], *, brackets: str = "()") -> str:
    """Return a call as an item of something with one item a line: without the indent and the comma of that line."""
    return call(indent, name, arguments, after=",", brackets=brackets)[indent:-1]


def tuple_of(indent: int, before: str, items: Sequence[str], *, after: str = "") -> str:
    """Return a tuple with one item a line; an empty one, and a single item that fits, are on one line."""
    outer, inner = " " * indent, " " * (indent + 4)
    line = f"{outer}{before}({''.join(f'{item},' for item in items)}){after}"
    if not items or (len(items) == 1 and "\n" not in line and width(line) <= WIDTH):
        return line
    return f"{outer}{before}(\n" + "".join(f"{inner}{item},\n" for item in items) + f"{outer}){after}"


def nested_tuple(indent: int, items: Sequence[str], *, before: str = "") -> str:
    """Return a tuple as an item of something with one item a line: without the indent and the comma of that line."""
    return tuple_of(indent, before, items, after=",")[indent:-1]


def docstring(indent: int, *paragraphs: str) -> str:
    """Return a docstring of paragraphs; text from a spec can't end it or escape from it."""
    given = [_one_line(paragraph) for paragraph in paragraphs if paragraph.strip()]
    blocks = [_wrap(text, indent, 0 if number else 3, WIDTH) for number, text in enumerate(given)]
    if len(blocks) == 1 and len(blocks[0]) == 1:  # black keeps one line on one line, closing quotes included
        blocks = [_wrap(given[0], indent, 3, WIDTH - 4 if given[0].endswith('"') else WIDTH - 3)]
    text = "\n\n".join("\n".join(block) for block in blocks).lstrip()
    if "\n" in text:
        return f'{" " * indent}"""{text}\n{" " * indent}"""'
    closed = f"{text} " if text.endswith('"') else text
    return f'{" " * indent}"""{closed}"""'


def _one_line(text: str) -> str:
    """Return text on one line, without what could end a docstring."""
    line = " ".join(text.split()).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return "\\" + line if line.startswith('"') else line


def _wrap(text: str, indent: int, taken: int, limit: int) -> list[str]:
    """Return a text as indented lines, of which the first has room for `taken` characters less.

    textwrap does the same with words separated by single spaces, in several times the time.
    """
    lines = []
    prefix = " " * (indent + taken)
    while len(prefix) + len(text) > limit:
        end = text.rfind(" ", 0, limit - len(prefix) + 1)
        if end < 0:  # the first word is longer than the line
            end = text.find(" ")
        if end < 0:
            break
        lines.append(prefix + text[:end])
        text = text[end + 1 :]
        prefix = " " * indent
    return [*lines, prefix + text]
