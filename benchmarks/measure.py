"""Run a command as a separate process and measure it: wall time, processor time, peak memory.

Peak memory is the kernel's `ru_maxrss` of that process and of those it waited for. Linux includes
what the parent used when it started the child, so a figure is never lower than the peak of the
measuring script itself (about 20 MB): keep that script small, and do large work in processes.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_LOG_TAIL = 2000
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class ChildError(Exception):
    """A process failed or took too long; the message ends with its output."""


@dataclass(frozen=True, slots=True)
class Run:
    """Time and memory of one run of a process."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Time and memory of several runs of one command: medians, and the range of the wall time."""

    seconds: float
    fastest: float
    slowest: float
    cpu_seconds: float
    peak_mb: float

    @classmethod
    def of(cls, runs: Sequence[Run]) -> Summary:
        """Summarize runs."""
        seconds = [run.seconds for run in runs]
        return cls(
            seconds=median(seconds),
            fastest=min(seconds),
            slowest=max(seconds),
            cpu_seconds=median(run.cpu_seconds for run in runs),
            peak_mb=median(run.peak_mb for run in runs),
        )


def run(command: Sequence[str | Path], *, cwd: Path, log: Path, timeout: float) -> Run:
    """Run a command to its end, with its output in `log`. Raises `ChildError` if it fails."""
    with log.open("wb") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        with _killed_after(process, timeout) as deadline:
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        reason = "took too long" if deadline.is_set() else f"exit status {process.returncode}"
        raise ChildError(f"{Path(command[0]).name}: {reason}\n{_tail(log)}")
    peak_mb = usage.ru_maxrss * _MAXRSS_UNIT / 1e6
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak_mb)


@contextmanager
def _killed_after(process: subprocess.Popen[bytes], timeout: float) -> Iterator[threading.Event]:
    """Kill a process with its descendants after a time, or when waiting for it is interrupted."""
    deadline = threading.Event()

    def time_is_up() -> None:
        deadline.set()
        _kill(process)

    timer = threading.Timer(timeout, time_is_up)
    timer.start()
    try:
        yield deadline
    except BaseException:
        _kill(process)
        raise
    finally:
        timer.cancel()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the session that a process leads."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Return the environment without variables that change how Python works."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _tail(log: Path) -> str:
    """Return the end of a process's output."""
    return log.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:].strip()
