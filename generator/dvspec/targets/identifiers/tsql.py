"""Identifiers and GUIDs for T-SQL: inline table-valued functions (`tsql.sql`)."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from dvspec.guids import SCHEMES, Scheme, description, guid_hash
from dvspec.model import Solution
from dvspec.runtime.identifier_parts import SEPARATOR
from dvspec.targets.identifiers.functions import Functions, functions_of
from dvspec.targets.identifiers.sql import comment_lines, is_safe, safe
from dvspec.targets.templates import template


class TsqlFunctions(NamedTuple):
    """What the template needs of a table: names and finished expressions."""

    module: str
    pattern: str
    parameters: list[str]
    pieces: list[tuple[str, str]]  # a parameter, or "" and a literal
    guid: str
    source: str


def render(solution: Solution) -> dict[str, str]:
    """Return the file of functions."""
    scheme = SCHEMES[solution.guid_scheme.name]
    namespace = solution.guid_scheme.namespace
    return {
        "tsql.sql": template("identifiers", "tsql.sql").render(
            separator=SEPARATOR,
            scheme=description(solution.guid_scheme),
            note=comment_lines(solution.guid_scheme.note),
            sample=guid_hash(solution.guid_scheme).guid("a|\N{LATIN SMALL LETTER E WITH ACUTE}"),
            utf_8=scheme.encoding == "utf-8",
            digest=_digest(scheme, namespace),
            dotnet=scheme.byte_order == "dotnet",
            digits=_digits(scheme),
            # Compares code units of UTF-16; other collations find similar texts equal and ignore weightless characters.
            binary="COLLATE Latin1_General_BIN2",
            functions=map(_functions, functions_of(solution)),
        )
    }


def _digest(scheme: Scheme, namespace: str | None) -> str:
    """Return the hash of `content` as an expression."""
    content = f"0x{UUID(namespace).hex} + CAST(content AS varbinary(max))" if namespace else "content"
    algorithm = {"md5": "MD5", "sha1": "SHA1", "sha256": "SHA2_256"}[scheme.hash]
    return f"HASHBYTES('{algorithm}', {content})"


def _digits(scheme: Scheme) -> str:
    """Return the GUID's digits as an expression; it names `digits` rarely, since a server may hash again for each."""
    if not scheme.namespaced:
        return "digits"
    variant = "TRANSLATE(SUBSTRING(digits, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab')"
    return f"STUFF(STUFF(digits, 17, 1, {variant}), 13, 1, '{scheme.algorithm[-1]}')"


def _functions(functions: Functions) -> TsqlFunctions:
    return TsqlFunctions(
        module=functions.module,
        pattern=safe(functions.pattern),
        parameters=[f"@{parameter}" for parameter in functions.parameters],
        pieces=[(f"@{piece.name}" if piece.name else "", _literal(piece.text)) for piece in functions.pieces],
        guid=functions.guid,
        source=f"@{functions.source}",
    )


def _literal(text: str) -> str:
    if is_safe(text):
        return f"N'{text}'"
    return f"CAST(0x{text.encode('utf-16-le').hex()} AS nvarchar(max))"
