"""A tree of files in memory compared with a folder on disk, and published there."""
