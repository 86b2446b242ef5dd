"""The header of CSV: which line it is, what separates its names, and how quotes inside fields are written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from dvspec.data.columns import Names

_DELIMITERS = ",;\t|"
_BACKSLASH = re.compile(r'(?:\A|[,;\t|\r\n])"[^"\r\n]*\\"')  # in a quoted field
BACKSLASH_ADVICE = (
    'a quote inside a field is written as \\", which is Spark\'s default, and CSV has "" for it;'
    ' set option("escape", "\\"") in Spark, or write Parquet'
)


def first_line(lines: Iterable[str]) -> str:
    """Return the line that is the header: the first that is not blank, '' if there is none."""
    return next((line for line in lines if line.strip()), "")


def lines_of(text: str) -> Iterable[str]:
    """Return the lines of a text, which end as those of CSV may."""
    return io.StringIO(text, newline="")


def split_header(line: str, columns: Names) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter of a header, the one with the most names of columns, and the names."""
    delimiter = max(_DELIMITERS, key=lambda mark: (columns.recognised(_split(line, mark)), line.count(mark)))
    return delimiter, tuple(_split(line, delimiter))


def escapes_by_backslash(text: str) -> bool:
    """Return whether quoted fields of a text that can't be read as CSV have quotes after backslashes."""
    return _BACKSLASH.search(text) is not None


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.strip().split(delimiter)
