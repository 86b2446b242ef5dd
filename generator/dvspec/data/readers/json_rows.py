"""Rows from JSON text, one by one, with exact reports about invalid ones."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dvspec.data.columns import Header, Names, Shape, shape
from dvspec.data.readers import Batch
from dvspec.data.sources import Source
from dvspec.findings import Rule, Severity
from dvspec.model import Json

NOT_A_ROW = Rule(
    "DV611",
    "not-a-row",
    Severity.ERROR,
    "Every line, record or element of a file is a row.",
    "Correct the row, or export it again.",
)
DUPLICATE_MEMBER = Rule(
    "DV612",
    "duplicate-member",
    Severity.ERROR,
    "JSON objects contain each member only once.",
    "Delete one of the two members; most readers silently keep the last.",
)

Row = dict[str, Json]
_LONGEST_INTEGER = 400  # digits: more is infinite to every number that Dataverse has


class Decoder:
    """Decodes JSON and notes in `duplicates` the members that an object contains more than once.

    `constant` is called for NaN and Infinity, which JSON does not have, `number` for numbers with decimals.
    """

    def __init__(self, constant: Callable[[str], float], number: Callable[[str], float] = float) -> None:
        self.duplicates: list[str] = []
        self._json = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_int=lambda digits: int(digits) if len(digits) <= _LONGEST_INTEGER else number(digits),
            parse_float=number,
            parse_constant=constant,
        )
        self.decode = self._json.decode
        self.raw_decode = self._json.raw_decode

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen and name not in self.duplicates:
                    self.duplicates.append(name)
                seen.add(name)
        return result


def refuse_constant(constant: str) -> float:
    """Raise ValueError for NaN and Infinity."""
    raise ValueError(f"{constant} is not a number in JSON")


def finite(text: str) -> float:
    """Return a number; raises ValueError if it is too large for a float."""
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text:.20} is larger than any floating-point number")
    return number


class RowDecoder(Decoder):
    """Decodes rows, and reports invalid ones.

    NaN and Infinity become numbers that no column takes, so that the rest of a row is checked.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(constant=float)
        self._source = source

    def row(self, text: str, number: int) -> Row | None:
        """Return the row of a text, None if it is not a row."""
        self.duplicates.clear()
        try:
            value = self.decode(text)
        except RecursionError:
            self._source.add_finding(NOT_A_ROW, "nested too deeply to be a row", number)
            return None
        except ValueError as error:
            self._source.add_finding(NOT_A_ROW, f"not JSON: {error}", number)
            return None
        return self.checked(value, number)

    def checked(self, value: object, number: int) -> Row | None:
        """Return a decoded value as a row; report members that it contains more than once."""
        for name in self.duplicates:
            self.report_duplicate(name, number)
        self.duplicates.clear()
        if isinstance(value, dict):
            return value
        self._source.add_finding(NOT_A_ROW, f"a row is a JSON object, not {_type_of(value)}", number)
        return None

    def report_duplicate(self, name: str, number: int) -> None:
        """Report a member that is in an object of a row more than once."""
        self._source.add_finding(DUPLICATE_MEMBER, f"duplicate member '{name:.100}'; the last one was read", number)


def batches(numbers: Sequence[int], rows: list[Row], columns: Names, clean: bool) -> Iterator[Batch]:
    """Yield rows as columns. A column that a row leaves out is null.

    Rows that leave out a column that must not be null are a separate batch, and so are rows in which
    a name means another column than in the rest.
    """
    navigation = columns.navigation
    shapes = [shape(row, navigation) for row in rows]
    headers = headers_of(shapes, numbers, rows, columns)
    meanings: dict[str, str | None] = {}
    for (names, *_), header in headers.items():
        meanings |= zip(names, header, strict=True)
    wanted = {name: column for name, column in meanings.items() if column is not None}
    alike = len({*wanted.values()}) == len(wanted) and all(
        meanings[name] == column
        for (names, *_), header in headers.items()
        for name, column in zip(names, header, strict=True)
    )
    if alike and len(headers) == 1:
        yield _batch(numbers, rows, wanted, columns, clean)
        return
    groups: dict[object, list[int]] = {}
    needed = [name for name, column in wanted.items() if column not in columns.optional]
    for place, row in enumerate(rows):
        group = tuple([name in row for name in needed]) if alike else shapes[place]
        groups.setdefault(group, []).append(place)
    for places in groups.values():
        some = [rows[place] for place in places]
        if alike:
            present = {name: column for name, column in wanted.items() if name not in needed or name in some[0]}
        else:
            header = headers[shapes[places[0]]]
            present = {name: column for name, column in zip(some[0], header, strict=True) if column is not None}
        yield _batch([numbers[place] for place in places], some, present, columns, clean)


def headers_of(
    shapes: Sequence[Shape], numbers: Sequence[int], rows: Sequence[Row], columns: Names
) -> dict[Shape, Header]:
    """Return the columns of each shape that these rows have."""
    first: dict[Shape, int] = {}
    for place, of_row in enumerate(shapes):
        first.setdefault(of_row, place)
    return {of_row: columns.header(of_row[0], numbers[place], rows[place].values()) for of_row, place in first.items()}


def in_order(names: Iterable[str], columns: Names) -> list[str]:
    """Return columns in the table's order, so that the order of findings does not depend on how rows were read."""
    places = {column: place for place, column in enumerate(columns.types)}
    return sorted(names, key=lambda column: (places.get(column, len(places)), column))


def _batch(numbers: Sequence[int], rows: list[Row], present: Mapping[str, str], columns: Names, clean: bool) -> Batch:
    names = {column: name for name, column in present.items()}
    values: dict[str, Sequence[Json]] = {
        column: [row.get(names[column]) for row in rows] for column in in_order(names, columns)
    }
    return Batch(numbers, values, clean)


def _type_of(value: object) -> str:
    return {list: "an array", str: "a string", type(None): "null", bool: "true or false"}.get(type(value), "a number")
