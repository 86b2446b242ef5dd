"""The light tree that XML files are read into: every element knows its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dvspec.findings import Finding, Place, Rule
from dvspec.solution_files.report import LONGEST_MESSAGE, LONGEST_SOURCE, clipped, printable


class Source:
    """One XML file: its name as findings show it, and its bytes.

    `unread` has the numbers of elements, by tag, inside those whose content is not kept, by the offset of these.
    """

    __slots__ = ("data", "name", "unread")

    def __init__(self, name: str, data: bytes) -> None:
        self.name = printable(name)
        self.data = data
        self.unread: dict[int, dict[str, int]] = {}

    def line_at(self, offset: int, column: int) -> str:
        """Return the beginning of the line with this byte, '' if the column is beyond what is shown."""
        if column > LONGEST_SOURCE or self.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return ""
        start = self.data.rfind(b"\n", max(0, offset - 4 * LONGEST_SOURCE), offset) + 1
        if start == 0 and offset > 4 * LONGEST_SOURCE:
            return ""
        line = self.data[start : start + 4 * LONGEST_SOURCE + 4].split(b"\n", 1)[0]
        text = line.decode("utf-8", "replace").removeprefix("\ufeff").rstrip()
        return clipped(text, LONGEST_SOURCE)


class Element:
    """One element. `text` is its text before its first child, stripped."""

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
        """Return the first child with this tag."""
        for child in self.children:
            if child.tag == tag:
                return child
        return None

    def value(self, tag: str) -> str | None:
        """Return the text of the first child with this tag."""
        child = self.child(tag)
        return None if child is None else child.text

    def named(self, tag: str) -> Iterator[Element]:
        """Yield the children with this tag."""
        return (child for child in self.children if child.tag == tag)

    def under(self, *path: str) -> Iterator[Element]:
        """Yield the elements at the end of a path of tags, of every branch if tags occur several times."""
        if not path:
            yield self
            return
        for child in self.named(path[0]):
            yield from child.under(*path[1:])

    @property
    def unread(self) -> Mapping[str, int]:
        """How many elements with each tag are inside that are not kept."""
        return self.source.unread.get(self.offset, {})

    def descendants(self) -> Iterator[Element]:
        """Yield all elements below, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


def finding_at(rule: Rule, element: Element, message: str) -> Finding:
    """Return a finding at the start tag of an element."""
    source = element.source
    place = Place(
        file=source.name,
        line=element.line,
        column=element.column,
        source=source.line_at(element.offset, element.column),
    )
    return Finding(rule, place, clipped(message, LONGEST_MESSAGE))
