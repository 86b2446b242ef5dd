"""dvspec keeps Microsoft Dataverse tables as code: one spec per table, every output from it."""

__version__ = "0.1.0"
