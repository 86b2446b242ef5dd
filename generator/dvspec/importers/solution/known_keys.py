"""The keys of specs that solution packages speak of: all but those that are prose, Python or Customer Insights'."""

from __future__ import annotations

from dvspec.dataverse.properties import COLUMN_PROPERTIES, TABLE_PROPERTIES
from dvspec.dataverse.types import TYPE_KEYS
from dvspec.importers.result import KnownKeys

_TABLE = """
    extends prefix description display_name display_collection_name logical_name schema_name entity_set_name
    table_kind ownership primary_id primary_name columns keys many_to_many managed_properties
    """
_COLUMN = """
    type description display_name existing prefix logical_name schema_name required autonumber formula calculated
    rollup option_set_name managed_properties
    """
_NOT_KNOWN = frozenset("payload payload_aliases payload_list_member payload_names class_name".split())

KNOWN_KEYS = KnownKeys(
    table=frozenset(_TABLE.split()) | TABLE_PROPERTIES.keys(),
    column=(frozenset(_COLUMN.split()) | COLUMN_PROPERTIES.keys() | TYPE_KEYS) - _NOT_KNOWN,
)
