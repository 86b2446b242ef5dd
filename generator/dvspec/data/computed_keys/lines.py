"""Lines of NDJSON for computing keys: strings are decoded, everything else stays as it is written in the file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dvspec.data import sources
from dvspec.data.checks.values import INVALID_TEXT
from dvspec.data.columns import Header
from dvspec.data.computed_keys.texts import is_unicode
from dvspec.data.readers.json_rows import DUPLICATE_MEMBER, NOT_A_ROW, finite, refuse_constant
from dvspec.findings import Cell, Finding, Refused, Rule, Severity
from dvspec.model import Json

_MOST_FINDINGS = 100  # before a file is refused


@dataclass(slots=True)
class Lines:
    """Lines of a file with their values by the names of members: str, None, or the bytes of another value.

    `first` is the number of the first row. `odd` has the places of lines that are not objects.
    """

    first: int
    lines: list[bytes]
    columns: Mapping[str, Sequence[Any]]
    odd: Collection[int] = ()


class LineReader:
    """Reads the lines of a file, and collects findings about it.

    `names` has the members that were seen, each with the row in which it comes first.
    """

    def __init__(self, file: str, *, objects_only: bool) -> None:
        self.names: dict[str, int] = {}
        self.findings: list[Finding] = []
        self._file = file
        self._objects_only = objects_only

    def read(self, path: Path) -> Iterator[Lines]:
        """Yield the lines at this path. Raises Refused after the last one if one of them is invalid."""
        from dvspec.data.readers.block_decoder import BlockDecoder
        from dvspec.data.readers.ndjson import whole_lines

        fast = BlockDecoder(_AllColumns(), raw=True)
        number = 1
        with path.open("rb") as file:
            for block in whole_lines(iter(lambda: file.read(sources.BLOCK), b""), self._add_finding):
                batch = fast.batch(block, number) if block.isascii() or _is_utf8(block) else None
                if batch is not None:
                    lines = Lines(number, [line.strip() for line in BytesIO(block).readlines()], batch.columns)
                else:
                    lines, rows = self._line_by_line(block, number)
                    fast.learn(range(number, number + len(rows)), rows)
                number += len(lines.lines)
                yield lines
        if self._has_errors():
            raise Refused(self.findings[:_MOST_FINDINGS])

    def _line_by_line(self, block: bytes, number: int) -> tuple[Lines, list[dict[str, Json]]]:
        lines = [line for line in map(bytes.strip, block.splitlines()) if line]
        rows: list[dict[str, Json]] = []
        values: list[dict[str, Any]] = []
        odd = []
        for place, line in enumerate(lines):
            row = self._row(line, number + place)
            if row is None:
                odd.append(place)
                row = {}
            rows.append(row)
            values.append(self._values(line, row, number + place))
            for name in values[-1]:
                self.names.setdefault(name, number + place)
        names = dict.fromkeys(name for row in rows for name in row)
        columns = {name: [one.get(name) for one in values] for name in names}
        return Lines(number, lines, columns, odd), rows

    def _row(self, line: bytes, number: int) -> dict[str, Json] | None:
        """Return the members of a line, None if it is not an object; report what other readers would not accept."""
        try:
            value = _STRICT.decode(line.decode())
        except UnicodeDecodeError:
            self._add_finding(INVALID_TEXT, "this line is not UTF-8", number)
            return None
        except RecursionError:
            self._add_finding(NOT_A_ROW, "nested too deeply to be a row", number)
            return None
        except ValueError as error:
            self._add_finding(NOT_A_ROW, f"not JSON: {error}", number)
            return None
        if not isinstance(value, _Members):
            if self._objects_only:
                self._add_finding(NOT_A_ROW, "a row is a JSON object", number)
            return None
        row = dict(value)
        if len(row) != len(value):
            names = [name for name, _ in value]
            for name in row:
                if names.count(name) > 1:
                    self._add_finding(DUPLICATE_MEMBER, f"duplicate member '{name:.100}'", number, name)
        return row

    def _values(self, line: bytes, row: dict[str, Json], number: int) -> dict[str, Any]:
        """Return the members of a row as `Lines` has them; report texts that CSV and Parquet can't contain."""
        import msgspec

        invalid: list[str] = []
        if self._objects_only:
            invalid = [name for name, value in row.items() if not is_unicode(f"{name}{value}")]
            for name in invalid:
                self._add_finding(INVALID_TEXT, "contains a lone surrogate", number, name)
                row = {name: value for name, value in row.items() if name not in invalid}
        if all(isinstance(value, str | None) for value in row.values()):
            return row
        raw: dict[str, Any] = {}
        try:
            raw = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        except (msgspec.MsgspecError, RecursionError):
            if self._objects_only and not invalid:
                self._add_finding(
                    INVALID_TEXT, "a nested value contains a lone surrogate, or is nested too deeply", number
                )
        return {name: value if isinstance(value, str | None) else raw.get(name) for name, value in row.items()}

    def _add_finding(self, rule: Rule, message: str, row: int = 0, name: str = "") -> None:
        self.findings.append(Finding(rule, Cell(self._file, row=row, name=name[:100]), message))
        if len(self.findings) >= _MOST_FINDINGS and self._has_errors():
            raise Refused(self.findings)

    def _has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)


class _AllColumns:
    """Every member of a row is a column, by its own name."""

    types: Mapping[str, str] = MappingProxyType({})
    navigation: Mapping[str, str] = MappingProxyType({})

    @property
    def optional(self) -> Collection[str]:
        return _Everything()

    def header(self, names: tuple[str, ...], row: int = 0, values: Iterable[Json] = ()) -> Header:
        """Return the names as they are."""
        return names

    def recognised(self, names: Sequence[str]) -> int:
        """Return how many names there are."""
        return len(names)


class _Everything(frozenset[str]):
    def __contains__(self, name: object) -> bool:
        return True


class _Members(list[tuple[str, Json]]):
    """The members of a JSON object, duplicates included."""


_STRICT = json.JSONDecoder(
    object_pairs_hook=_Members, parse_constant=refuse_constant, parse_float=finite, parse_int=finite
)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
