"""The rules that spec files are held to: DV1xx for what YAML and the grammar say, DV2xx for the rest."""

from __future__ import annotations

from dvspec.findings import Rule, Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

NOT_YAML = Rule(
    "DV102",
    "not-yaml",
    _ERROR,
    "A spec is one YAML document of plain values, in UTF-8.",
    "Mend the syntax at the place shown.",
)
EMPTY = Rule("DV103", "empty-spec", _ERROR, "A spec is not empty.", "Write the table, or remove the file.")
DUPLICATE_KEY = Rule("DV104", "duplicate-key", _ERROR, "A key stands once in its mapping.", "Keep one of the two.")
YAML_TRAP = Rule("DV105", "yaml-trap", _ERROR, "No value means one thing in YAML 1.1 and another in 1.2.", "Quote it.")
TOO_LARGE = Rule(
    "DV106",
    "too-large-spec",
    _ERROR,
    "A spec is of a size that a person could have written.",
    "Split it, or write aliases out.",
)
UNKNOWN_KEY = Rule(
    "DV107",
    "unknown-key",
    _ERROR,
    "Every key is one that the grammar knows.",
    "Correct its spelling, or remove it.",
)
MISSING_KEY = Rule("DV108", "missing-key", _ERROR, "Every obligatory key is there.", "Add it.")
WRONG_TYPE = Rule(
    "DV109",
    "wrong-type",
    _ERROR,
    "A value is of the type that its key takes.",
    "Write a value of that type; quote texts that look like numbers.",
)
WRONG_VALUE = Rule(
    "DV110",
    "wrong-value",
    _ERROR,
    "A value is among those that its key takes.",
    "Write a value that the message allows.",
)
CONTROL_CHARACTER = Rule(
    "DV112",
    "control-character",
    _ERROR,
    "Texts hold no control characters and no invisible changes of direction.",
    "Remove the character.",
)

