"""The rules for files of rows: DV6xx. In messages a value is shortened."""

from __future__ import annotations

from dvspec.findings import Rule, Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

# The file
UNREADABLE = Rule(
    "DV601",
    "unreadable-rows",
    _ERROR,
    "A file of rows can be read, and is what its name says.",
    "Export it again; dvspec validate finds bad rows.",
)
CUT_SHORT = Rule(
    "DV602", "cut-short", _ERROR, "A file is whole.", "Transfer or export the file again; rows up to here were read."
)
EMPTY = Rule("DV603", "empty-rows", _ERROR, "A file of rows has rows.", "See whether the export failed.")
BYTE_ORDER_MARK = Rule(
    "DV604", "byte-order-mark", _WARNING, "Text begins without a byte order mark.", "Write UTF-8 without one."
)
LINE_ENDS = Rule(
    "DV605", "line-ends-rows", _WARNING, "All lines of a file end alike.", "Write the file with one kind of line end."
)
COLUMN_TWICE = Rule(
    "DV606", "column-twice-rows", _ERROR, "A column stands in a file once.", "Drop or rename one of the two."
)
UNKNOWN_COLUMN = Rule(
    "DV607",
    "unknown-column",
    _ERROR,
    "Every column of a file is one of the table.",
    "Correct the name, drop the column, or add it to the spec.",
)
MISSING_COLUMN = Rule(
    "DV608", "missing-column", _WARNING, "A file has every column of the table.", "Export the column, if it is needed."
)
COLUMN_TYPE = Rule(
    "DV609",
    "column-type",
    _ERROR,
    "A column of a Parquet file has a type that its table's column can take.",
    "Convert it in the export.",
)
DISPLAY_NAME = Rule(
    "DV610",
    "display-name",
    Severity.NOTE,
    "Columns of a file are named by their logical names or by those of the spec.",
    "Rename them where a display name was taken for the wrong column.",
)

# A row
NO_ROW = Rule(
    "DV611", "no-row", _ERROR, "Every line, record or element is a row.", "Correct the row; the others were read."
)
KEY_TWICE = Rule(
    "DV612",
    "key-twice",
    _ERROR,
    "A JSON object has each key once.",
    "Drop one: readers keep the last and lose the other.",
)

# A value
REQUIRED = Rule("DV621", "required", _ERROR, "A required column, and the primary id, is null in no row.", "Fill it in.")
TYPE = Rule(
    "DV622",
    "type-rows",
    _ERROR,
    "A value is of its column's type.",
    "Write it as JSON does: numbers bare, true or false, null.",
)
LENGTH = Rule(
    "DV623", "length", _ERROR, "A text is no longer than its column.", "Shorten it, or raise max_length in the spec."
)
RANGE = Rule(
    "DV624", "range", _ERROR, "A number lies within its column's range.", "Correct it, or widen the range in the spec."
)
CHOICE = Rule(
    "DV625", "choice", _ERROR, "A choice's value is one of its options.", "Correct it, or add the option to the spec."
)
GUID = Rule("DV626", "guid", _ERROR, "A GUID is 32 hexadecimal digits with hyphens, 8-4-4-4-12.", "Write it so.")
DATE = Rule(
    "DV627",
    "date",
    _ERROR,
    "A date is yyyy-mm-dd, a date and time yyyy-mm-ddThh:mm:ss with Z or an offset (seconds may be left out).",
    "Write it so, with its zone.",
)
EARLY = Rule(
    "DV628", "early", _ERROR, "No date lies before 1753-01-01, the first that Dataverse takes.", "Clear or correct it."
)
TEXT = Rule(
    "DV629",
    "text",
    _ERROR,
    "Text is Unicode without NUL and without half a surrogate pair.",
    "Correct the export's encoding.",
)
DECIMALS = Rule(
    "DV631",
    "decimals",
    _ERROR,
    "A number has no more decimals than its column.",
    "Round it, or raise the precision in the spec.",
)
FORMAT = Rule("DV630", "format", _ERROR, "A value has its column's format.", "Correct it.")

# The JSON inside a text column
PAYLOAD_JSON = Rule("DV641", "payload-json", _ERROR, "A JSON column's text is JSON.", "Correct it at its source.")
PAYLOAD_SHAPE = Rule(
    "DV642",
    "payload-shape",
    _ERROR,
    "The JSON of a column has the shape that its spec says.",
    "Correct it, or the payload in the spec.",
)
PAYLOAD_KEY_TWICE = Rule(
    "DV643", "payload-key-twice", _ERROR, "A JSON object inside a column has each key once.", "Drop one of the two."
)

# Keys
IDENTIFIER = Rule(
    "DV651",
    "identifier",
    _ERROR,
    "A row's identifier is its parts, joined by |.",
    "Compute it again: dvspec id --file.",
)
PART = Rule(
    "DV652",
    "part",
    _ERROR,
    "A part of an identifier is a text that is not empty and has no |.",
    "Correct the part at its source.",
)
KEY_GUID = Rule(
    "DV653",
    "key-guid",
    _ERROR,
    "A row's primary GUID is its identifier's, by the scheme of solution.yaml.",
    "Where no row agrees, another scheme made them: dvspec calibrate tells which; --ignore DV653 leaves this out.",
)
SOURCE_GUID = Rule(
    "DV654",
    "source-guid",
    _ERROR,
    "Where a row's primary GUID is another column's text, both are the same GUID.",
    "Correct one of them.",
)

# Computing keys, and finding out their scheme
NO_KEY = Rule(
    "DV661",
    "no-key",
    _ERROR,
    "Every row has the parts that its keys are made of.",
    "Fill in the parts; the keys stay null.",
)
TAKEN = Rule(
    "DV662",
    "taken",
    _ERROR,
    "A file has no column yet of a key that is added.",
    "Drop it first, or use dvspec validate.",
)
PART_MISSING = Rule(
    "DV663", "part-missing", _ERROR, "A file has the columns that the keys are made of.", "Export them, or rename them."
)
UNWRITABLE = Rule(
    "DV664",
    "unwritable-rows",
    _ERROR,
    "Output and temporary files can be written.",
    "Free some space or correct the permissions, or write to another folder.",
)
NO_SCHEME = Rule(
    "DV671",
    "no-scheme",
    _ERROR,
    "One known scheme gives every GUID of an environment.",
    "Try other namespaces: --namespace.",
)
NO_PAIR = Rule(
    "DV672", "no-pair", _WARNING, "A row has an identifier and the GUID that goes with it.", "Leave such rows out."
)
