"""YAML with places: a file becomes plain values, and a map of where each of them is.

Only what a spec needs is accepted: no tags, no merge keys, no values that YAML 1.1 and 1.2 read
differently, no aliases that explode. Events are read one by one, so depth takes no stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from dvspec.findings import Finding, Place, Refused, Rule, Severity

INVALID_YAML = Rule(
    "DV102",
    "invalid-yaml",
    Severity.ERROR,
    "Each spec is valid YAML in UTF-8: one document of plain values, without tags and merge keys.",
    "Fix the syntax at the location shown.",
)
DUPLICATE_KEY = Rule(
    "DV104",
    "duplicate-key",
    Severity.ERROR,
    "The keys of a mapping are unique.",
    "Remove or rename one of the two keys.",
)
AMBIGUOUS_VALUE = Rule(
    "DV105",
    "ambiguous-value",
    Severity.ERROR,
    "Plain values mean the same in YAML 1.1 and YAML 1.2.",
    "Quote the value if it is text; otherwise write true or false, or a number in plain decimal digits.",
)
OVERSIZED_SPEC = Rule(
    "DV106",
    "oversized-spec",
    Severity.ERROR,
    "Specs stay within the limits on size, number of values, depth and length of numbers.",
    "Split the spec, or use fewer aliases and levels; quote a long number that is text.",
)

LARGEST_FILE = 4 * 1024 * 1024  # bytes
MOST_VALUES = 200_000  # in one document, aliases counted as often as they are used
LONGEST_TEXT = 16 * 1024 * 1024  # characters of all its texts together, counted likewise
DEEPEST = 64
_TOO_DEEP = f"values are nested deeper than {DEEPEST} levels"

# What YAML does not allow in a file; a byte order mark is allowed at its beginning only. Compiled when it is needed:
# most specs are ASCII, whose set compiles in a tenth of the time.
_REFUSED_IN_ASCII = "[^\t\n\r -~]"
_REFUSED = "[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
# A number in both versions of YAML, and what is a number in one of them only, or another number.
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+][0-9]+)?)?$")
_AMBIGUOUS_NUMBER = re.compile(
    r"[-+]?(?:0[bBoOxX][0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"
    r"|\.(?:inf|Inf|INF|nan|NaN|NAN))$"
)
_LONGEST_NUMBER = 40  # characters; the largest that a column holds has 19 digits
_AMBIGUOUS_WORDS = frozenset(
    word for stem in ("yes", "no", "on", "off", "y", "n") for word in (stem, stem.capitalize(), stem.upper())
)
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class Mapping(dict[str, Any]):
    """A mapping with the marks of its keys and values: key -> (key's mark, value's mark)."""

    __slots__ = ("marks",)

    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[str, tuple[Any, Any]] = {}


class Sequence(list[Any]):
    """A list with the marks of its items."""

    __slots__ = ("marks",)

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[Any] = []


@dataclass(slots=True)
class Document:
    """A file's values; `place` returns where one of them is."""

    file: str
    lines: list[str]
    value: Any = None
    findings: list[Finding] = field(default_factory=list)

    def place(self, path: tuple[str | int, ...] = (), *, key: bool = False) -> Place:
        """Return the place of the value at a path, or with `key` that of its key.

        If the path leads nowhere, as with a missing key, return the nearest place above it.
        """
        here, mark = self.value, None
        for step in path:
            if isinstance(here, Mapping) and step in here.marks:
                mark = here.marks[step][0 if key else 1]
            elif isinstance(here, Sequence) and isinstance(step, int) and step < len(here):
                mark = here.marks[step]
            else:
                break
            here = here[step]
        return self.at(mark) if mark else Place(self.file, 1, 1, 1, self.lines[0] if self.lines else "")

    def at(self, mark: tuple[int, int, int]) -> Place:
        """Return the place of a mark: line and column from 0, and a length."""
        line, column, length = mark
        source = self.lines[line] if line < len(self.lines) else ""
        return Place(self.file, line + 1, column + 1, max(1, min(length, len(source) - column)), source)

    def report(self, rule: Rule, message: str, place: Place) -> None:
        """Add a finding."""
        self.findings.append(Finding(rule, place, message))


def read(text: str, file: str) -> Document:
    """Read YAML text. Raises Refused if it is not valid YAML, or not safe to read."""
    document = Document(file, text.splitlines())
    pattern = re.compile(_REFUSED_IN_ASCII if text.isascii() else _REFUSED)
    refused = pattern.search(text, 1 if text.startswith("\ufeff") else 0)
    if refused:
        before = (text[: refused.start()] + "?").splitlines()
        place = document.at((len(before) - 1, len(before[-1]) - 1, 1))
        message = f"character U+{ord(refused[0]):04X} is not allowed in YAML; remove it"
        raise Refused([Finding(INVALID_YAML, place, message)])
    try:
        document.value = _Builder(document).build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = document.at((mark.line, mark.column, 1)) if mark else Place(file)
        problem = " ".join(part for part in (error.context, error.problem) if part)
        finding = Finding(INVALID_YAML, place, f"invalid YAML: {problem}")
        if "nesting depth" in problem:  # some builds of libyaml have a limit, and read ahead of the events
            finding = Finding(OVERSIZED_SPEC, place, _TOO_DEEP)
        raise Refused([*document.findings, finding]) from None
    return document


