"""Mistakes by what is wrong: the change in the clean package, and the code of the rule that reports it."""

from __future__ import annotations

from tests.verify.clean_package import CONTENT_TYPES, CUSTOMIZATIONS, SOLUTION
from tests.verify.column_mistakes import COLUMN_MISTAKES
from tests.verify.planting import (
    Files,
    Mistake,
    all_of,
    column_before_end,
    cut,
    doubled,
    in_column,
    in_manifest,
    new_column,
    swap,
)
from tests.verify.relationship_mistakes import RELATIONSHIP_MISTAKES
from tests.verify.table_mistakes import TABLE_MISTAKES

_LONG = "sample_" + "x" * 60
_LONGER = "sample_" + "x" * 130


def _renamed(old: str, new: str) -> Mistake:
    def change(files: Files) -> None:
        files[new] = files.pop(old)

    return change


def _file_added(name: str, text: str) -> Mistake:
    def change(files: Files) -> None:
        files[name] = text

    return change


def _removed(name: str) -> Mistake:
    def change(files: Files) -> None:
        del files[name]

    return change


MISTAKES: dict[str, tuple[Mistake, str]] = {
    # XML
    "end tag missing": (swap("</Entities>", ""), "DV420"),
    "stray ampersand": (swap("Everything there is", "Everything & more"), "DV420"),
    "document type": (swap("<ImportExportXml>", "<!DOCTYPE a>\n<ImportExportXml>"), "DV421"),
    "nested too deep": (swap("<Roles />", "<a>" * 300 + "</a>" * 300), "DV422"),
    "latin-1 declared": (swap('encoding="utf-8"', 'encoding="iso-8859-1"'), "DV423"),
    # structure
    "customizations.xml missing": (_removed(CUSTOMIZATIONS), "DV430"),
    "content types missing": (_removed(CONTENT_TYPES), "DV430"),
    "solution.xml in a folder": (_renamed(SOLUTION, "package/solution.xml"), "DV430"),
    "solution.xml in capitals": (_renamed(SOLUTION, "Solution.xml"), "DV430"),
    "another root element": (
        all_of(swap("<ImportExportXml>", "<Export>"), swap("</ImportExportXml>", "</Export>")),
        "DV431",
    ),
    "sections out of order": (swap("<Roles />\n<Workflows />", "<Workflows />\n<Roles />"), "DV432"),
    "section doubled": (swap("<Roles />", "<Roles />\n<Roles />"), "DV433"),
    "entity doubled": (doubled('<entity Name="sample_Other">', "</entity>"), "DV433"),
    "table without attributes": (
        cut("<attributes>", "</attributes>", after='<entity Name="sample_Other">'),
        "DV434",
    ),
    "type missing": (in_column("sample_Text", "<Type>nvarchar</Type>\n", ""), "DV434"),
    "type empty": (in_column("sample_Text", "<Type>nvarchar</Type>\n", "<Type></Type>"), "DV434"),
    "flag missing": (in_column("sample_Text", "<IsSecured>0</IsSecured>\n", ""), "DV435"),
    "section missing": (swap("<CustomControls />\n", ""), "DV435"),
    "PhysicalName missing": (swap(' PhysicalName="sample_Text"', ""), "DV436"),
    "LocalizedName missing": (swap('<Name LocalizedName="Other" ', "<Name "), "DV436"),
    "option without value": (swap(' value="1"', ""), "DV436"),
    "displaynames in capitals": (
        in_column(
            "sample_Big",
            '<displaynames>\n<displayname description="Big" languagecode="1033" />\n</displaynames>',
            '<DisplayNames>\n<displayname description="Big" languagecode="1033" />\n</DisplayNames>',
        ),
        "DV437",
    ),
    "label in capitals": (
        swap('<label description="Yes" languagecode="1033" />', '<Label description="Yes" languagecode="1033" />'),
        "DV437",
    ),
    "EntityInfo missing": (cut("<EntityInfo>", "</EntityInfo>"), "DV434"),
    "entity set missing": (cut("<EntitySetName>", "</EntitySetName>"), "DV434"),
    "element misspelt": (swap("<IsSecured>0</IsSecured>", "<IsSecurred>0</IsSecurred>"), "DV442"),
    "child of a list misspelt": (swap("<Language>1031</Language>", "<Langauge>1031</Langauge>"), "DV442"),
    "unknown element": (in_column("sample_Text", "<IsSecured>", "<IsNovel>1</IsNovel>\n<IsSecured>"), "DV438"),
    "unknown child of a list": (swap("<Languages>", "<Languages><Tongue>1</Tongue>"), "DV438"),
    "flag true": (in_column("sample_Text", "<IsSecured>0", "<IsSecured>false"), "DV439"),
    "HasRelatedNotes 1": (swap("<HasRelatedNotes>True", "<HasRelatedNotes>1"), "DV439"),
    "empty SavedQueries": (cut("<savedqueries>", "</savedqueries>"), "DV440"),
    "empty FormXml": (swap("<SavedQueries>", "<FormXml />\n<SavedQueries>"), "DV440"),
    "file ending without a type": (_file_added("Workflows/a.json", "{}"), "DV441"),
    # manifest
    "unique name with a hyphen": (in_manifest("SampleTables", "Sample-Tables"), "DV445"),
    "unique name too long": (in_manifest("SampleTables", "S" * 66), "DV445"),
    "unique name of a holding solution": (in_manifest("SampleTables", "Sample_Upgrade"), "DV445"),
    "version with a letter": (in_manifest("<Version>1.0.0.0", "<Version>1.0.0.a"), "DV446"),
    "version of five numbers": (in_manifest("<Version>1.0.0.0", "<Version>1.0.0.0.0"), "DV446"),
    "version too large": (in_manifest("<Version>1.0.0.0", "<Version>1.0.0.9999999999"), "DV446"),
    "managed 2 in a zip": (in_manifest("<Managed>0", "<Managed>2"), "DV448"),
    "prefix of one letter": (in_manifest("<CustomizationPrefix>sample", "<CustomizationPrefix>s"), "DV449"),
    "prefix mscrm": (in_manifest("<CustomizationPrefix>sample", "<CustomizationPrefix>mscrm"), "DV449"),
    "option prefix too small": (in_manifest("72700", "727"), "DV450"),
    "publisher with a blank": (in_manifest("samplepublisher", "sample publisher"), "DV451"),
    "solution name too long": (in_manifest("Sample tables", "S" * 257), "DV452"),
    "package version a word": (in_manifest('SolutionPackageVersion="9.2"', 'SolutionPackageVersion="x"'), "DV453"),
    "IntroducedVersion a word": (in_column("sample_Text", "1.0.0.0", "first"), "DV454"),
    # languages
    "language a word": (swap("<Language>1031", "<Language>German"), "DV455"),
    "languagecode of no language": (in_column("sample_Text", 'languagecode="1033"', 'languagecode="33"'), "DV455"),
    "languagecode a word": (in_column("sample_Text", 'languagecode="1033"', 'languagecode="en-US"'), "DV455"),
    "base language a word": (in_manifest('languagecode="1033"', 'languagecode="English"'), "DV455"),
    "language twice": (swap("<Language>1031", "<Language>1033"), "DV456"),
    "language not listed": (swap("<Language>1031</Language>\n", ""), "DV457"),
    "base language not listed": (swap("<Language>1033</Language>\n", ""), "DV458"),
    "no text in the base language": (in_column("sample_Text", 'languagecode="1033"', 'languagecode="1031"'), "DV458"),
    "column without a name": (cut("<displayname ", "/>", after='PhysicalName="sample_Text"'), "DV458"),
    "text twice": (swap('description="Farbe" languagecode="1031"', 'description="Hue" languagecode="1033"'), "DV459"),
    "text without language": (in_column("sample_Text", ' languagecode="1033"', ""), "DV460"),
    "text without words": (in_column("sample_Text", ' description="Text"', ""), "DV460"),
    "display name empty": (in_column("sample_Text", 'description="Text"', 'description=""'), "DV461"),
    "option without label": (cut("<label ", "/>", after='<option value="1"'), "DV462"),
    "table without name": (
        cut("<LocalizedName ", 'languagecode="1031" />', after='<entity Name="sample_Elastic">'),
        "DV462",
    ),
    "description too long": (swap("The table Other.", "x" * 2001), "DV463"),
    # names
    "column with a hyphen": (swap('PhysicalName="sample_Text"', 'PhysicalName="sample-Text"'), "DV465"),
    "column of 137 characters": (new_column(_LONGER), "DV466"),
    "column of 67 characters": (all_of(new_column(_LONG), in_manifest('sion="9.2"', 'sion="8.2"')), "DV467"),
    "LogicalName with a capital": (
        in_column("sample_Text", "<LogicalName>sample_text", "<LogicalName>sample_Text"),
        "DV468",
    ),
    "Name of another column": (in_column("sample_Text", "<Name>sample_text", "<Name>sample_memo"), "DV468"),
    "table with two names": (swap('<entity Name="sample_Other">', '<entity Name="sample_Others">'), "DV469"),
    "table twice": (doubled("<Entity>", "</Entity>", after="</Entity>"), "DV470"),
    "column twice": (doubled('<attribute PhysicalName="sample_Text">', "</attribute>"), "DV471"),
    "column named as the primary id": (
        swap("</attributes>", column_before_end("sample_OtherId"), after='<entity Name="sample_Other">'),
        "DV471",
    ),
    "column without a prefix": (new_column("Plain"), "DV472"),
    "column of another prefix": (new_column("contoso_Text"), "DV473"),
    "column not custom": (in_column("sample_Text", "<IsCustomField>1", "<IsCustomField>0"), "DV474"),
    # references
    "table no root component": (
        in_manifest('<RootComponent type="1" schemaName="sample_other" behavior="0" />\n', ""),
        "DV545",
    ),
    "option set no root component": (
        in_manifest('<RootComponent type="9" schemaName="sample_colour" behavior="0" />\n', ""),
        "DV545",
    ),
    "root component of no table": (in_manifest('schemaName="sample_other"', 'schemaName="sample_none"'), "DV546"),
    "root component of another's table": (in_manifest('schemaName="sample_other"', 'schemaName="account"'), "DV547"),
    "root component of type entity": (in_manifest('type="1"', 'type="entity"'), "DV548"),
    "behavior 3": (in_manifest('behavior="0"', 'behavior="3"'), "DV548"),
    "root component without name": (in_manifest(' schemaName="sample_other"', ""), "DV549"),
    "root component with a capital": (in_manifest('"sample_other"', '"sample_Other"'), "DV550"),
    "root component twice": (
        in_manifest("</RootComponents>", '<RootComponent type="1" schemaName="sample_other" /></RootComponents>'),
        "DV551",
    ),
    **TABLE_MISTAKES,
    **COLUMN_MISTAKES,
    **RELATIONSHIP_MISTAKES,
}  # fmt: skip
