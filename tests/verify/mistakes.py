"""Mistakes by name: what each one changes in the clean package, and the code of the rule that catches it."""

from __future__ import annotations

from collections.abc import Callable

from tests.verify import clean_package
from tests.verify.clean_package import CONTENT_TYPES, CUSTOMIZATIONS, SOLUTION

_TEXT_TAIL = "Format=text MaxLength=100 Length=200"

Files = dict[str, str]
Mistake = Callable[[Files], None]

_STATES = """<attribute PhysicalName="statecode"><Type>state</Type><Name>statecode</Name>
<LogicalName>statecode</LogicalName><optionset Name="sample_everything_statecode">
<OptionSetType>state</OptionSetType><IntroducedVersion>1.0</IntroducedVersion><IsCustomizable>1</IsCustomizable>
<displaynames><displayname description="State" languagecode="1033" /></displaynames>
<states><state value="0" defaultstatus="{default}" invariantname="Active"><labels>
<label description="Active" languagecode="1033" /></labels></state></states></optionset></attribute>
<attribute PhysicalName="statuscode"><Type>status</Type><Name>statuscode</Name>
<LogicalName>statuscode</LogicalName><optionset Name="sample_everything_statuscode">
<OptionSetType>status</OptionSetType><IntroducedVersion>1.0</IntroducedVersion><IsCustomizable>1</IsCustomizable>
<displaynames><displayname description="Status" languagecode="1033" /></displaynames>
<statuses><status value="1" state="{state}"><labels>
<label description="Active" languagecode="1033" /></labels></status></statuses></optionset></attribute>
"""


def swap(old: str, new: str, *, file: str = CUSTOMIZATIONS, after: str = "") -> Mistake:
    """Return a mistake that replaces the first `old` after a marker."""

    def change(files: Files) -> None:
        text = files[file]
        start = text.index(after) if after else 0
        at = text.index(old, start)
        files[file] = text[:at] + new + text[at + len(old) :]

    return change


def in_column(name: str, old: str, new: str) -> Mistake:
    """Return a mistake inside one column of the first table that has it."""
    return swap(old, new, after=f'<attribute PhysicalName="{name}">')


def in_manifest(old: str, new: str) -> Mistake:
    return swap(old, new, file=SOLUTION)


def in_elastic(old: str, new: str) -> Mistake:
    return swap(old, new, after='<entity Name="sample_Elastic">')


def all_of(*mistakes: Mistake) -> Mistake:
    """Return a mistake that takes several changes."""

    def change(files: Files) -> None:
        for mistake in mistakes:
            mistake(files)

    return change


def _column(name: str, type_: str = "nvarchar", tail: str = _TEXT_TAIL, level: str = "none") -> str:
    return clean_package.column(name, type_, tail, level=level) + "\n</attributes>"


def _new_column(name: str) -> Mistake:
    return swap("</attributes>", _column(name))


def _key(name: str, *columns: str) -> str:
    names = "".join(f"<AttributeName>{column}</AttributeName>" for column in columns)
    return f"""<EntityKey><Name>{name}</Name><LogicalName>{name.lower()}</LogicalName>
<IntroducedVersion>1.0</IntroducedVersion><IsCustomizable>1</IsCustomizable>
<EntityKeyAttributes>{names}</EntityKeyAttributes>
<displaynames><displayname description="Key" languagecode="1033" /></displaynames></EntityKey>
"""


def _new_keys(*keys: str) -> Mistake:
    return swap("</EntityKeys>", "".join(keys) + "</EntityKeys>")


def _states(default: str, state: str) -> Mistake:
    return swap("</attributes>", _STATES.format(default=default, state=state) + "</attributes>")


def cut(start: str, end: str, *, file: str = CUSTOMIZATIONS, after: str = "") -> Mistake:
    """Return a mistake that removes a stretch of text, both ends included."""

    def change(files: Files) -> None:
        text = files[file]
        first = text.index(start, text.index(after) if after else 0)
        last = text.index(end, first) + len(end)
        files[file] = text[:first] + text[last:]

    return change


def _doubled(start: str, end: str, *, file: str = CUSTOMIZATIONS, after: str = "") -> Mistake:
    def change(files: Files) -> None:
        text = files[file]
        first = text.index(start, text.index(after) if after else 0)
        last = text.index(end, first) + len(end)
        files[file] = text[:last] + "\n" + text[first:last] + text[last:]

    return change


