"""GUIDs computed by the standard library from a scheme's name alone, to hold dvspec's own to."""

from __future__ import annotations

import hashlib
import uuid


def independent_guid(text: str, scheme: str, namespace: str | None) -> str:
    """Return a text's GUID."""
    if scheme in ("uuid3", "uuid5"):
        data = uuid.UUID(namespace).bytes + text.encode()
        digest = bytearray((hashlib.md5 if scheme == "uuid3" else hashlib.sha1)(data).digest()[:16])
        digest[6] = digest[6] & 0x0F | int(scheme[-1]) << 4
        digest[8] = digest[8] & 0x3F | 0x80
    else:
        algorithm, order, encoding = scheme.split("-")
        data = text.encode({"utf8": "utf-8", "utf16le": "utf-16-le"}[encoding])
        digest = bytearray(hashlib.new(algorithm, data).digest()[:16])
        if order == "dotnet":
            digest[0:4], digest[4:6], digest[6:8] = digest[3::-1], digest[5:3:-1], digest[7:5:-1]
    digits = digest.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
