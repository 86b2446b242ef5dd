"""A relationship as rules see it: the tables and columns that it connects, and its two roles."""

from __future__ import annotations

from dvspec.solution_files.report import quoted
from dvspec.solution_files.values import prefix_of
from dvspec.solution_files.xml import Element

TABLE_ELEMENTS = ("ReferencingEntityName", "ReferencedEntityName", "FirstEntityName", "SecondEntityName")


class Relationship:
    """One relationship: its <EntityRelationship>, and the names inside in lower case."""

    __slots__ = ("element", "name", "referenced_table", "referencing_column", "referencing_table", "type")

    def __init__(self, element: Element) -> None:
        self.element = element
        self.name = element.attrib.get("Name", "")
        self.type = element.value("EntityRelationshipType") or ""
        self.referencing_table = (element.value("ReferencingEntityName") or "").lower()
        self.referenced_table = (element.value("ReferencedEntityName") or "").lower()
        self.referencing_column = (element.value("ReferencingAttributeName") or "").lower()

    @property
    def subject(self) -> str:
        """Return what messages call it."""
        return f"relationship {quoted(self.name)}"

    @property
    def is_one_to_many(self) -> bool:
        return self.type == "OneToMany"

    @property
    def is_system(self) -> bool:
        """Return whether Dataverse makes it with a table, an activity or a file column."""
        return prefix_of(self.referencing_column) is None or self.is_of_files

    @property
    def is_of_files(self) -> bool:
        """Return whether it is that of a file or image column with the table of files."""
        return self.referenced_table == "fileattachment"

    @property
    def roles(self) -> list[Element]:
        return list(self.element.under("EntityRelationshipRoles", "EntityRelationshipRole"))

    @property
    def tables(self) -> list[Element]:
        """Return the elements that name its tables."""
        elements = (self.element.child(tag) for tag in TABLE_ELEMENTS)
        return [element for element in elements if element is not None and element.text]
