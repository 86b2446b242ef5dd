"""$filter: read strictly, checked against the table, evaluated over rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from dvspec.model import Column
from tests.webapi.refusals import Refusal
from tests.webapi.values import moment

Row = Mapping[str, Any]
Test = Callable[[Row], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^']|'')*')
    |(?P<moment>\d{4}-\d\d-\d\d(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d))?)
    |(?P<guid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})
    |(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<word>[A-Za-z_][A-Za-z0-9_.]*)
    |(?P<mark>[(),=[\]]))""",
    re.VERBOSE,
)
_LITERALS = {
    "string": "text",
    "memo": "text",
    "json": "text",
    "guid": "guid",
    "lookup": "guid",
    "integer": "number",
    "bigint": "number",
    "choice": "number",
    "decimal": "number",
    "double": "number",
    "money": "number",
    "multichoice": "list",
    "boolean": "word",
    "datetime": "moment",
    "date": "moment",
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: bool(left == right),
    "ne": lambda left, right: bool(left != right),
    "gt": lambda left, right: left is not None and bool(left > right),
    "ge": lambda left, right: left is not None and bool(left >= right),
    "lt": lambda left, right: left is not None and bool(left < right),
    "le": lambda left, right: left is not None and bool(left <= right),
}
_CHOICES_FUNCTIONS = ("ContainValues", "DoesNotContainValues")
_FUNCTIONS = {"contains": ".*{}.*", "startswith": "{}.*", "endswith": ".*{}"}


def parse(text: str, columns: Mapping[str, Column]) -> Test:
    """Return what tests a row; refuse what is no filter over these columns, given by their names in a query."""
    return _Parser(text, columns).whole()


class _Parser:
    def __init__(self, text: str, columns: Mapping[str, Column]) -> None:
        self.columns = columns
        self.tokens = [*_tokens(text), ("end", "")]
        self.text = text

    def whole(self) -> Test:
        test = self.either()
        if self.tokens[0][0] != "end":
            raise self.wrong()
        return test

    def either(self) -> Test:
        tests = [self.both()]
        while self.take("word", "or"):
            tests.append(self.both())
        return lambda row: any(test(row) for test in tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self.take("word", "and"):
            tests.append(self.single())
        return lambda row: all(test(row) for test in tests)

    def single(self) -> Test:
        if self.take("word", "not"):
            inner = self.single()
            return lambda row: not inner(row)
        if self.take("mark", "("):
            inner = self.either()
            self.need("mark", ")")
            return inner
        kind, word = self.tokens.pop(0)
        if kind != "word":
            raise self.wrong()
        if word in _FUNCTIONS:
            return self.function(word)
        if word.rpartition(".")[2] in _CHOICES_FUNCTIONS:
            return self.choices_function(word)
        column = self.column(word)
        _, operator = self.tokens.pop(0)
        if operator not in _COMPARISONS:
            raise self.wrong()
        value = self.literal(column)
        if value is None and operator not in ("eq", "ne"):
            raise self.wrong()
        compare = _COMPARISONS[operator]
        return lambda row: compare(_comparable(column, row.get(word)), value)

    def function(self, name: str) -> Test:
        self.need("mark", "(")
        _, word = self.tokens.pop(0)
        column = self.column(word)
        self.need("mark", ",")
        value = self.literal(column)
        self.need("mark", ")")
        if not isinstance(value, str) or _LITERALS[column.type] != "text":
            raise self.wrong()
        pattern = re.compile(_FUNCTIONS[name].format(_like(value)), re.DOTALL)
        return lambda row: isinstance(row.get(word), str) and bool(pattern.fullmatch(row[word].casefold()))

    def choices_function(self, name: str) -> Test:
        """Return the test of a function that has the column's name and the values in texts."""
        self.need("mark", "(")
        self.need("word", "PropertyName")
        self.need("mark", "=")
        word = self.tokens.pop(0)[1][1:-1]
        column = self.column(word)
        self.need("mark", ",")
        self.need("word", "PropertyValues")
        self.need("mark", "=")
        self.need("mark", "[")
        _, value = self.tokens.pop(0)
        self.need("mark", "]")
        self.need("mark", ")")
        if column.type != "multichoice" or not re.fullmatch("'-?[0-9]+'", value):
            raise self.wrong()
        among = name == "Microsoft.Dynamics.CRM.ContainValues"
        return lambda row: (value[1:-1] in (row.get(word) or "").split(",")) == among

    def column(self, word: str) -> Column:
        if word not in self.columns:
            raise Refusal(f"Could not find a property named '{word}'", code="0x80060888")
        return self.columns[word]

    def literal(self, column: Column) -> Any:
        kind, text = self.tokens.pop(0)
        if (kind, text) == ("word", "null"):
            return None
        if kind != _LITERALS[column.type]:
            raise Refusal(f"{text} is no literal for {column.logical_name} in {self.text!r}")
        if kind == "text":
            return text[1:-1].replace("''", "'").casefold()
        if kind == "number":
            return int(text) if re.fullmatch(r"-?\d+", text) else float(text)
        if kind == "moment" and column.type == "datetime":
            return datetime.fromisoformat(moment(column.logical_name, text))
        if kind == "word":
            if text not in ("true", "false"):
                raise self.wrong()
            return text == "true"
        return text.lower()

    def take(self, kind: str, text: str) -> bool:
        if self.tokens[0] == (kind, text):
            self.tokens.pop(0)
            return True
        return False

    def need(self, kind: str, text: str) -> None:
        if not self.take(kind, text):
            raise self.wrong()

    def wrong(self) -> Refusal:
        return Refusal(f"Syntax error in filter {self.text!r}", code="0x80060888")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found or found.lastgroup is None:
            raise Refusal(f"Syntax error at position {place} in filter {text!r}", code="0x80060888")
        yield found.lastgroup, found[found.lastgroup]
        place = found.end()


def _comparable(column: Column, value: Any) -> Any:
    if isinstance(value, str) and _LITERALS[column.type] == "text":
        return value.casefold()
    if isinstance(value, str) and column.type == "datetime":
        return datetime.fromisoformat(value)
    return value


def _like(text: str) -> str:
    """Return the regular expression of a text in which `%`, `_` and `[…]` are wildcards."""
    result, place = "", 0
    while place < len(text):
        character = text[place]
        end = text.find("]", place + 2)
        if character == "[" and end > 0:
            inner = text[place + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            result += f"[{inner}]"
            place = end + 1
            continue
        result += {"%": ".*", "_": "."}.get(character, re.escape(character))
        place += 1
    return result
