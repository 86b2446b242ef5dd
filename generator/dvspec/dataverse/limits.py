"""The limits of Dataverse by its documentation, and those of real exports where they are wider."""

from __future__ import annotations

NAME_LENGTH = 128
"""The most characters of a logical name or schema name, prefix included."""
OLDER_NAME_LENGTH = 50
"""The limit of servers before 9.0, which Microsoft's XML schema still declares."""
DISPLAY_NAME_LENGTH = 256
DESCRIPTION_LENGTH = 2000

SOLUTION_NAME_LENGTH = 65
PUBLISHER_NAME_LENGTH = 256
RESERVED_PREFIX = "mscrm"
"""Customization prefixes can't begin with this."""

OPTION_VALUE_PREFIXES = (10_000, 99_999)
OPTION_VALUES_PER_PREFIX = 10_000
OPTION_VALUES = (-(2**31), 2**31 - 1)

KEYS_PER_TABLE = 10
COLUMNS_PER_KEY = 16
KEY_BYTES = 900
"""The documented size limit of alternate keys."""
LARGEST_KEY_BYTES = 1700
"""The size of the largest alternate key in a real export, which is the size limit of indexes in SQL Server."""
BYTES_PER_CHARACTER = 2


def option_values(prefix: int) -> range:
    """Return the values that the options of a publisher with this option value prefix can have."""
    return range(prefix * OPTION_VALUES_PER_PREFIX, (prefix + 1) * OPTION_VALUES_PER_PREFIX)


def utf16_length(text: str) -> int:
    """Return a text's length as Dataverse counts it: in UTF-16 code units; an emoji has two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
