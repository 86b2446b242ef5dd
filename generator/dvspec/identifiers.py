"""Identifiers and GUIDs of the model's tables: what `dvspec id` prints and test vectors record."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dvspec.guids import guid_hash
from dvspec.model import GuidScheme, Identifier, Table
from dvspec.runtime.guids import guid_of_text
from dvspec.runtime.identifier_parts import SEPARATOR, IdentifierError, check_part


def compose(identifier: Identifier, parts: Sequence[str], *, allow_separator: bool = False) -> str:
    """Return the identifier of these parts, one for each part that is not a literal."""
    inputs = identifier.inputs
    if len(parts) != len(inputs):
        wanted = ", ".join(part.name for part in inputs)
        needed = "1 part is" if len(inputs) == 1 else f"{len(inputs)} parts are"
        raise IdentifierError(f"{needed} needed ({wanted}), not {len(parts)}")
    rest = iter(parts)
    return SEPARATOR.join(
        part.name if part.role == "literal" else check_part(part.name, next(rest), allow_separator)
        for part in identifier.parts
    )


def guid(table: Table, identifier: str | None, source: str | None, scheme: GuidScheme) -> UUID:
    """Return a table's GUID: of its identifier, or of the text of the column that holds one."""
    if table.guid is not None and table.guid.source is not None:
        return guid_of_text(table.guid.source, source)
    if identifier is None:
        raise IdentifierError(f"{table.name} has no identifier")
    return guid_hash(scheme).guid(identifier)
