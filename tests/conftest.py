"""Fixtures and settings of all tests."""

from __future__ import annotations

import random

import pytest
from hypothesis import settings

from tests.commands import InProcess

# Tests never measure time, so a slow machine fails none.
settings.register_profile("dvspec", deadline=None)
settings.load_profile("dvspec")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose one seed for all processes, so that what one of them finds can be found again."""
    if config.getoption("--hypothesis-seed", None) is None:
        config.option.hypothesis_seed = str(random.randrange(10**9))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the seed that repeats a failure."""
    if terminalreporter.stats.get("failed"):
        terminalreporter.write_line(f"invented with --hypothesis-seed={config.getoption('--hypothesis-seed')}")


@pytest.fixture
def dvspec(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """Return a runner of command lines in this process."""
    return InProcess(monkeypatch, capsys)
