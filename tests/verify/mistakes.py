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
    "more findings than are shown": (swap("<Languages>", "<Languages>" + "<Language>x</Language>" * 10_001), "DV411"),
    # XML
    "missing end tag": (swap("</Entities>", ""), "DV420"),
    "stray ampersand": (swap("Everything there is", "Everything & more"), "DV420"),
    "document type": (swap("<ImportExportXml>", "<!DOCTYPE a>\n<ImportExportXml>"), "DV421"),
    "nested too deep": (swap("<Roles />", "<a>" * 300 + "</a>" * 300), "DV422"),
    "latin-1 declared": (swap('encoding="utf-8"', 'encoding="iso-8859-1"'), "DV423"),
    # files and elements
    "missing customizations.xml": (_removed(CUSTOMIZATIONS), "DV430"),
    "missing content types": (_removed(CONTENT_TYPES), "DV430"),
    "solution.xml in a folder": (_renamed(SOLUTION, "package/solution.xml"), "DV430"),
    "solution.xml in capitals": (_renamed(SOLUTION, "Solution.xml"), "DV430"),
    "wrong root element": (
        all_of(swap("<ImportExportXml>", "<Export>"), swap("</ImportExportXml>", "</Export>")),
        "DV431",
    ),
    "misplaced section": (swap("<Roles />\n<Workflows />", "<Workflows />\n<Roles />"), "DV432"),
    "duplicate section": (swap("<Roles />", "<Roles />\n<Roles />"), "DV433"),
    "duplicate entity": (doubled('<entity Name="sample_Other">', "</entity>"), "DV433"),
    "table without attributes": (
        cut("<attributes>", "</attributes>", after='<entity Name="sample_Other">'),
        "DV434",
    ),
    "missing type": (in_column("sample_Text", "<Type>nvarchar</Type>\n", ""), "DV434"),
    "empty type": (in_column("sample_Text", "<Type>nvarchar</Type>\n", "<Type></Type>"), "DV434"),
    "missing flag": (in_column("sample_Text", "<IsSecured>0</IsSecured>\n", ""), "DV435"),
    "missing section": (swap("<CustomControls />\n", ""), "DV435"),
    "missing PhysicalName": (swap(' PhysicalName="sample_Text"', ""), "DV436"),
    "missing LocalizedName": (swap('<Name LocalizedName="Other" ', "<Name "), "DV436"),
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
    "missing EntityInfo": (cut("<EntityInfo>", "</EntityInfo>"), "DV434"),
    "missing entity set name": (cut("<EntitySetName>", "</EntitySetName>"), "DV434"),
    "misspelled element": (swap("<IsSecured>0</IsSecured>", "<IsSecurred>0</IsSecurred>"), "DV442"),
    "misspelled item of a list": (swap("<Language>1031</Language>", "<Langauge>1031</Langauge>"), "DV442"),
    "unknown element": (in_column("sample_Text", "<IsSecured>", "<IsNovel>1</IsNovel>\n<IsSecured>"), "DV438"),
    "unknown item of a list": (swap("<Languages>", "<Languages><Tongue>1</Tongue>"), "DV438"),
    "flag that is false, not 0": (in_column("sample_Text", "<IsSecured>0", "<IsSecured>false"), "DV439"),
    "HasRelatedNotes that is 1, not True": (swap("<HasRelatedNotes>True", "<HasRelatedNotes>1"), "DV439"),
    "empty SavedQueries": (cut("<savedqueries>", "</savedqueries>"), "DV440"),
    "empty FormXml": (swap("<SavedQueries>", "<FormXml />\n<SavedQueries>"), "DV440"),
    "extension without a content type": (_file_added("Workflows/a.json", "{}"), "DV441"),
    # manifest
    "unique name with a hyphen": (in_manifest("SampleTables", "Sample-Tables"), "DV445"),
    "long unique name": (in_manifest("SampleTables", "S" * 66), "DV445"),
    "unique name of a holding solution": (in_manifest("SampleTables", "Sample_Upgrade"), "DV445"),
    "version with a letter": (in_manifest("<Version>1.0.0.0", "<Version>1.0.0.a"), "DV446"),
    "version of five numbers": (in_manifest("<Version>1.0.0.0", "<Version>1.0.0.0.0"), "DV446"),
    "version with a large number": (in_manifest("<Version>1.0.0.0", "<Version>1.0.0.9999999999"), "DV446"),
    "Managed 2 in a zip": (in_manifest("<Managed>0", "<Managed>2"), "DV448"),
    "publisher prefix of one letter": (in_manifest("<CustomizationPrefix>sample", "<CustomizationPrefix>s"), "DV449"),
    "publisher prefix mscrm": (in_manifest("<CustomizationPrefix>sample", "<CustomizationPrefix>mscrm"), "DV449"),
    "small option value prefix": (in_manifest("72700", "727"), "DV450"),
    "publisher name with a space": (in_manifest("samplepublisher", "sample publisher"), "DV451"),
    "long solution name": (in_manifest("Sample tables", "S" * 257), "DV452"),
    "package version of a letter": (in_manifest('SolutionPackageVersion="9.2"', 'SolutionPackageVersion="x"'), "DV453"),
    "IntroducedVersion not a number": (in_column("sample_Text", "1.0.0.0", "first"), "DV454"),
    # languages
    "language not a number": (swap("<Language>1031", "<Language>German"), "DV455"),
    "languagecode of no language": (in_column("sample_Text", 'languagecode="1033"', 'languagecode="33"'), "DV455"),
    "languagecode not a number": (in_column("sample_Text", 'languagecode="1033"', 'languagecode="en-US"'), "DV455"),
    "base language not a number": (in_manifest('languagecode="1033"', 'languagecode="English"'), "DV455"),
    "duplicate language": (swap("<Language>1031", "<Language>1033"), "DV456"),
    "unlisted language": (swap("<Language>1031</Language>\n", ""), "DV457"),
    "unlisted base language": (swap("<Language>1033</Language>\n", ""), "DV458"),
    "no text in the base language": (in_column("sample_Text", 'languagecode="1033"', 'languagecode="1031"'), "DV458"),
    "column without a name": (cut("<displayname ", "/>", after='PhysicalName="sample_Text"'), "DV458"),
    "duplicate text": (swap('"Farbe" languagecode="1031"', '"Hue" languagecode="1033"'), "DV459"),
    "text without language": (in_column("sample_Text", ' languagecode="1033"', ""), "DV460"),
    "text without description": (in_column("sample_Text", ' description="Text"', ""), "DV460"),
    "empty display name": (in_column("sample_Text", 'description="Text"', 'description=""'), "DV461"),
    "option without label": (cut("<label ", "/>", after='<option value="1"'), "DV462"),
    "table without name": (
        cut("<LocalizedName ", 'languagecode="1031" />', after='<entity Name="sample_Elastic">'),
        "DV462",
    ),
    "long description": (swap("The table Other.", "x" * 2001), "DV463"),
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
    "duplicate table": (doubled("<Entity>", "</Entity>", after="</Entity>"), "DV470"),
    "duplicate column": (doubled('<attribute PhysicalName="sample_Text">', "</attribute>"), "DV471"),
    "column named as the primary id": (
        swap("</attributes>", column_before_end("sample_OtherId"), after='<entity Name="sample_Other">'),
        "DV471",
    ),
    "column without a prefix": (new_column("Plain"), "DV472"),
    "column of another prefix": (new_column("contoso_Text"), "DV473"),
    "column not marked as custom": (in_column("sample_Text", "<IsCustomField>1", "<IsCustomField>0"), "DV474"),
    # root components
    "table that is not a root component": (
        in_manifest('<RootComponent type="1" schemaName="sample_other" behavior="0" />\n', ""),
        "DV545",
    ),
    "option set that is not a root component": (
        in_manifest('<RootComponent type="9" schemaName="sample_colour" behavior="0" />\n', ""),
        "DV545",
    ),
    "root component that is missing": (in_manifest('schemaName="sample_other"', 'schemaName="sample_none"'), "DV546"),
    "root component of another publisher": (in_manifest('schemaName="sample_other"', 'schemaName="account"'), "DV547"),
    "root component of type entity": (in_manifest('type="1"', 'type="entity"'), "DV548"),
    "behavior 3": (in_manifest('behavior="0"', 'behavior="3"'), "DV548"),
    "root component without name": (in_manifest(' schemaName="sample_other"', ""), "DV549"),
    "root component with a capital": (in_manifest('"sample_other"', '"sample_Other"'), "DV550"),
    "duplicate root component": (
        in_manifest("</RootComponents>", '<RootComponent type="1" schemaName="sample_other" /></RootComponents>'),
        "DV551",
    ),
    **TABLE_MISTAKES,
    **COLUMN_MISTAKES,
    **RELATIONSHIP_MISTAKES,
}  # fmt: skip