class _Builder:
    """Builds values from events, iteratively."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.count = 0  # of values
        self.length = 0  # of texts
        self.anchors: dict[str, tuple[Any, int, int]] = {}

    def build(self, events: Any) -> Any:
        stack: list[tuple[Any, Any, int, int]] = []  # container, the key that waits for it, count and length at start
        anchors_open: list[str | None] = []
        container: Any = None
        waiting: Any = None  # (key, mark of key) while a mapping waits for a value
        root: Any = None
        documents = 0

        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                value = self.scalar(event)
                self.anchor(event.anchor, value, 1, len(event.value))
                self.grow(1, len(event.value), event)
                mark = _mark(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.refuse_tag(event)
                if len(stack) >= DEEPEST:
                    raise self.refused(OVERSIZED_SPEC, _TOO_DEEP, event)
                stack.append((container, waiting, self.count, self.length))
                anchors_open.append(event.anchor)
                if isinstance(container, Mapping) and waiting is None:
                    raise self.refused(INVALID_YAML, "a key must be a string, not a list or a mapping", event)
                self.grow(1, 0, event)
                mark = _mark(event)
                new: Any = Mapping() if kind is yaml.MappingStartEvent else Sequence()
                if container is None:
                    root = new
                else:
                    self.put(container, waiting, new, mark)
                container, waiting = new, None
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                done = container
                container, waiting, count, length = stack.pop()
                self.anchor(anchors_open.pop(), done, self.count - count, self.length - length)
                waiting = None
                continue
            elif kind is yaml.AliasEvent:
                if event.anchor not in self.anchors:
                    raise self.refused(
                        INVALID_YAML,
                        f"alias *{event.anchor} is not defined before it is used",
                        event,
                    )
                value, count, length = self.anchors[event.anchor]
                self.grow(count, length, event)
                mark = _mark(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self.refused(
                        INVALID_YAML, "a second YAML document begins here; a spec consists of one", event
                    )
                continue
            else:
                continue
            # a complete value: scalar or alias
            if container is None:
                root = value
            elif isinstance(container, Mapping) and waiting is None:
                waiting = self.key(container, value, event, mark)
            else:
                self.put(container, waiting, value, mark)
                waiting = None
        return root

    def key(self, mapping: Mapping, value: Any, event: Any, mark: tuple[int, int, int]) -> tuple[str, Any]:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # language codes are keys: 1033
        if not isinstance(value, str):
            raise self.refused(INVALID_YAML, "a key must be a string; quote it", event)
        if value == "<<" and getattr(event, "implicit", (False,))[0]:  # in quotes it is a key like any other
            raise self.refused(INVALID_YAML, "merge keys (<<) are not supported; write the keys out", event)
        if value in mapping:
            first = self.document.at(mapping.marks[value][0])
            message = f"duplicate key '{value}'; the first one is in line {first.line}"
            self.document.report(DUPLICATE_KEY, message, self.document.at(mark))
        return value, mark

    def put(self, container: Any, waiting: Any, value: Any, mark: tuple[int, int, int]) -> None:
        if isinstance(container, Mapping):
            key, key_mark = waiting
            if key not in container:
                container[key] = value
                container.marks[key] = (key_mark, mark)
        else:
            container.append(value)
            container.marks.append(mark)

    def scalar(self, event: Any) -> Any:
        self.refuse_tag(event)
        text: str = event.value
        if event.style:  # quoted, literal or folded
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text in _AMBIGUOUS_WORDS:
            message = (
                f"'{text}' is true or false in YAML 1.1 and a string in YAML 1.2; quote it, or write true or false"
            )
            self.document.report(AMBIGUOUS_VALUE, message, self.document.at(_mark(event)))
            return text
        if text[0] in "+-.0123456789":
            if _NUMBER.match(text):
                number = float(text)
                if len(text) <= _LONGEST_NUMBER and number - number == 0:  # not infinite
                    return number if "." in text else int(text)
                message = f"the number {text[:_LONGEST_NUMBER]}… has more digits than any column holds"
                message += "; quote it if it is text"
                self.document.report(OVERSIZED_SPEC, message, self.document.at(_mark(event)))
            elif _AMBIGUOUS_NUMBER.match(text):
                message = f"'{text}' means different things in YAML 1.1 and 1.2; quote it"
                message += ", or write a number in plain decimal digits"
                self.document.report(AMBIGUOUS_VALUE, message, self.document.at(_mark(event)))
        return text

    def refuse_tag(self, event: Any) -> None:
        if event.tag is not None:
            raise self.refused(INVALID_YAML, f"tags are not supported; remove '{event.tag}'", event)

    def anchor(self, name: str | None, value: Any, count: int, length: int) -> None:
        if name is not None:
            self.anchors[name] = (value, count, length)

    def grow(self, count: int, length: int, event: Any) -> None:
        self.count += count
        self.length += length
        for size, most, what in (
            (self.count, MOST_VALUES, "values"),
            (self.length, LONGEST_TEXT, "characters"),
        ):
            if size > most:
                message = f"more than {most:,} {what}, each use of an alias counted"
                raise self.refused(OVERSIZED_SPEC, message, event)

    def refused(self, rule: Rule, message: str, event: Any) -> Refused:
        finding = Finding(rule, self.document.at(_mark(event)), message)
        return Refused([*self.document.findings, finding])


def _mark(event: Any) -> tuple[int, int, int]:
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if end.line == start.line else 1_000_000
    return start.line, start.column, length
