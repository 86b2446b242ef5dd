"""Run dvspec in tests: in this process, or in a separate one."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

HANG = 120  # seconds after which a process is taken to hang; not a measure of speed

_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


@dataclass(frozen=True, slots=True)
class Result:
    """Output and exit status of a command."""

    status: int
    out: str
    err: str


class InProcess:
    """Runs command lines in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *argv: str | Path) -> Result:
        """Run a command line as the entry point would."""
        from dvspec.__main__ import main

        self._monkeypatch.setattr("dvspec.signals.exit_on_signals", lambda: None)
        self._monkeypatch.setattr(sys, "argv", ["dvspec", *map(str, argv)])
        self._capsys.readouterr()
        status = main()
        captured = self._capsys.readouterr()
        return Result(status, captured.out, captured.err)


def command(*argv: str | Path) -> list[str]:
    """Return the command line that starts dvspec in a separate process."""
    return [sys.executable, "-m", "dvspec", *map(str, argv)]


def in_process_of_its_own(
    *argv: str | Path, cwd: Path, environment: Mapping[str, str] | None = None, unprivileged: bool = False
) -> Result:
    """Run a command line in a process of its own; `unprivileged` binds even root by permissions."""
    return python("-m", "dvspec", *map(str, argv), cwd=cwd, environment=environment, unprivileged=unprivileged)


def python(*argv: str, cwd: Path, environment: Mapping[str, str] | None = None, unprivileged: bool = False) -> Result:
    """Run Python in a process of its own."""
    done = subprocess.run(
        [sys.executable, *argv],
        cwd=cwd,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | dict(environment or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=HANG,
        preexec_fn=_drop_privileges if unprivileged else None,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def needs_enforced_permissions() -> None:
    """Skip a test where permissions are not enforced."""
    if os.name != "posix" or (os.geteuid() == 0 and not sys.platform.startswith("linux")):
        pytest.skip("permissions are not enforced for this user")


def _drop_privileges() -> None:
    """Take away root's right to bypass permissions, in a process that is about to start."""
    if os.geteuid() == 0:
        for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            if ctypes.CDLL(None, use_errno=True).prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
                raise OSError(ctypes.get_errno(), "privileges can't be given up")
