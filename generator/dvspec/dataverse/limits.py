"""How long, large and many things may be in Dataverse, by its documentation; where real exports go further, both."""

from __future__ import annotations

NAME_LENGTH = 128
"""Characters of a logical name or schema name, prefix included."""
OLDER_NAME_LENGTH = 50
"""Characters that servers before 9.0 take, and that Microsoft's XML schema still has."""
DISPLAY_NAME_LENGTH = 256
DESCRIPTION_LENGTH = 2000

SOLUTION_NAME_LENGTH = 65
PUBLISHER_NAME_LENGTH = 256
RESERVED_PREFIX = "mscrm"
"""What a publisher's prefix can't begin with."""

OPTION_VALUE_PREFIXES = (10_000, 99_999)
OPTION_VALUES_PER_PREFIX = 10_000
OPTION_VALUES = (-(2**31), 2**31 - 1)

KEYS_PER_TABLE = 10
COLUMNS_PER_KEY = 16
KEY_BYTES = 900
"""What an alternate key may take by the documentation; text takes two bytes for each character."""
LARGEST_KEY_BYTES = 1700
"""What an alternate key of a real export takes: as much as an index of SQL Server."""
BYTES_PER_CHARACTER = 2


def option_values(prefix: int) -> range:
    """Return the values that the options of a publisher with this option value prefix can have."""
    return range(prefix * OPTION_VALUES_PER_PREFIX, (prefix + 1) * OPTION_VALUES_PER_PREFIX)


def utf16_length(text: str) -> int:
    """Return a text's length as Dataverse counts it: in UTF-16 units, of which an emoji has two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
