"""The page that explains the rules and the files beside it: `README.md`."""

from __future__ import annotations

import json
import re
import textwrap

from dvspec.guids import SCHEMES
from dvspec.model import Part, Solution, Table
from dvspec.targets.templates import template


def render(solution: Solution) -> dict[str, str]:
    """Return the page."""
    tables = [table for table in solution.tables if table.identifier or table.guid]
    return {
        "README.md": template("identifiers", "README.md").render(
            rules=[(table.name, _identifier(table), _guid(table)) for table in tables],
            scheme=SCHEMES[solution.guid_scheme.name].description,
            namespace=solution.guid_scheme.namespace,
            note=_paragraph(solution.guid_scheme.note),
        )
    }


def _identifier(table: Table) -> str:
    return " + ".join(map(_part, table.identifier.parts)) if table.identifier else "none"


def _part(part: Part) -> str:
    if part.role == "literal":
        return _code(json.dumps(part.name))
    return f"{part.name} (argument)" if part.role == "argument" else part.name


def _guid(table: Table) -> str:
    if table.guid is None:
        return "none"
    return f"{table.guid.source}, read as a GUID" if table.guid.source else "the identifier, by the scheme below"


def _code(text: str) -> str:
    """Return a text of one line as code in Markdown, between more backticks than it has in a row."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " * (len(fence) > 1)
    return f"{fence}{space}{text}{space}{fence}"


def _paragraph(text: str) -> list[str]:
    """Return a text as the lines of a paragraph in Markdown, with every character of Markdown escaped."""
    escaped = re.sub(r"([\\`*_{}\[\]<>()#+=!|&~$-])", r"\\\1", " ".join(text.split()))
    escaped = re.sub(r"^([0-9]+)([.)])", r"\1\\\2", escaped)
    return textwrap.wrap(escaped, 118, break_long_words=False, break_on_hyphens=False)
