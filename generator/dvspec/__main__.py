"""The entry point. A run with nothing to do ends before anything else is imported."""

from __future__ import annotations

import gc
import os
import sys
import time

from dvspec.signals import exit_on_signals

_STARTED = time.perf_counter()


def main() -> int:
    """Run the command line; return the exit status."""
    exit_on_signals()
    argv = sys.argv[1:]
    if argv[:1] == ["generate"]:
        from dvspec.output.unchanged import recall

        count = recall(argv)
        if count is not None:
            if "-q" not in argv and "--quiet" not in argv:
                seconds = time.perf_counter() - _STARTED
                try:
                    print(f"{count} files up to date ({seconds:.2f} s)", flush=True)
                except OSError:  # the output is closed, or the disk is full
                    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the interpreter flushes at its end
                    return 1
            return 0
        gc.disable()  # a short run that makes hardly any cycles
    from dvspec.cli import run

    return run(argv, _STARTED)


if __name__ == "__main__":
    sys.exit(main())
