"""Specs of tables that extend others: what they leave out because the extended table determines it."""

from __future__ import annotations

from dvspec.spec import defaults
from dvspec.spec.defaults import Around
from dvspec.spec.document import Document, Mapping
from dvspec.spec.externals import Externals


def fill_in(document: Document, externals: Externals) -> None:
    """Add the name and the primary columns to the document of a table that extends another, where it lacks them.

    What is added has the place of the key `extends`.
    """
    spec = document.value
    external = externals.extended(spec)
    if external is None:
        return
    around, given = Around(external=external), defaults.of_table(spec)
    for key in ("table", "primary_id", "primary_name"):
        if key not in spec:
            spec[key] = given[key](spec, around) if callable(given[key]) else given[key]
    own = spec.get("columns", {})
    columns = Mapping()
    if spec["primary_id"] not in own:
        columns[spec["primary_id"]] = {"type": "guid"}
    columns |= own
    spec["columns"] = columns
    if isinstance(spec, Mapping):
        place = spec.marks["extends"]
        columns.marks = {name: getattr(own, "marks", {}).get(name, place) for name in columns}
        spec.marks = {key: spec.marks.get(key, place) for key in spec}
