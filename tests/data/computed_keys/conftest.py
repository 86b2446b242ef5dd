"""Fixtures for `dvspec id --file`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import InProcess, Result
from tests.data.computed_keys.common import SPECS, Keyed


@pytest.fixture
def keyed(tmp_path: Path, dvspec: InProcess) -> Keyed:
    """Return a function that runs `dvspec id` on a file of this name and content."""

    def run(table: str, name: str, content: bytes | str, out: str, *options: str) -> Result:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return dvspec("id", table, "--file", tmp_path / name, "--out", tmp_path / out, *SPECS, *options)

    return run
