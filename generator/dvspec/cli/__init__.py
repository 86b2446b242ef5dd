"""The command line: each command parses, calls one function and prints."""

from __future__ import annotations

import os
import sys


def run(argv: list[str], started: float) -> int:
    """Run a command line and return its exit status; no traceback reaches a user."""
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
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes at exit
        return 0
    except Exception as error:
        if os.environ.get("DVSPEC_TRACEBACK"):
            raise
        click.echo(
            f"dvspec: a mistake of dvspec's own ({type(error).__name__}: {error}). Please report it;"
            " DVSPEC_TRACEBACK=1 shows where it is.",
            err=True,
        )
        return 70
