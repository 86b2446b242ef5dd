"""Mistakes in relationships: the change in the clean package, and the rule that reports it."""

from __future__ import annotations

from tests.verify.clean_package import CUSTOMIZATIONS
from tests.verify.planting import Files, Mistake, all_of, cut, doubled, swap

_ROLE_1 = "<NavPaneDisplayOption>UseCollectionName</NavPaneDisplayOption>"


def _all_parental(files: Files) -> None:
    text = files[CUSTOMIZATIONS].replace("<CascadeDelete>RemoveLink", "<CascadeDelete>Cascade")
    for name in ("Assign", "Reparent", "Share", "Unshare"):
        text = text.replace(f"<Cascade{name}>NoCascade", f"<Cascade{name}>Cascade")
    files[CUSTOMIZATIONS] = text


_END = "</EntityRelationships>"


def _many_to_many(name: str, intersect_table: str, *, table: str = "sample_Other") -> str:
    return f"""<EntityRelationship Name="{name}"><EntityRelationshipType>ManyToMany</EntityRelationshipType>
<IntroducedVersion>1.0</IntroducedVersion><FirstEntityName>sample_Everything</FirstEntityName>
<SecondEntityName>{table}</SecondEntityName><IntersectEntityName>{intersect_table}</IntersectEntityName>
</EntityRelationship>
"""


RELATIONSHIP_MISTAKES: dict[str, tuple[Mistake, str]] = {
    "relationship of type ManyToOne": (swap("OneToMany", "ManyToOne"), "DV525"),
    "duplicate relationship": (doubled("<EntityRelationship ", "</EntityRelationship>"), "DV526"),
    "unknown cascade": (swap("<CascadeAssign>NoCascade", "<CascadeAssign>None"), "DV527"),
    "cascade of another operation": (swap("<CascadeShare>NoCascade", "<CascadeShare>RemoveLink"), "DV527"),
    "lookup without a relationship": (cut("<EntityRelationship ", "</EntityRelationship>"), "DV528"),
    "relationship of an unknown column": (
        swap("<ReferencingAttributeName>sample_Other", "<ReferencingAttributeName>sample_Another"),
        "DV529",
    ),
    "relationship of a text column": (
        swap("<ReferencingAttributeName>sample_Other", "<ReferencingAttributeName>sample_Text"),
        "DV529",
    ),
    "relationship with a missing table": (swap("EntityName>sample_Other", "EntityName>sample_No"), "DV530"),
    "relationship with a missing table of a similar name": (
        swap("EntityName>sample_Other", "EntityName>sample_Otters"),
        "DV530",
    ),
    "relationship with a misspelled table": (swap("EntityName>sample_Other", "EntityName>sample_Othre"), "DV524"),
    "relationship of two missing tables": (
        swap("<ReferencingEntityName>sample_Other", "<ReferencingEntityName>Contact"),
        "DV530",
    ),
    "hierarchy of two tables": (swap("<IsHierarchical>0", "<IsHierarchical>1"), "DV531"),
    "two hierarchies of one table": (
        all_of(
            swap("<ReferencedEntityName>sample_Other", "<ReferencedEntityName>sample_Everything"),
            swap("<IsHierarchical>0", "<IsHierarchical>1"),
            swap("<IsHierarchical>0", "<IsHierarchical>1"),
        ),
        "DV572",
    ),
    "intersect table of two relationships": (
        swap(_END, _many_to_many("sample_First", "sample_pair") + _many_to_many("sample_Second", "sample_Pair") + _END),
        "DV573",
    ),
    "intersect table with the name of a table": (
        swap(_END, _many_to_many("sample_First", "sample_other") + _END),
        "DV573",
    ),
    "many-to-many relationship of an elastic table": (
        swap(_END, _many_to_many("sample_First", "sample_pair", table="sample_Elastic") + _END),
        "DV574",
    ),
    "cascade of an elastic table": (swap("EntityName>sample_Other", "EntityName>sample_Elastic"), "DV574"),
    "two roles of type 1": (swap("<RelationshipRoleType>0", "<RelationshipRoleType>1"), "DV532"),
    "role of type 2": (swap("<RelationshipRoleType>0", "<RelationshipRoleType>2"), "DV532"),
    "unknown NavPaneDisplayOption": (swap(_ROLE_1, _ROLE_1.replace("UseCollectionName", "Show")), "DV532"),
    "relationship with one role": (cut("<EntityRelationshipRole>", "</EntityRelationshipRole>"), "DV535"),
    "role without a RelationshipRoleType": (cut("<RelationshipRoleType>", "</RelationshipRoleType>"), "DV535"),
    "navigation property with another name than the lookup": (
        swap("<NavigationPropertyName>sample_Other", "<NavigationPropertyName>sample_Another"),
        "DV533",
    ),
    "missing navigation property": (
        swap("<NavigationPropertyName>sample_Other</NavigationPropertyName>\n", ""),
        "DV533",
    ),
    "navigation property with the same name on both sides": (
        swap("PropertyName>sample_everything_sample_everything_Parent", "PropertyName>sample_Parent"),
        "DV571",
    ),
    "navigation property of two relationships": (
        swap("PropertyName>sample_everything_sample_everything_Parent", "PropertyName>sample_Other"),
        "DV571",
    ),
    "two parental relationships": (_all_parental, "DV534"),
}
