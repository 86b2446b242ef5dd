"""XML of unknown origin, read into a light tree: within limits, without DTD, without entities."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from typing import NoReturn
from xml.parsers import expat

from dvspec.findings import Finding, Place, Rule, Severity
from dvspec.solution_files.report import finding_in, quoted
from dvspec.solution_files.xml import Element, Source

MAX_DEPTH = 256
MAX_ELEMENTS = 2_000_000  # and attributes that are kept, so without those inside UNREAD elements
MAX_TEXT = 1 << 20  # characters in one element
MAX_TOKEN = 4 << 20  # bytes of one tag, with its attributes, or of one comment
_CHUNK = 1 << 16
_SHORT = 40  # characters; shorter texts are interned, since many elements share them: 0, 1, nvarchar
_NO_ATTRIBUTES: Mapping[str, str] = {}

_ENCODINGS = frozenset({"UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ISO-8859-1"})

MALFORMED = Rule(
    "DV420",
    "malformed-xml",
    Severity.ERROR,
    "XML files are well-formed, in the encoding that they declare.",
    "Fix the XML at the place shown, or save the file as UTF-8.",
    "0x80048013",
)
DOCTYPE = Rule(
    "DV421",
    "document-type",
    Severity.ERROR,
    "XML files declare no document type and no entities.",
    "Remove the DOCTYPE, and replace each entity with its text.",
    "0x8004802C",
)
OVERSIZED = Rule(
    "DV422",
    "oversized-xml",
    Severity.ERROR,
    "The depth of an XML file, the number of its elements and the length of its texts are within limits.",
    "Export the solution again. The file may have been made to exhaust memory.",
)
ENCODING = Rule(
    "DV423",
    "not-utf-8",
    Severity.WARNING,
    "XML files are in UTF-8, as in every export.",
    "Save the file as UTF-8, and correct its XML declaration.",
)

# Elements whose content no rule looks at. It is often large; it is checked for well-formedness and not kept.
UNREAD = frozenset("""
    forms RibbonDiffXml Visualizations Roles Workflows FieldSecurityProfiles Templates
    IsvConfig ConnectionRoles SiteMap Reports Dashboards InteractionCentricDashboards
    Dialogs WebResources AppModuleSiteMaps AppModules SolutionPluginAssemblies
    SdkMessageProcessingSteps CanvasApps ServiceEndpoints CustomControlDefaultConfigs
    AIModels Connectors RoutingRules Slas
    """.split())

# Elements inside them, at any depth, of which the number is kept, as it is of those directly inside.
_COUNTED = frozenset("CustomAction HideCustomAction CommandDefinition DisplayRule EnableRule LocLabel".split())


def parse(source: Source) -> tuple[Element | None, list[Finding]]:
    """Return the root of the tree, None if the file can't be read, and what is wrong with it as XML."""
    builder = _Builder(source)
    collects = gc.isenabled()
    gc.disable()  # a tree has no garbage, and looking for it takes a third of the time
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
    except (ValueError, LookupError) as error:  # from pyexpat, about rare encodings
        finding = finding_in(MALFORMED, source.name, f"can't be decoded: {error}")
        return None, [*builder.findings, finding]
    finally:
        if collects:
            gc.enable()
    return root, builder.findings


class _Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Builder:
    """The callbacks of expat that build the tree of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.children: list[list[Element]] = []  # of each element in the stack
        self.texts: list[str] = []
        self.length = 0  # of the texts
        self.skipping = 0  # depth inside an UNREAD element
        self.count = 0
        self.progress = 0  # offset of the last byte that expat has reported
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
        """Parse the file in pieces, so that the size of a single token is bounded."""
        data = self.source.data
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "the file is in UTF-16; exports are in UTF-8"
            self.findings.append(finding_in(ENCODING, self.source.name, message))
        for start in range(0, len(data), _CHUNK):
            self.parser.Parse(data[start : start + _CHUNK], False)
            if start - self.progress > MAX_TOKEN:
                self.refuse(OVERSIZED, f"a tag or comment takes more than {MAX_TOKEN:,} bytes")
        self.parser.Parse(b"", True)
        return self.root

    def refuse(self, rule: Rule, message: str) -> NoReturn:
        """Stop parsing, with a finding at the current line."""
        line = self.parser.CurrentLineNumber
        raise _Refused(Finding(rule, Place(self.source.name, max(line, 0)), message))

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        """Refuse encodings that only Python supports; report those that are not UTF-8."""
        name = (encoding or "UTF-8").upper()
        if name not in _ENCODINGS:
            self.refuse(MALFORMED, f"the encoding {quoted(name)} is not supported")
        if name not in ("UTF-8", "UTF8", "US-ASCII") and not self.findings:
            message = f"the file declares {name}; exports are in UTF-8"
            self.findings.append(finding_in(ENCODING, self.source.name, message))

    def doctype(self, *_: object) -> NoReturn:
        """Refuse document types and entities before anything in them is read."""
        self.refuse(DOCTYPE, "the file declares a document type or an entity")

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Open an element; inside UNREAD elements only count the depth."""
        parser = self.parser
        stack = self.stack
        offset = self.progress = parser.CurrentByteIndex
        if self.skipping or (stack and stack[-1].tag in UNREAD):
            self.skipping += 1
            if self.skipping > MAX_DEPTH:
                self.refuse(OVERSIZED, f"elements are nested more than {MAX_DEPTH} deep")
            if self.skipping == 1 or tag in _COUNTED:
                counts = self.source.unread.setdefault(stack[-1].offset, {})
                counts[tag] = counts.get(tag, 0) + 1
            return
        self.count += 1 + len(attrib)
        if len(stack) >= MAX_DEPTH:
            self.refuse(OVERSIZED, f"elements are nested more than {MAX_DEPTH} deep")
        if self.count > MAX_ELEMENTS:
            self.refuse(OVERSIZED, f"the file has more than {MAX_ELEMENTS:,} elements and attributes")
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
        """Collect the text before an element's first child."""
        self.progress = self.parser.CurrentByteIndex
        if self.skipping or not self.stack or self.children[-1]:
            return
        self.length += len(text)
        if self.length > MAX_TEXT:
            self.refuse(OVERSIZED, f"a text has more than {MAX_TEXT:,} characters")
        self.texts.append(text)

    def comment(self, *_: str) -> None:
        """Skip a comment or a processing instruction."""
        self.progress = self.parser.CurrentByteIndex

    def keep_text(self) -> None:
        """Give the collected text to the current element."""
        if self.texts:
            if not self.children[-1]:
                text = "".join(self.texts).strip()
                self.stack[-1].text = sys.intern(text) if len(text) < _SHORT else text
            self.texts.clear()
            self.length = 0


def _stray_byte(data: bytes) -> str:
    """Return a text that names the first byte that is not UTF-8, the usual cause of an invalid token."""
    if len(data) > 16 << 20 or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"; byte {data[error.start]:#04x} at offset {error.start:,} is not UTF-8"
    return ""
