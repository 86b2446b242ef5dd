"""A file of rows as bytes: opened, decompressed and recognised by what is in it, then read in blocks."""

from __future__ import annotations

import codecs
import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedIOBase, RawIOBase
from pathlib import Path, PurePath
from typing import cast

from dvspec.data import codes
from dvspec.findings import Cell, Finding, Refused, Rule, Severity

BLOCK = 3 << 16  # bytes: some hundred rows, so that what is made of them stays in the processor's cache
LONGEST = 1 << 26  # bytes or characters of one row: more is no row but a broken file
STDIN = "-"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_UNPACK = "unpack it, and use the file inside"
_CONVERT = "convert it to Parquet, CSV or NDJSON"
_EXPORT = "export the rows as CSV, NDJSON or Parquet"
_OTHER_FORMATS = (  # first bytes, name, what to do
    (b"\x1f\x8b", "gzip inside gzip", "unpack it once"),
    (b"\xfd7zXZ\0", "an xz file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", _UNPACK),
    (b"\x04\x22\x4d\x18", "an LZ4 file", _UNPACK),
    *((b"BZh%d1AY&SY" % level, "a bzip2 file", _UNPACK) for level in range(1, 10)),
    (b"PK\x03\x04", "a zip archive", _UNPACK),
    (b"PK\x05\x06", "an empty zip archive", _EXPORT),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook or Office document", "save it in Excel as CSV UTF-8"),
    (b"SQLite format 3\0", "an SQLite database", _EXPORT),
    (b"Obj\x01", "an Avro file", _CONVERT),
    (b"ORC", "an ORC file", _CONVERT),
    (b"ARROW1", "an Arrow file", _CONVERT),
    (b"%PDF-", "a PDF document", _EXPORT),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _EXPORT),
    (b"\xff\xd8\xff", "a JPEG image", _EXPORT),
)


@dataclass
class Source:
    """One file of rows. `kind` is csv, json, ndjson, parquet, or empty; `encoding` that of its text."""

    file: str  # as the user named it
    kind: str
    encoding: str
    size: int  # in bytes as it is stored, 0 where that isn't known
    report: Callable[[Finding], None]
    progress: Callable[[int], None]
    _raw: BufferedIOBase
    _stream: BufferedIOBase
    _head: bytes
    sound: bool = True  # nothing was found yet that kept rows from being read
    _plain: bool = True  # without a byte order mark
    _broken: tuple[Rule, str] | None = None

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *error: object) -> None:
        self._stream.close()
        self._raw.close()

    def blocks(self) -> Iterator[bytes]:
        """Yield the content piece by piece; a file that breaks off is reported, and ends there."""
        if self._head:
            yield self._head
        while block := self._read():
            self.progress(self._position())
            yield block
        if self._broken:
            self.found(*self._broken)

    def _read(self) -> bytes:
        """Return the next block; what breaks a file off is kept until all that stands before it was read."""
        block = b""
        try:
            while not self._broken and (piece := self._stream.read1(BLOCK - len(block))):
                block += piece
                if len(block) == BLOCK:
                    break
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self._broken = codes.CUT_SHORT, f"the gzip stream is broken or cut short: {error}"
        except OSError as error:
            self._broken = codes.UNREADABLE, f"cannot be read: {error.strerror or error}"
        return block

    def utf8(self) -> Iterator[bytes]:
        """Yield the content as UTF-8, whatever the file's own encoding is."""
        if self.encoding == "utf-8":
            return self.blocks()
        return (text.encode("utf-8", "surrogatepass") for text in self.texts())

    def texts(self) -> Iterator[str]:
        """Yield the content as text; bytes that are none become half surrogate pairs, which no text can hold."""
        errors = "surrogateescape" if self.encoding == "utf-8" else "replace"
        decoder = codecs.getincrementaldecoder(self.encoding)(errors)
        for block in self.blocks():
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)

    @property
    def start(self) -> str:
        """Return the text of the first block."""
        return self._head.decode(self.encoding, errors="replace")

    def path(self, folder: Path) -> Path:
        """Return a path for those who open a file themselves: a copy in `folder`, unless it is plain, in UTF-8."""
        if self._stream is self._raw and self.file != STDIN and self._plain:
            return Path(self.file)
        path = folder / "rows"
        try:
            with path.open("wb") as copy:
                copy.writelines(self.utf8())
        except OSError as error:  # a source that can't be read raises none
            raise Refused([unwritable(str(folder.parent), error.strerror or str(error))]) from None
        return path

    def found(self, rule: Rule, message: str, row: int = 0) -> None:
        """Report something about the file, or about one of its rows."""
        self.sound = self.sound and rule.severity is not Severity.ERROR
        self.report(Finding(rule, Cell(self.file, row=row), message))

    def _position(self) -> int:
        try:
            return self._raw.tell()
        except (OSError, ValueError):
            return 0


