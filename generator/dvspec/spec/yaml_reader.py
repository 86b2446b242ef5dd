"""YAML files become documents: plain values, with a place for each.

Only what a spec needs is accepted: no tags, no merge keys, no values that YAML 1.1 and 1.2 read
differently, no aliases that explode. Events are read one by one, so depth takes no stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from dvspec.findings import Finding, Place, Refused, Rule, Severity
from dvspec.spec import limits
from dvspec.spec.document import Document, Mapping, Mark, Sequence
from dvspec.spec.limits import OVERSIZED_SPEC
from dvspec.spec.scalars import plain_value

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

_TOO_DEEP = f"values are nested deeper than {limits.LEVELS} levels"

# What YAML does not allow in a file; a byte order mark is allowed at its beginning only. Compiled when it is needed:
# most specs are ASCII, whose set compiles in a tenth of the time.
_REFUSED_IN_ASCII = "[^\t\n\r -~]"
_REFUSED = "[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"


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


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end is still to come, and what was counted before it."""

    container: Mapping | Sequence
    anchor: str | None
    values: int
    characters: int
    key: tuple[str, Mark] | None = None  # of a mapping, waiting for its value


class _Builder:
    """Builds values from events, iteratively."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root: Any = None
        self.open: list[_Open] = []
        self.values = 0
        self.characters = 0  # of texts
        self.anchors: dict[str, tuple[Any, int, int]] = {}  # value, and how many values and characters it has

    def build(self, events: Any) -> Any:
        documents = 0
        for event in events:
            event_type = type(event)
            if event_type is yaml.ScalarEvent:
                value = self.scalar(event)
                self.count(1, len(event.value), event)
                self.set_anchor(event.anchor, value, 1, len(event.value))
                self.add(value, event)
            elif event_type is yaml.MappingStartEvent or event_type is yaml.SequenceStartEvent:
                self.start(Mapping() if event_type is yaml.MappingStartEvent else Sequence(), event)
            elif event_type is yaml.MappingEndEvent or event_type is yaml.SequenceEndEvent:
                done = self.open.pop()
                values, characters = self.values - done.values, self.characters - done.characters
                self.set_anchor(done.anchor, done.container, values, characters)
            elif event_type is yaml.AliasEvent:
                if event.anchor not in self.anchors:
                    message = f"alias *{event.anchor} is not defined before it is used"
                    raise self.refused(INVALID_YAML, message, event)
                value, values, characters = self.anchors[event.anchor]
                self.count(values, characters, event)
                self.add(value, event)
            elif event_type is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    message = "a second YAML document begins here; a spec consists of one"
                    raise self.refused(INVALID_YAML, message, event)
        return self.root

    def start(self, container: Mapping | Sequence, event: Any) -> None:
        self.refuse_tag(event)
        if len(self.open) >= limits.LEVELS:
            raise self.refused(OVERSIZED_SPEC, _TOO_DEEP, event)
        if self.open and isinstance(self.open[-1].container, Mapping) and self.open[-1].key is None:
            raise self.refused(INVALID_YAML, "a key must be a string, not a list or a mapping", event)
        opened = _Open(container, event.anchor, self.values, self.characters)
        self.count(1, 0, event)
        self.add(container, event)
        self.open.append(opened)

    def add(self, value: Any, event: Any) -> None:
        """Put a value where it belongs: at the root, into a list, or into a mapping as key or value."""
        if not self.open:
            self.root = value
            return
        parent, mark = self.open[-1], _mark(event)
        container = parent.container
        if isinstance(container, Sequence):
            container.append(value)
            container.marks.append(mark)
        elif parent.key is None:
            parent.key = self.key(container, value, event, mark)
        else:
            key, key_mark = parent.key
            parent.key = None
            if key not in container:
                container[key] = value
                container.marks[key] = (key_mark, mark)

    def key(self, mapping: Mapping, value: Any, event: Any, mark: Mark) -> tuple[str, Mark]:
        if isinstance(value, bool):
            value = "true" if value else "false"  # the values of a yes/no column are keys of its labels
        elif isinstance(value, int):
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

    def scalar(self, event: Any) -> Any:
        self.refuse_tag(event)
        if event.style:  # quoted, literal or folded
            return event.value
        value, problem = plain_value(event.value)
        if problem:
            self.document.report(*problem, self.document.at(_mark(event)))
        return value

    def refuse_tag(self, event: Any) -> None:
        if event.tag is not None:
            raise self.refused(INVALID_YAML, f"tags are not supported; remove '{event.tag}'", event)

    def set_anchor(self, name: str | None, value: Any, values: int, characters: int) -> None:
        if name is not None:
            self.anchors[name] = (value, values, characters)

    def count(self, values: int, characters: int, event: Any) -> None:
        self.values += values
        self.characters += characters
        if self.values > limits.VALUES:
            message = f"more than {limits.VALUES:,} values, each use of an alias counted"
            raise self.refused(OVERSIZED_SPEC, message, event)
        if self.characters > limits.CHARACTERS:
            message = f"more than {limits.CHARACTERS:,} characters, each use of an alias counted"
            raise self.refused(OVERSIZED_SPEC, message, event)

    def refused(self, rule: Rule, message: str, event: Any) -> Refused:
        finding = Finding(rule, self.document.at(_mark(event)), message)
        return Refused([*self.document.findings, finding])


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if end.line == start.line else 1_000_000
    return start.line, start.column, length
