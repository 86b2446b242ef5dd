"""The entry point. A run of generate with nothing to do ends before anything else is imported."""

from __future__ import annotations

import gc
import os
import sys
import time

_STARTED = time.perf_counter()


def main() -> int:
    """Run the command line; return the exit status."""
    argv = sys.argv[1:]
    if argv[:1] == ["generate"]:
        status = _run_unchanged(argv)
        if status is not None:
            return status
    from dvspec.signals import exit_on_signals

    exit_on_signals()
    from dvspec.cli import run

    return run(argv, _STARTED)


def _run_unchanged(argv: list[str]) -> int | None:
    """Run a generate that would change nothing; return its exit status, or None if there is work to do."""
    from dvspec.output.unchanged import recall

    try:
        count = recall(argv)
        if count is None:
            return None
        if "-q" not in argv and "--quiet" not in argv:
            print(f"{count} files up to date ({time.perf_counter() - _STARTED:.2f} s)", flush=True)
    except KeyboardInterrupt:
        os.write(2, b"stopped\n")
        return 130
    except OSError:  # the output is closed, or the disk is full
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the interpreter flushes at its end
        return 1
    return 0


def program() -> None:
    """Run the command line as a program, and end the process."""
    if sys.argv[1:2] not in (["generate"], ["check"]):
        sys.exit(main())
    # These two end with their files closed and without threads. Collecting garbage, and taking every module and object
    # apart at the end, would be a fifth of their time. Only black makes garbage that has to be collected.
    if "--black" not in sys.argv:
        gc.disable()
    status = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:  # it is closed, or the disk is full
            status = status or 1
    os._exit(status)


if __name__ == "__main__":
    program()
