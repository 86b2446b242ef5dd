"""Recognising what a file of rows is by its first bytes: format, text encoding, and files of other formats."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_UNPACK = "unpack it, and use the file inside"
_CONVERT = "convert it to Parquet, CSV or NDJSON"
_EXPORT = "export the rows as CSV, NDJSON or Parquet"
_EXCEL = "save it in Excel as CSV UTF-8"
_FOREIGN = (  # first bytes, name, what to do
    (b"\x1f\x8b", "gzip inside gzip", "unpack it once"),
    (b"\x1f\x9d", "a file packed by compress (.Z)", _UNPACK),
    (b"\xfd7zXZ\0", "an xz file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", _UNPACK),
    (b"\x04\x22\x4d\x18", "an LZ4 file", _UNPACK),
    *((b"BZh%d1AY&SY" % level, "a bzip2 file", _UNPACK) for level in range(1, 10)),
    (b"PK\x03\x04", "a zip archive", _UNPACK),
    (b"PK\x05\x06", "an empty zip archive", _EXPORT),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook or Office document", _EXCEL),
    (b"SQLite format 3\0", "an SQLite database", _EXPORT),
    (b"Obj\x01", "an Avro file", _CONVERT),
    (b"ORC", "an ORC file", _CONVERT),
    (b"ARROW1", "an Arrow file", _CONVERT),
    (b"%PDF-", "a PDF document", _EXPORT),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _EXPORT),
    (b"\xff\xd8\xff", "a JPEG image", _EXPORT),
    (b"GIF87a", "a GIF image", _EXPORT),
    (b"GIF89a", "a GIF image", _EXPORT),
)
_TAR = 257, b"ustar"  # offset and bytes in the first header of an archive
_SAMPLE = 1 << 10  # bytes in which NUL shows an encoding
_HTML = re.compile(r"<!doctype html|<html[\s>]", re.IGNORECASE)
_XML = re.compile(r"<\?xml\s|<!--|<[A-Za-z_][\w.:-]*(?:\s+xmlns(?::\w+)?=|>\s*<)")
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\s*(?:\r|\n|\Z)", re.IGNORECASE)


class ForeignFormat(Exception):
    """The file has a format that dvspec does not read; the message has the format and advice."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is: `format` is csv, json, ndjson, parquet or empty, `mark` the byte order mark."""

    format: str
    encoding: str = "utf-8"
    mark: bytes = b""


def recognise(start: bytes, suffix: str, whole: bool) -> Recognised:
    """Recognise a file by its first bytes and the suffix of its name; `whole` is True if there are no more bytes.

    Raises ForeignFormat.
    """
    if not start:
        return Recognised("empty")
    if start.startswith(b"PAR1"):
        return Recognised("parquet")
    mark, encoding = next(((mark, name) for mark, name in MARKS if start.startswith(mark)), (b"", "utf-8"))
    if foreign := _foreign(start, marked=bool(mark)):
        raise ForeignFormat(f"this is {foreign}")
    text = _decoded(start[len(mark) :], encoding).lstrip()
    if not text and whole:
        return Recognised("empty", encoding, mark)
    if foreign := _foreign_text(text):
        raise ForeignFormat(f"this is {foreign}")
    if suffix == ".parquet":
        raise ForeignFormat("this is not a Parquet file: it does not begin with PAR1")
    return Recognised(_text_format(text, suffix), encoding, mark)


def _decoded(content: bytes, encoding: str) -> str:
    """Return the text of the first bytes of a file, without a character that they cut."""
    width = 4 if "32" in encoding else 2 if "16" in encoding else 1
    return content[: len(content) // width * width].decode(encoding, errors="replace")


def _foreign(start: bytes, marked: bool) -> str | None:
    """Return which binary format or unmarked encoding these bytes have, and what to do about it."""
    if start.startswith(b"PK\x03\x04") and (b"xl/" in start or b"[Content_Types].xml" in start):
        return f"an Excel workbook; {_EXCEL}"
    for magic, name, advice in _FOREIGN:
        # Text can begin with a few letters of ASCII.
        if start.startswith(magic) and (len(magic) > 3 or not magic.isascii() or b"\0" in start):
            return f"{name}; {advice}"
    offset, magic = _TAR
    if start[offset:].startswith(magic):
        return f"a tar archive; {_UNPACK}"
    if marked:
        return None
    sample = start[:_SAMPLE]
    if not sample.strip(b"\0"):
        return "a file of NUL bytes: it was not written to its end, or its disk is damaged; export the rows again"
    encoding = _unmarked_encoding(sample)
    return f"text in {encoding} without a byte order mark; save it as UTF-8" if encoding else None


def _unmarked_encoding(sample: bytes) -> str | None:
    """Return the encoding whose NUL bytes are in the same places as those of the sample."""
    for width in (4, 2):
        columns = [sample[place::width] for place in range(width)]
        half = width // 2
        for order, letters, zeros in (("LE", columns[0], columns[half:]), ("BE", columns[-1], columns[:half])):
            nuls = sum(column.count(0) for column in zeros)
            # Few letters end in a zero byte, such as the Chinese character for one, U+4E00.
            if nuls * 2 > sum(map(len, zeros)) and letters.count(0) * 10 < len(letters):
                return f"UTF-{8 * width}-{order}"
    return None


def _foreign_text(text: str) -> str | None:
    """Return which format of text that is not read here this is, and what to do about it."""
    if _HTML.match(text):
        return f"a web page (HTML), such as a sign-in or error page; {_EXPORT}"
    if _XML.match(text):
        return f"an XML document; {_EXPORT}"
    if line := _SEPARATOR_LINE.match(text):
        return f"CSV for Excel, whose first line 'sep={line[1]}' is not part of CSV; delete that line"
    return None


def _text_format(text: str, suffix: str) -> str:
    if suffix in (".csv", ".tsv", ".txt"):
        return "csv"
    if text.startswith(("{", "[")):
        return _json_format(text, suffix)
    if suffix in (".json", ".ndjson", ".jsonl"):
        return "ndjson"  # whose reader reports each line
    return "csv"


def _json_format(text: str, suffix: str) -> str:
    """Distinguish lines of JSON from one document: an answer of the Web API, an array, or a row over several lines."""
    if suffix in (".ndjson", ".jsonl"):
        return "ndjson"
    if text.startswith("["):
        return "json"
    line, _, rest = text.partition("\n")
    line = line.strip()
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return "ndjson" if line.endswith("}") and rest.strip() else "json"
    return "json" if isinstance(first.get("value"), list) else "ndjson"
