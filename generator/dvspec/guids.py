"""The schemes that solution.yaml may name to turn identifiers into GUIDs.

Customer Insights does not publish its own. Which scheme a set of tables uses is this project's choice, not
Microsoft's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dvspec.model import GuidScheme
from dvspec.runtime.guids import GuidHash


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the bytes of an identifier become a GUID.

    `algorithm` is uuid5 or uuid3 (RFC 9562, in a namespace), or a hash whose first 16 bytes are taken; `byte_order` is
    rfc (as written) or dotnet (`Guid(byte[])`: the first three fields little-endian); `encoding` is the text's, by its
    name in Python.
    """

    name: str
    algorithm: str
    byte_order: str
    encoding: str

    @property
    def namespaced(self) -> bool:
        return self.algorithm.startswith("uuid")

    @property
    def hash(self) -> str:
        """The algorithm that hashes: md5, sha1 or sha256."""
        return {"uuid5": "sha1", "uuid3": "md5"}.get(self.algorithm, self.algorithm)

    @property
    def description(self) -> str:
        """A description for docs and docstrings."""
        encoding = {"utf-8": "UTF-8", "utf-16-le": "UTF-16LE"}[self.encoding]
        if self.namespaced:
            return f"UUIDv{self.algorithm[-1]} (RFC 9562) of the identifier's UTF-8"
        order = {"rfc": "RFC 9562 byte order", "dotnet": ".NET byte order"}[self.byte_order]
        algorithm = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}[self.algorithm]
        return f"the first 16 bytes of the {algorithm} of the identifier's {encoding}, in {order}"


SCHEMES: Mapping[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme("uuid5", "uuid5", "rfc", "utf-8"),
        Scheme("uuid3", "uuid3", "rfc", "utf-8"),
        *(
            Scheme(f"{algorithm}-{byte_order}-{short}", algorithm, byte_order, encoding)
            for algorithm in ("md5", "sha1", "sha256")
            for byte_order in ("rfc", "dotnet")
            for short, encoding in (("utf8", "utf-8"), ("utf16le", "utf-16-le"))
        ),
    )
}


def description(chosen: GuidScheme) -> str:
    """Return a description of a scheme and its namespace for docs and docstrings."""
    scheme = SCHEMES[chosen.name]
    return scheme.description + (f", in the namespace {chosen.namespace}" if scheme.namespaced else "")


def guid_hash(chosen: GuidScheme) -> GuidHash:
    """Return what computes the GUIDs of a scheme; raise ValueError where its namespace is missing."""
    scheme = SCHEMES[chosen.name]
    namespace = UUID(chosen.namespace) if scheme.namespaced and chosen.namespace else None
    return GuidHash(scheme.algorithm, byte_order=scheme.byte_order, encoding=scheme.encoding, namespace=namespace)
