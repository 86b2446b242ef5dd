"""What tests of several folders share."""

from __future__ import annotations

import random

import pytest
from hypothesis import settings

from tests.commands import InProcess

# No test measures time: a slow machine makes none fail.
settings.register_profile("dvspec", deadline=None)
settings.load_profile("dvspec")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose one seed for all processes, so that what one of them finds can be found again."""
    if config.getoption("--hypothesis-seed", None) is None:
        config.option.hypothesis_seed = str(random.randrange(10**9))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say with which seed a failure comes back."""
    if terminalreporter.stats.get("failed"):
        terminalreporter.write_line(f"invented with --hypothesis-seed={config.getoption('--hypothesis-seed')}")


@pytest.fixture
def dvspec(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """Return what runs a command line in this process."""
    return InProcess(monkeypatch, capsys)
