"""Plain values as YAML, as a person would write it, that YAML 1.1 and 1.2 read alike.

Mappings and lists are in flow style if they are small and fit on their line. Text is plain where no reader takes it for
anything else, folded where it is long, literal where it has several lines, and quoted otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from dvspec.spec.limits import NUMBER_LENGTH

WIDTH = 120  # characters of a line, if a value can be broken at all
_DEEPEST_FLOW = 3  # levels of mappings and lists on one line
_LONGEST_KEY = 120  # characters; YAML takes at most 1,024 before a colon
_LONGEST_QUOTED = 60  # characters of a text of several lines that is still quoted on one

# What plain text can't contain and quoted text has to escape: controls, line ends of YAML 1.1, changes of direction,
# byte order marks, nonbreaking blanks (which nobody sees), noncharacters. Lone surrogates can't be encoded at all.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\xa0\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_ESCAPED = re.compile(rf'["\\]|{_UNPRINTABLE.pattern}')
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
# What a version of YAML takes for something else than text: words, numbers (of base 60 as well), dates.
_NOT_TEXT = re.compile(
    r"null|true|false|yes|no|on|off|y|n|[0-9][0-9_.,:]*(?:e[-+]?[0-9]*)?|0[box][0-9a-f_]*"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t ].*)?",
    re.IGNORECASE,
)
_FIRST = re.compile(r"""[^ \-?:,\[\]{}#&*!|>'"%@`=<+.~]""")  # what plain text begins with here; YAML allows more
_NOT_PLAIN = re.compile(r": | #|[: ]\Z")
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:?]| #| \Z")
_BREAK = re.compile("(?<=[^ ]) (?=[^ ])")  # a blank at which folded text can be broken


class NumberText(str):
    """A text that is written as the number that it spells: specs read such keys as text."""

    __slots__ = ()

    def __new__(cls, number: int) -> NumberText:
        return super().__new__(cls, number)


class FlagText(NumberText):
    """A text that is written as the truth value that it spells; specs read such keys as text too."""

    __slots__ = ()

    def __new__(cls, flag: bool) -> FlagText:
        return str.__new__(cls, "true" if flag else "false")


def to_yaml(value: Mapping[str, Any]) -> str:
    """Return a mapping as a YAML document.

    Raises ValueError for values that YAML or specs don't have: numbers that are too long or not finite, other types.
    """
    return "".join(f"{line}\n" for line in _entries(value, 0))


