"""How Dataverse writes names, GUIDs, dates and times: regular expressions that Python and JSON Schema read alike."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from dvspec.dataverse.limits import RESERVED_PREFIX

NAME = "[A-Za-z][A-Za-z0-9_]*"
"""A schema name, or another name that starts with a letter."""
LOGICAL_NAME = "[a-z][a-z0-9_]*"
UNIQUE_NAME = "[A-Za-z_][A-Za-z0-9_]*"
"""The name of a solution, a publisher or an entity set."""
PREFIX = f"(?!{RESERVED_PREFIX})[a-z][a-z0-9_]{{1,7}}"
"""A customization prefix in specs; those of real exports have upper-case letters too."""

GUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
GUID_PATTERN = f"^{GUID}$"

EARLIEST = datetime(1753, 1, 1, tzinfo=UTC)
"""The first moment that Dataverse stores."""

# Days from 1753-01-01 on, and moments as Dataverse's OData library reads them: T and Z are capital letters, seconds
# can be left out and have at most 7 decimals, offsets go to 14 hours.
_YEAR = "(?:175[3-9]|17[6-9][0-9]|1[89][0-9][0-9]|[2-9][0-9]{3})"
_LEAP_YEAR = (
    "(?:17(?:56|[68][048]|[79][26])|(?:1[89]|[2-9][0-9])(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[3579][26])00)"
)
_DAY = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
DATE_PATTERN = f"^{_DAY}$"
_TIME = "T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,7})?)?"
_OFFSET = "(?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)"
# 1752-12-31 is allowed with offsets west of Greenwich; whether such a time is early enough is beyond a pattern.
DATE_TIME_PATTERN = f"^(?:{_DAY}{_TIME}(?:Z|[+-]{_OFFSET})|1752-12-31{_TIME}-{_OFFSET})$"

# Any date, even one that does not exist.
ANY_DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
ANY_DATE_TIME_PATTERN = f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_TIME}(?:Z|[+-]{_OFFSET})$"

_GUID_IN_FILES = re.compile(rf"\{{?{GUID}\}}?")

_COLOR = re.compile("#([0-9a-fA-F]{3}){1,2}")


# Controls except tab and line ends, surrogates, non-characters, line separators that some readers take for line
# ends, and marks that change the direction of the text after them.
CONTROL_CHARACTERS = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
"""Characters that texts of specs can't contain."""


def is_guid(text: str) -> bool:
    """Return whether a text of a solution file is a GUID, in braces or without."""
    return _GUID_IN_FILES.fullmatch(text) is not None


def is_color(text: str) -> bool:
    """Return whether a text of a solution file is a color, such as #0078D4."""
    return _COLOR.fullmatch(text) is not None
