"""What tests of several folders share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.commands import InProcess

# No test measures time: a slow machine makes none fail.
settings.register_profile("dvspec", deadline=None)
settings.load_profile("dvspec")


@pytest.fixture
def dvspec(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """Return what runs a command line in this process."""
    return InProcess(monkeypatch, capsys)