def _entries(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, inner in value.items():
        start = " " * indent
        text = _key(key)
        if len(text) > _LONGEST_KEY:
            yield f"{start}? {text}"
            yield from _block(f"{start}:", inner, indent)
        elif (
            indent == 0 and inner and isinstance(inner, Mapping) and all(isinstance(v, Mapping) for v in inner.values())
        ):
            yield f"{text}:"  # a collection that people add to
            yield from _entries(inner, 2)
        else:
            yield from _block(f"{start}{text}:", inner, indent)


def _items(value: Sequence[Any], indent: int) -> Iterator[str]:
    for inner in value:
        start = " " * indent
        flow = _flow(inner, WIDTH - indent - 2, _DEEPEST_FLOW)
        if flow is None and isinstance(inner, Mapping):
            first, *rest = _entries(inner, indent + 2)
            yield f"{start}- {first[indent + 2:]}"
            yield from rest
        else:
            yield from _block(f"{start}-", inner, indent)


def _block(start: str, value: Any, indent: int) -> Iterator[str]:
    """Yield the lines of a value after a key or a dash, whose line begins the first of them."""
    if isinstance(value, str):
        yield from _text(start, value, indent)
        return
    flow = _flow(value, WIDTH - len(start) - 1, _DEEPEST_FLOW)
    if flow is not None:
        yield f"{start} {flow}"
    elif isinstance(value, Mapping):
        yield start
        yield from _entries(value, indent + 2)
    else:
        yield start
        yield from _items(value, indent + 2)


def _text(start: str, text: str, indent: int) -> Iterator[str]:
    line = f"{start} {_scalar(text, in_flow=False)}"
    inside = " " * (indent + 2)
    if "\n" in text:
        lines = text.removesuffix("\n").split("\n")
        if len(text) > _LONGEST_QUOTED and _is_literal(lines):
            yield f"{start} |" if text.endswith("\n") else f"{start} |-"
            yield from (f"{inside}{part}" if part else "" for part in lines)
            return
    elif len(line) > WIDTH and text.strip(" ") == text and not _UNPRINTABLE.search(text):
        words = _BREAK.split(text)
        if len(words) > 1:
            yield f"{start} >-"
            yield from _folded(words, inside)
            return
    yield line


def _is_literal(lines: Sequence[str]) -> bool:
    """Return whether a literal block keeps lines as they are, blanks at their ends and around them all included."""
    framed = lines[0] and lines[-1] and not lines[0].startswith(" ")
    return bool(framed) and not any(line.endswith(" ") or _UNPRINTABLE.search(line) for line in lines)


def _folded(words: Sequence[str], inside: str) -> Iterator[str]:
    line = inside + words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > WIDTH:
            yield line
            line = inside + word
        else:
            line = f"{line} {word}"
    yield line


def _flow(value: Any, width: int, depth: int) -> str | None:
    """Return a value on one line; None if it is too wide, too deep, or a text of several lines."""
    if isinstance(value, str) and "\n" in value and len(value) > _LONGEST_QUOTED:
        return None
    if not isinstance(value, Mapping | list | tuple):
        return _scalar(value, in_flow=True)
    if value and depth == 0:
        return None
    if isinstance(value, Mapping):
        inside = _joined((_flow_entry(key, inner, width, depth - 1) for key, inner in value.items()), width - 2)
        return None if inside is None else f"{{{inside}}}"
    inside = _joined((_flow(inner, width, depth - 1) for inner in value), width - 2)
    return None if inside is None else f"[{inside}]"


def _flow_entry(key: str, value: Any, width: int, depth: int) -> str | None:
    name, flow = _key(key), _flow(value, width, depth)
    return None if flow is None or len(name) > _LONGEST_KEY else f"{name}: {flow}"


def _joined(parts: Iterable[str | None], width: int) -> str | None:
    """Return parts joined by commas; None if one of them is None, or all are too wide together."""
    result = []
    for part in parts:
        if part is None or len(part) > width:
            return None
        width -= len(part) + 2
        result.append(part)
    return ", ".join(result)


def _key(key: str) -> str:
    return _scalar(key, in_flow=True)


def _scalar(value: Any, *, in_flow: bool) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            text = str(value) if abs(value) < 10**NUMBER_LENGTH else ""
        case float():
            text = repr(value) if isfinite(value) else ""
            mantissa, e, exponent = text.partition("e")
            text = f"{mantissa}{'' if '.' in mantissa or not e else '.0'}{e}{exponent}"
        case NumberText():
            return str(value)
        case str():
            return value if _is_plain(value, in_flow=in_flow) else _quoted(value)
        case _:
            raise ValueError(f"YAML has no {type(value).__name__}")
    if not text or len(text) > NUMBER_LENGTH:
        raise ValueError(f"specs have no number {value}")
    return text


def _is_plain(text: str, *, in_flow: bool) -> bool:
    forbidden = _NOT_PLAIN_IN_FLOW if in_flow else _NOT_PLAIN
    return not (
        not _FIRST.match(text) or forbidden.search(text) or _UNPRINTABLE.search(text) or _NOT_TEXT.fullmatch(text)
    )


def _quoted(text: str) -> str:
    if ('"' in text or "\\" in text) and "'" not in text and not _UNPRINTABLE.search(text):
        return f"'{text}'"
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _ESCAPES.get(character) or (f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}")


def block_lines(value: Mapping[str, Any] | Sequence[Any], indent: int) -> list[str]:
    """Return the lines of a mapping or list in block style."""
    return list(_entries(value, indent) if isinstance(value, Mapping) else _items(value, indent))


def entry_lines(key: str, value: Any, indent: int, *, step: int = 2, expanded: bool = False) -> list[str]:
    """Return the lines of an entry of a mapping; `expanded` writes a mapping over several lines in any case."""
    if expanded and value and isinstance(value, Mapping) and len(_key(key)) <= _LONGEST_KEY:
        return [f"{' ' * indent}{_key(key)}:", *_entries(value, indent + step)]
    return list(_entries({key: value}, indent))


def value_lines(value: Any, indent: int, column: int) -> list[str]:
    """Return what comes at a column, after a key and its colon; the first line is empty if the value begins below."""
    start = ":".rjust(column - 1)
    first, *rest = _block(start, value, indent)
    return [first[len(start) + 1 :], *rest]


def flow(value: Any) -> str:
    """Return a value on one line, however long."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value, in_flow=True)


def scalar(value: Any) -> str:
    """Return a text, number or constant on one line, for block style."""
    return _scalar(value, in_flow=False)


def quoted(text: str, quote: str) -> str:
    """Return a text in these quotes if they can hold it."""
    if quote == '"' or _UNPRINTABLE.search(text):
        return f'"{_ESCAPED.sub(_escape, text)}"'
    return f"'{text.replace(quote, quote * 2)}'"
