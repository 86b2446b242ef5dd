"""Ctrl-C and SIGTERM end the process at once, after cleaning up."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_cleanups: list[Callable[[], None]] = []


def exit_on_signals() -> None:
    """From now on, end the process on a signal with 128 plus its number.

    An exception raised in the middle of an import, or while another thread works, may be swallowed, become another
    error, or wait for that thread. A signal that the parent process ignores stays ignored.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _exit)


def before_exit(cleanup: Callable[[], None]) -> Callable[[], None]:
    """Run `cleanup` when a signal ends the process; return a function that withdraws it."""
    _cleanups.append(cleanup)
    return lambda: _cleanups.remove(cleanup)


def _exit(number: int, frame: FrameType | None) -> None:
    for ignored in _SIGNALS:
        signal.signal(ignored, signal.SIG_IGN)  # a second Ctrl-C must not keep this one from cleaning up
    for cleanup in reversed(_cleanups):
        with suppress(Exception):
            cleanup()
    with suppress(OSError):
        os.write(2, b"stopped\n")
    os._exit(128 + number)
