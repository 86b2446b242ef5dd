"""An XML file as parts of its text, so that they go into another file unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

XSI = "http://www.w3.org/2001/XMLSchema-instance"
"""The only namespace that the files of a package declare."""


class NotAFragment(Exception):
    """The file can't become a part of another one: the reason, and where in the file."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


@dataclass
class Fragment:
    """The root element of a file: its name, its attributes, its children and what it consists of."""

    data: bytes
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[tuple[str, int]] = field(default_factory=list)  # names, and where they begin
    texts: dict[str, str] = field(default_factory=dict)  # of the children that are plain text
    references: list[str] = field(default_factory=list)  # texts, of any element, that begin with a slash
    start: int = 0
    end: int = 0  # where the root's end tag begins

    @property
    def text(self) -> str:
        """The root element with all that it contains."""
        return self.data[self.start :].decode().strip()

    @property
    def inner(self) -> str:
        """What the root element contains."""
        return self.data[self.children[0][1] : self.end].decode().strip() if self.children else ""

    def parts(self) -> list[tuple[str, str]]:
        """Return the children: names and texts."""
        ends = [*(start for _, start in self.children[1:]), self.end]
        return [
            (name, self.data[start:end].decode().strip())
            for (name, start), end in zip(self.children, ends, strict=True)
        ]

    def value(self, key: str) -> str:
        """Return the root's attribute, or the text of its child, that has this name; '' without one."""
        return self.attributes.get(key) or self.texts.get(key, "")


def read_fragment(data: bytes) -> Fragment:
    """Read a file; raise NotAFragment if it is not XML in UTF-8, or declares a document type or another namespace."""
    return _Reader(data).run()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.fragment = Fragment(data)
        self.depth = 0
        self.text = ""
        self.is_leaf = False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self.parser = parser

    def run(self) -> Fragment:
        try:
            self.fragment.data.decode()
            self.parser.Parse(self.fragment.data, True)
        except UnicodeDecodeError:
            raise NotAFragment("is not in UTF-8") from None
        except expat.ExpatError as error:
            raise NotAFragment(expat.ErrorString(error.code), error.lineno, error.offset + 1) from None
        return self.fragment

    def _refuse(self, reason: str) -> NotAFragment:
        return NotAFragment(reason, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8"):
            raise self._refuse(f"declares the encoding {encoding}, but packages are in UTF-8")

    def _doctype(self, *_: object) -> None:
        raise self._refuse("declares a document type")

    def _namespace(self, prefix: str | None, uri: str) -> None:
        if (prefix, uri) != ("xsi", XSI) and self.depth == 0:
            raise self._refuse(f"its first element declares the namespace {uri}")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 0:
            self.fragment.name, self.fragment.attributes = name, attributes
            self.fragment.start = self.parser.CurrentByteIndex
        elif self.depth == 1:
            self.fragment.children.append((name, self.parser.CurrentByteIndex))
        self.depth += 1
        self.text, self.is_leaf = "", True

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 0:
            self.fragment.end = self.parser.CurrentByteIndex
        elif self.is_leaf:
            text = self.text.strip()
            if self.depth == 1:
                self.fragment.texts.setdefault(name, text)
            if text.startswith("/"):
                self.fragment.references.append(text)
        self.is_leaf = False

    def _characters(self, text: str) -> None:
        self.text += text
