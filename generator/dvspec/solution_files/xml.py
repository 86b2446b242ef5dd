"""XML of unknown origin to a light tree in which every element knows its line: bounded, no DTD, no entities."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from xml.parsers import expat

from dvspec.findings import Finding, Place, Rule, Severity
from dvspec.solution_files.report import LONGEST_MESSAGE, LONGEST_SOURCE, clipped, finding_in, printable, quoted
from dvspec.solution_files.vocabulary import UNREAD

MAX_DEPTH = 256
MAX_ELEMENTS = 2_000_000  # with their attributes; of those that are kept, which those inside UNREAD are not
MAX_TEXT = 1 << 20  # characters in one element
MAX_TOKEN = 4 << 20  # bytes of one tag, with its attributes, or of one comment
_CHUNK = 1 << 16
_SHORT = 40  # characters of texts that many elements share, as 0, 1 and nvarchar
_NO_ATTRIBUTES: Mapping[str, str] = {}

_READABLE = frozenset({"UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ISO-8859-1"})

MALFORMED = Rule(
    "DV420",
    "malformed",
    Severity.ERROR,
    "Every XML file is well-formed, in the encoding that it declares.",
    "Mend the XML at the place shown, or save it as UTF-8.",
    "0x80048013",
)
DOCTYPE = Rule(
    "DV421",
    "doctype",
    Severity.ERROR,
    "No XML file declares a document type or entities, which could expand without end or read other files.",
    "Remove the DOCTYPE and write the text itself in place of its entities.",
    "0x8004802C",
)
TOO_DEEP = Rule(
    "DV422",
    "too-deep",
    Severity.ERROR,
    "Depth, number of elements and length of texts are ones that a solution can have.",
    "Export the solution again; a file like this was made to exhaust its reader.",
)
ENCODING = Rule(
    "DV423",
    "encoding",
    Severity.WARNING,
    "XML files are in UTF-8, as every export is.",
    "Save the file as UTF-8 and correct its XML declaration.",
)


class Source:
    """One XML file: its name as findings show it, and its bytes."""

    __slots__ = ("data", "name")

    def __init__(self, name: str, data: bytes) -> None:
        self.name = printable(name)
        self.data = data

    def line_at(self, offset: int, column: int) -> str:
        """Return the beginning of the line that holds a byte; nothing if the column lies beyond it."""
        if column > LONGEST_SOURCE or self.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return ""
        start = self.data.rfind(b"\n", max(0, offset - 4 * LONGEST_SOURCE), offset) + 1
        if start == 0 and offset > 4 * LONGEST_SOURCE:
            return ""
        line = self.data[start : start + 4 * LONGEST_SOURCE + 4].split(b"\n", 1)[0]
        text = line.decode("utf-8", "replace").removeprefix("\ufeff").rstrip()
        return clipped(text, LONGEST_SOURCE)


class Element:
    """One element. `text` is what stands in it before its first child, stripped."""

    __slots__ = ("attrib", "children", "column", "line", "offset", "source", "tag", "text")

    def __init__(
        self, tag: str, attrib: Mapping[str, str], source: Source, line: int, column: int, offset: int
    ) -> None:
        self.tag = tag
        self.attrib = attrib
        self.text = ""
        self.children: Sequence[Element] = ()
        self.source = source
        self.line = line
        self.column = column
        self.offset = offset

    def child(self, tag: str) -> Element | None:
        """Return the first child of that name."""
        for child in self.children:
            if child.tag == tag:
                return child
        return None

    def value(self, tag: str) -> str | None:
        """Return the text of the first child of that name."""
        child = self.child(tag)
        return None if child is None else child.text

    def named(self, tag: str) -> Iterator[Element]:
        """Yield the children of that name."""
        return (child for child in self.children if child.tag == tag)

    def under(self, *path: str) -> Iterator[Element]:
        """Yield the elements at the end of a path of names, whatever is doubled on the way."""
        if not path:
            yield self
            return
        for child in self.named(path[0]):
            yield from child.under(*path[1:])

    def descendants(self) -> Iterator[Element]:
        """Yield all elements below, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


def finding_at(rule: Rule, element: Element, message: str) -> Finding:
    """Return a finding that stands where the element's start tag does."""
    source = element.source
    place = Place(
        file=source.name,
        line=element.line,
        column=element.column,
        source=source.line_at(element.offset, element.column),
    )
    return Finding(rule, place, clipped(message, LONGEST_MESSAGE))