NAME_TWICE = Rule(
    "DV201",
    "name-twice",
    _ERROR,
    "Names that Dataverse or Python must tell apart differ.",
    "Rename one, or give it another logical_name, schema_name, python_name or class_name.",
    "0x80047013",
)
PYTHON_NAME = Rule(
    "DV202",
    "python-name",
    _ERROR,
    "A name gives a name in Python.",
    "Set python_name (of an option: name; of a choice or a payload: class_name; of its members: payload_names),"
    " or rename it.",
)
NO_SUCH_COLUMN = Rule(
    "DV203",
    "no-such-column",
    _ERROR,
    "primary_id, primary_name, guid, keys and queries name columns of their table.",
    "Name a column of the table.",
)
NO_SUCH_PART = Rule(
    "DV204",
    "no-such-part",
    _ERROR,
    "Every part of an identifier is a text column of its table, a literal or an argument.",
    "Name a text column, or write {literal: …} or {argument: …}.",
)
EXAMPLE_CONTRADICTS = Rule(
    "DV205",
    "example-contradicts",
    _ERROR,
    "An identifier's example is what its parts make.",
    "Correct the parts or the value.",
)
OUT_OF_RANGE = Rule(
    "DV206",
    "out-of-range",
    _ERROR,
    "Lengths, bounds and precisions are ones that Dataverse takes.",
    "Write a number in the range.",
)
KEY_OF_OTHER_TYPE = Rule(
    "DV207",
    "key-of-other-type",
    _ERROR,
    "A column has only the keys that its type takes.",
    "Remove the key, or change the type.",
)
NO_SUCH_TABLE = Rule(
    "DV208",
    "no-such-table",
    _ERROR,
    "A lookup's target and every listed table has a spec.",
    "Name a table of this solution, or add its spec.",
)
PRIMARY_ID = Rule(
    "DV209",
    "primary-id-spec",
    _ERROR,
    "primary_id is the table's only guid column and is named as Dataverse names it: the table's logical name and id.",
    "Correct primary_id or the column's type or logical_name.",
)
PRIMARY_NAME = Rule(
    "DV210", "primary-name", _ERROR, "primary_name is a text column.", "Name a string column.", "0x8004701E"
)
SYSTEM_NAME = Rule(
    "DV211",
    "system-name",
    _ERROR,
    "No column takes the name of one that Dataverse makes itself.",
    "Remove the column; system columns are not declared.",
    "0x80047013",
)
EXAMPLE = Rule(
    "DV212",
    "example",
    _ERROR,
    "An example is a value that its column can hold.",
    "Write an example that fits type, length, bounds and options.",
)
OPTION = Rule(
    "DV213",
    "option",
    _ERROR,
    "A choice has options with different values and names, and a default among them.",
    "Correct the options or the default.",
)
OPTION_PREFIX = Rule(
    "DV214",
    "option-prefix-spec",
    _WARNING,
    "Option values stand under the publisher's option value prefix.",
    "Use option_value_prefix x 10000 + n.",
    "0x80048402",
)
PAYLOAD = Rule("DV215", "payload", _ERROR, "A payload is a JSON Schema (draft 2020-12).", "Correct the schema.")
GUID_RULE = Rule(
    "DV216",
    "guid-rule",
    _ERROR,
    "A GUID comes from the table's identifier, or from a text column.",
    "Add an identifier, or name a text column.",
)
GUID_NAMESPACE = Rule(
    "DV217",
    "guid-namespace",
    _ERROR,
    "uuid5 and uuid3 have a namespace; hashes have none.",
    "Add or remove guid_scheme.namespace.",
)
NOT_LISTED = Rule(
    "DV218",
    "not-listed-spec",
    _ERROR,
    "Every spec file's table is listed in solution.yaml.",
    "List it under tables, or remove the file.",
)
LABEL_LANGUAGE = Rule(
    "DV219",
    "label-language",
    _ERROR,
    "A text in several languages has the base language among them.",
    "Add the base language.",
    "0x80044195",
)
LONG_NAME = Rule(
    "DV220",
    "long-name",
    _WARNING,
    "Logical names have at most 50 characters, as Microsoft's schema wants.",
    "Shorten the name.",
    "0x8004802A",
)
ELASTIC = Rule(
    "DV221",
    "elastic",
    _ERROR,
    "An elastic table has no money columns, no alternate keys and no cascades.",
    "Choose another type or NoCascade, remove the key, or choose table_kind standard.",
)
KEY_COLUMNS = Rule(
    "DV222",
    "key-columns",
    _ERROR,
    "An alternate key stands on columns of types that Dataverse takes in keys, and on at most 900 bytes.",
    "Choose other or shorter columns.",
    "0x80060895",
)
LOOKUP = Rule(
    "DV223",
    "lookup",
    _ERROR,
    "A lookup names its target and its relationship.",
    "Add target and relationship.",
)
OPERATOR = Rule(
    "DV226",
    "operator",
    _ERROR,
    "A query compares a column as values of its type can be compared.",
    "Write another operator, or another column.",
)
PARENTS = Rule(
    "DV227",
    "parents-spec",
    _ERROR,
    "A table has at most one relationship in which everything cascades.",
    "Choose another cascade for the other relationship.",
    "0x80047007",
)
MOVED_OPTION = Rule(
    "DV228",
    "moved-option",
    _ERROR,
    "Option values can move from one option value prefix to another.",
    "Give the option a value under the option_value_prefix of solution.yaml, or build without --option-value-prefix.",
    "0x80048402",
)
PAYLOAD_MEMBER = Rule(
    "DV229",
    "payload-member",
    _ERROR,
    "payload_aliases, payload_list_member and payload_names refer to members that the payload declares, and that fit.",
    "Name another member under the payload's properties, or remove the entry.",
)
CONSTANT_IDENTIFIER = Rule(
    "DV230",
    "constant-identifier",
    _ERROR,
    "An identifier has a part that differs from row to row.",
    "Add a column or an argument to its parts.",
)
