"""The two columns that only elastic tables have."""

from __future__ import annotations

from dvspec.dataverse.elastic import COLUMNS, PARTITION_ID_LENGTH
from dvspec.dataverse.limits import BYTES_PER_CHARACTER
from dvspec.dataverse.properties import Where
from dvspec.model import Solution
from dvspec.targets.solution.columns import column_elements
from dvspec.targets.solution.labels import english
from dvspec.targets.solution.views import AttributeView


def elastic_attribute_views(solution: Solution) -> list[AttributeView]:
    """Return the two columns."""
    return [
        _attribute(
            "PartitionId",
            "string",
            "Partition Id",
            "The partition that stores the row.",
            solution,
            ("Format", "text"),
            ("MaxLength", str(PARTITION_ID_LENGTH)),
            ("Length", str(BYTES_PER_CHARACTER * PARTITION_ID_LENGTH)),
        ),
        _attribute(
            "TTLInSeconds",
            "integer",
            "Time to live",
            "Seconds until the row is deleted.",
            solution,
            ("Format", "none"),
            ("MinValue", "1"),
            ("MaxValue", str(2**31 - 1)),
        ),
    ]


def _attribute(
    name: str, column_type: str, label: str, description: str, solution: Solution, *tail: tuple[str, str]
) -> AttributeView:
    logical_name = name.lower()
    return AttributeView(
        physical_name=name,
        logical_name=logical_name,
        elements=column_elements(
            {"custom": False, "audited": False},
            Where("elastic", column_type),
            solution,
            Type=COLUMNS[logical_name],
            Name=logical_name,
            LogicalName=logical_name,
            RequiredLevel="none",
            SourceType="0",
            AutoNumberFormat="",
        ),
        tail=tail,
        option_set=None,
        display_names=english(label, solution),
        descriptions=english(description, solution),
    )
