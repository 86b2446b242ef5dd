"""Where the reference lies that tests hold the project against; it is no part of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT.parent / "shared" / "reference"

needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(),
    reason=f"the reference is not at {REFERENCE}",
)
