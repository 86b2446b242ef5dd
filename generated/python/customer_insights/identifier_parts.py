# Copied from dvspec. Changes are lost when the package is generated again.
"""Parts of identifiers: checking them, and splitting identifiers into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .shown import shown

SEPARATOR: Final = "|"


class IdentifierError(ValueError):
    """A value that can't be an identifier, a part of one, or the source of a GUID."""


def check_part(name: str, value: object, allow_separator: bool) -> str:
    """Return the value; raise IdentifierError if it can't be a part of an identifier."""
    if not isinstance(value, str):
        raise IdentifierError(f"part {name} is not a string: {shown(value)}")
    if not value:
        raise IdentifierError(f"part {name} is empty")
    if SEPARATOR in value and not allow_separator:
        raise IdentifierError(f"part {name} contains {SEPARATOR!r}: {shown(value)}")
    try:
        value.encode()
    except UnicodeEncodeError:
        message = f"part {name} contains a lone surrogate: {shown(value)}"
        raise IdentifierError(message) from None
    return value


def split(identifier: object, literals: Sequence[str | None]) -> list[str]:
    """Return the parts of an identifier that are not literals.

    `literals` has an entry for each part: its text, or None if the part varies.
    """
    if not isinstance(identifier, str):
        raise IdentifierError(f"an identifier is a string, not {shown(identifier)}")
    parts = identifier.split(SEPARATOR)
    if len(parts) != len(literals):
        expected = f"{len(literals)} parts expected, not {len(parts)}"
        raise IdentifierError(f"{expected}: {shown(identifier)}")
    varying = []
    for number, (part, literal) in enumerate(
        zip(parts, literals, strict=True), start=1
    ):
        if literal is None:
            varying.append(check_part(str(number), part, False))
        elif part != literal:
            message = f"part {number} is always {literal!r}, not {shown(part)}"
            raise IdentifierError(message)
    return varying
