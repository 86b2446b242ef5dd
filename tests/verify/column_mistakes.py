"""Mistakes in columns and option sets: the change in the clean package, and the rule that reports it."""

from __future__ import annotations

from tests.verify.planting import Mistake, all_of, cut, doubled, in_column, swap

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


_AUTO = "<AutoNumberFormat>"
_FORMULA = "<FormulaDefinitionFileName>/Formulas/sample_everything-sample_count.yaml</FormulaDefinitionFileName>"


def _states(default: str, state: str, *, other_state: bool = False) -> Mistake:
    """Return a mistake in a table with one status and one state, or two."""
    if other_state:
        second = '<state value="1" defaultstatus="1" invariantname="Inactive"><labels>'
        second += '<label description="Inactive" languagecode="1033" /></labels></state></states>'
        return all_of(_states(default, state), swap("</states>", second))
    return swap("</attributes>", _STATES.format(default=default, state=state) + "</attributes>")


COLUMN_MISTAKES: dict[str, tuple[Mistake, str]] = {
    # columns
    "unknown column type": (in_column("sample_Text", "<Type>nvarchar", "<Type>string"), "DV490"),
    "text column without a MaxLength": (in_column("sample_Text", "<MaxLength>300</MaxLength>\n", ""), "DV491"),
    "choice column without an option set": (
        in_column("sample_Colour", "<OptionSetName>sample_colour</OptionSetName>", ""),
        "DV491",
    ),
    "text column without a Format": (in_column("sample_Text", "<Format>textarea</Format>\n", ""), "DV492"),
    "decimal column without an Accuracy": (in_column("sample_Share", "<Accuracy>10</Accuracy>\n", ""), "DV492"),
    "MaxLength of a whole number": (
        in_column("sample_Count", "<MinValue>", "<MaxLength>5</MaxLength>\n<MinValue>"),
        "DV493",
    ),
    "unknown RequiredLevel": (in_column("sample_Text", "<RequiredLevel>none", "<RequiredLevel>optional"), "DV494"),
    "Behavior 4": (in_column("sample_When", "<Behavior>1", "<Behavior>4"), "DV494"),
    "unknown Format of a date": (in_column("sample_When", "<Format>datetime", "<Format>DateAndTime"), "DV494"),
    "SourceType 9": (in_column("sample_Text", "<SourceType>0", "<SourceType>9"), "DV494"),
    "unknown value in DisplayMask": (in_column("sample_Text", "ValidForGrid", "Shown"), "DV495"),
    "misspelled value in DisplayMask": (in_column("sample_Text", "ValidForGrid", "ValidForGrids"), "DV507"),
    "value in DisplayMask in capitals": (in_column("sample_Text", "ValidForGrid", "VALIDFORGRID"), "DV507"),
    "Format with capital letters": (in_column("sample_Text", "<Format>textarea", "<Format>TextArea"), "DV507"),
    "misspelled ImeMode": (in_column("sample_Text", "<ImeMode>auto", "<ImeMode>atuo"), "DV507"),
    "AutoNumberFormat with an open brace": (in_column("sample_Name", _AUTO, "<AutoNumberFormat>A-{SEQNUM:4"), "DV506"),
    "AutoNumberFormat with an unknown placeholder": (
        in_column("sample_Name", _AUTO, "<AutoNumberFormat>A-{NUMBER:4}"),
        "DV506",
    ),
    "AutoNumberFormat of a whole number": (in_column("sample_Count", _AUTO, "<AutoNumberFormat>{SEQNUM:4}"), "DV506"),
    "AutoNumberFormat of an email address": (
        all_of(
            in_column("sample_Text", ">textarea<", ">email<"), in_column("sample_Text", _AUTO, f"{_AUTO}{{SEQNUM:4}}")
        ),
        "DV506",
    ),
    "formula file that is missing": (
        in_column("sample_Count", "</attribute>", f"{_FORMULA}</attribute>"),
        "DV508",
    ),
    "unknown ImeMode": (in_column("sample_Text", "<ImeMode>auto", "<ImeMode>manual"), "DV495"),
    "unknown LookupStyle": (in_column("sample_Other", "<LookupStyle>single", "<LookupStyle>double"), "DV495"),
    "unknown Format of a text": (in_column("sample_Text", "<Format>textarea", "<Format>letter"), "DV495"),
    "DefaultValue for AppDefaultValue": (
        in_column("sample_Size", "<AppDefaultValue>-1</AppDefaultValue>", "<DefaultValue>-1</DefaultValue>"),
        "DV496",
    ),
    "date only with Format datetime": (in_column("sample_Day", "<Format>date<", "<Format>datetime<"), "DV497"),
    "calculated column without a formula": (in_column("sample_Count", "<SourceType>0", "<SourceType>1"), "DV498"),
    "currency column without its base amount": (
        cut('<attribute PhysicalName="sample_Price_Base">', "</attribute>"),
        "DV499",
    ),
    "base amount of an unknown column": (
        swap("<CalculationOf>sample_price", "<CalculationOf>sample_cost"),
        "DV577",
    ),
    # numbers
    "MaxLength that is not a number": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>long"), "DV500"),
    "LookupType that is not a number": (
        in_column(
            "sample_Other",
            "<LookupTypes></LookupTypes>",
            '<LookupTypes><LookupType id="a">b</LookupType></LookupTypes>',
        ),
        "DV500",
    ),
    "Accuracy of a system column that is not a number": (
        in_column("ExchangeRate", "<Accuracy>12", "<Accuracy>many"),
        "DV500",
    ),
    "MinValue with separators": (in_column("sample_Count", "<MinValue>0", "<MinValue>1,000"), "DV500"),
    "MaxLength 5000": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>5000"), "DV501"),
    "MaxLength 0": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>0"), "DV501"),
    "MaxLength 2000000 of a multi-line text": (
        in_column("sample_Memo", "<MaxLength>2000", "<MaxLength>2000000"),
        "DV501",
    ),
    "Length below twice MaxLength": (in_column("sample_Text", "<Length>600", "<Length>300"), "DV502"),
    "MaxValue above the largest whole number": (
        in_column("sample_Count", "<MaxValue>2147483647", "<MaxValue>2147483648"),
        "DV503",
    ),
    "MaxValue above the largest decimal": (in_column("sample_Share", "<MaxValue>1", "<MaxValue>9"), "DV503"),
    "MaxValue above the largest amount": (in_column("sample_Price", "<MaxValue>9", "<MaxValue>99"), "DV503"),
    "MinValue with decimals of a whole number": (in_column("sample_Count", "<MinValue>0", "<MinValue>0.5"), "DV503"),
    "MaxValue above the largest file": (in_column("sample_File", "<MaxValue>32768", "<MaxValue>99999999"), "DV503"),
    "MaxValue above the largest image": (in_column("sample_Image", "<MaxValue>10240", "<MaxValue>40000"), "DV503"),
    "MaxValue 0 of a file": (in_column("sample_File", "<MaxValue>32768", "<MaxValue>0"), "DV503"),
    "MinValue above MaxValue": (in_column("sample_Ratio", "<MinValue>0", "<MinValue>2000000000"), "DV504"),
    "Accuracy 11 of a decimal": (in_column("sample_Share", "<Accuracy>10", "<Accuracy>11"), "DV505"),
    "Accuracy 6 of a float": (in_column("sample_Ratio", "<Accuracy>5", "<Accuracy>6"), "DV505"),
    "AccuracySource 3": (in_column("sample_Price", "<AccuracySource>2", "<AccuracySource>3"), "DV505"),
    # option sets
    "OptionSetType of another column type": (in_column("sample_Size", "Type>picklist</O", "Type>bit</O"), "DV510"),
    "global option set of another type than the column": (
        swap("<OptionSetType>picklist", "<OptionSetType>bit", after="<optionsets>"),
        "DV510",
    ),
    "unknown OptionSetType": (swap("<OptionSetType>picklist", "<OptionSetType>choice", after="<optionsets>"), "DV510"),
    "option value that is not a number": (in_column("sample_Size", 'value="727000001"', 'value="small"'), "DV511"),
    "duplicate option value": (in_column("sample_Size", 'value="727000001"', 'value="727000002"'), "DV512"),
    "option value outside the publisher's range": (in_column("sample_Size", 'value="727000001"', 'value="1"'), "DV513"),
    "option with IsHidden false": (in_column("sample_Size", 'IsHidden="0"', 'IsHidden="false"'), "DV578"),
    "yes/no column with the option 2": (in_column("sample_Active", 'value="1"', 'value="2"'), "DV514"),
    "default that is not an option": (in_column("sample_Size", "<AppDefaultValue>-1", "<AppDefaultValue>3"), "DV515"),
    "default that is not an option of the global option set": (
        in_column("sample_Colour", "<AppDefaultValue>7", "<AppDefaultValue>8"),
        "DV515",
    ),
    "default 2 of a yes/no column": (in_column("sample_Active", "<AppDefaultValue>0", "<AppDefaultValue>2"), "DV515"),
    "default that is not a number": (in_column("sample_Active", "<AppDefaultValue>0", "<AppDefaultValue>no"), "DV515"),
    "option set without <options>": (cut("<options>", "</options>", after="<optionsets>"), "DV516"),
    "duplicate option set": (doubled('<optionset Name="sample_colour"', "</optionset>"), "DV517"),
    "local option set with a space in its name": (
        swap('Name="sample_everything_sample_size"', 'Name="sample size"'),
        "DV465",
    ),
    "local and global option set of one column": (
        in_column("sample_Size", "<optionset ", "<OptionSetName>sample_colour</OptionSetName>\n<optionset "),
        "DV519",
    ),
    "missing option set of the publisher": (
        swap("<OptionSetName>sample_colour", "<OptionSetName>sample_color"),
        "DV520",
    ),
    "missing option set of another publisher": (
        swap("<OptionSetName>sample_colour", "<OptionSetName>other_colour"),
        "DV521",
    ),
    "global option set with IsGlobal 0": (swap("<IsGlobal>1", "<IsGlobal>0"), "DV522"),
    "state with an unknown default status": (_states("7", "0"), "DV523"),
    "state with a default status of another state": (_states("1", "1", other_state=True), "DV575"),
    "status with an unknown state": (_states("1", "7"), "DV523"),
}
