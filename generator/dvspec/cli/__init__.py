"""The command line: each command parses, calls one function and prints."""

from __future__ import annotations

import io
import os
import sys


def run(argv: list[str], started: float) -> int:
    """Run a command line and return its exit status; no traceback reaches a user."""
    import click

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="surrogateescape")  # a path that is not UTF-8 is printed as it is
    try:
        return _run(argv, started)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except BrokenPipeError:  # the reader of the output has closed it
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())  # the interpreter flushes at exit
        return 1
    except Exception as error:
        if os.environ.get("DVSPEC_TRACEBACK"):
            raise
        if isinstance(error, UnicodeEncodeError):
            message = (
                f"the output contains characters that {sys.stdout.encoding} cannot encode; set PYTHONIOENCODING=utf-8"
            )
        elif isinstance(error, OSError):
            message = f"{error.filename or 'the output'}: {error.strerror or error}"
        else:
            message = f"internal error ({type(error).__name__}: {error}). Please report it;"
            message += " DVSPEC_TRACEBACK=1 shows the traceback."
        click.echo(f"dvspec: {message}", err=True)
        return 1 if isinstance(error, UnicodeEncodeError | OSError) else 70


def _run(argv: list[str], started: float) -> int:
    import click

    from dvspec.cli.app import app
    from dvspec.cli.report import print_findings
    from dvspec.findings import Refused

    try:
        status = app.main(args=argv, prog_name="dvspec", standalone_mode=False, obj=started)
        return status if isinstance(status, int) else 0
    except Refused as refused:
        print_findings(refused.findings)
        return 1
    except click.ClickException as error:
        error.show()
        return 2
