"""The children of an element, with a record of which have been read: the others are what specs have no word for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dvspec.dataverse.properties import LABEL, Properties, Where, from_elements
from dvspec.model import Json
from dvspec.solution_files.xml import Element


class Fields:
    """The first child with each tag."""

    __slots__ = ("_children", "_texts", "_unread")

    def __init__(self, children: Mapping[str, Element]) -> None:
        self._children = children
        self._texts = {tag: child.text for tag, child in children.items()}
        self._unread = dict.fromkeys(children)

    @classmethod
    def of(cls, element: Element) -> Fields:
        """Return the children of an element."""
        return cls({child.tag: child for child in reversed(element.children)})

    def text(self, tag: str) -> str:
        """Return the text of a child, '' if there is none."""
        self._unread.pop(tag, None)
        return self._texts.get(tag, "")

    def get(self, tag: str) -> Element | None:
        """Return a child, None if there is none."""
        self._unread.pop(tag, None)
        return self._children.get(tag)

    def has(self, tag: str) -> bool:
        """Return whether there is a child with this tag."""
        return tag in self._children

    def skip(self, *tags: str) -> None:
        """Count these children as read."""
        for tag in tags:
            self._unread.pop(tag, None)

    def unread(self) -> Iterator[Element]:
        """Yield the children that nothing has read and that are not empty."""
        unread = (self._children[tag] for tag in self._unread)
        return (child for child in unread if child.text or child.children or child.attrib)

    def properties(self, properties: Properties, where: Where, role: str = "") -> tuple[dict[str, Json], list[str]]:
        """Return the values of properties, and the elements whose text is not one of their values.

        A missing element, or one without a valid value, has the default.
        """
        values = from_elements(properties, self._texts, where, role)
        refused = []
        for name, property_ in properties.items():
            if property_.role != role or property_.values is LABEL:
                continue
            self._unread.pop(property_.xml, None)
            if values[name] is None:
                values[name] = property_.default_at(where)
                refused.append(property_.xml)
        return values, refused
