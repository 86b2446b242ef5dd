"""A tree of files in memory meets a folder on disk: compared, published, packed."""
