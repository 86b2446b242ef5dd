"""Identifiers and GUIDs as macros for DuckDB: `duckdb.sql`, which `dvspec id --file` runs too."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from dvspec.guids import SCHEMES, Scheme
from dvspec.model import Solution
from dvspec.runtime.guids import GUID_TEXT
from dvspec.runtime.identifier_parts import SEPARATOR
from dvspec.targets.identifiers.functions import Functions, Piece, functions_of
from dvspec.targets.identifiers.sql import is_safe
from dvspec.targets.templates import template

# The bits of a GUID that come from a hash, and those of version and variant.
_HASHED = 0xFFFFFFFF_FFFF_0FFF_3FFF_FFFFFFFFFFFF
_VERSIONED = {"uuid5": 0x5000_8000_000000000000, "uuid3": 0x3000_8000_000000000000}


class Macros(NamedTuple):
    """What the template needs of a table: quoted names and finished expressions."""

    module: str
    parameters: list[str]
    pieces: list[str]
    guid: str
    source: str


def render(solution: Solution) -> dict[str, str]:
    """Return the file of macros."""
    return {"duckdb.sql": macros(solution)}


def macros(solution: Solution) -> str:
    """Return the statements that define every macro."""
    scheme = SCHEMES[solution.guid_scheme.name]
    return template("identifiers", "duckdb.sql").render(
        scheme=scheme.description,
        separator=SEPARATOR,
        digits=_digits(scheme, solution.guid_scheme.namespace),
        guid=_guid(scheme),
        utf_16=scheme.encoding == "utf-16-le",
        dotnet=scheme.byte_order == "dotnet",
        guid_text=GUID_TEXT.pattern,
        tables=map(_macros, functions_of(solution)),
    )


def _macros(functions: Functions) -> Macros:
    return Macros(
        module=functions.module,
        parameters=[quoted_name(parameter) for parameter in functions.parameters],
        pieces=[_piece(piece) for piece in functions.pieces],
        guid=functions.guid,
        source=quoted_name(functions.source) if functions.source else "",
    )


def _digits(scheme: Scheme, namespace: str | None) -> str:
    """Return the hexadecimal digits of `identifier`'s hash as an expression, as many as a GUID has."""
    content = "utf_16_le(identifier)" if scheme.encoding == "utf-16-le" else "encode(identifier)"
    if namespace is not None:
        content = f"{_blob(UUID(namespace).bytes)} || {content}"
    return f"substr({scheme.hash}({content}), 1, 32)"


def _guid(scheme: Scheme) -> list[str]:
    """Return expressions of the GUID that these digits make; the first that is not NULL is the result."""
    digits = "identifier_digits(identifier)"
    if scheme.byte_order == "dotnet":
        return [f"dotnet_order({digits})"]
    content = f"unhex({digits})"  # DuckDB makes a UUID of bytes faster than of text
    if not scheme.namespaced:
        return [f"{content}::UUID::VARCHAR"]
    version = _VERSIONED[scheme.algorithm]
    number = f"TRY_CAST({content}::UUID AS UHUGEINT) & {_HASHED}::UHUGEINT | {version}::UHUGEINT"
    bits = f"{content}::BIT & {_blob(_HASHED.to_bytes(16))}::BIT | {_blob(version.to_bytes(16))}::BIT"
    return [f"TRY_CAST(({number}) AS UUID)::VARCHAR", f"({bits})::BLOB::UUID::VARCHAR"]


def _blob(content: bytes) -> str:
    return "'" + "".join(f"\\x{byte:02X}" for byte in content) + "'::BLOB"


def _piece(piece: Piece) -> str:
    if not piece.name:
        return quoted_text(piece.text) if is_safe(piece.text) else f"decode({_blob(piece.text.encode())})"
    return f"identifier_part({quoted_text(piece.name)}, {quoted_name(piece.name)}, allow_separator)"


def quoted_name(name: str) -> str:
    """Return a name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
