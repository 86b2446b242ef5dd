"""How names in a spec become names elsewhere."""

from __future__ import annotations

import keyword
import re

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Names that the body of a generated class uses itself: a field of that name would shadow them.
_USED_IN_CLASSES = frozenset("""
    annotations any bool bytes classmethod compute_guid compute_identifier dataclass date datetime
    decimal dict extra field float formatted_value from_dict from_dicts from_documented identifiers
    int list object parse_identifier present property staticmethod str system_columns to_dict tuple
    type uuid
    """.split())

# Names that Windows keeps for devices: no file may be called so, whatever its ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)]
)

# Modules of the generated package that are no tables.
_OWN_MODULES = frozenset("""
    addressing choices identifier_columns identifiers payloads queries row_reading rows values
    """.split())


def snake_case(name: str) -> str:
    """Return `DataSourceName` as `data_source_name` and `FTPSiteUrl` as `ftp_site_url`."""
    return re.sub("__+", "_", _WORD_STARTS.sub("_", name)).lower()


def constant_case(text: str) -> str:
    """Return `Choose not to say` as `CHOOSE_NOT_TO_SAY`; empty where no letter or digit is left."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    return "_".join(words).upper()


LONGEST_FIELD = 70  # characters; a longer one leaves no room on its line
LONGEST_MODULE = 40


def python_name_problem(name: str) -> str | None:
    """Say why a name can't be a field of a generated class, or return None."""
    if keyword.iskeyword(name):
        return "a keyword of Python"
    if name in _USED_IN_CLASSES:
        return "a name that generated classes use themselves"
    if len(name) > LONGEST_FIELD:
        return f"longer than {LONGEST_FIELD} characters"
    if not name.isidentifier() or name.startswith("_") or (name.endswith("_") and name[:-1] == ""):
        return "no name in Python"
    return None


def module_name_problem(name: str) -> str | None:
    """Say why a name can't be a module of the generated package, or return None."""
    if keyword.iskeyword(name):
        return "a keyword of Python"
    if len(name) > LONGEST_MODULE:
        return f"longer than {LONGEST_MODULE} characters"
    if name in _DEVICES:
        return "a device name on Windows, so no file can be called so"
    if name in _OWN_MODULES:
        return "a module that the generated package has anyway"
    return None
