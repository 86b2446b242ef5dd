"""Images: the columns whose full size is stored, and those that are the pictures of rows."""

from __future__ import annotations

from dvspec.model import Solution
from dvspec.targets.solution.views import ImageView
from dvspec.targets.solution.xml import escape


def full_images(solution: Solution) -> list[ImageView]:
    """Return the columns of images that are stored in full size, not as thumbnails only."""
    return [
        ImageView(escape(table.logical_name), escape(column.logical_name))
        for table in solution.tables
        for column in table.columns
        if column.stores_full_image and not column.existing
    ]


def primary_images(solution: Solution) -> list[ImageView]:
    """Return the columns of images that are shown as the pictures of their tables' rows."""
    return [
        ImageView(escape(table.logical_name), escape(column.logical_name))
        for table in solution.tables
        for column in table.columns
        if column.is_primary_image and not column.existing
    ]
