"""The progress bar: drawn where somebody watches, and nowhere else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.commands import HANG, command
from tests.data.rows import ndjson, row
from tests.reference import ROOT


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminal can be made here")
def test_progress_bar_on_a_terminal_does_not_break_findings(tmp_path: Path) -> None:
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(*[row()] * 500, row(title=7), *[row()] * 500))
    argv = command("validate", "UnifiedActivity", file, "--specs", ROOT / "specs")
    ours, theirs = os.openpty()
    with subprocess.Popen(argv, stderr=theirs, stdout=subprocess.DEVNULL) as process:
        os.close(theirs)
        drawn = b""
        try:
            while piece := os.read(ours, 65536):
                drawn += piece
        except OSError:  # how Linux says that the other end is closed
            pass
        process.wait(HANG)
    os.close(ours)
    assert b"100%" in drawn
    lines = drawn.decode().replace("\r", "\n").splitlines()
    assert any("row 501, msdynci_title:" in line and line.endswith("7 is not a string") for line in lines)


def test_no_progress_bar_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "rows.ndjson"
    file.write_bytes(ndjson(row()))
    argv = command("validate", "UnifiedActivity", file, "--specs", ROOT / "specs")
    done = subprocess.run(argv, capture_output=True, timeout=HANG)
    assert b"%" not in done.stderr + done.stdout
