"""The commands, and the options that several of them share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from dvspec import __version__

# Name -> first line of help; the module of a command is imported when it runs.
_COMMANDS = {
    "generate": "Write every output from the specs.",
    "check": "Check the specs, and that the outputs are up to date with them.",
    "pack": "Zip the solution, ready to import.",
    "verify": "Say what would make a solution package fail to import, ours or not.",
    "id": "Give a row, or every row of a file, its identifier and GUID.",
    "validate": "Say what is wrong with rows in CSV, JSON, NDJSON or Parquet.",
    "calibrate": "Find out which scheme gives the GUIDs that an environment has.",
    "init": "Copy the seven Customer Insights specs, to begin with.",
    "rules": "List every rule that findings name.",
}


class _Lazy(click.Group):
    """A group that imports the command that is run, and no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"dvspec.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from dvspec.findings import did_you_mean

        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"there is no command '{args[0]}'{did_you_mean(args[0], _COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="dvspec", message="%(prog)s %(version)s")
def app() -> None:
    """Microsoft Dataverse tables as code.

    One YAML spec per table is the only place where a fact about it stands. From the specs dvspec
    writes what has to agree with them: Python classes, JSON Schemas, an importable Dataverse
    solution, identifier and GUID functions.

    \b
      dvspec init          begin: the Customer Insights specs, in ./specs
      dvspec generate      after a change: write ./generated
      dvspec check         in CI: exit 1 where specs are wrong or outputs have drifted
      dvspec pack          to ship: ./dist/<solution>.zip
      dvspec verify FILE   before an import: what would make it fail
      dvspec validate      before rows are loaded: what is wrong with them

    Exit status: 0 all is well, 1 there are findings, 2 the command was used wrongly.
    """


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def specs_option(default: str = "./specs, else the shipped ones") -> Decorator:
    """Return the option that says where the specs are."""
    return click.option("--specs", metavar="DIR", help=f"The folder of specs.  [default: {default}]")


def targets_option() -> Decorator:
    """Return the option that limits a command to some outputs."""
    from dvspec.targets import TARGETS

    return click.option(
        "--target", "targets", metavar="NAME", multiple=True, type=click.Choice(list(TARGETS)),
        help=f"Only this output; can be given more than once.  [{', '.join(TARGETS)}]",
    )  # fmt: skip


def expanded(_: click.Context, __: click.Parameter, files: tuple[str, ...]) -> tuple[str, ...]:
    """Expand the wildcards of files, which the shells of Windows leave to programs."""
    if sys.platform != "win32":
        return files
    from glob import glob
    from os.path import lexists

    return tuple(
        path for file in files for path in ([file] if lexists(file) else sorted(glob(file, recursive=True)) or [file])
    )


def out_option(default: str = "generated") -> Decorator:
    """Return the option that says where outputs go."""
    return click.option("--out", metavar="DIR", default=default, show_default=True, help="The folder to write to.")


def scheme_options() -> Decorator:
    """Return the options that choose another GUID scheme than solution.yaml's."""
    from dvspec.guids import SCHEMES

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        scheme = click.option(
            "--scheme", type=click.Choice(list(SCHEMES)), metavar="NAME",
            help=f"Another GUID scheme than solution.yaml's: {', '.join(SCHEMES)}.",
        )  # fmt: skip
        namespace = click.option(
            "--namespace", metavar="GUID", help="The namespace of uuid5 or uuid3, if not solution.yaml's."
        )
        return scheme(namespace(command))

    return decorate


def format_option() -> Decorator:
    """Return the option that says how findings are printed."""
    return click.option(
        "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True,
        help="How findings are printed: for people, for programs, or as GitHub annotations.",
    )  # fmt: skip


def quiet_option() -> Decorator:
    """Return the option that keeps a command from saying what went well."""
    return click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
