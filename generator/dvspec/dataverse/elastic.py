"""Elastic tables: their ids and columns in solution files, and what they don't support."""

from __future__ import annotations

# From one public template; the provider is also in Microsoft's own code.
PROVIDER_ID = "1d9bde74-9ebd-4da9-8ff5-aa74945b9f74"
SOURCE_ID = "19897b6e-b2c2-461c-8f32-5a2413028030"

ABSENT_FLAGS = ("IsDuplicateCheckSupported", "CanCreateCharts")
"""Properties of a table that are 0 in elastic ones."""

PARTITION_ID_LENGTH = 100
COLUMNS = {"partitionid": "nvarchar", "ttlinseconds": "int"}
"""The columns that elastic tables have beside those of every table, and their types in solution files."""

BUILT_IN_KEY = "keyfornosqlentitywithpkpartitionid"
"""The only alternate key that elastic tables have, by its name in lower case: their primary id and partitionid."""
