"""How names in a spec become names elsewhere."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Names that the body of a generated class uses itself: a field of that name would shadow them.
_USED_IN_CLASSES = frozenset("""
    annotations any bool bytes classmethod compute_guid compute_identifier dataclass date datetime
    decimal dict expanded extra field float formatted_value from_dict from_dicts from_documented identifiers
    int list mro object parse_identifier present property staticmethod str system_columns to_dict tuple
    type unknown_columns uuid with_system_columns
    """.split())

# Names that Windows keeps for devices: no file may be called so, whatever its ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)]
)

# Modules of the generated package that are no tables.
_OWN_MODULES = frozenset("""
    addressing choices guids identifier_blocks identifier_columns identifier_parts identifiers messages payloads queries
    row_reading rows system_columns values
    """.split())


# Names that the body of a payload's class uses itself, or inherits.
_USED_IN_PAYLOADS = frozenset("""
    bool cls dict extra field float from_json int list mro self str to_json tuple
    """.split())

# What a class in a table's module would shadow: imports, and the constants of the classes' bodies, which are looked
# up there first.
_USED_IN_MODULES = frozenset("""
    ALIASES ALTERNATE_KEYS COLUMNS ClassVar Column Decimal ENTITY_SET_NAME Final IdentifierError LabeledEnum Json Kind
    LIST_MEMBER LOGICAL_NAME MEMBERS Mapping Maybe Member NamedTuple PRIMARY_ID PRIMARY_NAME Payload Row RowError
    JSON_NULL JsonNull SELECT Self StrEnum TABLE_KIND UNSET UUID Unset deterministic_guid value_or
    """.split())

# Parameters of the identifier functions are members of a named tuple too, and stand beside a parameter of their own.
_USED_IN_IDENTIFIERS = frozenset("""
    allow_separator cls count deterministic_guid deterministic_guids index self
    """.split())

# Packages that a package of the same name would shadow where dvspec or a user of the generated code runs.
_OTHER_PACKAGES = frozenset("""
    anyascii azure black click duckdb dvspec jinja2 jsonschema_rs msgspec numpy pandas pip polars pyarrow pyspark pytest
    requests setuptools sitecustomize typing_extensions usercustomize yaml
    """.split())

_UMLAUTS = {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue"}
_WORDS = re.compile(r"[A-Za-z0-9]+")


def in_ascii(text: str) -> str:
    """Return a text with its letters and digits in ASCII: `Übergröße` as `Uebergroesse`, `状态` as `ZhuangTai`.

    Characters that are neither stay, and separate words.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    result = []
    for position, character in enumerate(text):
        replaced = _UMLAUTS.get(character)
        if replaced is None:
            replaced = character if character.isascii() else _letter_in_ascii(character)
        elif character.isupper() and text[position + 1 : position + 2].isupper():
            replaced = replaced.upper()
        result.append(replaced)
    return "".join(result)


def _letter_in_ascii(character: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    if plain.isascii():
        return plain
    if unicodedata.category(character)[0] not in "LMN":
        return character

    from anyascii import anyascii

    return anyascii(character)


def snake_case(name: str) -> str:
    """Return `DataSourceName` as `data_source_name` and `FTPSiteUrl` as `ftp_site_url`."""
    return re.sub("__+", "_", _WORD_STARTS.sub("_", name)).lower()


def constant_case(text: str) -> str:
    """Return `Choose not to say` as `CHOOSE_NOT_TO_SAY`; empty where no letter or digit is left."""
    return "_".join(_WORDS.findall(in_ascii(text))).upper()


def class_name(text: str) -> str:
    """Return `Customer details` as `CustomerDetails`; empty where no letter is left to begin with."""
    words = [text] if _CLASS.fullmatch(text) else _WORDS.findall(in_ascii(text))
    name = "".join(f"{word[0].upper()}{word[1:]}" for word in words)
    return "" if name[:1].isdigit() else name


_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def member_names(members: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the Python names of a payload's members, all different; empty for one that gives none.

    A name that is one in Python already stays what it is, whatever stands before it.
    """
    members = list(members)
    derived = {name: given.get(name, _member_name(name)) for name in members}
    first = [name for name in members if name in given] + [name for name in members if derived[name] == name]
    result = {name: derived[name] for name in first}
    taken = {*result.values(), ""}
    for name in members:
        if name not in result:
            python, number = derived[name], 1
            while python in taken and python:
                number += 1
                python = f"{derived[name].rstrip('_')}_{number}"
            result[name] = python
            taken.add(python)
    return {name: result[name] for name in members}


def _member_name(name: str) -> str:
    python = snake_case("_".join(_WORDS.findall(in_ascii(name))))
    if python[:1].isdigit():
        python = f"member_{python}"
    python = python[: LONGEST_FIELD - 10].rstrip("_")  # leaves room for a number
    return f"{python}_" if keyword.iskeyword(python) or python in _USED_IN_PAYLOADS else python


LONGEST_FIELD = 70  # characters; a longer one leaves no room on its line
LONGEST_CLASS = 60
LONGEST_PARAMETER = 55
LONGEST_MODULE = 40


def python_name_problem(name: str) -> str | None:
    """Say why a name can't be a field of a generated class, or return None."""
    return "a name that generated classes use themselves" if name in _USED_IN_CLASSES else _name_problem(name)


def _name_problem(name: str) -> str | None:
    if keyword.iskeyword(name):
        return "a keyword of Python"
    if len(name) > LONGEST_FIELD:
        return f"longer than {LONGEST_FIELD} characters"
    if not name.isidentifier() or name.startswith("_") or (name.endswith("_") and name[:-1] == ""):
        return "not a name in Python"
    return None


def member_name_problem(name: str) -> str | None:
    """Say why a name can't be a field of a payload's class, or return None."""
    if name in _USED_IN_PAYLOADS:
        return "a name that payload classes use themselves"
    return _name_problem(name)


def class_name_problem(name: str) -> str | None:
    """Say why a name can't be a class in a table's module, or return None."""
    if name in _USED_IN_MODULES:
        return "a name that generated modules use themselves"
    if len(name) > LONGEST_CLASS:
        return f"longer than {LONGEST_CLASS} characters"
    return python_name_problem(name)


def parameter_name_problem(name: str, module: str) -> str | None:
    """Say why a name can't be a parameter of the identifier functions of a table's module, or return None."""
    functions = {f"{module}_{what}" for what in ("identifier", "identifiers", "guid", "guids")}
    if name in _USED_IN_IDENTIFIERS or name in functions:
        return "a name that identifier functions use themselves"
    if len(name) > LONGEST_PARAMETER:
        return f"longer than {LONGEST_PARAMETER} characters"
    return python_name_problem(name)


def package_name_problem(name: str) -> str | None:
    """Say why a name can't be that of the generated package, or return None."""
    if name in sys.stdlib_module_names:
        return "a module of Python's standard library, which it would shadow"
    if name in _OTHER_PACKAGES:
        return "a package that dvspec or its users need, which it would shadow"
    return module_name_problem(name)


def is_device_name(file: str) -> bool:
    """Return whether Windows keeps a file's name for a device, whatever its ending."""
    return file.partition(".")[0].casefold() in _DEVICES


def module_name_problem(name: str) -> str | None:
    """Say why a name can't be a module of the generated package, or return None."""
    if keyword.iskeyword(name):
        return "a keyword of Python"
    if len(name) > LONGEST_MODULE:
        return f"longer than {LONGEST_MODULE} characters"
    if is_device_name(name):
        return "the name of a device on Windows, which no file can have"
    if name in _OWN_MODULES:
        return "a module that the generated package has anyway"
    return None