def open_source(file: str, report: Callable[[Finding], None], progress: Callable[[int], None]) -> Source:
    """Open a file, or stdin for `-`, and see what it is; raises Refused where it can't be read."""
    try:
        opened = sys.stdin.buffer if file == STDIN else Path(file).open("rb")  # noqa: SIM115 the source closes it
        raw = stream = cast(BufferedIOBase, opened)
        head = stream.read(BLOCK)
        name = PurePath(file)
        if head.startswith(b"\x1f\x8b"):
            # what was read is put back in front: stdin can't be rewound
            stream = gzip.GzipFile(fileobj=_Rejoined(head, raw), mode="rb")
            head = b""
            name = PurePath(name.stem) if name.suffix == ".gz" else name
    except OSError as error:
        raise Refused([Finding(codes.UNREADABLE, Cell(file), f"cannot be read: {error.strerror or error}")]) from None
    source = Source(file, "", "utf-8", size_of(file), report, progress, raw, stream, head)
    if stream is not raw:
        source._head = source._read()
        if source._broken and not source._head:
            raise _refused(source, source._broken[1], source._broken[0])
    source.kind = _kind(source, name.suffix.casefold())
    return source


class _Rejoined(RawIOBase):
    """Bytes that were read already, and the rest of their stream behind them."""

    def __init__(self, head: bytes, rest: BufferedIOBase) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        return self._rest.read(size)


def _kind(source: Source, suffix: str) -> str:
    head = source._head
    if not head:
        return "empty"
    if head.startswith(b"PAR1"):
        return "parquet"
    if wrong := _other_format(head):
        raise _refused(source, f"this is {wrong}")
    if suffix == ".parquet":
        raise _refused(source, "this is not a Parquet file: it does not begin with PAR1")
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            source._head = head = head[len(mark) :]
            source.encoding = encoding
            source._plain = False
            source.found(codes.BYTE_ORDER_MARK, f"begins with a byte order mark; read as {encoding.upper()}")
            break
    width = 4 if "32" in source.encoding else 2 if "16" in source.encoding else 1
    text = head[: len(head) // width * width].decode(source.encoding, errors="replace").lstrip()
    if not text and len(head) < BLOCK:
        return "empty"
    if suffix in (".csv", ".tsv", ".txt"):
        return "csv"
    if text.startswith(("{", "[")):
        return _json_kind(text, suffix)
    if suffix in (".json", ".ndjson", ".jsonl"):
        return "ndjson"  # whose reader says what is wrong with each line
    return "csv"


def _other_format(head: bytes) -> str | None:
    """Return which format that is not read here a file has by its first bytes, and what to do about it."""
    if head.startswith(b"PK\x03\x04") and (b"xl/" in head or b"[Content_Types].xml" in head):
        return "an Excel workbook; save it in Excel as CSV UTF-8"
    for start, format_, advice in _OTHER_FORMATS:
        if head.startswith(start) and (len(start) > 3 or b"\0" in head):  # a header can begin with few letters
            return f"{format_}; {advice}"
    if head.startswith(tuple(mark for mark, _ in _MARKS)):
        return None
    sample = head[: 1 << 10]
    for encoding, blank, filled in (("UTF-16-LE", sample[1::2], sample[::2]), ("UTF-16-BE", sample[::2], sample[1::2])):
        if blank.count(0) * 2 > len(blank) and not filled.count(0):
            return f"text in {encoding} without a byte order mark; save it as UTF-8"
    return None


def _json_kind(text: str, suffix: str) -> str:
    """Tell lines of JSON from one document: an answer of the Web API, an array, or a row over several lines."""
    if suffix in (".ndjson", ".jsonl"):
        return "ndjson"
    if text.startswith("["):
        return "json"
    import json

    line, _, rest = text.partition("\n")
    line = line.strip()
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return "ndjson" if line.endswith("}") and rest.strip() else "json"
    return "json" if isinstance(first.get("value"), list) else "ndjson"


def _refused(source: Source, message: str, rule: Rule = codes.UNREADABLE) -> Refused:
    source.__exit__()
    return Refused([Finding(rule, Cell(source.file), message)])


def unwritable(place: str, reason: str) -> Finding:
    """Return the finding for a file or folder that can't be written."""
    return Finding(codes.UNWRITABLE, Cell(place), f"cannot be written: {reason}")


def size_of(file: str) -> int:
    """Return a file's size in bytes, 0 where it has none that is known."""
    try:
        return 0 if file == STDIN else Path(file).stat().st_size
    except OSError:
        return 0