def parse(source: Source) -> tuple[Element | None, list[Finding]]:
    """Return the root and what is wrong with the file as XML; no root if it can't be read."""
    builder = _Builder(source)
    try:
        root = builder.run()
    except _Refused as refused:
        return None, [*builder.findings, refused.finding]
    except expat.ExpatError as error:
        message = f"{expat.ErrorString(error.code)}{_stray_byte(source.data)}"
        at = builder.parser.ErrorByteIndex
        text = source.line_at(at, error.offset + 1) if at >= 0 else ""
        place = Place(source.name, error.lineno, error.offset + 1, source=text)
        return None, [*builder.findings, Finding(MALFORMED, place, message)]
    except (ValueError, LookupError) as error:  # pyexpat's own, about odd encodings
        finding = finding_in(MALFORMED, source.name, f"can't be decoded: {error}")
        return None, [*builder.findings, finding]
    return root, builder.findings


class _Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Builder:
    """Expat's callbacks; one for each file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.children: list[list[Element]] = []  # of each element on the stack
        self.texts: list[str] = []
        self.length = 0  # of texts
        self.skipping = 0  # how deep inside an UNREAD element
        self.count = 0
        self.progress = 0  # the byte up to which expat has reported something
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.XmlDeclHandler = self.declaration
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EntityDeclHandler = self.doctype
        parser.ExternalEntityRefHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.CommentHandler = self.comment
        parser.ProcessingInstructionHandler = self.comment

    def run(self) -> Element | None:
        """Feed the file in pieces, so that no single token can grow without bound."""
        data = self.source.data
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "the file is in UTF-16, exports are in UTF-8"
            self.findings.append(finding_in(ENCODING, self.source.name, message))
        for start in range(0, len(data), _CHUNK):
            self.parser.Parse(data[start : start + _CHUNK], False)
            if start - self.progress > MAX_TOKEN:
                self.refuse(TOO_DEEP, f"a tag or comment takes more than {MAX_TOKEN:,} bytes")
        self.parser.Parse(b"", True)
        return self.root

    def refuse(self, rule: Rule, message: str) -> None:
        """Give up, at the line where the parser stands."""
        line = self.parser.CurrentLineNumber
        raise _Refused(Finding(rule, Place(self.source.name, max(line, 0)), message))

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        """Take no encoding that only Python knows, and say if it is not UTF-8."""
        name = (encoding or "UTF-8").upper()
        if name not in _READABLE:
            self.refuse(MALFORMED, f"the encoding {quoted(name)} is not one that importers read")
        if name not in ("UTF-8", "UTF8", "US-ASCII") and not self.findings:
            message = f"the file declares {name}, exports are in UTF-8"
            self.findings.append(finding_in(ENCODING, self.source.name, message))

    def doctype(self, *parts: object) -> int:
        """Refuse it, before anything in it is read."""
        self.refuse(DOCTYPE, "the file declares a document type or an entity")
        return 0

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Open an element, or count it where nothing is kept."""
        parser = self.parser
        stack = self.stack
        offset = self.progress = parser.CurrentByteIndex
        if self.skipping or (stack and stack[-1].tag in UNREAD):
            self.skipping += 1
            if self.skipping > MAX_DEPTH:
                self.refuse(TOO_DEEP, f"elements are nested more than {MAX_DEPTH} deep")
            return
        self.count += 1 + len(attrib)
        if len(stack) >= MAX_DEPTH:
            self.refuse(TOO_DEEP, f"elements are nested more than {MAX_DEPTH} deep")
        if self.count > MAX_ELEMENTS:
            self.refuse(TOO_DEEP, f"the file has more than {MAX_ELEMENTS:,} elements and attributes")
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        element = Element(tag, attrib or _NO_ATTRIBUTES, self.source, line, column, offset)
        if stack:
            self.keep_text()
            self.children[-1].append(element)
        else:
            self.root = element
        stack.append(element)
        self.children.append([])

    def end(self, tag: str) -> None:
        """Close an element."""
        self.progress = self.parser.CurrentByteIndex
        if self.skipping:
            self.skipping -= 1
            return
        self.keep_text()
        element = self.stack.pop()
        if children := self.children.pop():
            element.children = tuple(children)

    def characters(self, text: str) -> None:
        """Collect what stands before an element's first child."""
        self.progress = self.parser.CurrentByteIndex
        if self.skipping or not self.stack or self.children[-1]:
            return
        self.length += len(text)
        if self.length > MAX_TEXT:
            self.refuse(TOO_DEEP, f"a text has more than {MAX_TEXT:,} characters")
        self.texts.append(text)

    def comment(self, *parts: str) -> None:
        """Skip comments and processing instructions."""
        self.progress = self.parser.CurrentByteIndex

    def keep_text(self) -> None:
        """Give the collected text to the element that is open."""
        if self.texts:
            if not self.children[-1]:
                text = "".join(self.texts).strip()
                self.stack[-1].text = sys.intern(text) if len(text) < _SHORT else text
            self.texts.clear()
            self.length = 0


def _stray_byte(data: bytes) -> str:
    """Say which byte is not UTF-8, if one is not: the usual cause of an invalid token."""
    if len(data) > 16 << 20 or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"; byte {data[error.start]:#04x} at offset {error.start:,} is not UTF-8"
    return ""
