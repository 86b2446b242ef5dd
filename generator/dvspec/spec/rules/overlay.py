"""Another publisher than solution.yaml's: option values that can't follow its option value prefix."""

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
    "With --option-value-prefix, option values are in the range of solution.yaml's option_value_prefix.",
    "Use a value in the range that the message names, or omit --option-value-prefix.",
    "0x80048402",
)

_Path = tuple[str | int, ...]


def check_overlay(overlay: Overlay, solution_document: Document, documents: Mapping[str, Document]) -> None:
    """Report option values of the publisher's own choices that can't move to another option value prefix."""
    given = solution_document.value["publisher"]["option_value_prefix"]
    wanted = overlay.option_value_prefix
    if wanted is None or wanted == given:
        return
    allowed = option_values(given)
    for document, path, options in _option_lists(solution_document, documents):
        for position, option in enumerate(options):
            if option["value"] not in allowed:
                message = (
                    f"option value {option['value']} can't move to the prefix {wanted}:"
                    f" it is not in the range of prefix {given}, {allowed[0]} to {allowed[-1]}"
                )
                document.report(UNMOVABLE_OPTION_VALUE, message, document.place((*path, position, "value")))


def _option_lists(
    solution_document: Document, documents: Mapping[str, Document]
) -> Iterator[tuple[Document, _Path, Any]]:
    for name, choice in solution_document.value.get("choices", {}).items():
        if not choice.get("external"):
            yield solution_document, ("choices", name, "options"), choice["options"]
    for document in documents.values():
        for name, column in document.value["columns"].items():
            is_own = not column.get("existing") and column["type"] not in ("state", "status")
            if is_own and isinstance(column.get("choices"), list):
                yield document, ("columns", name, "choices"), column["choices"]
