"""Identifiers and GUIDs for Spark: functions of columns (`spark.py`), and the same as SQL functions (`spark.sql`)."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from dvspec.guids import SCHEMES, Scheme, description
from dvspec.model import Solution
from dvspec.runtime.guids import GUID_TEXT
from dvspec.runtime.identifier_parts import SEPARATOR
from dvspec.targets.identifiers.functions import Functions, Piece, functions_of
from dvspec.targets.identifiers.sql import comment_lines, is_safe, safe
from dvspec.targets.python import layout
from dvspec.targets.templates import template

Fields = list[str | tuple[int, int]]


class PythonFunctions(NamedTuple):
    """What the template of the module needs of a table: names, docstrings and finished lines."""

    module: str
    guid: str
    parameters: list[str]
    pieces: list[str]
    source: str
    guid_of_source: str
    identifier_docstring: str
    guid_docstring: str
    source_docstring: str


class SqlFunctions(NamedTuple):
    """What the template of the statements needs of a table: quoted names and finished expressions."""

    table: str
    module: str
    guid: str
    pattern: str
    parameters: list[str]
    pieces: list[str]
    source: str


def render(solution: Solution) -> dict[str, str]:
    """Return the module for PySpark and the file of SQL functions."""
    return {"spark.py": _python(solution), "spark.sql": _sql(solution)}


def _guid_fields(scheme: Scheme) -> Fields:
    """Return what the text of a GUID consists of: texts, and digits of the hash by position (from 1) and count.

    A single digit becomes the variant's digit, 8 to b, with the same last two bits.
    """
    if scheme.namespaced:
        return [(1, 8), "-", (9, 4), f"-{scheme.algorithm[-1]}", (14, 3), "-", (17, 1), (18, 3), "-", (21, 12)]
    if scheme.byte_order == "rfc":
        return [(1, 8), "-", (9, 4), "-", (13, 4), "-", (17, 4), "-", (21, 12)]
    first = [(7, 2), (5, 2), (3, 2), (1, 2)]
    return [*first, "-", (11, 2), (9, 2), "-", (15, 2), (13, 2), "-", (17, 4), "-", (21, 12)]


def _python(solution: Solution) -> str:
    scheme = SCHEMES[solution.guid_scheme.name]
    namespace = solution.guid_scheme.namespace
    encoded = f'F.encode(text, "{_charset(scheme)}")'
    docstring = layout.docstring(
        4,
        "Return the GUID of an identifier.",
        f"The scheme is {description(solution.guid_scheme)}."
        f" It is this project's own choice, fixed in solution.yaml. {solution.guid_scheme.note}",
    )
    return template("identifiers", "spark.py").render(
        separator=SEPARATOR,
        namespace=namespace,
        data=f'F.concat(F.unhex(F.lit(NAMESPACE.replace("-", ""))), {encoded})' if namespace else encoded,
        digest={"md5": "F.md5(data)", "sha1": "F.sha1(data)", "sha256": "F.sha2(data, 256)"}[scheme.hash],
        fields=[_python_field(field) for field in _guid_fields(scheme)],
        guid_text=GUID_TEXT.pattern,
        docstring=docstring,
        functions=map(_python_functions, functions_of(solution)),
    )


def _charset(scheme: Scheme) -> str:
    return scheme.encoding.upper().replace("UTF-16-LE", "UTF-16LE")  # which writes no byte order mark


def _python_field(field: str | tuple[int, int]) -> str:
    if isinstance(field, str):
        return f'F.lit("{field}")'
    digits = f"digest.substr({field[0]}, {field[1]})"
    return f'F.translate({digits}, "0123456789abcdef", "89ab89ab89ab89ab")' if field[1] == 1 else digits


def _python_functions(functions: Functions) -> PythonFunctions:
    identifier = f"{functions.table}'s identifier, {functions.pattern}"
    source = functions.source
    return PythonFunctions(
        module=functions.module,
        guid=functions.guid,
        parameters=functions.parameters,
        pieces=[_python_piece(piece) for piece in functions.pieces],
        source=source,
        guid_of_source=layout.call(4, "_guid_of_text", [layout.string(source), source], before="return "),
        identifier_docstring=layout.docstring(
            4,
            f"Return {identifier}.",
            "NULL if a part is NULL, empty, or contains the separator. With allow_separator, parts may contain the"
            " separator.",
        ),
        guid_docstring=layout.docstring(4, f"Return the GUID of {identifier}; see deterministic_guid."),
        source_docstring=layout.docstring(
            4,
            f"Return {functions.table}'s {source} as a GUID.",
            "NULL if it is not 32 hexadecimal digits, with or without hyphens.",
        ),
    )


def _python_piece(piece: Piece) -> str:
    if not piece.name:
        return layout.string(piece.text)
    return layout.nested_call(8, "_part", [layout.string(piece.name), piece.name, "allow_separator"])


def _sql(solution: Solution) -> str:
    scheme = SCHEMES[solution.guid_scheme.name]
    namespace = solution.guid_scheme.namespace
    encoded = f"encode(identifier, '{_charset(scheme)}')"
    data = f"concat(X'{UUID(namespace).hex}', {encoded})" if namespace else encoded
    return template("identifiers", "spark.sql").render(
        separator=SEPARATOR,
        scheme=description(solution.guid_scheme),
        note=comment_lines(solution.guid_scheme.note),
        digest={"md5": f"md5({data})", "sha1": f"sha1({data})", "sha256": f"sha2({data}, 256)"}[scheme.hash],
        fields=[_sql_field(field) for field in _guid_fields(scheme)],
        guid_text=GUID_TEXT.pattern,
        functions=map(_sql_functions, functions_of(solution)),
    )


def _sql_field(field: str | tuple[int, int]) -> str:
    if isinstance(field, str):
        return f"'{field}'"
    digits = f"substr(digest, {field[0]}, {field[1]})"
    return f"translate({digits}, '0123456789abcdef', '89ab89ab89ab89ab')" if field[1] == 1 else digits


def _sql_functions(functions: Functions) -> SqlFunctions:
    return SqlFunctions(
        table=functions.table,
        module=functions.module,
        guid=functions.guid,
        pattern=safe(functions.pattern),
        parameters=[f"`{parameter}`" for parameter in functions.parameters],
        pieces=[_sql_piece(piece) for piece in functions.pieces],
        source=f"`{functions.source}`",
    )


def _sql_piece(piece: Piece) -> str:
    if piece.name:
        return f"identifier_part(`{piece.name}`, allow_separator)"
    if is_safe(piece.text):
        return f"'{piece.text}'"
    return f"CAST(X'{piece.text.encode().hex()}' AS STRING)"
