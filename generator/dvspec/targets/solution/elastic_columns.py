"""The two columns that only elastic tables have."""

from __future__ import annotations

from dvspec.dataverse.elastic import COLUMNS, PARTITION_ID_LENGTH
from dvspec.dataverse.languages import ENGLISH
from dvspec.dataverse.limits import BYTES_PER_CHARACTER
from dvspec.dataverse.xml_types import XML_TYPES
from dvspec.model import Solution
from dvspec.targets.solution.columns import MASK
from dvspec.targets.solution.views import AttributeView, Texts


def elastic_attribute_views(solution: Solution) -> list[AttributeView]:
    """Return the two columns, labelled where English is a language of the solution."""
    return [
        _attribute(
            "PartitionId",
            "Partition Id",
            "The partition that stores the row.",
            solution,
            ("Format", "text"),
            ("MaxLength", str(PARTITION_ID_LENGTH)),
            ("Length", str(BYTES_PER_CHARACTER * PARTITION_ID_LENGTH)),
        ),
        _attribute(
            "TTLInSeconds",
            "Time to live",
            "Seconds until the row is deleted.",
            solution,
            ("Format", "none"),
            ("MinValue", "1"),
            ("MaxValue", str(2**31 - 1)),
        ),
    ]


def _attribute(name: str, label: str, description: str, solution: Solution, *tail: tuple[str, str]) -> AttributeView:
    def english(text: str) -> Texts:
        return ((ENGLISH, text),) if ENGLISH in solution.languages else ()

    type_ = XML_TYPES[COLUMNS[name.lower()]]
    return AttributeView(
        physical_name=name,
        logical_name=name.lower(),
        type=type_.name,
        required_level="none",
        mask=MASK,
        ime_mode=type_.ime_mode,
        updatable=1,
        custom=0,
        audited=0,
        requirement_modifiable=1,
        searchable=0,
        filterable=0,
        retrievable=0,
        version=solution.version,
        tail=tail,
        option_set=None,
        display_names=english(label),
        descriptions=english(description),
    )
