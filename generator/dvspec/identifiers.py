"""Identifiers and GUIDs of the model's tables: what `dvspec id` prints and test vectors record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from dvspec.guids import SCHEMES, deterministic_guid
from dvspec.model import GuidScheme, Identifier, Table

SEPARATOR = "|"
GUID_TEXT = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


class IdentifierError(ValueError):
    """A part that can't be one, or a text that is no identifier or GUID."""


def compose(identifier: Identifier, parts: Sequence[str], *, allow_separator: bool = False) -> str:
    """Return the identifier of these parts, one for each part that is no literal."""
    inputs = identifier.inputs
    if len(parts) != len(inputs):
        wanted = ", ".join(part.name for part in inputs)
        needed = "1 part is" if len(inputs) == 1 else f"{len(inputs)} parts are"
        raise IdentifierError(f"{needed} needed ({wanted}), not {len(parts)}")
    for part, text in zip(inputs, parts, strict=True):
        if not text:
            raise IdentifierError(f"part {part.name} is empty")
        if SEPARATOR in text and not allow_separator:
            raise IdentifierError(f"part {part.name} contains {SEPARATOR!r}: {text!r}")
        try:
            text.encode()
        except UnicodeEncodeError:
            raise IdentifierError(f"part {part.name} is no text in UTF-8: {text!r}") from None
    rest = iter(parts)
    return SEPARATOR.join(part.name if part.kind == "literal" else next(rest) for part in identifier.parts)


def guid(table: Table, identifier: str | None, source: str | None, scheme: GuidScheme) -> UUID:
    """Return a table's GUID: of its identifier, or of the text of the column that holds one."""
    if table.guid is not None and table.guid.source is not None:
        if source is None or not GUID_TEXT.fullmatch(source):
            raise IdentifierError(f"{table.guid.source} is no GUID of 32 hexadecimal digits: {source!r}")
        return UUID(source)
    if identifier is None:
        raise IdentifierError(f"{table.name} has no identifier")
    return deterministic_guid(identifier, SCHEMES[scheme.name], scheme.namespace)
