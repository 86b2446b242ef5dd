"""Bounds of columns are plain decimals in every output."""

from __future__ import annotations

import json
import re
from pathlib import Path

from dvspec.spec import load_folder
from dvspec.targets import TARGETS, render
from tests.own_packages import package_texts
from tests.spec.small import THING, write


def test_small_bounds_have_no_exponent_in_any_output(tmp_path: Path) -> None:
    columns = (
        "  Rate: {type: decimal, description: R., precision: 9, minimum: 1.0e-09, maximum: 0.00002, example: 1.0e-08}\n"
    )
    solution = load_folder(write(tmp_path, THING + columns)).solution
    files = {name: data.decode() for name, data in render(solution, list(TARGETS)).items()} | package_texts(solution)
    assert not [name for name, text in files.items() if re.search(r"[0-9][eE][-+]?0[89]\b", text)]
    assert "<MinValue>0.000000001</MinValue>" in files["customizations.xml"]
    schema = json.loads(files["json_schema/thing.schema.json"])
    assert schema["properties"]["abc_rate"]["minimum"] == 1e-9
    assert "from 0.000000001 to 0.00002" in files["python/small/thing.py"]
