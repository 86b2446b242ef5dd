"""Names that the generated Python can't have, and why. All that is known of them is here.

Generated code uses them itself, Python or Windows reserve them, or they are too long for a line.
"""

from __future__ import annotations

import keyword
import sys

LONGEST_FIELD = 70  # characters; a longer one leaves no room on its line
LONGEST_CLASS = 60
LONGEST_PARAMETER = 55
LONGEST_MODULE = 40

# Names that the body of a generated class uses itself: a field of that name would shadow them.
_USED_IN_CLASSES = frozenset("""
    annotations any bool bytes classmethod compute_guid compute_identifier dataclass date datetime
    decimal dict expanded extra field float formatted_value from_dict from_dicts from_documented identifiers
    int list mro object parse_identifier present property staticmethod str system_columns to_dict tuple
    type unknown_columns uuid with_system_columns
    """.split())

# Names that Windows keeps for devices: no file can have them, whatever its ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)]
)

# Modules of the generated package that are not those of tables.
_OWN_MODULES = frozenset("""
    addressing choices fast_reading guids identifier_blocks identifier_columns identifier_parts identifiers
    odata_filters payloads queries row_keys row_reading row_writing rows shown system_columns value_reading
    value_writing values
    """.split())

# Names that the body of a payload's class uses itself, or inherits.
USED_IN_PAYLOADS = frozenset("""
    bool cls dict extra field float from_json int list mro self str to_json tuple
    """.split())

# What a class in a table's module would shadow: imports, and the constants of the classes' bodies, which are looked
# up there first.
_USED_IN_MODULES = frozenset("""
    ALIASES ALTERNATE_KEYS COLUMNS ClassVar Column Decimal ENTITY_SET_NAME Final IdentifierError LabeledEnum Json Kind
    LIST_MEMBER LOGICAL_NAME LookupTarget MEMBERS Mapping Maybe Member NamedTuple PRIMARY_ID PRIMARY_NAME Payload Row
    RowError RowReference JSON_NULL JsonNull SELECT Self StrEnum TABLE_KIND UNSET UUID Unset deterministic_guid value_or
    """.split())

# Parameters of the identifier functions are members of a named tuple too, and come beside one of the functions' own.
_USED_IN_IDENTIFIERS = frozenset("""
    allow_separator cls count deterministic_guid deterministic_guids index self
    """.split())

# Packages that a package of the same name would shadow where dvspec or a user of the generated code runs.
_OTHER_PACKAGES = frozenset("""
    anyascii azure black click duckdb dvspec jinja2 jsonschema_rs msgspec numpy pandas pip polars pyarrow pyspark pytest
    requests setuptools sitecustomize typing_extensions usercustomize yaml
    """.split())


def python_name_problem(name: str) -> str | None:
    """Return why a name can't be a field of a generated class, None if it can."""
    return "a name that generated classes use themselves" if name in _USED_IN_CLASSES else _name_problem(name)


def _name_problem(name: str) -> str | None:
    if keyword.iskeyword(name):
        return "a keyword of Python"
    if len(name) > LONGEST_FIELD:
        return f"longer than {LONGEST_FIELD} characters"
    if not name.isidentifier() or name.startswith("_"):
        return "not a name in Python"
    return None


def member_name_problem(name: str) -> str | None:
    """Return why a name can't be a field of a payload's class, None if it can."""
    if name in USED_IN_PAYLOADS:
        return "a name that payload classes use themselves"
    return _name_problem(name)


def class_name_problem(name: str) -> str | None:
    """Return why a name can't be a class in a table's module, None if it can."""
    if name in _USED_IN_MODULES:
        return "a name that generated modules use themselves"
    if len(name) > LONGEST_CLASS:
        return f"longer than {LONGEST_CLASS} characters"
    return python_name_problem(name)


def parameter_name_problem(name: str, module: str) -> str | None:
    """Return why a name can't be a parameter of the identifier functions of a table's module, None if it can."""
    functions = {f"{module}_{what}" for what in ("identifier", "identifiers", "guid", "guids")}
    if name in _USED_IN_IDENTIFIERS or name in functions:
        return "a name that identifier functions use themselves"
    if len(name) > LONGEST_PARAMETER:
        return f"longer than {LONGEST_PARAMETER} characters"
    return python_name_problem(name)


def package_name_problem(name: str) -> str | None:
    """Return why a name can't be that of the generated package, None if it can."""
    if name in sys.stdlib_module_names:
        return "a module of Python's standard library, which it would shadow"
    if name in _OTHER_PACKAGES:
        return "a package that dvspec or its users need, which it would shadow"
    return module_name_problem(name)


def is_device_name(file: str) -> bool:
    """Return whether Windows keeps a file's name for a device, whatever its ending."""
    return file.partition(".")[0].casefold() in _DEVICES


def module_name_problem(name: str) -> str | None:
    """Return why a name can't be a module of the generated package, None if it can."""
    if keyword.iskeyword(name):
        return "a keyword of Python"
    if len(name) > LONGEST_MODULE:
        return f"longer than {LONGEST_MODULE} characters"
    if is_device_name(name):
        return "the name of a device on Windows, which no file can have"
    if name in _OWN_MODULES:
        return "a module that the generated package always has"
    return None
