"""Small packages for tests: XML around what a test is about."""

from __future__ import annotations

from dvspec.importers.result import Imported, LeftOut
from dvspec.importers.solution import import_solution
from dvspec.model import Column
from dvspec.solution_files.archive import Archive
from dvspec.solution_files.package import Package

MANIFEST = """<ImportExportXml version="9.2.24021" SolutionPackageVersion="9.2" languagecode="1033">
<SolutionManifest><UniqueName>Rental</UniqueName><Version>1.2.0.0</Version><Managed>0</Managed>
<LocalizedNames><LocalizedName description="Rental" languagecode="1033"/></LocalizedNames>
<Publisher><UniqueName>rental</UniqueName><CustomizationPrefix>rent</CustomizationPrefix>
<CustomizationOptionValuePrefix>10000</CustomizationOptionValuePrefix></Publisher>
<RootComponents>{components}</RootComponents></SolutionManifest></ImportExportXml>"""
ROOT = """<ImportExportXml><Entities>{tables}</Entities><EntityRelationships>{relationships}</EntityRelationships>
<optionsets>{option_sets}</optionsets>{more}<Languages><Language>1033</Language></Languages></ImportExportXml>"""
TABLE = """<Entity><Name>{name}</Name><EntityInfo><entity Name="{name}">
<LocalizedNames><LocalizedName description="{label}" languagecode="1033"/></LocalizedNames>
<attributes>{columns}</attributes>{settings}</entity></EntityInfo>{parts}</Entity>"""
PRIMARY = """<attribute PhysicalName="{name}Id"><Type>primarykey</Type><LogicalName>{logical}id</LogicalName>
<IsCustomField>0</IsCustomField>
<displaynames><displayname description="Id" languagecode="1033"/></displaynames></attribute>
<attribute PhysicalName="rent_Name"><Type>nvarchar</Type><LogicalName>rent_name</LogicalName>
<DisplayMask>PrimaryName|ValidForAdvancedFind|ValidForForm|ValidForGrid|RequiredForForm</DisplayMask>
<IsCustomField>1</IsCustomField><Format>text</Format><MaxLength>100</MaxLength><Length>200</Length>
<displaynames><displayname description="Name" languagecode="1033"/></displaynames></attribute>"""
RELATIONSHIP = """<EntityRelationship Name="{name}"><EntityRelationshipType>OneToMany</EntityRelationshipType>
<ReferencingEntityName>{table}</ReferencingEntityName><ReferencedEntityName>{target}</ReferencedEntityName>
<CascadeDelete>{delete}</CascadeDelete><ReferencingAttributeName>{column}</ReferencingAttributeName>
<EntityRelationshipRoles><EntityRelationshipRole><NavigationPropertyName>{navigation}</NavigationPropertyName>
<RelationshipRoleType>1</RelationshipRoleType></EntityRelationshipRole></EntityRelationshipRoles></EntityRelationship>"""
SET_NAME = "<EntitySetName>{}s</EntitySetName>"


def column(name: str, type_: str, inside: str = "", label: str = "Label") -> str:
    """Return the XML of a custom column."""
    return f"""<attribute PhysicalName="{name}"><Type>{type_}</Type><LogicalName>{name.lower()}</LogicalName>
        <IsCustomField>1</IsCustomField>{inside}
        <displaynames><displayname description="{label}" languagecode="1033"/></displaynames></attribute>"""


def table(name: str, columns: str = "", settings: str = "", parts: str = "", *, whole: bool = True) -> str:
    """Return the XML of a table of one's own, or of a layer of a table that exists."""
    logical = name.lower()
    primary = PRIMARY.format(name=name, logical=logical) if whole else ""
    settings += SET_NAME.format(logical) if whole else ""
    return TABLE.format(name=name, label=name, columns=primary + columns, settings=settings, parts=parts)


def lookup(
    column_name: str, name: str, target: str, delete: str = "RemoveLink", navigation: str = "", of: str = "rent_Car"
) -> str:
    """Return the XML of the relationship behind a lookup."""
    return RELATIONSHIP.format(
        name=name, table=of, target=target, column=column_name, delete=delete, navigation=navigation or column_name
    )


def package(
    tables: str, relationships: str = "", option_sets: str = "", more: str = "", components: str = ""
) -> Package:
    """Return a package with these parts."""
    root = ROOT.format(tables=tables, relationships=relationships, option_sets=option_sets, more=more)
    contents = {
        "solution.xml": MANIFEST.format(components=components).encode(),
        "customizations.xml": root.encode(),
    }
    return Package(Archive("rental.zip", "!", is_open=True, names=sorted(contents), contents=contents))


def imported(columns: str, relationships: str = "", option_sets: str = "", more: str = "") -> Imported:
    """Return what is imported of a package with one table, rent_Car, with these columns."""
    return import_solution(package(table("rent_Car", columns), relationships, option_sets, more))


def one_column(xml: str, relationships: str = "", option_sets: str = "", more: str = "") -> tuple[Column, list[str]]:
    """Return the last column that is imported of a table with this one, and the features that are left out."""
    result = imported(xml, relationships, option_sets, more)
    return result.solution.tables[0].columns[-1], features(result.left_out)


def features(left_out: tuple[LeftOut, ...]) -> list[str]:
    """Return what is left out, by feature."""
    return [item.feature for item in left_out]
