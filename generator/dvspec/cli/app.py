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
    "verify": "Report what would make the import of a solution package fail.",
    "init": "Copy the seven Customer Insights specs to start from.",
    "import": "Write specs from a solution, metadata or a CDM file, or change them.",
    "generate": "Generate all outputs from the specs.",
    "check": "Check the specs, and that the generated outputs are up to date.",
    "pack": "Build the solution package to import.",
    "validate": "Check rows in CSV, JSON, NDJSON or Parquet files against their table.",
    "id": "Compute identifiers and GUIDs for a row or a file.",
    "calibrate": "Find the scheme that produces the GUIDs of an environment.",
    "explain": "Explain rules by code or slug.",
    "rules": "List all rules.",
}


class _Lazy(click.Group):
    """A group that imports the command that is run, and no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = "import_" if cmd_name == "import" else cmd_name  # which is a word of Python
        command: click.Command = import_module(f"dvspec.cli.{module}").command
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

    One YAML spec per table is the single source of truth. From the specs dvspec generates Python
    classes, JSON Schemas, an importable Dataverse solution, and identifier and GUID functions.

    \b
      dvspec verify ANY.zip   check a solution package before it is imported
      dvspec init             start a project: copy specs to ./specs
      dvspec import           write specs from tables that exist
      dvspec generate         after a change of specs: write ./generated
      dvspec check            in CI: fail if specs are invalid or outputs have drifted
      dvspec pack             build ./dist/<solution>.zip
      dvspec validate         check rows before they are loaded

    Exit status: 0 no errors, 1 errors found, 2 wrong usage.
    """


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def specs_option(default: str = "./specs, else the shipped ones") -> Decorator:
    """Return the option that names the folder of specs."""
    return click.option("--specs", metavar="DIR", help=f"The folder of specs.  [default: {default}]")


def targets_option() -> Decorator:
    """Return the option that limits a command to some outputs."""
    from dvspec.targets import TARGETS

    return click.option(
        "--target", "targets", metavar="NAME", multiple=True, type=click.Choice(list(TARGETS)),
        help=f"Only this target; can be repeated.  [{', '.join(TARGETS)}]",
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
    """Return the option that names the output folder."""
    return click.option("--out", metavar="DIR", default=default, show_default=True, help="The folder to write to.")


def scheme_options() -> Decorator:
    """Return the options that choose another GUID scheme than solution.yaml's."""
    from dvspec.guids import SCHEMES

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        scheme = click.option(
            "--scheme", type=click.Choice(list(SCHEMES)), metavar="NAME",
            help=f"Use this GUID scheme instead of solution.yaml's: {', '.join(SCHEMES)}.",
        )  # fmt: skip
        namespace = click.option(
            "--namespace", metavar="GUID", help="The namespace of uuid5 or uuid3, instead of solution.yaml's."
        )
        return scheme(namespace(command))

    return decorate


def format_option() -> Decorator:
    """Return the option that selects how findings are printed."""
    return click.option(
        "--format", "output_format", type=click.Choice(["text", "json", "github"]), default="text", show_default=True,
        help="How to print findings: for people, for programs, or as GitHub annotations.",
    )  # fmt: skip


def quiet_option() -> Decorator:
    """Return the option that prints findings only."""
    return click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
