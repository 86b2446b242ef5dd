# Copied from dvspec. Changes are lost when the package is generated again.
"""GUIDs: read from text, and computed from identifiers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from .identifier_parts import IdentifierError
from .shown import shown

HYPHENATED_GUID: Final = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
GUID_TEXT: Final = re.compile(rf"[0-9a-fA-F]{{32}}|{HYPHENATED_GUID}")

_LINE: Final = 37  # characters of a GUID and the end of its line
# The positions of the hexadecimal digits in a GUID's text.
_PLACES: Final = tuple(place for place in range(36) if place not in (8, 13, 18, 23))
# The same for bytes of which .NET reads the first three fields with the last byte first.
_DOTNET_PLACES: Final = (
    *(6, 7, 4, 5, 2, 3, 0, 1),
    *(11, 12, 9, 10),
    *(16, 17, 14, 15),
    *_PLACES[16:],
)
_VERSIONS: Final = {
    version: bytes(version << 4 | byte & 0x0F for byte in range(256))
    for version in (3, 5)
}
_VARIANT: Final = bytes(0x80 | byte & 0x3F for byte in range(256))


def guid_of_text(name: str, text: object) -> UUID:
    """Return the GUID in a text; raise IdentifierError if there is none."""
    if not isinstance(text, str) or not GUID_TEXT.fullmatch(text):
        message = f"{name} is not a GUID of 32 hexadecimal digits: {shown(text)}"
        raise IdentifierError(message)
    return UUID(text)


class GuidHash:
    """Computes GUIDs from identifiers.

    `algorithm` is "uuid5" or "uuid3" of RFC 9562, which need a `namespace`, or "md5", "sha1" or
    "sha256", whose first 16 bytes become the GUID: in the byte order of RFC 9562 ("rfc"), or in
    that of .NET's `Guid(byte[])` ("dotnet").
    """

    __slots__ = ("_byte_order", "_encoding", "_start", "_version")

    def __init__(
        self,
        algorithm: str,
        *,
        byte_order: str = "rfc",
        encoding: str = "utf-8",
        namespace: UUID | None = None,
    ) -> None:
        self._byte_order, self._encoding = byte_order, encoding
        self._version = {"uuid3": 3, "uuid5": 5}.get(algorithm)
        if self._version is not None and namespace is None:
            raise ValueError(f"{algorithm} needs a namespace")
        name = {"uuid3": "md5", "uuid5": "sha1"}.get(algorithm, algorithm)
        # Copying a started hash is faster than starting a new one.
        self._start = hashlib.new(name, usedforsecurity=False)
        if self._version is not None and namespace is not None:
            self._start.update(namespace.bytes)

    def guid(self, identifier: object) -> UUID:
        """Return an identifier's GUID."""
        if not isinstance(identifier, str):
            raise IdentifierError(f"an identifier is a string, not {shown(identifier)}")
        hashed = self._start.copy()
        try:
            hashed.update(identifier.encode(self._encoding))
        except UnicodeEncodeError:
            message = f"the identifier contains a lone surrogate: {shown(identifier)}"
            raise IdentifierError(message) from None
        digest = hashed.digest()[:16]
        if self._byte_order == "dotnet":
            return UUID(bytes_le=digest)
        return UUID(bytes=digest, version=self._version)

    def texts(self, identifiers: Iterable[str]) -> list[str]:
        """Return the GUIDs of identifiers as text, in steps for all of them: hash, mark, format.

        Raises AttributeError or UnicodeEncodeError if one is not a string or not encodable.
        """
        digests = bytearray()
        for identifier in identifiers:
            hashed = self._start.copy()
            hashed.update(identifier.encode(self._encoding))
            digests += hashed.digest()
        size = self._start.digest_size
        if self._version is not None:
            digests[6::size] = digests[6::size].translate(_VERSIONS[self._version])
            digests[8::size] = digests[8::size].translate(_VARIANT)
        places = _DOTNET_PLACES if self._byte_order == "dotnet" else _PLACES
        return _formatted(digests.hex().encode(), 2 * size, places)


def formatted_guids(digits: str) -> list[str]:
    """Return GUIDs in lower case with hyphens, from lines with the digits of one each."""
    return _formatted(digits.lower().encode(), 33, _PLACES)


def _formatted(digits: bytes, step: int, places: Sequence[int]) -> list[str]:
    """Return GUIDs as text; the digits of each begin `step` after those of the one before."""
    count = len(digits) // step
    lines = bytearray(b"-" * (_LINE * count))
    for number, place in enumerate(places):
        lines[place::_LINE] = digits[number::step]
    lines[_LINE - 1 :: _LINE] = b"\n" * count
    return lines.decode().splitlines()
