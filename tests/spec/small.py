"""The smallest set of specs: one table of two columns; tests change what they are about."""

from __future__ import annotations

from pathlib import Path

SOLUTION = """\
unique_name: Small
display_name: Small
version: "1.0.0.0"
publisher: {unique_name: someone, display_name: Someone, prefix: abc, option_value_prefix: 10000}
language: 1033
table_kind: standard
guid_scheme: {name: md5-rfc-utf8}
python_package: small
tables: [Thing]
"""
THING = """\
table: Thing
description: A thing.
logical_name: thing
entity_set_name: things
collection_name: things
primary_id: ThingId
primary_name: Name
columns:
  ThingId: {type: guid, description: Its key.}
  Name: {type: string, description: Its name.}
"""


def write(folder: Path, thing: str = THING, solution: str = SOLUTION) -> Path:
    """Write the specs into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "solution.yaml").write_text(solution, encoding="utf-8", newline="")
    (folder / "thing.yaml").write_text(thing, encoding="utf-8", newline="")
    return folder