def _all_parental(files: Files) -> None:
    text = files[CUSTOMIZATIONS].replace("<CascadeDelete>RemoveLink", "<CascadeDelete>Cascade")
    for name in ("Assign", "Reparent", "Share", "Unshare"):
        text = text.replace(f"<Cascade{name}>NoCascade", f"<Cascade{name}>Cascade")
    files[CUSTOMIZATIONS] = text


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


def _many_keys() -> Mistake:
    keys = [_key(f"sample_Key{number}", "sample_text", "sample_share") for number in range(10)]
    return _new_keys(*keys)


_ROLE_1 = "<NavPaneDisplayOption>UseCollectionName</NavPaneDisplayOption>"
_AUTO = "<AutoNumberFormat>"
_FORMULA = "<FormulaDefinitionFileName>/Formulas/sample_everything-sample_count.yaml</FormulaDefinitionFileName>"
_LONG = "sample_" + "x" * 60
_LONGER = "sample_" + "x" * 130

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
    "entity doubled": (_doubled('<entity Name="sample_Other">', "</entity>"), "DV433"),
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
    "column of 137 characters": (_new_column(_LONGER), "DV466"),
    "column of 67 characters": (all_of(_new_column(_LONG), in_manifest('sion="9.2"', 'sion="8.2"')), "DV467"),
    "LogicalName with a capital": (
        in_column("sample_Text", "<LogicalName>sample_text", "<LogicalName>sample_Text"),
        "DV468",
    ),
    "Name of another column": (in_column("sample_Text", "<Name>sample_text", "<Name>sample_memo"), "DV468"),
    "table with two names": (swap('<entity Name="sample_Other">', '<entity Name="sample_Others">'), "DV469"),
    "table twice": (_doubled("<Entity>", "</Entity>", after="</Entity>"), "DV470"),
    "column twice": (_doubled('<attribute PhysicalName="sample_Text">', "</attribute>"), "DV471"),
    "column named as the primary id": (
        swap("</attributes>", _column("sample_OtherId"), after='<entity Name="sample_Other">'),
        "DV471",
    ),
    "column without a prefix": (_new_column("Plain"), "DV472"),
    "column of another prefix": (_new_column("contoso_Text"), "DV473"),
    "column not custom": (in_column("sample_Text", "<IsCustomField>1", "<IsCustomField>0"), "DV474"),
    # tables
    "OrganizationOwned": (swap("UserOwned", "OrganizationOwned"), "DV475"),
    "entity set with a blank": (swap("sample_everythings", "sample everythings"), "DV476"),
    "entity set taken": (swap("sample_others<", "sample_everythings<"), "DV476"),
    "two primary ids": (swap("</attributes>", _column("sample_SecondId", "primarykey", "", "systemrequired")), "DV477"),
    "primary id of another name": (
        all_of(
            in_column("sample_EverythingId", "<Name>sample_everything", "<Name>sample_any"),
            in_column("sample_EverythingId", "<LogicalName>sample_everything", "<LogicalName>sample_any"),
            swap('PhysicalName="sample_Everything', 'PhysicalName="sample_Any'),
        ),
        "DV477",
    ),
    "primary id not required": (in_column("sample_EverythingId", "systemrequired", "none"), "DV477"),
    "primary id updatable": (
        in_column("sample_EverythingId", "<ValidForUpdateApi>0", "<ValidForUpdateApi>1"),
        "DV478",
    ),
    "no primary name": (in_column("sample_Name", "PrimaryName|", ""), "DV479"),
    "two primary names": (in_column("sample_Text", "<DisplayMask>", "<DisplayMask>PrimaryName|"), "DV480"),
    "primary name a memo": (in_column("sample_Name", "<Type>nvarchar", "<Type>ntext"), "DV481"),
    "system column declared": (_new_column("CreatedOn"), "DV482"),
    "days a word": (swap("<DaysSinceRecordLastModified>0", "<DaysSinceRecordLastModified>none"), "DV483"),
    "DataSourceId no GUID": (swap("{19897b6e-", "{19897b6e"), "DV483"),
    "colour no colour": (
        swap("<IsDocumentManagementEnabled>", "<EntityColor>red</EntityColor>\n<IsDocumentManagementEnabled>"),
        "DV483",
    ),
    # elastic
    "elastic without source": (cut("<DataSourceId>", "</DataSourceId>"), "DV484"),
    "elastic with another source": (swap("{19897b6e-", "{29897b6e-"), "DV489"),
    "elastic with money": (in_column("sample_Payload", "<Type>nvarchar", "<Type>money"), "DV485"),
    "elastic with a key": (
        in_elastic("<EntitySetName>", f"<EntityKeys>{_key('sample_K', 'sample_name')}</EntityKeys><EntitySetName>"),
        "DV486",
    ),
    "elastic with charts": (in_elastic("<CanCreateCharts>0", "<CanCreateCharts>1"), "DV487"),
    "elastic with duplicate detection": (
        in_elastic("<IsDuplicateCheckSupported>0", "<IsDuplicateCheckSupported>1"),
        "DV487",
    ),
    "PartitionId too long": (in_column("PartitionId", "<MaxLength>100", "<MaxLength>200"), "DV488"),
    # columns
    "type unknown": (in_column("sample_Text", "<Type>nvarchar", "<Type>string"), "DV490"),
    "MaxLength missing": (in_column("sample_Text", "<MaxLength>300</MaxLength>\n", ""), "DV491"),
    "choice without options": (in_column("sample_Colour", "<OptionSetName>sample_colour</OptionSetName>", ""), "DV491"),
    "Format missing": (in_column("sample_Text", "<Format>textarea</Format>\n", ""), "DV492"),
    "Accuracy missing": (in_column("sample_Share", "<Accuracy>10</Accuracy>\n", ""), "DV492"),
    "MaxLength of a number": (in_column("sample_Count", "<MinValue>", "<MaxLength>5</MaxLength>\n<MinValue>"), "DV493"),
    "RequiredLevel unknown": (in_column("sample_Text", "<RequiredLevel>none", "<RequiredLevel>optional"), "DV494"),
    "Behavior 4": (in_column("sample_When", "<Behavior>1", "<Behavior>4"), "DV494"),
    "Format of a date": (in_column("sample_When", "<Format>datetime", "<Format>DateAndTime"), "DV494"),
    "SourceType 9": (in_column("sample_Text", "<SourceType>0", "<SourceType>9"), "DV494"),
    "mask unknown": (in_column("sample_Text", "ValidForGrid", "Shown"), "DV495"),
    "mask misspelt": (in_column("sample_Text", "ValidForGrid", "ValidForGrids"), "DV507"),
    "mask in capitals": (in_column("sample_Text", "ValidForGrid", "VALIDFORGRID"), "DV507"),
    "Format with a capital": (in_column("sample_Text", "<Format>textarea", "<Format>TextArea"), "DV507"),
    "ImeMode misspelt": (in_column("sample_Text", "<ImeMode>auto", "<ImeMode>atuo"), "DV507"),
    "automatic number without end": (in_column("sample_Text", _AUTO, "<AutoNumberFormat>A-{SEQNUM:4"), "DV506"),
    "automatic number of nothing": (in_column("sample_Text", _AUTO, "<AutoNumberFormat>A-{NUMBER:4}"), "DV506"),
    "automatic number in a number": (in_column("sample_Count", _AUTO, "<AutoNumberFormat>{SEQNUM:4}"), "DV506"),
    "file of a formula missing": (
        in_column("sample_Count", "</attribute>", f"{_FORMULA}</attribute>"),
        "DV508",
    ),
    "ImeMode unknown": (in_column("sample_Text", "<ImeMode>auto", "<ImeMode>manual"), "DV495"),
    "LookupStyle unknown": (in_column("sample_Other", "<LookupStyle>single", "<LookupStyle>double"), "DV495"),
    "Format of a text": (in_column("sample_Text", "<Format>textarea", "<Format>letter"), "DV495"),
    "DefaultValue": (
        in_column("sample_Size", "<AppDefaultValue>-1</AppDefaultValue>", "<DefaultValue>-1</DefaultValue>"),
        "DV496",
    ),
    "date only with a time": (in_column("sample_Day", "<Format>date<", "<Format>datetime<"), "DV497"),
    "calculated without formula": (in_column("sample_Count", "<SourceType>0", "<SourceType>1"), "DV498"),
    "money without its base": (cut('<attribute PhysicalName="sample_Price_Base">', "</attribute>"), "DV499"),
    # numbers
    "MaxLength a word": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>long"), "DV500"),
    "MinValue with separators": (in_column("sample_Count", "<MinValue>0", "<MinValue>1,000"), "DV500"),
    "MaxLength 5000": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>5000"), "DV501"),
    "MaxLength 0": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>0"), "DV501"),
    "MaxLength of a memo": (in_column("sample_Memo", "<MaxLength>2000", "<MaxLength>2000000"), "DV501"),
    "Length too small": (in_column("sample_Text", "<Length>600", "<Length>300"), "DV502"),
    "MaxValue of a number": (in_column("sample_Count", "<MaxValue>2147483647", "<MaxValue>2147483648"), "DV503"),
    "MaxValue of a decimal": (in_column("sample_Share", "<MaxValue>1", "<MaxValue>9"), "DV503"),
    "MaxValue of money": (in_column("sample_Price", "<MaxValue>9", "<MaxValue>99"), "DV503"),
    "MinValue not whole": (in_column("sample_Count", "<MinValue>0", "<MinValue>0.5"), "DV503"),
    "MaxValue of a file": (in_column("sample_File", "<MaxValue>32768", "<MaxValue>0"), "DV503"),
    "MinValue above MaxValue": (in_column("sample_Ratio", "<MinValue>0", "<MinValue>2000000000"), "DV504"),
    "Accuracy of a decimal": (in_column("sample_Share", "<Accuracy>10", "<Accuracy>11"), "DV505"),
    "Accuracy of a float": (in_column("sample_Ratio", "<Accuracy>5", "<Accuracy>6"), "DV505"),
    "AccuracySource 3": (in_column("sample_Price", "<AccuracySource>2", "<AccuracySource>3"), "DV505"),
    # option sets
    "OptionSetType of another type": (in_column("sample_Size", "Type>picklist</O", "Type>bit</O"), "DV510"),
    "OptionSetType unknown": (swap("<OptionSetType>picklist", "<OptionSetType>choice", after="<optionsets>"), "DV510"),
    "option value a word": (in_column("sample_Size", 'value="727000001"', 'value="small"'), "DV511"),
    "option value twice": (in_column("sample_Size", 'value="727000001"', 'value="727000002"'), "DV512"),
    "option value of nobody": (in_column("sample_Size", 'value="727000001"', 'value="1"'), "DV513"),
    "bit with 2": (in_column("sample_Active", 'value="1"', 'value="2"'), "DV514"),
    "default of a choice": (in_column("sample_Size", "<AppDefaultValue>-1", "<AppDefaultValue>3"), "DV515"),
    "default of a global choice": (in_column("sample_Colour", "<AppDefaultValue>7", "<AppDefaultValue>8"), "DV515"),
    "default of a bit": (in_column("sample_Active", "<AppDefaultValue>0", "<AppDefaultValue>2"), "DV515"),
    "default a word": (in_column("sample_Active", "<AppDefaultValue>0", "<AppDefaultValue>no"), "DV515"),
    "no options": (cut("<options>", "</options>", after="<optionsets>"), "DV516"),
    "option set twice": (_doubled('<optionset Name="sample_colour"', "</optionset>"), "DV517"),
    "local option set of two words": (swap('Name="sample_everything_sample_size"', 'Name="sample size"'), "DV465"),
    "local and global": (
        in_column("sample_Size", "<optionset ", "<OptionSetName>sample_colour</OptionSetName>\n<optionset "),
        "DV519",
    ),
    "own option set missing": (swap("<OptionSetName>sample_colour", "<OptionSetName>sample_color"), "DV520"),
    "other option set missing": (swap("<OptionSetName>sample_colour", "<OptionSetName>other_colour"), "DV521"),
    "global option set not global": (swap("<IsGlobal>1", "<IsGlobal>0"), "DV522"),
    "state without its status": (_states("7", "0"), "DV523"),
    "status without its state": (_states("1", "7"), "DV523"),
    # relationships
    "relationship ManyToOne": (swap("OneToMany", "ManyToOne"), "DV525"),
    "relationship twice": (_doubled("<EntityRelationship ", "</EntityRelationship>"), "DV526"),
    "cascade unknown": (swap("<CascadeAssign>NoCascade", "<CascadeAssign>None"), "DV527"),
    "cascade of another operation": (swap("<CascadeShare>NoCascade", "<CascadeShare>RemoveLink"), "DV527"),
    "lookup without relationship": (cut("<EntityRelationship ", "</EntityRelationship>"), "DV528"),
    "relationship of no column": (
        swap("<ReferencingAttributeName>sample_Other", "<ReferencingAttributeName>sample_Another"),
        "DV529",
    ),
    "relationship of a text": (
        swap("<ReferencingAttributeName>sample_Other", "<ReferencingAttributeName>sample_Text"),
        "DV529",
    ),
    "relationship to no table": (swap("EntityName>sample_Other", "EntityName>sample_No"), "DV530"),
    "relationship to a table of a like name": (swap("EntityName>sample_Other", "EntityName>sample_Otters"), "DV530"),
    "relationship to a misspelt table": (swap("EntityName>sample_Other", "EntityName>sample_Othre"), "DV524"),
    "relationship of strangers": (
        swap("<ReferencingEntityName>sample_Other", "<ReferencingEntityName>Contact"),
        "DV530",
    ),
    "hierarchy of two": (swap("<IsHierarchical>0", "<IsHierarchical>1"), "DV531"),
    "two roles of one type": (swap("<RelationshipRoleType>0", "<RelationshipRoleType>1"), "DV532"),
    "role of type 2": (swap("<RelationshipRoleType>0", "<RelationshipRoleType>2"), "DV532"),
    "display option unknown": (swap(_ROLE_1, _ROLE_1.replace("UseCollectionName", "Show")), "DV532"),
    "one role": (cut("<EntityRelationshipRole>", "</EntityRelationshipRole>"), "DV535"),
    "role without its type": (cut("<RelationshipRoleType>", "</RelationshipRoleType>"), "DV535"),
    "navigation property of another name": (
        swap("<NavigationPropertyName>sample_Other", "<NavigationPropertyName>sample_Another"),
        "DV533",
    ),
    "navigation property missing": (
        swap("<NavigationPropertyName>sample_Other</NavigationPropertyName>\n", ""),
        "DV533",
    ),
    "two parents": (_all_parental, "DV534"),
    # keys
    "eleven keys": (_many_keys(), "DV536"),
    "key in capitals": (swap("<LogicalName>sample_textandcount", "<LogicalName>sample_TextAndCount"), "DV537"),
    "key name twice": (_new_keys(_key("sample_TextAndCount", "sample_share")), "DV538"),
    "key columns twice": (_new_keys(_key("sample_K", "sample_count", "sample_text")), "DV539"),
    "key column missing": (_new_keys(_key("sample_K", "sample_none")), "DV540"),
    "key column named twice": (_new_keys(_key("sample_K", "sample_share", "sample_share")), "DV540"),
    "key without columns": (_new_keys(_key("sample_K")), "DV540"),
    "key on a memo": (_new_keys(_key("sample_K", "sample_memo")), "DV541"),
    "key on a secured column": (in_column("sample_Text", "<IsSecured>0", "<IsSecured>1"), "DV541"),
    "key too large": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>850"), "DV542"),
    "key beyond the documented size": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>450"), "DV543"),
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
    # views
    "view id no GUID": (swap("{5d3c24cb-", "{5d3c24cb"), "DV555"),
    "view twice": (_doubled("<savedquery>", "</savedquery>"), "DV555"),
    "querytype a word": (swap("<querytype>0", "<querytype>public"), "DV556"),
    "view of another table": (swap('<entity name="sample_everything">', '<entity name="sample_other">'), "DV557"),
    "view of a column in capitals": (swap('<cell name="sample_name"', '<cell name="sample_Name"'), "DV558"),
    "view sorted by nothing": (swap('<order attribute="sample_name"', '<order attribute="sample_none"'), "DV558"),
    "view filtered by nothing": (swap('<condition attribute="sample_count"', '<condition attribute="x"'), "DV558"),
    "view rows of another id": (swap('id="sample_everythingid"', 'id="sample_otherid"'), "DV559"),
    "view column not fetched": (swap('<attribute name="createdon" />\n', ""), "DV561"),
    "two default views": (_doubled("<savedquery>", "</savedquery>"), "DV560"),
}  # fmt: skip
