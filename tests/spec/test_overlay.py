"""Specs built for another publisher than their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from dvspec.findings import Refused
from dvspec.spec import load_folder
from dvspec.spec.build import Overlay
from tests.commands import InProcess
from tests.spec.small import SOLUTION, THING, write

_CHOICES = "choices: {Colour: {options: [{value: 7, label: Red}]}}\n"
_COLUMNS = (
    "  Size: {type: choice, description: S., choices: [{value: 100009999, label: A}, {value: 100010000, label: B}]}\n"
)


def test_option_values_that_cannot_move_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, THING + _COLUMNS, SOLUTION + _CHOICES)
    assert {finding.rule.code for finding in load_folder(folder).warnings} == {"DV214"}
    assert load_folder(folder, Overlay("contoso", "Contoso", 10_000)).solution  # its own prefix: nothing moves
    with pytest.raises(Refused) as refused:
        load_folder(folder, Overlay(option_value_prefix=99_999))
    errors = [finding for finding in refused.value.findings if finding.rule.code == "DV228"]
    assert [(Path(error.place.file).name, error.message.split(" can't move")[0]) for error in errors] == [
        ("solution.yaml", "option value 7"),
        ("thing.yaml", "option value 100010000"),
    ]


def test_pack_writes_nothing_if_option_values_cannot_move(tmp_path: Path, dvspec: InProcess) -> None:
    folder = write(tmp_path / "specs", THING, SOLUTION + _CHOICES)
    packing = ["pack", "--specs", str(folder), "--out", str(tmp_path / "dist"), "--option-value-prefix", "20000"]
    result = dvspec(*packing)
    assert (result.status, "DV228" in result.err, (tmp_path / "dist").exists()) == (1, True, False)
    (folder / "solution.yaml").write_text((SOLUTION + _CHOICES).replace("value: 7", "value: 100000007"))
    assert dvspec(*packing).status == 0


def test_names_are_measured_with_the_overlay_s_prefix(tmp_path: Path) -> None:
    table = "t" * 58
    column = "c" * 57
    thing = THING.replace("logical_name: thing", f"logical_name: {table}").replace(
        "{type: guid,", f"{{type: guid, logical_name: {table}id,"
    )
    folder = write(tmp_path, f"{thing}  {column}: {{type: boolean, description: B.}}\n")
    load_folder(folder)
    with pytest.raises(Refused, match="the limit is 128"):
        load_folder(folder, Overlay("contoso1"))
