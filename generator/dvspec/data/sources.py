"""A file of rows as bytes: opened, decompressed, recognised by its first bytes, and read in blocks."""

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

from dvspec.data.formats import ForeignFormat, Recognised, recognise
from dvspec.findings import Cell, Finding, Refused, Rule, Severity

UNREADABLE = Rule(
    "DV601",
    "unreadable-rows",
    Severity.ERROR,
    "Files of rows are readable, in the format of their extension: CSV, JSON, NDJSON or Parquet.",
    "Export the rows again in one of these formats.",
)
TRUNCATED = Rule(
    "DV602",
    "truncated-file",
    Severity.ERROR,
    "Files of rows are complete.",
    "Transfer or export the file again. Rows before the break were read.",
)
NO_ROWS = Rule(
    "DV603",
    "no-rows",
    Severity.ERROR,
    "Files of rows contain at least one row.",
    "Check whether the export failed, and export the rows again.",
)
BYTE_ORDER_MARK = Rule(
    "DV604",
    "byte-order-mark",
    Severity.WARNING,
    "Files of rows begin without a byte order mark.",
    "Write the file as UTF-8 without a byte order mark.",
)

BLOCK = 3 << 16  # bytes: some hundred rows, whose values stay in the processor's cache
LONGEST = 1 << 26  # bytes or characters of one row; a longer one is a sign of a broken file
STDIN = "-"


@dataclass
class Source:
    """One file of rows. `format` is csv, json, ndjson, parquet, or empty; `encoding` is that of its text."""

    file: str  # as the user named it
    format: str
    encoding: str
    size: int  # in bytes as it is stored, 0 if unknown
    report: Callable[[Finding], None]
    progress: Callable[[int], None]
    _raw: BufferedIOBase
    _stream: BufferedIOBase
    _first_block: bytes
    _plain: bool  # neither compressed nor with a byte order mark
    _broken: tuple[Rule, str] | None = None
    errors: int = 0  # reported by `add_finding`

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *error: object) -> None:
        self._stream.close()
        self._raw.close()

    def blocks(self) -> Iterator[bytes]:
        """Yield the content block by block; a truncated file is reported after its last block."""
        if self._first_block:
            yield self._first_block
        while self._broken is None:
            block, self._broken = _read_block(self._stream)
            if not block:
                break
            self.progress(self._position())
            yield block
        if self._broken:
            self.add_finding(*self._broken)

    def utf8(self) -> Iterator[bytes]:
        """Yield the content as UTF-8, converted if the file has another encoding."""
        if self.encoding == "utf-8":
            return self.blocks()
        return (text.encode("utf-8", "surrogatepass") for text in self.texts())

    def texts(self) -> Iterator[str]:
        """Yield the content as text; bytes that are not text become lone surrogates, which valid text never has."""
        errors = "surrogateescape" if self.encoding == "utf-8" else "replace"
        decoder = codecs.getincrementaldecoder(self.encoding)(errors)
        for block in self.blocks():
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)

    @property
    def start(self) -> str:
        """Return the text of the first block."""
        return self._first_block.decode(self.encoding, errors="replace")

    @property
    def opens_as_it_is(self) -> bool:
        """Return whether others can read the file by its path: it is not stdin, not compressed, and in plain UTF-8."""
        return self._plain and self.file != STDIN and self.encoding == "utf-8"

    def add_finding(self, rule: Rule, message: str, row: int = 0, name: str = "") -> None:
        """Report a finding about the file, about one of its rows, or about a column."""
        self.errors += rule.severity is Severity.ERROR
        self.report(Finding(rule, Cell(self.file, row=row, name=name[:100]), message))

    def _position(self) -> int:
        try:
            return self._raw.tell()
        except (OSError, ValueError):
            return 0


def open_source(file: str, report: Callable[[Finding], None], progress: Callable[[int], None]) -> Source:
    """Open a file, or stdin for `-`, and recognise its format; raises Refused if it can't be read."""
    try:
        opened = sys.stdin.buffer if file == STDIN else Path(file).open("rb")  # noqa: SIM115 the source closes it
        raw = stream = cast(BufferedIOBase, opened)
        start = stream.read(BLOCK)
    except OSError as error:
        raise refused(file, f"cannot be read: {error.strerror or error}") from None
    name = PurePath(file)
    broken = None
    if start.startswith(b"\x1f\x8b"):
        # The bytes that were read come first again: stdin can't be rewound.
        stream = gzip.GzipFile(fileobj=_Rejoined(start, raw), mode="rb")
        name = PurePath(name.stem) if name.suffix == ".gz" else name
        start, broken = _read_block(stream)
    try:
        if broken and not start:
            raise refused(file, broken[1], broken[0])
        recognised = _recognised(file, start, name.suffix.casefold())
    except Refused:
        stream.close()
        raw.close()
        raise
    source = Source(
        file, recognised.format, recognised.encoding, size_of(file), report, progress, raw, stream,
        _first_block=start.removeprefix(recognised.mark), _plain=stream is raw and not recognised.mark, _broken=broken,
    )  # fmt: skip
    if recognised.mark:
        source.add_finding(BYTE_ORDER_MARK, f"begins with a byte order mark; read as {recognised.encoding.upper()}")
    return source


def _recognised(file: str, start: bytes, suffix: str) -> Recognised:
    try:
        return recognise(start, suffix, whole=len(start) < BLOCK)
    except ForeignFormat as error:
        raise refused(file, str(error)) from None


def _read_block(stream: BufferedIOBase) -> tuple[bytes, tuple[Rule, str] | None]:
    """Return the next block, and why no more can be read after it, if so."""
    block = b""
    try:
        while piece := stream.read1(BLOCK - len(block)):
            block += piece
            if len(block) == BLOCK:
                break
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return block, (TRUNCATED, f"the gzip stream is damaged or truncated: {error}")
    except OSError as error:
        return block, (UNREADABLE, f"cannot be read: {error.strerror or error}")
    return block, None


class _Rejoined(RawIOBase):
    """Bytes that were read already, followed by the rest of their stream."""

    def __init__(self, start: bytes, rest: BufferedIOBase) -> None:
        self._start, self._rest = start, rest

    def read(self, size: int = -1) -> bytes:
        if self._start:
            piece, self._start = self._start[:size], self._start[size:]
            return piece
        return self._rest.read(size)


def refused(file: str, message: str, rule: Rule = UNREADABLE, row: int = 0, name: str = "") -> Refused:
    """Return the exception that stops work on a file because of one finding."""
    return Refused([Finding(rule, Cell(file, row=row, name=name[:100]), message)])


def size_of(file: str) -> int:
    """Return a file's size in bytes, 0 if unknown."""
    try:
        return 0 if file == STDIN else Path(file).stat().st_size
    except OSError:
        return 0
