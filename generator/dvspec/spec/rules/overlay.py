"""Another publisher than solution.yaml's: what its prefixes can't be put before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dvspec.dataverse.limits import option_values
from dvspec.findings import Rule, Severity
from dvspec.spec.build import Overlay
from dvspec.spec.document import Document

UNMOVABLE_OPTION_VALUE = Rule(
    "DV228",
    "unmovable-option-value",
    Severity.ERROR,
    "With --option-value-prefix, all option values begin with the option value prefix of solution.yaml.",
    "Use a value that begins with the option_value_prefix of solution.yaml, or omit --option-value-prefix.",
    "0x80048402",
)

_Path = tuple[str | int, ...]


def check_overlay(overlay: Overlay, head: Document, documents: Mapping[str, Document]) -> None:
    """Report option values that can't move to another option value prefix: those that aren't under the specs' own."""
    given = head.value["publisher"]["option_value_prefix"]
    wanted = overlay.option_value_prefix
    if wanted is None or wanted == given:
        return
    allowed = option_values(given)
    for document, path, options in _option_lists(head, documents):
        for position, option in enumerate(options):
            if option["value"] not in allowed:
                message = (
                    f"value {option['value']} is not under the option value prefix of {head.file}, {given}"
                    f" ({allowed[0]} to {allowed[-1]}), so it can't move to {wanted}"
                )
                document.report(UNMOVABLE_OPTION_VALUE, message, document.place((*path, position, "value")))


def _option_lists(head: Document, documents: Mapping[str, Document]) -> Iterator[tuple[Document, _Path, Any]]:
    for name, choice in head.value.get("choices", {}).items():
        yield head, ("choices", name, "options"), choice["options"]
    for document in documents.values():
        for name, column in document.value["columns"].items():
            if isinstance(column.get("choices"), list):
                yield document, ("columns", name, "choices"), column["choices"]
